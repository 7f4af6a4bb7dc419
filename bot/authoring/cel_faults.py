"""What is wrong with an expression, in words for its author and with the offset of each mistake."""

import re

from cel_expr_python import cel

from bot.authoring.cel import CEL_TYPES, Program
from bot.authoring.cel_scan import Fault, literal, refused, tokens
from bot.authoring.problem import did_you_mean
from bot.core.values import Type

LENGTH = 2000
"""Characters of an expression."""

_ERROR = re.compile(r"ERROR: <input>:([1-9]\d*):(-?\d+): (.*)")
"""With a line before the first, the compiler speaks of the whole; that is told below."""
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '\((.*)\)'")
_NOTHING = re.compile(r"extraneous input|mismatched input|no viable|missing|token recognition")


def faults(program: Program, wanted: Type | None) -> list[Fault]:
    """All that is wrong with an expression that is to yield the type (None: anything)."""
    vocabulary, source = program.vocabulary, program.source
    if len(source) > LENGTH:
        said = f"the expression has {len(source)} characters, {LENGTH} are the most."
        return [Fault(0, "type", said, "Set a fact on the way, or split it.")]
    found = list(refused(source, vocabulary.options, vocabulary.tables))
    strangers = [_unknown(word.word, word.start, program) for word in vocabulary.strangers(source)]
    if strangers:
        return [*found, *strangers]
    try:
        yields = program.compile().return_type()
    except RuntimeError as error:
        return [*found, *_compile_faults(str(error), program)]
    if found or wanted is None or program.uses & vocabulary.untyped:
        return found
    return list(_mistyped(program, yields, wanted))


def in_words(kind: Type) -> str:
    """A type in a sentence for authors, who know its name."""
    if kind.name == "word" and kind.preset:
        return f"one word of the kind `{kind}`{f' in {kind.zone}' if kind.zone else ''}"
    return {"text": "a text", "time": "a time"}.get(kind.name) or kind.says()


def _mistyped(program: Program, yields: cel.Type, wanted: Type) -> list[Fault]:
    """Whether what is yielded fits, and for a bare variable whether the language lets it pass (§5)."""
    vocabulary = program.vocabulary
    words = tokens(program.source)
    alone = vocabulary.types.get(words[0].word) if len(words) == 1 else None
    if alone is not None and not wanted.accepts(alone):
        said = f"`{program.source.strip()}` is {in_words(alone)}; {in_words(wanted)} is needed here."
        return [Fault(0, "type", said)]
    if wanted.options and len(words) == 1 and words[0].kind == "text":
        said = literal(words[0].word) or ""
        if said not in wanted.options:
            return [
                Fault(words[0].start, "type", f"`{said}` is no option.", did_you_mean(said, wanted.options))
            ]
    if vocabulary.catalogue and yields == cel.Type.DYN:
        return []
    fits = yields == CEL_TYPES[wanted.name] or (wanted.name == "number" and yields == cel.Type.INT)
    if not fits and not (wanted.name in {"list", "table"} and str(yields.name()).startswith("LIST")):
        said = f"the expression yields {_a(_spoken(yields.name()))}; {in_words(wanted)} is needed here."
        return [Fault(0, "type", said, "" if wanted.name != "number" else "Write double(…).")]
    return []


def _compile_faults(message: str, program: Program) -> list[Fault]:
    found: list[Fault] = []
    for line, column, said in _ERROR.findall(message):
        offset = max(0, int(column) - 1) if line == "1" else 0
        found.append(_compile_fault(said.removesuffix(" [INVALID_ARGUMENT]"), offset, program))
    first = message.splitlines()[0].removesuffix(" [CANCELLED]")
    return found or [Fault(0, "type", f"the expression cannot be read: {first.lower()}.", "Split it.")]


def _compile_fault(said: str, offset: int, program: Program) -> Fault:
    undeclared = _UNDECLARED.search(said)
    if undeclared:
        name = undeclared[1]
        starts = [token.start for token in tokens(program.source) if token.word == name]
        if name in {"matches", "has", "find"}:
            return Fault(offset, "type", f"`{name}` cannot be called here.")
        return _unknown(name, starts[0] if starts else offset, program)
    overload = _OVERLOAD.search(said)
    if overload:
        operator = overload[1].replace("_", "").strip("@") or overload[1]
        return Fault(
            offset, "type", f"`{operator}` does not go with {_pair(overload[2])}.", _remedy(overload[2])
        )
    if _NOTHING.search(said):
        return Fault(offset, "type", "the expression breaks off or goes wrong here.", "It is written in CEL.")
    return Fault(offset, "type", f"the expression cannot be read: {said.strip()}.")


def _unknown(name: str, offset: int, program: Program) -> Fault:
    hint = did_you_mean(name, program.vocabulary.names)
    return Fault(offset, "name", f"`{name}` is not known here.", hint)


def _pair(types: str) -> str:
    return " and ".join(_spoken(part.strip()) for part in types.split(", "))


def _remedy(types: str) -> str:
    parts = {part.strip() for part in types.split(",")}
    return "Write whole numbers as 5.0 beside a number." if parts == {"int", "double"} else ""


def _spoken(name: str) -> str:
    """A CEL type in the words of the language."""
    words = {"double": "number", "string": "text", "timestamp": "time", "dyn": "something untyped"}
    lower = name.lower()
    return words.get(
        lower, lower if not lower.startswith(("list", "map")) else lower.partition("<")[0].partition("(")[0]
    )


def _a(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
