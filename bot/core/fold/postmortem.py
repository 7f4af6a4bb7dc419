"""The fold over what people write after an incident."""

from dataclasses import replace
from typing import assert_never

from bot.core import events as ev
from bot.core.incident import Incident, Stamp
from bot.core.postmortem import ActionItem, Postmortem, Review, Section, Version


def papers(incident: Incident, event: ev.OfPapers, stamp: Stamp) -> Incident:
    """After an event about the postmortem."""
    return replace(incident, postmortem=_papers(incident.postmortem, event, stamp))


def with_version(incident: Incident, digest: str, stamp: Stamp) -> Incident:
    """After another draft was written."""
    former = incident.postmortem.versions
    versions = (*former, Version(len(former) + 1, digest, stamp.at))
    return replace(incident, draft=digest, postmortem=replace(incident.postmortem, versions=versions))


def _papers(now: Postmortem, event: ev.OfPapers, stamp: Stamp) -> Postmortem:
    match event:
        case ev.SectionWritten():
            return _written(now, event, stamp)
        case ev.ActionAdded(action=name, text=text, owner=owner, due=due):
            return now.with_action(ActionItem(name, text, owner, due, stamp.by, stamp.at))
        case ev.ActionSettled(action=name, how=how, why=why):
            settled = (None, None) if how == "open" else (stamp.by, stamp.at)
            by, at = settled
            action = replace(now.actions[name], state=how, why=why, settled_by=by, settled_at=at)
            return now.with_action(action)
        case ev.ActionAssigned(action=name, owner=owner, due=due):
            return now.with_action(replace(now.actions[name], owner=owner, due=due))
        case ev.NoActionsStated(reason=reason):
            return replace(now, no_actions=reason)
        case ev.ReviewAsked(of=of):
            return replace(now, review=Review("in review", of, stamp.by, stamp.at))
        case ev.PostmortemAccepted():
            return replace(now, review=replace(now.review, state="accepted", by=stamp.by, at=stamp.at))
        case ev.PostmortemReminded():
            return replace(now, reminded_at=stamp.at)
        case ev.PostmortemGivenBack(reason=reason):
            return replace(now, review=Review(by=stamp.by, at=stamp.at, why=reason))
        case _:
            assert_never(event)


def _written(now: Postmortem, event: ev.SectionWritten, stamp: Stamp) -> Postmortem:
    """The section is new, and what was accepted was another text."""
    section = Section(event.text, now.section(event.section).edits + 1, stamp.by, stamp.at)
    known = any(author.is_same_person(stamp.by) for author in now.authors)
    review = now.review
    if review.state == "accepted":
        review = Review(why=f"“{event.title}” was written anew after it had been accepted")
    return replace(
        now,
        sections={**now.sections, event.section: section},
        authors=now.authors if known else (*now.authors, stamp.by),
        review=review,
    )
