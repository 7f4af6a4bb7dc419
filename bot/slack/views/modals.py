"""Forms about the incident and what is owed.

The callback id names the form, the metadata what it is about.
"""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block, Option, SectionBlock
from slack_sdk.models.views import View

from bot.core.incident import Incident, Owed
from bot.core.picture import Picture
from bot.core.runbook import Severity
from bot.core.texts import how_of
from bot.core.values import shown
from bot.slack.carried import Carried, encode
from bot.slack.views.consequences import consequence_text
from bot.slack.views.gist import readable
from bot.slack.views.inputs import (
    class_select,
    labelled,
    line_input,
    option,
    person_select,
    radio,
    select,
    text_input,
)
from bot.slack.views.text import markup, paragraphs, plain, preformatted, safe


def form(name: str, title: str, submit: str, carried: Carried, blocks: Sequence[Block]) -> View:
    """A modal with something to submit."""
    return View(
        type="modal",
        callback_id=f"form:{name}",
        title=plain(title, 24),
        submit=plain(submit, 24),
        close=plain("Back", 24),
        private_metadata=encode(carried),
        blocks=list(blocks),
    )


def told(title: str, blocks: Sequence[Block]) -> View:
    """Something to read, without anything to submit."""
    return View(type="modal", title=plain(title, 24), close=plain("Close", 24), blocks=list(blocks))


def declare_form(
    title: str,
    chosen: Option | None,
    means: Mapping[Severity, str],
    severity: Severity | None,
    channel: str = "",
) -> View:
    """Three fields; only the class is needed, the rest can wait."""
    levels = list(Severity)
    options = [
        option(level.value, f"{level.value} · {means[level]}" if means.get(level) else level.value)
        for level in levels
    ]
    return form(
        "declare",
        "Declare an incident",
        "Declare",
        Carried(name=channel),
        [
            labelled("class", "What is wrong?", class_select(chosen)),
            labelled(
                "title",
                "Title",
                line_input(title, "What people see, in a few words", most=150),
                optional=True,
                hint="Left empty, it is called as its class.",
            ),
            labelled(
                "severity",
                "Severity",
                select(options, severity.value if severity else "", "As the class has it"),
                optional=True,
            ),
        ],
    )


def deny_form(picture: Picture, carried: Carried) -> View:
    """What was asked, and why not."""
    approval = picture.incident.approvals[carried.name]
    return form(
        "deny",
        "Deny",
        "Deny it",
        carried,
        [
            preformatted(approval.what, 1500),
            labelled("reason", "Why not?", text_input(), optional=True, hint="The one who asked reads it."),
        ],
    )


def glass_form(picture: Picture, carried: Carried) -> View:
    """What would be done alone, who is told of it, and why it cannot wait."""
    approval = picture.incident.approvals[carried.name]
    glass = picture.rulebook.policy.break_glass
    told = safe(picture.group_title(glass.announce), 60) if glass else "nobody"
    return form(
        "break-glass",
        "Without a second person",
        "Do it alone",
        carried,
        [
            SectionBlock(
                text=markup(
                    f":rotating_light: *{safe(approval.title, 150)}*, and nobody else has agreed to it. "
                    f"{told} is told at once, with your name and your reason; it stands in the timeline "
                    "and in the postmortem, and has to be reviewed."
                )
            ),
            preformatted(approval.what, 1500),
            labelled("reason", "Why can it not wait?", text_input(), hint="Everybody reads it."),
        ],
    )


def evidence_form(incident: Incident, chosen: str) -> View:
    """Which evidence, and where it lies now."""
    owed = [one for one in incident.open_owed() if one.kind == "evidence"]
    return form(
        "evidence",
        "Keep evidence",
        "It is kept",
        Carried(incident.id),
        [
            *_how(incident, incident.owed.get(chosen)),
            labelled("owed", "Which", select(_by_place(incident, owed), _place_of(incident, chosen))),
            labelled(
                "text", "What was kept, and where it lies", text_input(placeholder="Path, link, sha256 …")
            ),
        ],
    )


def waive_form(incident: Incident, chosen: str) -> View:
    """What is given up, and why."""
    return form(
        "waive",
        "Give something up",
        "Waive it",
        Carried(incident.id),
        [
            labelled(
                "owed", "What", select(_by_place(incident, incident.open_owed()), _place_of(incident, chosen))
            ),
            reason_input("Why can it not be met?"),
        ],
    )


def _how(incident: Incident, owed: Owed | None) -> list[Block]:
    return [paragraphs(("How:", how_of(owed, incident)), limit=1500)] if owed and owed.how else []


def _by_place(incident: Incident, owed: Sequence[Owed]) -> list[Option]:
    """By their place among all that was ever owed: ids can be longer than a value may be, the order stays."""
    options = [option(_place_of(incident, one.id), one.title, one.id) for one in owed]
    return options or [option("-", "Nothing is owed")]


def _place_of(incident: Incident, owed: str) -> str:
    names = list(incident.owed)
    return str(names.index(owed)) if owed in incident.owed else ""


