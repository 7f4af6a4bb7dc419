"""`handrail runbook record`: a past incident as a drill."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot.authoring.drills.recording import Log, Recorder, recorded
from bot.authoring.folder_library import FolderLibrary
from bot.authoring.library import load
from bot.authoring.pinning import UnreadablePin
from bot.cli.telling import give_up, say
from bot.cli.where import database, runbooks
from bot.core.apply import apply
from bot.core.incident import Incident
from bot.store.look import Found, incident_in
from bot.store.trouble import StoreTrouble


@click.command()
@click.argument("incident", metavar="INC-…")
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write a new file here.")
@click.option("--runbooks", "folder", metavar="FOLDER", type=click.Path(path_type=Path), help="Read these.")
@click.option("--database", "file", metavar="FILE", type=click.Path(path_type=Path), help="The incident's.")
@click.pass_obj
def command(
    env: Mapping[str, str], /, incident: str, output: Path | None, folder: Path | None, file: Path | None
) -> None:
    """Turn a past incident into a drill: what people did and what the world answered, line by line.

    Look at it before you keep it: answers stand in it as they were given. It is written to the screen, or
    with --output to a new file. What a drill has no line for is a comment.
    """
    library = FolderLibrary(load(runbooks(env, folder), compile_all=False))
    try:
        found = incident_in(database(env, file), incident)
        text = _drill(library, found)
    except (StoreTrouble, UnreadablePin) as trouble:
        give_up([trouble])
    if output is None:
        say(text.rstrip("\n"))
        return
    try:
        with output.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except OSError as error:
        give_up([f"{output} cannot be written: {error.strerror}."])
    say(f"{incident} is recorded in {output}. `handrail runbook test` walks it.")


def _drill(library: FolderLibrary, found: Found) -> str:
    log: Log = [(logged.event, logged.stamp) for logged in found.log]
    states: list[Incident] = []
    for event, stamp in log:
        states.append(apply(states[-1] if states else None, event, stamp))
    books = {digest: library.pinned(digest, content) for digest, content in found.documents.items()}
    readers = library.readers()
    return recorded(Recorder(books, readers, states), found.incident, log)
