"""What an entry's output means: `returns`, `verdicts`, `samples`. This part is pinned with a runbook."""

import json
from typing import Literal, TypeAlias

import re2

from bot.authoring.cel import Program, Vocabulary, pattern
from bot.authoring.cel_faults import faults
from bot.authoring.cel_scan import literal, tokens
from bot.authoring.interpret import OutputReader
from bot.authoring.problem import did_you_mean
from bot.authoring.read_type import PATTERN_LIMIT, TYPE_KEYS, read_type
from bot.authoring.shape import HEADER, NAME, TITLE, Fields, Node
from bot.authoring.sheet import SIZE_LIMIT
from bot.core.result import Output
from bot.core.runbook import Meaning, Risk
from bot.core.values import Type

MEANING_KEYS = ("returns", "verdicts")
"""Beside title, risk, hand, assumed and samples."""
PINNED_KEYS = ("title", "risk", "hand", "assumed", "returns", "verdicts", "samples")

Answer: TypeAlias = Literal["exit", "status"]
"""What tells how it ended: a program's exit code, or a request's status."""

_RAW: dict[Answer, frozenset[str]] = {
    "exit": frozenset({"text", "exit"}),
    "status": frozenset({"text", "status", "headers"}),
}
_OUTPUT = {answer: Vocabulary(raw=raw | {"json"}, catalogue=True) for answer, raw in _RAW.items()}
_BOOL = Type("bool")


def read_meaning(name: str, fields: Fields, answer: Answer, *, compile_all: bool) -> OutputReader | None:
    """The reader of the entry, or None when it cannot be built (reported)."""
    title = fields.text("title", TITLE)
    risk = fields.choice("risk", [risk.value for risk in Risk])
    types: dict[str, Type] = {}
    returns: dict[str, Program] = {}
    for key, node in fields.entries("returns", "result", NAME):
        kind = _returned(key, node, _OUTPUT[answer], returns, compile_all=compile_all)
        if kind is not None:
            types[key] = kind
    if "verdict" in types:
        fields.nodes["returns"].say("name", "`verdict` is already the name of the verdict.", "Rename it.")
    found = {f"result.{key}": kind for key, kind in types.items()}
    judged = Vocabulary(found, _RAW[answer], catalogue=True, pool=fields.node.page.pool)
    verdicts = _verdicts(fields, judged, compile_all=compile_all)
    names = tuple(verdict for verdict, _ in verdicts) or ("ok",)
    samples = _samples(fields, names, answer)
    hand, assumed = fields.flag("hand"), fields.flag("assumed")
    if not risk:
        return None
    meaning = Meaning(name, title, Risk(risk), types, names, hand, assumed)
    return OutputReader(meaning, returns, tuple(verdicts), samples)


def _returned(
    name: str, node: Node, raw: Vocabulary, returns: dict[str, Program], *, compile_all: bool
) -> Type | None:
    fields = node.fields("a result", ("type", "from"), TYPE_KEYS)
    if fields is None:
        return None
    kind = read_type(fields, tables=True)
    source = fields.get("from")
    if source is not None:
        returns[name] = _program(source, raw, kind, compile_all=compile_all)
    return kind


def _program(node: Node, vocabulary: Vocabulary, wanted: Type | None, *, compile_all: bool) -> Program:
    text = str(node.value).lower() if isinstance(node.value, bool) else node.text(SIZE_LIMIT)
    program = Program(text, vocabulary)

    def check() -> None:
        found = faults(program, wanted)
        for fault in found:
            node.say_inside(text, fault.offset, fault.code, fault.problem, fault.hint)
        if not found:
            _check_patterns(node, text)

    if compile_all and text:
        node.page.checks.append(check)
    return program


def _check_patterns(node: Node, source: str) -> None:
    """`find(text, RE2)`: the pattern must be written out, so that it can be looked at now."""
    words = tokens(source)
    for index, token in enumerate(words):
        if token.word != "find":
            continue
        closing = next(i for i in range(index, len(words)) if words[i].word == ")")
        last = words[closing - 1]
        written = literal(last.word) if last.kind == "text" and words[closing - 2].word == "," else None
        if written is None:
            node.say_inside(
                source, token.start, "type", "the pattern of `find` must be written out as a text."
            )
            continue
        if len(written) > PATTERN_LIMIT:
            said = f"the pattern has {len(written)} characters, {PATTERN_LIMIT} are the most."
            node.say_inside(source, last.start, "type", said, "Look for less, or in two finds.")
            continue
        try:
            groups = pattern(written).groups
        except re2.error as error:
            reason = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
            node.say_inside(source, last.start, "type", f"this is not an RE2 pattern: {reason}.")
            continue
        if groups < 1:
            said = "the pattern has no group, so `find` has nothing to give."
            node.say_inside(source, last.start, "type", said, "Put brackets around what you look for.")


def _verdicts(
    fields: Fields, vocabulary: Vocabulary, *, compile_all: bool
) -> list[tuple[str, Program | None]]:
    verdicts: list[tuple[str, Program | None]] = []
    for name, node in fields.entries("verdicts", "verdict"):
        if verdicts and verdicts[-1][1] is None:
            node.say("shape", "`else` must be the last verdict: what follows is never looked at.", key=True)
        if node.value == "else":
            verdicts.append((name, None))
        else:
            verdicts.append((name, _program(node, vocabulary, _BOOL, compile_all=compile_all)))
    written = fields.get("verdicts")
    if written is not None and written.value == {}:
        written.say("shape", "there are no verdicts.", "Leave it out for the one verdict `ok`.", key=True)
    return verdicts


def _samples(fields: Fields, verdicts: tuple[str, ...], answer: Answer) -> dict[str, Output]:
    samples: dict[str, Output] = {}
    for name, node in fields.entries("samples", "verdict"):
        if name not in verdicts:
            near = did_you_mean(name, verdicts)
            node.say("name", f"`{name}` is not a verdict of this command.", near, key=True)
        sample = _sample(node, answer)
        if sample is not None:
            samples[name] = sample
    return samples


def _sample(node: Node, answer: Answer) -> Output | None:
    optional = ("text", "json") if answer == "exit" else ("text", "json", "headers")
    fields = node.fields("a sample", (), (answer, *optional))
    if fields is None:
        return None
    if "text" in fields and "json" in fields:
        node.say("shape", "a sample has either `text` or `json`.", key=True)
    number = fields.integer(answer)
    text = _sample_text(fields)
    if answer == "exit":
        return Output(exit=0 if number is None else number, text=text)
    headers = {name.lower(): value.text() for name, value in fields.entries("headers", "header", HEADER)}
    return Output(status=200 if number is None else number, headers=headers, text=text)


def _sample_text(fields: Fields) -> str:
    whole, parsed = fields.get("text"), fields.get("json")
    if parsed is not None:
        return json.dumps(parsed.value, ensure_ascii=False, default=str)
    if whole is None or whole.value == "":
        return ""
    return whole.text(SIZE_LIMIT)
