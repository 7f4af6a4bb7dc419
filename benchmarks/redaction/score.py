"""Which secrets are found and which harmless lines are left alone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.redaction.lines import KINDS, Kind, Line
from benchmarks.redaction.pattern import Chunk, written
from bot.redaction import Redactor, clean

WANTED: dict[Kind, float] = {"ordinary": 0.95, "hard": 0.60, "benign": 0.94}
"""The least share of each kind: secrets found, harmless lines unchanged."""

SAMPLES = 3
"""How many times each line is generated."""

RUN = 6
"""So many characters of a secret in a row must not remain."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a line, generated once. `remains`: what can still be read of its secrets."""

    line: Line
    text: str
    shown: str
    remains: tuple[str, ...]

    @property
    def is_good(self) -> bool:
        if self.line.kind == "benign":
            return self.shown == clean(self.text)
        return not self.remains


def outcomes(lines: Iterable[Line], redactor: Redactor, samples: int = SAMPLES) -> Iterator[Outcome]:
    """Each line, generated as often as asked, cleaned and redacted."""
    for line in lines:
        for sample in range(samples):
            made = written(line.line, f"{line.place} {sample}")
            shown = redactor.safe(made.text)
            remains = tuple(part for secret in made.secrets for part in runs(secret) if part in shown)
            yield Outcome(line, made.text, shown, remains)


def shares(found: Iterable[Outcome]) -> dict[Kind, float]:
    """The share of good outcomes of each kind; a kind without lines is not there."""
    every = list(found)
    of = {kind: [one.is_good for one in every if one.line.kind == kind] for kind in KINDS}
    return {kind: sum(good) / len(good) for kind, good in of.items() if good}


def runs(secret: tuple[Chunk, ...]) -> tuple[str, ...]:
    """The stretches of a secret that give a part of it away, as a reader would see them.

    Its literals (`ghp_`, `-----BEGIN`) are known to everybody: a stretch that is mostly such gives nothing
    away, unless the secret is all literals. One that is shorter than a run counts as a whole.
    """
    seen = [(mark, chunk.drawn) for chunk in secret for mark in clean(chunk.text)]
    drawn = [at for at, (_, is_drawn) in enumerate(seen) if is_drawn]
    if drawn:
        seen = seen[drawn[0] : drawn[-1] + 1]
    windows = [seen[at : at + RUN] for at in range(max(len(seen) - RUN + 1, 1))]
    return tuple(
        "".join(mark for mark, _ in window)
        for window in windows
        if not drawn or sum(is_drawn for _, is_drawn in window) * 2 > len(window)
    )
