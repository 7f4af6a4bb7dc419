"""The page of what is proven about runbooks before they may be used."""

import sys
from collections.abc import Iterator, Mapping
from typing import get_args

from bot.authoring.checks import PROOFS
from bot.authoring.checks.covers import covers
from bot.authoring.problem import Code
from tests.reference.prose import first_line, page, sentence, table

SAID: Mapping[Code, tuple[str, str]] = {
    "shape": (
        "every key, value and length is one that the language has, and fits into Slack",
        "a strict schema",
    ),
    "name": (
        "every name that is used is declared, in every expression and look-up too",
        "look-up, while reading",
    ),
    "type": (
        "every value, parameter, expression and guard has the type that is needed",
        "compile each expression",
    ),
    "argv": ("a command is a list of whole words, and no interpreter is run", "scan"),
    "targets": ("every endpoint and target that is named is declared by its system", "scan"),
    "reach": ("every step and end can be reached", "search forward from the start"),
    "finish": ("from every step an end can be reached", "search backward from the ends"),
    "drills": (
        "every drill walks as it says",
        "walk it on the engine itself, as `handrail runbook test` does",
    ),
    "blocks": ("`blocks` is a part of the language that this version does not walk yet", "scan"),
}
"""Found by the reader or by walking, or two by one module, so that no docstring has just these words."""


def checks_page() -> str:
    """The Markdown of docs/reference/checks.md."""
    intro = [
        "# What is proven about a runbook",
        "",
        "`handrail runbook check` tells every mistake of all files at once, with file, line, column and",
        "a hint; the bot does not start with runbooks that have one. Each problem is about one of these",
        "properties. They hold for every walk along declared outcomes; what people may do besides (skip,",
        "jump, act by hand) is in the log as a deviation.",
    ]
    return page(intro, table(("property", "what holds", "how it is found"), _rows()))


def _rows() -> Iterator[tuple[str, str, str]]:
    proofs = {proof.__name__: proof for proof in (*PROOFS, covers)}
    for code in get_args(Code):
        if code in SAID:
            holds, how = SAID[code]
        else:
            proof = proofs[code]
            _, _, holds = first_line(sys.modules[proof.__module__]).partition(": ")
            how = first_line(proof)
        yield f"`{code}`", sentence(holds), sentence(how)