def note_form(incident: Incident) -> View:
    """A line for the timeline."""
    return form(
        "note",
        "Note",
        "Write it down",
        Carried(incident.id),
        [labelled("text", "For the timeline", text_input())],
    )


def correct_form(picture: Picture, run: str) -> View:
    """A fact and its right value."""
    walk = picture.incident.runs[run]
    book = picture.rulebook.of(walk)
    options = [
        option(
            fact.id,
            fact.about or fact.id,
            shown(walk.facts[fact.id].value) if fact.id in walk.facts else "not known",
        )
        for fact in book.facts.values()
    ]
    return form(
        "correct",
        "Correct a fact",
        "Correct it",
        Carried(picture.incident.id, run),
        [
            labelled("fact", "Which", select(options or [option("-", "This runbook has no facts")])),
            labelled(
                "value", "What it is", text_input(), hint="Yes or no, a number, a word, a time in UTC …"
            ),
        ],
    )


def severity_form(picture: Picture, chosen: str = "", reason: str = "") -> View:
    """The other severities with what they mean, and what each would bring at this moment."""
    incident, policy = picture.incident, picture.rulebook.policy
    levels = [level for level in Severity if level is not incident.severity]
    options = [option(level.value, level.value, policy.rules(level).means) for level in levels]
    now = f"It is *{incident.severity}*: {safe(policy.rules(incident.severity).means, 200)}"
    return form(
        "severity",
        "Severity",
        "Change it",
        Carried(incident.id, seen=incident.severity.value),
        [
            SectionBlock(text=markup(now)),
            labelled("severity", "It should be", radio(options, chosen)),
            labelled(
                "reason",
                "Why",
                text_input(reason),
                optional=True,
                hint="Needed when it is lowered.",
            ),
            *(SectionBlock(text=markup(consequence_text(picture, level))) for level in levels),
        ],
    )


def page_form(picture: Picture) -> View:
    """A group to call now, and why."""
    groups = picture.rulebook.policy.groups.values()
    return form(
        "page",
        "Page a group",
        "Page them",
        Carried(picture.incident.id),
        [
            labelled("group", "Whom", select([option(group.id, group.title) for group in groups])),
            labelled("why", "Why", text_input(), optional=True, hint="They read it first."),
        ],
    )


def role_form(picture: Picture) -> View:
    """A role and who is to have it."""
    policy = picture.rulebook.policy.roles
    names = list(dict.fromkeys([*picture.incident.wanted_roles, *policy])) or ["commander"]
    options = [
        option(name, picture.role_title(name), policy[name].about if name in policy else "") for name in names
    ]
    return form(
        "role",
        "Give a role",
        "Give it",
        Carried(picture.incident.id),
        [labelled("role", "Role", select(options)), labelled("person", "To", person_select())],
    )


def handover_form(picture: Picture) -> View:
    """A role that somebody has, and who is asked to take it over."""
    options = [
        option(role, picture.role_title(role), f"{holder.name} has it")
        for role, holder in picture.incident.roles.items()
    ]
    about = "A brief of how things stand is posted. Until the other person accepts, the role stays yours."
    return form(
        "handover",
        "Hand over a role",
        "Offer it",
        Carried(picture.incident.id),
        [
            paragraphs(("", about), limit=600),
            labelled("role", "Role", select(options)),
            labelled("person", "To", person_select()),
        ],
    )


def resolve_form(incident: Incident) -> View:
    """Over, or never was; with a reason while a runbook is still walked."""
    walking = [run.title for run in incident.top_runs() if run.is_walking]
    lead = f"“{walking[0]}” is still being walked: only the commander may, with a reason." if walking else ""
    options = [option("resolved", "The impact is over"), option("false-alarm", "It was a false alarm")]
    return form(
        "resolve",
        "Resolve",
        "Resolve it",
        Carried(incident.id),
        [
            paragraphs(("", lead or "A person says when it is over."), limit=600),
            labelled("how", "How", radio(options, "resolved")),
            labelled("reason", "Why", text_input(), optional=not walking),
        ],
    )


def reopen_form(incident: Incident) -> View:
    """The class to walk now, found by typing, and why it is not over."""
    return form(
        "reopen",
        "Reopen the incident",
        "Reopen it",
        Carried(incident.id),
        [
            paragraphs(
                ("", "Its clocks run on, and what was met stays met. A runbook is walked anew:"), limit=600
            ),
            labelled(
                "class", "Which runbook", class_select(class_option(incident.runbook, incident.runbook))
            ),
            reason_input("What shows that it is not over?"),
        ],
    )


def reason_input(label: str) -> Block:
    """Why something is done that the runbook does not have."""
    return labelled("reason", label, text_input(), hint="It goes into the timeline and the postmortem.")


def class_option(name: str, title: str) -> Option:
    """A class of incidents; its id is what is sent. Ids are shorter than 75 characters but for the rarest."""
    return option(name, f"{title}", readable(name.replace("/", " · ")))
