"""What the demo binds works where `make demo` puts it: beside the code that its programs read."""

import tomllib
from pathlib import Path

import bot
from bot.demo.operator_file import Played, operator_file
from bot.demo.standins.standin import Furnished, Place, StandIn
from bot.demo.workspace.config import WorkspaceConfig
from bot.demo.workspace.create import create_workspace

ROOT = Path(bot.__file__).parents[1]


def test_no_program_may_read_where_the_bot_keeps_its_database(tmp_path: Path) -> None:
    config = WorkspaceConfig(bot_token="t", signing_secret="s", bot_url="http://h", base_url="http://w")
    made = Furnished({}, {"tool": tmp_path / "tool"})
    played = Played(StandIn("system", (), lambda _: made), made, Place(tmp_path, tmp_path, {}))

    bound = tomllib.loads(operator_file(create_workspace(config).state, [played]))["programs"]["tool"]

    database = ROOT / "var" / "demo" / "handrail.db"
    assert not [path for path in bound["read"] if database.is_relative_to(path)]
    assert any(Path(bot.__file__).is_relative_to(path) for path in bound["read"])
