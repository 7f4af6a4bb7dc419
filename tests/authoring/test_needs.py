"""What runbooks need of the operator, and what is in vain without it."""

from pathlib import Path

import pytest

from bot.authoring.folder_library import FolderLibrary
from bot.authoring.library import Loaded, load
from bot.authoring.needs import Place, approvals, unanswerable, uses

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def loaded() -> Loaded:
    return load(ROOT / "runbooks", compile_all=False)


def test_a_request_is_in_vain_when_nobody_is_in_any_of_its_groups(loaded: Loaded) -> None:
    asked = approvals(loaded)
    some = next(groups for groups in asked if len(groups) > 1)

    without = unanswerable(loaded, set())
    with_one = unanswerable(loaded, {some[-1]})

    assert without == asked
    assert some not in with_one
    assert set(with_one) == {groups for groups in asked if some[-1] not in groups}


def test_every_step_that_runs_a_command_is_known_by_it(loaded: Loaded) -> None:
    assert Place("briefcase/receipt-chain", "verify") in uses(loaded)["briefcase.receipts-verify"]


def test_a_policy_knows_in_which_groups_nobody_is(loaded: Loaded) -> None:
    groups = set(FolderLibrary(loaded).policy("briefcase").groups)
    one = min(groups)

    assert FolderLibrary(loaded).policy("briefcase").nobody == frozenset()
    assert FolderLibrary(loaded, {one}).policy("briefcase").nobody == groups - {one}
