"""What a change means: every safeguard that is weakened is said, and nothing goes unsaid."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.authoring.compare import Compared, compare, told
from bot.authoring.library import Loaded, load
from bot.core.runbook import Do, Risk, Runbook, Severity, Step

TOLD = Path(__file__).parent / "told"
Edit = Callable[[Runbook], Runbook]


@pytest.fixture(scope="module")
def before() -> Loaded:
    return load(TOLD / "before")


def changed(loaded: Loaded, edit: Edit) -> Compared:
    book = edit(loaded.runbooks["shop/outage"])
    after = replace(loaded, runbooks={**loaded.runbooks, "shop/outage": book})
    return next(one for one in compare(loaded, after) if one.name == "shop/outage")


def at(name: str, **parts: object) -> Edit:
    """One step with other parts."""

    def edit(book: Runbook) -> Runbook:
        return replace(book, steps={**book.steps, name: replace(book.steps[name], **parts)})  # type: ignore[arg-type]

    return edit


def text(compared: Compared) -> str:
    return "\n".join(told(compared)) + "\n"


@pytest.mark.parametrize(("old", "new"), [("before", "after"), ("after", "before")])
def test_a_change_reads_word_for_word(old: str, new: str) -> None:
    found = compare(load(TOLD / old), load(TOLD / new))

    said = "\n".join(text(one) for one in found if not one.is_same)
    assert said == (TOLD / f"{old}-{new}.md").read_text(encoding="utf-8")


def test_nothing_changes_between_equal_trees(before: Loaded) -> None:
    found = compare(before, load(TOLD / "before"))

    assert [one.name for one in found] == ["shop/hand-over", "shop/outage"]
    assert all(one.is_same for one in found)
    assert text(found[0]).endswith("\nNothing changes.\n")


def test_runbooks_that_come_and_go_are_said_so(before: Loaded, tmp_path: Path) -> None:
    shutil.copytree(TOLD / "before", tmp_path, dirs_exist_ok=True)
    shutil.copy(tmp_path / "shop" / "hand-over.yaml", tmp_path / "shop" / "more.yaml")
    more = load(tmp_path)

    new = next(one for one in compare(before, more) if one.name == "shop/more")
    gone = next(one for one in compare(more, before) if one.name == "shop/more")

    assert (gone.standing, new.standing) == ("gone", "new")
    assert "nobody can declare it any more" in text(gone)


def test_a_version_that_cannot_be_read_is_compared_by_its_problems(before: Loaded, tmp_path: Path) -> None:
    shutil.copytree(TOLD / "before", tmp_path, dirs_exist_ok=True)
    (tmp_path / "shop" / "hand-over.yaml").write_text("handrail: 1\ntitle: Nothing\n")
    (tmp_path / "policy.yaml").write_text((tmp_path / "policy.yaml").read_text() + "nonsense: 1\n")

    found = {one.name: one for one in compare(before, load(tmp_path))}

    assert found["shop/hand-over"].standing == "unreadable"
    assert "`shape` line 1" in text(found["shop/hand-over"])
    assert "`shape` policy.yaml, line 14" in text(found["beside the runbooks"])


WEAKER: dict[str, tuple[Edit, str]] = {
    "approval": (at("warm", approval=()), "no longer needs the yes of a second person"),
    "undo": (at("wipe", undo=None), "Nobody is reminded to put back"),
    "warning": (at("restart", warn=""), "no longer warns"),
    "time": (at("restart", within=None), "nobody is reminded any more"),
    "evidence": (lambda book: replace(book, evidence={}), "“Copy of the orders” is no longer kept"),
    "severity": (lambda book: replace(book, severity=Severity.P3), "begins as P3, and no longer as P1"),
    "raise": (lambda book: replace(book, raises=()), "no longer becomes P0"),
    "clock": (lambda book: replace(book, clocks={}), "The clock “The shop sells again”: nobody"),
    "order": (
        lambda book: at(
            "look", outcomes={**book.steps["look"].outcomes, "ok": _to(book.steps["look"], "ok", "wipe")}
        )(book),
        "“Throw the cache away” can be reached without",
    ),
    "risk": (
        lambda book: replace(
            book,
            meanings={
                **book.meanings,
                "shop.restart": replace(book.meanings["shop.restart"], risk=Risk.DESTROY),
            },
        ),
        "may destroy something for good; so far it may change a system",
    ),
}


def _to(step: Step, outcome: str, to: str) -> object:
    return replace(step.outcomes[outcome], to=to)


@pytest.mark.parametrize("name", WEAKER)
def test_a_weaker_safeguard_is_said_first(name: str, before: Loaded) -> None:
    edit, words = WEAKER[name]

    compared = changed(before, edit)

    assert compared.weakened
    weak = [change.text for change in compared.changes if change.weight == "weaker"]
    assert any(words in line for line in weak), weak
    assert text(compared).splitlines()[2] == "## Weaker than before"


def test_no_change_of_a_step_goes_unsaid(before: Loaded) -> None:
    """Whatever part of a step is another, the step is named."""
    step = before.runbooks["shop/outage"].steps["restart"]
    other = {
        "phase": "mitigate",
        "title": "Another title",
        "kind": Do("Something else."),
        "outcomes": {},
        "why": "why",
        "expect": "expect",
        "warn": "warn",
        "by": "scribe",
        "within": timedelta(days=1),
        "approval": ("lead",),
        "undo": before.runbooks["shop/outage"].steps["wipe"].undo,
    }
    parts = {field for field in Step.__dataclass_fields__ if field not in {"id", "covers"}}
    assert parts == set(other)

    for part, value in other.items():
        compared = changed(before, at("restart", **{part: value}))

        assert not compared.is_same, part
        title = "Another title" if part == "title" else step.title
        assert f"“{title}”" in text(compared), part


def test_a_step_under_another_id_is_the_same_step(before: Loaded) -> None:
    def renamed(book: Runbook) -> Runbook:
        steps = {("page" if name == "warm" else name): step for name, step in book.steps.items()}
        steps["page"] = replace(steps["page"], id="page")
        wipe = steps["wipe"]
        ways = {name: replace(way, to="page") for name, way in wipe.outcomes.items()}
        assert wipe.undo is not None
        steps["wipe"] = replace(wipe, outcomes=ways, undo=replace(wipe.undo, by="page"))
        return replace(book, steps=steps)

    compared = changed(before, renamed)

    assert [change.text for change in compared.changes] == [
        "“Warm the cache” has the id `page`, and no longer `warm`."
    ]
