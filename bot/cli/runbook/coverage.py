"""`handrail runbook coverage`: where each fact of the documents is encoded."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Literal

import click

from bot.authoring.coverage import Covered, coverage
from bot.authoring.library import load
from bot.authoring.problem import did_you_mean
from bot.cli.telling import give_up, say
from bot.cli.where import runbooks


@click.command()
@click.argument("system", required=False, default="")
@click.argument("folder", metavar="[FOLDER]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people or for tools.",
)
@click.pass_obj
def command(env: Mapping[str, str], system: str, folder: Path | None, form: Literal["text", "json"]) -> None:
    """Tell where each fact of the source documents is encoded, and which are not yet.

    The facts are those of coverage.yaml; an element encodes one by `covers`. Without SYSTEM, all are told.
    Without FOLDER, it is the one that HANDRAIL_RUNBOOKS names.
    """
    loaded = load(runbooks(env, folder))
    if system and system not in loaded.coverage:
        give_up([f"coverage.yaml has no system `{system}`. {did_you_mean(system, loaded.coverage)}"])
    found = coverage(loaded, system)
    if form == "json":
        say(json.dumps([_plain(one) for one in found], indent=2, ensure_ascii=False))
        return
    for line in _table(found):
        say(line)


def _plain(one: Covered) -> dict[str, object]:
    return {"system": one.system, **asdict(one.statement), "where": [asdict(place) for place in one.where]}


def _mark(one: Covered) -> str:
    """What the documents leave to the reader."""
    conflict = " (the documents disagree)" if one.statement.conflict else ""
    return conflict + (" (the documents leave it open)" if one.statement.silent else "")


def _table(found: Sequence[Covered]) -> Iterator[str]:
    """For each system: how many, then each fact with its places, then what is not there yet."""
    for number, (system, each) in enumerate(groupby(found, key=lambda one: one.system)):
        facts = list(each)
        width = max(len(one.statement.id) for one in facts)
        there = [one for one in facts if one.where]
        yield from [""] if number else []
        yield f"{system}: {len(there)} of {len(facts)} facts are encoded."
        for one in there:
            for place, where in enumerate(one.where):
                lead, mark = ("", "") if place else (one.statement.id, _mark(one))
                at = f"{where.file}:{where.line}: {where.element or 'the whole file'}"
                yield f"  {lead:<{width}}  {at}{mark}"
        if len(there) < len(facts):
            yield "  Not yet encoded:"
        for one in facts:
            if not one.where:
                yield f"  {one.statement.id:<{width}}  {one.statement.says}"
