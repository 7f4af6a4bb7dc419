"""`python -m benchmarks.redaction`: the shares of each file of lines, and the speed."""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from benchmarks.redaction import speed
from benchmarks.redaction.lines import KINDS, LinesError, files, read
from benchmarks.redaction.pattern import PatternError
from benchmarks.redaction.score import WANTED, Outcome, outcomes, shares
from bot.redaction import Redactor

SAID = {
    "ordinary": "ordinary secrets found",
    "hard": "hard secrets found",
    "benign": "harmless lines unchanged",
}


def main() -> int:
    """Print the table; 1 if something is below what is wanted, 2 if a file cannot be read."""
    asked = _arguments()
    redactor = Redactor()
    try:
        paths = asked.lines or list(files())
        good = [*(_scored(path, redactor, show=asked.show) for path in paths), _timed(paths, redactor)]
    except (LinesError, PatternError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0 if all(good) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.redaction", description=__doc__)
    parser.add_argument(
        "--lines", type=Path, action="append", help="a file of lines; without, all that are here"
    )
    parser.add_argument(
        "--show", action="store_true", help="print each secret that remains, each line that changed"
    )
    return parser.parse_args()


def _scored(path: Path, redactor: Redactor, *, show: bool) -> bool:
    lines = read(path)
    found = list(outcomes(lines, redactor))
    reached = shares(found)
    print(f"{path.name}: {len(lines)} lines")
    for kind in KINDS:
        if kind in reached:
            count = sum(line.kind == kind for line in lines)
            mark = "" if reached[kind] >= WANTED[kind] else "   TOO FEW"
            share = f"{reached[kind]:6.1%} (at least {WANTED[kind]:.0%})"
            print(f"  {SAID[kind]:26} {share} of {count}{mark}")
    if show:
        _show(found)
    return all(share >= WANTED[kind] for kind, share in reached.items())


def _show(found: Iterable[Outcome]) -> None:
    shown: set[str] = set()
    for one in found:
        if not one.is_good and one.line.place not in shown:
            shown.add(one.line.place)
            print(f"\n  {one.line.place} {one.line.kind}: {one.line.about}")
            print("    " + one.line.line.replace("\n", "\n    "))
            print("  → " + one.shown.replace("\n", "\n    "))


def _timed(paths: Iterable[Path], redactor: Redactor) -> bool:
    text = speed.mixed_log([line for path in paths for line in read(path)])
    own, reference = speed.speeds(text, redactor)
    wanted = f"at least {speed.WANTED:g}" + ("" if own >= speed.WANTED else ", TOO SLOW")
    print(f"speed: {own:.1f} MB/s ({wanted}); one search in the same text: {reference:.0f} MB/s")
    return own >= speed.WANTED


if __name__ == "__main__":
    raise SystemExit(main())
