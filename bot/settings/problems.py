"""What is wrong with what the operator set: where, what, and what to write instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pydantic_core import ErrorDetails

from bot.unseen import written_out


@dataclass(frozen=True, slots=True)
class SettingProblem:
    """One mistake. `place` is a variable's name, or `file:line: key`."""

    place: str
    problem: str
    hint: str = ""

    def __str__(self) -> str:
        """It quotes the names that stand in a file, and is read in a terminal."""
        return written_out(f"{self.place}: {self.problem} {self.hint}".rstrip())


class InvalidSettings(Exception):
    """Handrail cannot start as it is configured. Holds every problem, not only the first."""

    def __init__(self, title: str, problems: Iterable[SettingProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join([title, *(f"  {problem}" for problem in self.problems)]))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The hint for an unknown name: the nearest one there is, or all of them when none is near."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    return f"Did you mean {near[0]}?" if near else f"Known: {', '.join(names)}."


def in_words(error: ErrorDetails) -> str:
    """What pydantic found, said to an operator. Never quotes the value: it may be a secret."""
    context: Mapping[str, Any] = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "is not set."
        case "value_error":
            return str(context["error"])
        case "int_parsing" | "int_from_float" | "int_type":
            return "must be a whole number."
        case "float_parsing" | "float_type" | "finite_number":
            return "must be a number."
        case "greater_than_equal":
            return f"must be {context['ge']:g} or more."
        case "less_than_equal":
            return f"must be {context['le']:g} or less."
        case "literal_error":
            return f"must be one of {context['expected']}.".replace("'", "")
        case "string_type" | "path_type":
            return "must be a text in quotes."
        case "tuple_type":
            return "must be a list in square brackets."
        case "dict_type" | "model_type":
            return "must be a table."
        case _:
            return f"{error['msg']}."
