"""Which form of the postmortem a person gets, filled in as it is at this moment."""

from slack_sdk.models.views import View

from bot.core.days import USUAL, midnight
from bot.core.picture import Picture
from bot.core.refusals import NotNow, Unknown
from bot.core.writing import section_named
from bot.slack.carried import Carried
from bot.slack.views import postmortem_forms as forms


def papers_view(name: str, on: Carried, picture: Picture, user: str) -> View:
    """The form of that name. Raises a Refusal where there is nothing to fill in."""
    incident = picture.incident
    match name:
        case "write":
            return forms.section_form(incident, section_named(on.name))
        case "action":
            return forms.action_form(incident, user, midnight(picture.now) + USUAL)
        case "no-actions":
            return forms.no_actions_form(incident)
        case "review":
            return forms.review_form(incident)
        case "give-back":
            return forms.give_back_form(incident)
        case _:
            return _of_action(name, on, picture)


def _of_action(name: str, on: Carried, picture: Picture) -> View:
    action = picture.incident.postmortem.actions.get(on.name)
    if action is None:
        raise Unknown(
            f"There is no action item `{on.name[:40]}` here.", "`/incident action list` shows them."
        )
    if not action.is_open:
        raise NotNow(f"{action.id} is {action.state} already.", f"`/incident action open {action.id}`.")
    make = forms.change_form if name == "action-change" else forms.drop_form
    return make(picture.incident, action)
