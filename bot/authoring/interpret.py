"""Raw output to typed values and a verdict, as a catalogue entry declares (language.md §4)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.authoring.cel import Program, inward
from bot.core.result import Output, Reading
from bot.core.runbook import Meaning
from bot.core.values import BadValue, Value, Values, check
from bot.plain_json import is_deeper

SIZE_LIMIT = 1 << 20
"""Characters of an output that is read; the rest of the pipeline keeps no more."""
DEPTH_LIMIT = 32
ROWS_LIMIT = 1000

_OK = range(200, 300)
_ENDING = {"exit", "status", "headers"}
"""What the text alone does not tell."""


class _NotJson(ValueError):
    """Why the output is not JSON."""


@dataclass(frozen=True, slots=True)
class OutputReader:
    """What one entry's output means."""

    meaning: Meaning
    returns: Mapping[str, Program] = field(default_factory=dict)
    verdicts: tuple[tuple[str, Program | None], ...] = ()
    """In order; None is `else`. Empty: the one verdict `ok`, for exit 0 or 2xx."""
    samples: Mapping[str, Output] = field(default_factory=dict)
    """By verdict."""

    def interpret(self, output: Output) -> Reading:
        """Values and the first verdict that holds, or trouble. Never raises.

        Of an output that somebody pasted, exit code and status may be unknown; nothing is guessed from that.
        """
        if output.exit is None and output.status is None and self._needs_ending():
            return Reading(trouble="its verdict depends on how it ended: give its exit code, or the status")
        if not self.verdicts and (why := _failed(output)):
            return Reading(trouble=why)
        raw, json_trouble = self._raw(output)
        cut = output.truncated or len(output.text) > SIZE_LIMIT
        if cut and any(program.uses & {"text", "json"} for program in self._programs()):
            return Reading(trouble="the output is longer than what is kept, so it cannot be read as a whole")
        values: Values = {}
        for name, program in self.returns.items():
            value, why = self._value(name, program, raw)
            if value is None:
                why = json_trouble if json_trouble and "json" in program.uses else why
                return Reading(trouble=f"`{name}` cannot be read from the output: {why}")
            values[name] = value
        return self._verdict(values, raw)

    def _needs_ending(self) -> bool:
        return not self.verdicts or any(program.uses & _ENDING for program in self._programs())

    def _programs(self) -> list[Program]:
        return [*self.returns.values(), *(program for _, program in self.verdicts if program is not None)]

    def _raw(self, output: Output) -> tuple[dict[str, object], str]:
        """The variables of the output, and why it is not JSON where JSON is asked for."""
        text = (
            f"{output.text}\n{output.errors}"
            if output.text and output.errors
            else output.text or output.errors
        )
        raw: dict[str, object] = {"text": _clean(text), "headers": _lower(output.headers), "json": None}
        numbers = {"exit": output.exit, "status": output.status}
        raw |= {name: number for name, number in numbers.items() if number is not None}
        if not any("json" in program.uses for program in self.returns.values()):
            return raw, ""
        try:
            raw["json"] = _parsed(output.text)
        except _NotJson as error:
            return raw, str(error)
        return raw, ""

    def _value(self, name: str, program: Program, raw: Mapping[str, object]) -> tuple[Value | None, str]:
        found, why = program.result(raw)
        if why:
            return None, why
        if isinstance(found, list) and len(found) > ROWS_LIMIT:
            return None, f"it has {len(found)} rows, {ROWS_LIMIT} are the most"
        try:
            return check(self.meaning.returns[name], found), ""
        except BadValue as refused:
            return None, str(refused)

    def _verdict(self, values: Values, raw: Mapping[str, object]) -> Reading:
        if not self.verdicts:
            return Reading(values, "ok")
        seen = dict(raw)
        for name, value in values.items():
            seen[f"result.{name}"] = inward(self.meaning.returns[name], value)
        for verdict, program in self.verdicts:
            if program is None or program.result(seen)[0] is True:
                return Reading(values, verdict)
        known = ", ".join(verdict for verdict, _ in self.verdicts)
        return Reading(trouble=f"the output fits none of the verdicts {known}")


def _failed(output: Output) -> str:
    """Why an output without declared verdicts is not `ok`; empty when it is."""
    if output.status is not None:
        if output.status == 0:
            return "there was no answer"
        return "" if output.status in _OK else f"the answer has the status {output.status}"
    return "" if output.exit == 0 else f"the command ended with exit code {output.exit}"


def _parsed(text: str) -> object:
    """JSON as Python values. Raises _NotJson for what is none, too deep, or holds what CEL cannot."""
    if not text.strip():
        raise _NotJson("the output is empty, and JSON is expected")
    try:
        found: object = json.loads(text, parse_constant=_refuse, parse_int=_integer)
    except RecursionError:
        raise _NotJson(f"the JSON is nested more than {DEPTH_LIMIT} deep") from None
    except json.JSONDecodeError as error:
        raise _NotJson(f"the output is not JSON ({error.msg} in line {error.lineno})") from None
    if is_deeper(found, DEPTH_LIMIT - 1):
        raise _NotJson(f"the JSON is nested more than {DEPTH_LIMIT} deep")
    if "\\ud" in text.lower():  # an escape may be half a character, which no text can hold
        return json.loads(_clean(json.dumps(found, ensure_ascii=False)))
    return found


def _refuse(word: str) -> object:
    raise _NotJson(f"the output is not JSON (it holds {word})")


def _integer(digits: str) -> int | float:
    """Integers that CEL holds stay integers, larger ones become numbers as JavaScript has them."""
    if len(digits) > 400:
        raise _NotJson("the JSON holds a number that is too long")
    number = int(digits)
    return number if -(2**63) <= number < 2**63 else float(number)


def _clean(text: str) -> str:
    """A text that can be encoded: half characters (from an escape) become a mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): _clean(value) for name, value in headers.items()}
