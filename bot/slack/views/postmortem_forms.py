"""Forms of the postmortem: a section, an action item, a review."""

from datetime import datetime

from slack_sdk.models.blocks import Block, DatePickerElement, SectionBlock
from slack_sdk.models.views import View

from bot.core.incident import Incident
from bot.core.postmortem import SECTIONS, ActionItem, SectionName
from bot.slack.carried import Carried
from bot.slack.views.inputs import VALUE, labelled, line_input, person_select, text_input
from bot.slack.views.modals import form, reason_input
from bot.slack.views.text import clock_time, markup, paragraphs, person, plain, preformatted

_ASKS: dict[SectionName, str] = {
    "summary": "What happened, in three sentences that somebody outside the team understands",
    "impact": "Who could not do what, for how long; what was lost",
    "well": "What helped, and should stay as it is",
    "badly": "What cost time, or made it worse; causes, and not somebody to blame",
    "lessons": "What we know now that we did not know before",
}


def section_form(incident: Incident, name: SectionName) -> View:
    """A section as it is now, to be edited."""
    now = incident.postmortem.section(name)
    return _section(incident, name, now.text, "Write it", [])


def overtaken_form(incident: Incident, name: SectionName, mine: str) -> View:
    """What somebody else has written meanwhile, above one's own text, which is not lost."""
    now = incident.postmortem.section(name)
    when = f" ({clock_time(now.at)})" if now.at else ""
    told = f":warning: {person(now.by)} has written this section since you opened it{when}. It reads now:"
    there = preformatted(now.text, 2900) if now.text else paragraphs(("", "It was emptied."))
    return _section(incident, name, mine, "Replace it", [SectionBlock(text=markup(told)), there])


def _section(incident: Incident, name: SectionName, text: str, submit: str, lead: list[Block]) -> View:
    edits = incident.postmortem.section(name).edits
    return form(
        "write",
        SECTIONS[name],
        submit,
        Carried(incident.id, name=name, seen=str(edits)),
        [
            *lead,
            labelled(
                "text",
                "Your text" if lead else SECTIONS[name],
                text_input(text),
                optional=True,
                hint=f"{_ASKS[name]}. A line that begins with “- ” is an item of a list.",
            ),
        ],
    )


def action_form(incident: Incident, owner: str, due: datetime) -> View:
    """Something that will be changed, by whom, until when."""
    return form(
        "action",
        "Action item",
        "Add it",
        Carried(incident.id),
        [
            labelled("text", "What will be changed", line_input("", "One thing that somebody can do")),
            labelled("person", "By whom", person_select(owner)),
            labelled("due", "Until when", _day(due), hint="Who has it is reminded the morning after."),
        ],
    )


def change_form(incident: Incident, action: ActionItem) -> View:
    """Another owner, another day."""
    return form(
        "action-change",
        f"Change {action.id}",
        "Change it",
        Carried(incident.id, name=action.id, seen=action.owner.user),
        [
            paragraphs(("", action.text)),
            labelled("person", "By whom", person_select(action.owner.user)),
            labelled("due", "Until when", _day(action.due)),
        ],
    )


def drop_form(incident: Incident, action: ActionItem) -> View:
    """Why it will not be done."""
    return form(
        "action-drop",
        f"Drop {action.id}",
        "Drop it",
        Carried(incident.id, name=action.id),
        [paragraphs(("", action.text)), reason_input("Why will it not be done?")],
    )


def no_actions_form(incident: Incident) -> View:
    """Why nothing is to be changed."""
    return form(
        "no-actions",
        "No action items",
        "State it",
        Carried(incident.id),
        [reason_input("Why is nothing to be changed?")],
    )


def review_form(incident: Incident) -> View:
    """Who is asked to read it."""
    return form(
        "review",
        "Ask for a review",
        "Ask",
        Carried(incident.id),
        [
            paragraphs(("", "The draft is written anew, and the person is told in a direct message.")),
            labelled("person", "Who is to read it", person_select()),
        ],
    )


def give_back_form(incident: Incident) -> View:
    """Why it is not right yet."""
    return form(
        "give-back",
        "Give it back",
        "Give it back",
        Carried(incident.id),
        [reason_input("What is not right yet?")],
    )


def _day(chosen: datetime) -> DatePickerElement:
    return DatePickerElement(
        action_id=VALUE, initial_date=f"{chosen:%Y-%m-%d}", placeholder=plain("Choose a day", 150)
    )
