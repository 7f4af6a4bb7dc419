"""The sections of the postmortem, and who agrees with them."""

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.actions import must_be_inside
from bot.core.draft import Draft
from bot.core.owing import needs_reason
from bot.core.postmortem import SECTIONS, SectionName
from bot.core.refusals import BadAnswers, NotAllowed, NotNow, Overtaken, Stale, Unknown
from bot.core.signals import Accept, AskReview, GiveBack, WriteSection
from bot.core.values import BadValue, Type, check


def write(draft: Draft, what: WriteSection) -> None:
    """A section is written, added to or emptied; over text that was not seen it is not written."""
    name = section_named(what.section)
    title, now = SECTIONS[name], draft.incident.postmortem.section(name)
    text = what.text.strip()
    if what.seen is not None and what.seen != now.edits:
        raise Overtaken(name, title, now.by.name if now.by else "somebody", now.at)
    if what.seen is None:
        if not text:
            raise NotNow("The text is empty.", f"`/incident write {name}` opens what is there.")
        text = f"{now.text}\n\n{text}" if now.text else text
    if text == now.text:
        raise NotNow(f"“{title}” reads like this already.")
    try:
        check(Type("text"), text)
    except BadValue as bad:
        raise BadAnswers({"text": str(bad)}) from None
    draft.emit(ev.SectionWritten(name, title, text))


def section_named(word: str) -> SectionName:
    """The section of that name, or a refusal that lists them."""
    for name in SECTIONS:
        if name == word:
            return name
    known = ", ".join(f"`{name}`" for name in SECTIONS)
    raise Unknown(f"The postmortem has no section `{word}`.", f"It has: {known}.")


def ask_review(draft: Draft, what: AskReview) -> None:
    """Somebody is asked to read it, and finds the draft as it is now."""
    _something_to_read(draft)
    now, of = draft.incident.postmortem, what.of
    if now.is_author_alone(of):
        raise NotAllowed(
            f"{of.name} has written all of it alone.", "Ask somebody else: four eyes see more than two."
        )
    if now.review.state == "in review" and now.review.of and now.review.of.is_same_person(of):
        raise NotNow(f"{of.name} is asked already.")
    must_be_inside(draft, of)
    draft.emit(ev.ReviewAsked(of))
    incident, by = draft.incident, draft.signal.by.name
    text = f"{by} asks you to read the postmortem of {incident.id}, “{incident.title}”."
    draft.queue(fx.TellPerson(of.user, text, "review"))
    draft.queue(fx.WriteDraft(), key="draft")


def accept(draft: Draft, what: Accept) -> None:
    """It is right as it stands, says somebody who has not written all of it alone."""
    _something_to_read(draft)
    now, by = draft.incident.postmortem, draft.signal.by
    if now.review.state == "accepted":
        who = f" by {now.review.by.name}" if now.review.by else ""
        raise NotNow(f"It is accepted{who} already.", "Whoever writes on brings it back to a draft.")
    if what.seen is not None and what.seen != now.edits:
        raise Stale("It was written on since you looked.", "Read it again before you accept it.")
    if now.is_author_alone(by):
        raise NotAllowed(
            "You have written all of it alone, so somebody else accepts it.",
            "Ask somebody: `/incident review @person`.",
        )
    draft.emit(ev.PostmortemAccepted())
    draft.queue(fx.WriteDraft(), key="draft")


def give_back(draft: Draft, what: GiveBack) -> None:
    """It is not right yet, and why; whoever asked is told."""
    review = draft.incident.postmortem.review
    if review.state == "draft":
        raise NotNow("It is a draft, and nobody was asked to read it.", "`/incident review @person` asks.")
    reason = needs_reason(what.reason, "give the postmortem back")
    draft.emit(ev.PostmortemGivenBack(reason))
    if review.asked_by is not None:
        incident = draft.incident
        text = f"{draft.signal.by.name} gives the postmortem of {incident.id} back: {reason}"
        draft.queue(fx.TellPerson(review.asked_by.user, text, "given back"))


def _something_to_read(draft: Draft) -> None:
    if not draft.incident.postmortem.authors:
        raise NotNow(
            "Nobody has written anything yet.", "Begin with the summary: `/incident write summary …`."
        )
