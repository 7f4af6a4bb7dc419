"""A starter is sound as it stands, whatever it is called."""

from pathlib import Path
from typing import get_args

import pytest

from bot.authoring.checks import check_library, warnings_of
from bot.authoring.drills import rehearse_all, unwalked
from bot.authoring.library import load
from bot.authoring.schema import schema_of
from bot.authoring.starter import Kind, starter
from tests.authoring.test_schema import TODAY, data_of, validator


@pytest.mark.parametrize("name", ["payments/checkout-down", "a/null", "3/true_42"])
@pytest.mark.parametrize("kind", get_args(Kind))
def test_a_starter_passes_every_check_and_its_drill_walks_every_outcome(
    kind: Kind, name: str, tmp_path: Path
) -> None:
    written = {tmp_path / path: text for path, text in starter(name, kind).items()}
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    loaded = load(tmp_path)
    rehearsal = rehearse_all(loaded)

    assert check_library(loaded) == []
    assert warnings_of(loaded, TODAY) == []
    assert rehearsal.problems == ()
    assert list(unwalked(loaded, rehearsal)) == []
    assert loaded.runbooks[name].kind == kind
    for path in written:
        kind_of_file = "drill" if path.parent.name == "drills" else "runbook"
        assert list(validator(schema_of(kind_of_file)).iter_errors(data_of(path))) == []
