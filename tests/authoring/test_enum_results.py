from pathlib import Path

from tests.authoring.reading import read_with, told

SOUND = """handrail: 1
commands:
  look:
    title: Look
    risk: read
    exec: [look]
    returns: {level: {type: enum, options: [low, high], from: '"low"'}}
    samples: {ok: {exit: 0, text: fine}}
"""


def test_an_option_that_exists_may_be_written_out(tmp_path: Path) -> None:
    loaded = read_with(tmp_path, "commands", SOUND.encode())

    assert "level" not in told(loaded, tmp_path)
