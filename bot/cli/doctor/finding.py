"""What the doctor finds: where, how bad, what, and what to do about it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from textwrap import TextWrapper
from typing import Final, Literal, TypeAlias

from bot.cli.telling import counted

Level: TypeAlias = Literal["problem", "warning", "note", "ok"]
"""problem: Handrail does not start, or not do its work. warning: it does, worse than it could."""
Form: TypeAlias = Literal["text", "json"]

MARKS: Final[dict[Level, str]] = {"problem": "✗", "warning": "!", "note": "·", "ok": "✓"}
CODES: Final[dict[Level, int]] = {"problem": 2, "warning": 1, "note": 0, "ok": 0}
WIDTH: Final = 100
"""Characters of a line in a terminal."""
MANY: Final = 4
"""Names that are told of a list; of a longer one, how many more there are."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `do` is empty where nothing is to be done."""

    area: str
    level: Level
    what: str
    do: str = ""
    about: tuple[str, ...] = ()
    """All that it is about, where that may be many: a person is told a few, a tool all."""

    @property
    def told(self) -> str:
        """What a person reads."""
        return f"{self.what}: {some(self.about)}." if self.about else self.what


def exit_code(findings: Sequence[Finding]) -> int:
    """0: all is well. 1: something could be better. 2: something keeps Handrail from its work."""
    return max((CODES[one.level] for one in findings), default=0)


def as_text(findings: Sequence[Finding]) -> str:
    """Area by area, in the order they were looked at."""
    return "\n".join([*_areas(findings), "", _summary(findings)])


def as_json(findings: Sequence[Finding]) -> str:
    """One object, for whatever reads JSON."""
    counts = {f"{level}s": _count(findings, level) for level in ("problem", "warning", "note")}
    return json.dumps(
        {"version": 1, **counts, "findings": [asdict(one) for one in findings]}, ensure_ascii=False, indent=2
    )


def some(names: Sequence[object]) -> str:
    """`a, b, c`, and of many how many more there are."""
    told = ", ".join(map(str, names[:MANY]))
    return f"{told} and {len(names) - MANY} more" if len(names) > MANY else told


def _areas(findings: Sequence[Finding]) -> Iterator[str]:
    for area, those in groupby(findings, key=lambda one: one.area):
        yield area
        for one in those:
            yield _wrapped(one.told, f"  {MARKS[one.level]} ", "    ")
            if one.do:
                yield _wrapped(one.do, "    → ", "      ")


def _wrapped(text: str, first: str, rest: str) -> str:
    """In lines of the terminal's width; what is to be copied is not broken at a dash."""
    wrapper = TextWrapper(WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
    wrapper.break_long_words = False
    return wrapper.fill(text)


def _summary(findings: Sequence[Finding]) -> str:
    told = [
        counted(_count(findings, level), level) for level in ("problem", "warning") if _count(findings, level)
    ]
    return f"{' and '.join(told)}." if told else "All is well."


def _count(findings: Sequence[Finding], level: str) -> int:
    return sum(one.level == level for one in findings)
