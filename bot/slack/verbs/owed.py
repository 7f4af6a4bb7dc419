"""What is owed beside the walk, and a second person's word."""

from bot.core import signals as sig
from bot.slack.verbs.verb import OPEN, Verb, same

OF_OWED: tuple[Verb, ...] = (
    Verb(
        "evidence",
        "[id] [text or link]",
        "keep a piece of evidence",
        "what is owed",
        (sig.Collect,),
        ("open:evidence",),
        same("collect", "keep"),
        OPEN,
    ),
    Verb(
        "waive",
        "id reason",
        "give up something that is owed",
        "what is owed",
        (sig.Waive,),
        ("open:waive",),
        same("forgo"),
        OPEN,
        "the commander",
    ),
    Verb(
        "undone",
        "[id]",
        "what had to be put back is back",
        "what is owed",
        (sig.Undone,),
        ("do:undone",),
        same("undo", "putback", "reverted"),
        OPEN,
    ),
)
