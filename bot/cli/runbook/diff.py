"""`handrail runbook diff`: what a change of runbooks means."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from bot.authoring.compare import BESIDE, Compared, compare, told
from bot.authoring.library import Loaded, load
from bot.authoring.problem import did_you_mean
from bot.cli.runbook.revision import NoRevision, unpack
from bot.cli.telling import counted, give_up, say
from bot.cli.where import runbooks


@click.command()
@click.argument("places", metavar="[OLD NEW | ID...]", nargs=-1)
@click.option("--git", "revision", metavar="REV", help="Compare with the folder as it was at this revision.")
@click.option("--runbooks", "folder", metavar="FOLDER", type=click.Path(path_type=Path), help="The new ones.")
@click.pass_obj
def command(
    env: Mapping[str, str], places: tuple[str, ...], revision: str | None, folder: Path | None
) -> None:
    """Tell what a change means, weakened safety first.

    OLD and NEW are two folders of runbooks, or two files in such folders. With --git it is the present
    folder against REV; name the runbooks (`system/name`), or none for all. Without --runbooks, that folder
    is the one that HANDRAIL_RUNBOOKS names. Exit code 0, whatever changed.
    """
    if revision is not None:
        _tell(_since(revision, runbooks(env, folder)), places)
        return
    if len(places) != 2:
        give_up(["Name two folders, or two files, to compare: OLD NEW. Or a revision: --git REV."])
    old, new = (Path(place) for place in places)
    if old.is_dir() and new.is_dir():
        _tell(compare(load(old), load(new)), ())
        return
    (before, first), (now, second) = _file(old), _file(new)
    if first != second:
        give_up([f"{old} is `{first}` and {new} is `{second}`: compare two versions of one runbook."])
    _tell(compare(before, now), (first,))


def _since(revision: str, folder: Path) -> list[Compared]:
    with tempfile.TemporaryDirectory(prefix="handrail-") as scratch:
        try:
            unpack(revision, folder, Path(scratch))
        except NoRevision as missing:
            give_up([missing])
        return compare(load(Path(scratch)), load(folder))


def _file(path: Path) -> tuple[Loaded, str]:
    """The tree that a file stands in, `FOLDER/system/name.yaml`, and the id of its runbook."""
    name = f"{path.resolve().parent.name}/{path.stem}"
    if not path.is_file():
        give_up([f"There is no file or folder {path}."])
    loaded = load(path.resolve().parents[1])
    if name not in loaded.files:
        give_up(
            [f"{path} is no runbook of a folder: one is FOLDER/system/name.yaml, beside its commands.yaml."]
        )
    return loaded, name


def _tell(found: Sequence[Compared], wanted: Sequence[str]) -> None:
    names = [one.name for one in found]
    strangers = [name for name in wanted if name not in names]
    if strangers:
        give_up(f"There is no runbook `{name}`. {did_you_mean(name, names)}".rstrip() for name in strangers)
    chosen = [one for one in found if one.name in wanted or not (wanted or one.is_same)]
    for one in chosen:
        for line in told(one):
            say(line)
        say()
    weakened = sum(one.weakened for one in chosen)
    changed = counted(sum(not one.is_same and one.name != BESIDE for one in chosen), "runbook")
    safeguards = counted(weakened, "safeguard") if weakened else "no safeguard"
    say(f"{changed} changed; {safeguards} weaker than before.")
