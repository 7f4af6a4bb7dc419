"""Which sandbox a program gets, and how that is told."""

import pytest

from bot.core.catalogue import Sandbox
from bot.diagnostics.bindings import Reach, Unfit
from bot.diagnostics.plan import Bound, by_hand, plan
from bot.diagnostics.sandbox import UNCONFINED, Confined, Sandboxes, Wish, described
from tests.diagnostics.entries import command
from tests.diagnostics.processes import program

OFF = "the kernel has none"
MISSING = "it is not installed"
BOTH = (7, "/usr/bin/bwrap")
LANDLOCK = (7, "")
BWRAP = (0, "/usr/bin/bwrap")
NEITHER = (0, "")


def machine(wish: Wish, has: tuple[int, str]) -> Sandboxes:
    version, bwrap = has
    return Sandboxes(wish, version, "" if version else OFF, bwrap, "" if bwrap else MISSING)


@pytest.mark.parametrize(
    ("wish", "demanded", "has", "gets"),
    [
        ("auto", "none", BOTH, Confined("landlock", 7)),
        ("auto", "none", NEITHER, UNCONFINED),
        ("auto", "none", BWRAP, UNCONFINED),
        ("auto", "landlock", LANDLOCK, Confined("landlock", 7)),
        ("auto", "landlock", BWRAP, Confined("bwrap")),
        ("auto", "bwrap", BOTH, Confined("bwrap", 7)),
        ("auto", "bwrap", BWRAP, Confined("bwrap")),
        ("landlock", "none", LANDLOCK, Confined("landlock", 7)),
        ("landlock", "none", BWRAP, Confined("bwrap")),
        ("landlock", "bwrap", BOTH, Confined("bwrap", 7)),
        ("bwrap", "none", BOTH, Confined("bwrap", 7)),
        ("bwrap", "landlock", BWRAP, Confined("bwrap")),
        ("none", "none", BOTH, UNCONFINED),
    ],
)
def test_a_program_gets_at_least_what_is_demanded_and_wished_for(
    wish: Wish, demanded: Sandbox, has: tuple[int, str], gets: Confined
) -> None:
    assert machine(wish, has).chosen(demanded) == gets


@pytest.mark.parametrize(
    ("wish", "demanded", "has", "why"),
    [
        ("auto", "landlock", NEITHER, ("it demands Landlock", OFF)),
        ("auto", "bwrap", LANDLOCK, ("it demands bubblewrap", MISSING)),
        ("landlock", "none", NEITHER, ("HANDRAIL_SANDBOX demands Landlock", OFF)),
        ("bwrap", "landlock", LANDLOCK, ("HANDRAIL_SANDBOX demands bubblewrap", MISSING)),
        ("none", "landlock", BOTH, ("it demands Landlock", "HANDRAIL_SANDBOX turns sandboxes off")),
    ],
)
def test_a_program_that_cannot_have_it_is_for_a_person(
    wish: Wish, demanded: Sandbox, has: tuple[int, str], why: tuple[str, str]
) -> None:
    assert machine(wish, has).chosen(demanded) == Unfit(", which this machine does not give it: ".join(why))


def test_an_entry_whose_sandbox_is_missing_is_by_hand_with_the_reason() -> None:
    entry = command("tool", "look")
    bound = Bound(program("/bin/true"), confined=machine("auto", NEITHER).chosen("bwrap"))

    planned = plan(entry, {}, bound, "prod")

    assert planned.call is None
    assert planned.why == by_hand(entry, bound, "prod")
    assert planned.why == f"it demands bubblewrap, which this machine does not give it: {MISSING}"


@pytest.mark.parametrize(
    ("wish", "has", "tier"),
    [("auto", BOTH, "landlock"), ("auto", NEITHER, "none"), ("bwrap", LANDLOCK, "by_hand")],
)
def test_the_usual_tier_is_a_word(wish: Wish, has: tuple[int, str], tier: str) -> None:
    assert machine(wish, has).tier == tier


@pytest.mark.parametrize(
    ("confined", "connect", "text"),
    [
        (UNCONFINED, None, "none"),
        (UNCONFINED, (443,), "none"),
        (Confined("landlock", 7), None, "landlock 7, TCP anywhere"),
        (Confined("landlock", 4), (443, 6443), "landlock 4, TCP to 443 6443 only"),
        (Confined("landlock", 4), (), "landlock 4, no TCP"),
        (Confined("landlock", 3), (443,), "landlock 3, TCP anywhere, for this kernel cannot restrict it"),
        (Confined("bwrap", 7), (443,), "bwrap with landlock 7, TCP to 443 only"),
        (Confined("bwrap"), None, "bwrap, TCP anywhere"),
        (Confined("bwrap"), (), "bwrap, no network"),
        (Confined("bwrap"), (443,), "bwrap, TCP anywhere, for this kernel cannot restrict it"),
    ],
)
def test_what_was_given_up_is_told_and_what_was_not(
    confined: Confined, connect: tuple[int, ...] | None, text: str
) -> None:
    assert described(confined, Reach(connect=connect)) == text
