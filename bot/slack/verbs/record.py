"""The log: notes, facts put right, incidents that belong together."""

from bot.core import signals as sig
from bot.slack.verbs.verb import INSIDE, OPEN, Verb, same

OF_RECORD: tuple[Verb, ...] = (
    Verb(
        "correct",
        "fact=value",
        "a fact was wrong, or has changed",
        "the incident",
        (sig.Correct,),
        ("open:correct",),
        same("fact", "fix"),
        OPEN,
    ),
    Verb(
        "note",
        "text",
        "write a line into the timeline",
        "the incident",
        (sig.Note, sig.KeepMessage),
        ("open:note",),
        same("log", "comment", "n"),
        INSIDE,
    ),
    Verb(
        "amend",
        '[n3] ["how it should read" reason]',
        "correct a note; the log keeps how it read before",
        "the incident",
        (sig.Amend,),
        ("open:amend",),
        same("edit", "reword"),
        INSIDE,
    ),
    Verb(
        "strike",
        "[n3] [reason]",
        "a note does not count; it stays readable",
        "the incident",
        (sig.Strike,),
        ("open:strike",),
        same("retract", "unnote"),
        INSIDE,
    ),
    Verb(
        "link",
        "[INC-0001]",
        "another incident has to do with this one",
        "the incident",
        (sig.Link,),
        ("open:link",),
        same("related", "relate"),
        INSIDE,
    ),
    Verb(
        "merge",
        "[INC-0002] [into INC-0001] [reason]",
        "close a duplicate; the other goes on, both logs stay",
        "the incident",
        (sig.Merge,),
        ("open:merge",),
        same("duplicate", "dup"),
        OPEN,
    ),
)
