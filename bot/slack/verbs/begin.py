"""What begins an incident, a procedure, or brings somebody in."""

from bot.core import signals as sig
from bot.slack.verbs.verb import EVERYWHERE, Verb, same

TO_BEGIN: tuple[Verb, ...] = (
    Verb(
        "declare",
        "[class] [P0|P1|P2|P3] [title]",
        "open an incident; words do, the class is found by them",
        "to begin",
        (sig.Declare,),
        ("open:declare", "do:declare-anyway"),
        same("new", "open"),
        EVERYWHERE,
    ),
    Verb(
        "start",
        "[procedure] [fact=value …]",
        "begin a procedure in this channel; without a name, list them",
        "to begin",
        (sig.Declare,),
        (),
        same("begin", "procedure", "procedures"),
        EVERYWHERE,
    ),
    Verb(
        "join",
        "INC-0001",
        "come into an incident that is already open",
        "to begin",
        (),
        ("do:join",),
        stages=frozenset({"none"}),
    ),
)
