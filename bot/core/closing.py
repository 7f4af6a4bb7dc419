"""Closing: nothing is owed any more, and the policy's part of the postmortem is written."""

from collections.abc import Mapping
from typing import Final

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.incident import Incident
from bot.core.policy import Need, Policy
from bot.core.postmortem import SECTIONS
from bot.core.refusals import NotNow, Unwritten

ABOUT: Final[Mapping[Need, tuple[str, str]]] = {
    **{
        name: (f"“{title}” is not written", f"Write it: `/incident write {name} …`.")
        for name, title in SECTIONS.items()
    },
    "actions": (
        "there is no action item",
        "Add one: `/incident action add … @owner due=14d`; or say why there is none: "
        "`/incident action none because …`.",
    ),
    "accepted": ("nobody has accepted it", "Ask somebody to read it: `/incident review @person`."),
}
"""What each part that is missing is called, and the way to it."""


def lacking(incident: Incident, policy: Policy) -> tuple[Need, ...]:
    """What the policy wants of the postmortem before the close, and is not there. Of a false alarm: nothing.

    What counts is how bad it was thought to be at worst.
    """
    if incident.false_alarm or incident.procedure:
        return ()
    rules = policy.severities.get(incident.worst or incident.severity)
    return tuple(need for need in rules.close if not _is_there(incident, need)) if rules else ()


def _is_there(incident: Incident, need: Need) -> bool:
    papers = incident.postmortem
    if need == "actions":
        kept = any(action.state != "dropped" for action in papers.actions.values())
        return kept or bool(papers.no_actions)
    if need == "accepted":
        return papers.review.state == "accepted"
    return bool(papers.section(need).text)


def unfinished(draft: Draft) -> None:
    """The postmortem is late: once a day its commander, or who is to read it, is told what is left."""
    incident = draft.incident
    review = incident.postmortem.review
    asked = review.of if review.state == "in review" else incident.commander
    missing = lacking(incident, draft.rulebook.policy)
    left = " ".join(f"{_begun(ABOUT[need][0])}. {ABOUT[need][1]}" for need in missing)
    if not missing:
        left = "Nothing is missing any more: `/incident close`."
    draft.emit(ev.PostmortemReminded())
    draft.notice(
        f"The postmortem of {incident.id} is late. {left}", users=(asked.user,) if asked else (), nag=True
    )


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def close(draft: Draft) -> None:
    """The paperwork is done, or a refusal that names each thing that is missing."""
    incident = draft.incident
    if not incident.resolved_at:
        raise NotNow(f"{incident.id} is not resolved yet.", "Resolve it first: `/incident resolve`.")
    owed = incident.must()
    if owed:
        names = "; ".join(f"{item.title} ({item.id})" for item in owed)
        raise NotNow(
            f"Still owed: {names}.",
            "Meet each with `/incident evidence` or `/incident undone`, or waive it with a reason.",
        )
    missing = lacking(incident, draft.rulebook.policy)
    if missing:
        severity = incident.worst or incident.severity
        what = ", and ".join(ABOUT[need][0] for need in missing)
        raise Unwritten(
            f"The postmortem of {incident.id} is not finished: {what}.",
            f"A {severity} is closed with it. " + " ".join(ABOUT[need][1] for need in missing),
            missing,
        )
    draft.emit(ev.Closed())
    draft.queue(fx.WriteDraft(), key="draft")
