"""Each contract of `bot/rooms.toml` is seen failing: a contract that nobody saw fail does not count."""

import shutil
import tomllib
from pathlib import Path

import pytest

from tests.rooms import CORE, LISTED, broken

HERE = Path(__file__).resolve().parent.parent
TABLE = tomllib.loads((HERE / "bot" / "rooms.toml").read_text(encoding="utf-8"))
RESTRICTED = [*TABLE["libraries"], *TABLE["standard_library"]]

pytestmark = [pytest.mark.process, pytest.mark.no_cover]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What import-linter has read, by module and time of change: copies are alike but for what is planted."""
    return tmp_path_factory.mktemp("imports")


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A copy of the package that a test may spoil."""
    shutil.copytree(HERE / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def plant(root: Path, room: str, statement: str) -> None:
    """Write a module with the statement into a room; the room is made if it is not there yet."""
    module = root.joinpath("bot", *room.split(".")).with_suffix(".py")
    if module.is_file():
        module.write_text(module.read_text(encoding="utf-8") + f"\n{statement}\n", encoding="utf-8")
        return
    folder = module.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    while folder != root:
        (folder / "__init__.py").touch()
        folder = folder.parent
    module.with_suffix("").joinpath("planted.py").write_text(f"{statement}\n", encoding="utf-8")


def test_the_package_keeps_to_its_rooms(cache: Path) -> None:
    names, text = broken(HERE, cache)

    assert not names, text


@pytest.mark.parametrize(
    ("room", "statement", "contract"),
    [
        ("redaction", "import bot.core", "layers"),
        ("authoring", "import bot.engine", "layers"),
        ("kitchen", "", "layers"),
        ("engine", "import bot.settings", "settings is protected"),
        ("demo", "import bot.core", "the demonstration is outside"),
        ("slack.views", "import bot.engine", "views know only values"),
        ("core", "import random", CORE),
        ("core", "from os import path", CORE),
        ("core", "from bot import redaction", CORE),
        ("core", "import bot.redaction", CORE),
        ("store", "import numpy", LISTED),
        ("store", "def late():\n    import numpy", LISTED),
    ],
)
def test_a_planted_violation_breaks_its_contract_and_no_other(
    scratch: Path, cache: Path, room: str, statement: str, contract: str
) -> None:
    plant(scratch, "settings", "")
    plant(scratch, "slack.listeners", "")
    plant(scratch, room, statement)

    names, text = broken(scratch, cache)

    assert names == {contract}, text


def test_two_modules_of_a_room_may_not_need_each_other(scratch: Path, cache: Path) -> None:
    plant(scratch, "engine.one", "import bot.engine.two")
    plant(scratch, "engine.two", "import bot.engine.one")

    names, _ = broken(scratch, cache)

    assert names == {"no cycles"}


def test_a_library_in_a_room_that_may_not_know_it_breaks_the_contract_of_that_library(
    scratch: Path, cache: Path
) -> None:
    plant(scratch, "logs", "\n".join(f"import {library}" for library in RESTRICTED))

    names, _ = broken(scratch, cache)

    assert names == {f"only some rooms know {library}" for library in RESTRICTED}


def test_slack_bolt_may_be_known_to_slack_and_yet_not_to_its_views(scratch: Path, cache: Path) -> None:
    plant(scratch, "slack.listeners", "import slack_bolt")
    before, _ = broken(scratch, cache)
    plant(scratch, "slack.views", "import slack_bolt")

    names, _ = broken(scratch, cache)

    assert not before
    assert names == {"views know only values"}
