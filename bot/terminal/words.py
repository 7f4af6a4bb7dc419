"""The words beside the numbers: the same that `/incident` knows, typed alone or with what they need."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.incident import Incident
from bot.core.refusals import NotNow, Unknown
from bot.core.signals import Acknowledge, Close, DraftPostmortem, Mitigate, Place
from bot.terminal.deeds import Deed, Fill, FormName, Leave, Look, Offer

SHORTEST = 3
"""Letters of a word that is not typed whole: `no` is an answer, and no note."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word and what it does. `form`: what it asks; `steps`: it is about the present step."""

    about: str
    deed: Deed | None = None
    form: FormName | None = None
    steps: bool = False


WORDS: Mapping[str, Word] = {
    "note": Word("write a line into the timeline", form="note"),
    "evidence": Word("keep a piece of evidence", form="evidence"),
    "undone": Word("what had to be put back is back", form="undone"),
    "waive": Word("give up something owed, with a reason (the commander)", form="waive"),
    "item": Word("do, tick, claim or take back one of several items", form="item", steps=True),
    "anytime": Word("leave by a way that the whole phase offers", form="anytime"),
    "skip": Word("take an outcome without doing the step (the commander)", form="skip", steps=True),
    "jump": Word("go to another step (the commander)", form="jump", steps=True),
    "other": Word("you saw something else than the runbook expects", form="other", steps=True),
    "byhand": Word("you ran the command elsewhere: say how it ended", form="byhand", steps=True),
    "paste": Word("you ran the command elsewhere: paste what it said", form="paste", steps=True),
    "abort": Word("give the runbook up, with a reason (the commander)", form="abort"),
    "correct": Word("a fact was wrong, or has changed", form="correct"),
    "severity": Word("change the severity", form="severity"),
    "role": Word("take a role", form="role"),
    "ack": Word("say that somebody is on it", Offer(Acknowledge())),
    "mitigated": Word("the impact is contained; the cause may remain", Offer(Mitigate())),
    "resolve": Word("the impact is over, or there never was one", form="resolve"),
    "close": Word("the paperwork is done", Offer(Close())),
    "reopen": Word("it is not over: walk once more, with a reason (the commander)", form="reopen"),
    "write": Word("write a section of the postmortem: `write summary …`", form="write"),
    "action": Word("add an action item: what you will change, until when", form="action"),
    "no-actions": Word("say why nothing is to be changed", form="no-actions"),
    "postmortem": Word("write the postmortem draft from the log as it is now", Offer(DraftPostmortem())),
    "timeline": Word("what happened, newest last", Look("timeline")),
    "step": Word("show where you are again (Enter does too)", Look("step")),
    "help": Word("this list", Look("help")),
    "leave": Word("leave the walk; the incident stays as it is", Leave()),
}
_STAND_FOR = {
    "?": "help",
    "q": "leave",
    "quit": "leave",
    "exit": "leave",
    "sev": "severity",
    "draft": "postmortem",
}


def meant(typed: str, incident: Incident) -> Deed:
    """What a typed word wants; what follows it is its first answer. Raises a Refusal."""
    first, _, rest = typed.strip().partition(" ")
    name = _found(first.lower())
    word = WORDS[name]
    if word.deed is not None:
        return word.deed
    assert word.form is not None, "a word has a deed or a form"
    return Fill(word.form, _place(incident) if word.steps else None, given=rest.strip())


def _found(first: str) -> str:
    """The word, or the only one that begins so."""
    begun = [name for name in WORDS if name.startswith(first) and len(first) >= SHORTEST]
    if first in WORDS or first in _STAND_FOR:
        return _STAND_FOR.get(first, first)
    if len(begun) == 1:
        return begun[0]
    near = difflib.get_close_matches(first, WORDS, n=1)
    hint = f"Did you mean `{near[0]}`? " if near else ""
    raise Unknown(f"`{first[:40]}` is not something I know.", f"{hint}Type a number, or `help`.")


def _place(incident: Incident) -> Place:
    run = incident.current()
    if run is None or run.visit is None:
        raise NotNow("No step is being walked now.")
    return Place(run.id, run.visit.number)
