"""`handrail postmortem`: from the log as it is now, beside a running bot, to the screen or a file."""

from pathlib import Path

from bot.core.apply import apply
from bot.postmortem.drafts import PostmortemDrafts
from bot.store.look import incident_in
from bot.store.store import SqlStore
from tests.cli.shell import typed
from tests.fakes.clock import FakeClock


def rendered(database: Path) -> str:
    return PostmortemDrafts(Path("unused")).render(incident_in(database, "INC-0001").log)


def test_it_is_printed_as_the_log_has_it_while_a_bot_runs(database: Path) -> None:
    running = SqlStore.open(database, bot="test", clock=FakeClock(), fold=apply)

    ended = typed("postmortem", "inc-0001", "--database", database)

    running.close()
    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == rendered(database)
    assert ended.out.startswith("# INC-0001: ")


def test_it_goes_into_a_file_and_replaces_what_was_there(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "postmortem.md"
    file.write_text("the former")

    ended = typed("postmortem", "INC-0001", "--output", file, env={"HANDRAIL_DATABASE": str(database)})

    assert (ended.code, ended.out) == (0, f"The postmortem of INC-0001 is in {file}.\n")
    assert file.read_text(encoding="utf-8") == rendered(database)


def test_an_incident_that_is_not_there_is_said_to_be_missing(database: Path) -> None:
    ended = typed("postmortem", "INC-0007", "--database", database)

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors == f"There is no incident INC-0007 in {database}. The latest are INC-0001.\n"


def test_a_folder_that_is_not_there_takes_no_file(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "nowhere" / "postmortem.md"

    ended = typed("postmortem", "INC-0001", "--database", database, "--output", file)

    assert (ended.code, ended.errors) == (2, f"{file} cannot be written: No such file or directory.\n")
