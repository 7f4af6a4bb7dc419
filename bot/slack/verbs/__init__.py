"""The one table of what people can do: verbs, their buttons, and the signals that both become."""

import difflib
from collections.abc import Mapping

from bot.core import signals as sig
from bot.slack.verbs.begin import TO_BEGIN
from bot.slack.verbs.incident import OF_INCIDENT
from bot.slack.verbs.look import TO_LOOK
from bot.slack.verbs.owed import OF_OWED
from bot.slack.verbs.papers import OF_PAPERS
from bot.slack.verbs.people import OF_PEOPLE
from bot.slack.verbs.record import OF_RECORD
from bot.slack.verbs.step import OF_STEP
from bot.slack.verbs.verb import Stage, Topic, Verb, Who

VERBS: tuple[Verb, ...] = (
    *TO_BEGIN,
    *OF_STEP,
    *OF_OWED,
    *OF_PEOPLE,
    *OF_INCIDENT,
    *OF_RECORD,
    *OF_PAPERS,
    *TO_LOOK,
)

WITHOUT_A_VERB: Mapping[type[object], str] = {
    sig.Alert: "comes from a monitoring system, at its own door",
    sig.Time: "comes from the incident's own timer, never from a person",
    sig.EffectDone: "comes from the outbox when something was delivered or run",
    sig.MarkMessage: "comes from a reaction to a message; the message's shortcut does the same",
    sig.Launch: "comes from the outbox just before an approved command starts",
    sig.TakeIn: "comes with a merge, to the incident that goes on",
    sig.DueAgain: "comes from a schedule that came round while the last run was open",
    sig.Depart: "Slack tells who leaves a channel",
    sig.Unlink: "comes with the restriction of the other incident",
    sig.Shared: "Slack tells that another organisation reads a channel",
    sig.Returned: "comes from a start after an absence of more than a minute",
    sig.Restored: "comes from the first start after a back-up was put back",
    sig.Interrupted: "comes from the restart that found a command unfinished",
}
"""Signals that nobody can press or type, and why."""

_WORDS: Mapping[str, tuple[Verb, tuple[str, ...]]] = {
    word: (verb, stands) for verb in VERBS for word, stands in {**verb.aliases, verb.name: ()}.items()
}


def find(word: str) -> tuple[Verb, tuple[str, ...]] | None:
    """The verb that a word names, and the words it stands for beside the verb."""
    return _WORDS.get(word.lower())


def nearest(word: str) -> str:
    """The word of the table that was most probably meant; empty when none comes near."""
    return next(iter(difflib.get_close_matches(word.lower(), _WORDS, n=1, cutoff=0.6)), "")


def of_button(action: str) -> Verb:
    """The verb that does the same as a button."""
    return next(verb for verb in VERBS if action in verb.buttons)


__all__ = ["VERBS", "WITHOUT_A_VERB", "Stage", "Topic", "Verb", "Who", "find", "nearest", "of_button"]
