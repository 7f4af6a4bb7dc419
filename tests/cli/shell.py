"""The command line without a process: what was printed, and the exit code."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from bot.cli import handrail

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    errors: str


def typed(*words: object, env: Mapping[str, str] = NOTHING) -> Ended:
    """Type `handrail …` on a terminal of 80 columns."""
    result = CliRunner().invoke(
        handrail,
        [str(word) for word in words],
        obj=dict(env),
        prog_name="handrail",
        terminal_width=80,
        catch_exceptions=False,
    )
    return Ended(result.exit_code, result.stdout, result.stderr)


def golden(name: str) -> str:
    return (GOLDEN / name).read_text(encoding="utf-8")
