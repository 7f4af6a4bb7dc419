"""Which form about the log a person gets, filled in from the log as it is now."""

from collections.abc import Callable, Sequence

from slack_sdk.models.views import View

from bot.core.incident import Incident
from bot.core.refusals import NotNow
from bot.core.timeline import Line
from bot.slack.carried import Carried
from bot.slack.views import record
from bot.slack.views.answers import Line as Listed

FORMS = frozenset({"amend", "strike", "link", "merge"})


def record_view(
    name: str,
    on: Carried,
    incident: Incident,
    lines: Callable[[], Sequence[Line]],
    listed: Callable[[], Sequence[Listed]],
) -> View:
    """The form of that name. Raises a Refusal where there is nothing to choose from."""
    if name in {"amend", "strike"}:
        notes = [line for line in lines() if line.note and not line.struck]
        if not notes:
            raise NotNow("There is no note that could be changed.", "`/incident note` writes one.")
        number = int(on.name) if on.name.isdigit() else 0
        make = record.amend_form if name == "amend" else record.strike_form
        return make(incident, notes, number)
    others = [one for one in listed() if one.id != incident.id]
    if name == "link":
        return record.link_form(incident, others)
    going_on = [one for one in others if one.life != "closed" and one.id.startswith("INC-")]
    if not going_on:
        raise NotNow("There is no other open incident that this could be a duplicate of.")
    return record.merge_form(incident, going_on)
