"""`handrail runbook graph`: a runbook as a picture, or the way that an incident took through it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import click

from bot.authoring.folder_library import FolderLibrary
from bot.authoring.library import Loaded, load
from bot.authoring.pinning import UnreadablePin
from bot.authoring.problem import did_you_mean
from bot.cli.runbook.named import named
from bot.cli.telling import give_up, say
from bot.cli.where import database, runbooks
from bot.core.rulebook import Rulebook
from bot.core.runbook import Runbook
from bot.drawing.chart import Chart, Trace
from bot.drawing.charting import chart
from bot.drawing.incident_map import IncidentMap, incident_map
from bot.store.look import incident_in
from bot.store.trouble import StoreTrouble

Format: TypeAlias = Literal["mermaid", "svg", "png"]
_SUFFIXES: Mapping[str, Format] = {".svg": "svg", ".png": "png", ".mmd": "mermaid", ".md": "mermaid"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed."""

    runbook: str | None
    wanted: Format | None
    at: str
    incident: str | None
    output: Path | None
    folder: Path | None
    file: Path | None

    @property
    def form(self) -> Format:
        by_name = _SUFFIXES.get(self.output.suffix.lower()) if self.output else None
        return self.wanted or by_name or "mermaid"


@click.command()
@click.argument("runbook", metavar="[ID]", required=False)
@click.option(
    "--format",
    "wanted",
    type=click.Choice(["mermaid", "svg", "png"]),
    help="By the name of FILE, or mermaid.",
)
@click.option("--at", metavar="STEP", default="", help="Mark this step (or end) as the present one.")
@click.option("--incident", metavar="INC-…", help="Draw the way that an incident took, and where it is.")
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write here; a PNG must.")
@click.option("--runbooks", "folder", metavar="FOLDER", type=click.Path(path_type=Path), help="Read these.")
@click.option("--database", "file", metavar="FILE", type=click.Path(path_type=Path), help="The incident's.")
@click.pass_obj
def command(env: Mapping[str, str], /, **chosen: Any) -> None:
    """Draw the runbook ID (`system/name`): phases as columns, each way out of each step.

    With --incident it is the runbook as the incident pinned it, with the way that was walked; the database
    is only read, beside a running bot or without one. Without --runbooks and --database, they are those
    that HANDRAIL_RUNBOOKS and HANDRAIL_DATABASE name.
    """
    wish = Wish(**chosen)
    if (wish.runbook is None) == (wish.incident is None):
        give_up(["Name a runbook (`system/name`), or an incident with --incident: one of the two."])
    if wish.incident and wish.at:
        give_up(["--at marks a step of a runbook; an incident knows where it is. Leave one of them out."])
    if wish.form == "png" and wish.output is None:
        give_up(["A PNG is no text. Say where it shall be written: --output FILE."])
    loaded = load(runbooks(env, wish.folder), compile_all=False)
    if wish.incident is not None:
        drawn = _of_incident(loaded, database(env, wish.file), wish.incident)
    else:
        drawn = _of_runbook(loaded, named(loaded, wish.runbook or ""), wish.at)
    _write(wish.form, drawn, wish.output)


def _of_runbook(loaded: Loaded, book: Runbook, at: str) -> IncidentMap:
    if at and at not in book.steps and at not in book.ends:
        known = [*book.steps, *book.ends]
        give_up([f"{book.id} has no step or end `{at}`. {did_you_mean(at, known)}".rstrip()])
    policy = FolderLibrary(loaded).policy(book.system)
    found = chart(book, Rulebook({}, loaded.entries, policy=policy), Trace(at))
    where = f", at “{at}”" if at else ""
    return IncidentMap((found,), f"{book.title}: {len(book.steps)} steps, {len(book.ends)} ends{where}.")


def _of_incident(loaded: Loaded, path: Path, name: str) -> IncidentMap:
    library = FolderLibrary(loaded)
    try:
        found = incident_in(path, name)
        pinned = {digest: library.pinned(digest, content) for digest, content in found.documents.items()}
    except (StoreTrouble, UnreadablePin) as trouble:
        give_up([trouble])
    policy = library.policy(found.incident.runbook.partition("/")[0])
    return incident_map(found.incident, Rulebook(pinned, loaded.entries, policy=policy))


def _write(form: Format, drawn: IncidentMap, output: Path | None) -> None:
    content = _drawn(form, drawn.charts, drawn.about)
    if output is None:
        say(content.decode().rstrip("\n"))
        return
    try:
        output.write_bytes(content)
    except OSError as error:
        give_up([f"{output} cannot be written: {error.strerror}."])
    say(f"{drawn.about} Drawn to {output}.")


def _drawn(form: Format, charts: Sequence[Chart], about: str) -> bytes:
    """The bytes; each format brings its own libraries, and only when it is asked for."""
    if form == "mermaid":
        from bot.drawing.mermaid import mermaid  # noqa: PLC0415 - as above

        return "\n".join(mermaid(found) for found in charts).encode()
    from bot.drawing.svg import svg  # noqa: PLC0415 - as above

    picture = svg(charts, about)
    if form == "svg":
        return picture.encode()
    from bot.drawing.png import png  # noqa: PLC0415 - as above

    return png(picture)
