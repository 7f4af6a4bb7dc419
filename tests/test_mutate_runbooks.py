"""What nobody notices is listed with a reason, and what is listed is a break of a shipped runbook."""

from bot.authoring.library import load
from tests.mutate_runbooks import SHIPPED, judged, mutants, undetected


def test_each_break_of_a_runbook_is_noticed() -> None:
    verdicts = judged("briefcase/backup-restore")

    assert len(verdicts) > 50
    assert [verdict.name for verdict in verdicts if not verdict.by] == []


def test_what_is_listed_as_unnoticed_is_still_a_break_of_a_shipped_runbook() -> None:
    loaded = load(SHIPPED, compile_all=False)
    names = {mutant.name for book in loaded.runbooks.values() for mutant in mutants(book)}

    assert undetected().keys() <= names
