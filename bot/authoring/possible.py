"""The outcomes that a step can have, by its kind (language.md §2)."""

from collections.abc import Iterable, Mapping
from typing import assert_never

from bot.core.runbook import NONE, Ask, Call, Choose, Do, Kind, ListOf, Meaning, Run, Update, Wait

SIDE_BY_SIDE = ("done", "failed")


def possible(
    kind: Kind, meanings: Mapping[str, Meaning], ends: Mapping[str, Iterable[str]]
) -> tuple[str, ...] | None:
    """All outcomes; None where the author names them, or where what is run or called is not known.

    `ends` are those of each runbook by its id.
    """
    match kind:
        case Run(each=each) | Do(each=each) if each:
            return SIDE_BY_SIDE
        case ListOf():
            return SIDE_BY_SIDE
        case Do() | Ask() | Choose():
            return None
        case Update():
            return ("done",)
        case Run(command=command, pick=pick):
            meaning = meanings.get(command)
            none = (NONE,) if pick and not pick.many else ()
            return (
                (*meaning.verdicts, *(name for name in none if name not in meaning.verdicts))
                if meaning
                else None
            )
        case Call(runbook=name):
            return tuple(ends[name]) if name in ends else None
        case Wait() as wait:
            timeout = ("timeout",) if wait.until else ()
            breach = ("breach",) if wait.unless else ()
            return ("done", *timeout, *breach)
        case _:
            assert_never(kind)
