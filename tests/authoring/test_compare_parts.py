"""Each part of a runbook that is another is said by what it means, in both directions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.authoring.compare import Compared, compare, told
from bot.authoring.library import Loaded, load
from bot.core.runbook import Anytime, Clock, Do, ListItem, ListOf, Outcome, Run, Runbook, Undo, Wait
from bot.core.values import Type

TOLD = Path(__file__).parent / "told"
Edit = Callable[[Runbook], Runbook]


@pytest.fixture(scope="module")
def before() -> Loaded:
    return load(TOLD / "before")


def step(name: str, **parts: object) -> Edit:
    def edit(book: Runbook) -> Runbook:
        return replace(book, steps={**book.steps, name: replace(book.steps[name], **parts)})  # type: ignore[arg-type]

    return edit


def kind(name: str, **parts: object) -> Edit:
    def edit(book: Runbook) -> Runbook:
        return step(name, kind=replace(book.steps[name].kind, **parts))(book)  # type: ignore[arg-type]

    return edit


def both(*edits: Edit) -> Edit:
    def edit(book: Runbook) -> Runbook:
        for one in edits:
            book = one(book)
        return book

    return edit


def ways(name: str, **to: str) -> Edit:
    """Outcomes that lead elsewhere."""

    def edit(book: Runbook) -> Runbook:
        found = book.steps[name].outcomes
        moved = {key: replace(way, to=to.get(key, way.to)) for key, way in found.items()}
        return step(name, outcomes=moved)(book)

    return edit


def evidence(name: str, **parts: object) -> Edit:
    def edit(book: Runbook) -> Runbook:
        return replace(book, evidence={**book.evidence, name: replace(book.evidence[name], **parts)})  # type: ignore[arg-type]

    return edit


def fact(name: str, **parts: object) -> Edit:
    def edit(book: Runbook) -> Runbook:
        return replace(book, facts={**book.facts, name: replace(book.facts[name], **parts)})  # type: ignore[arg-type]

    return edit


def without_wipe(book: Runbook) -> Runbook:
    book = both(
        ways("worst", none="warm"), ways("restart", failed="warm"), evidence("orders", before=("restart",))
    )(book)
    return replace(book, steps={name: one for name, one in book.steps.items() if name != "wipe"})


def guarded_wait(book: Runbook) -> Runbook:
    guard = book.raises[0].when
    out = {**book.steps["holds"].outcomes, "breach": Outcome("breach", "stuck")}
    return both(kind("holds", unless=guard, at_least=timedelta(minutes=1)), step("holds", outcomes=out))(book)


def other_items(book: Runbook) -> Runbook:
    kept = book.steps["checks"].kind
    assert isinstance(kept, ListOf)
    items = {"nodes": replace(kept.items["nodes"], by="lead"), "more": ListItem("more", "More", Do("Look."))}
    return kind("checks", items=items)(book)


def other_order(book: Runbook) -> Runbook:
    return step("lost", outcomes=dict(reversed(list(book.steps["lost"].outcomes.items()))))(book)


def other_guard(book: Runbook) -> Runbook:
    out = book.steps["which"].outcomes
    return step("which", outcomes={**out, "some": replace(out["some"], when=book.raises[0].when)})(book)


def other_ways(book: Runbook) -> Runbook:
    out = {**book.steps["warm"].outcomes, "cold": Outcome("cold", "stuck")}
    return step("warm", outcomes=out)(book)


PARTS: dict[str, tuple[Edit, str, str]] = {
    "secrecy": (lambda book: replace(book, private=True), "private now", "public now"),
    "a dangerous step": (
        without_wipe,
        "“Throw the cache away”, which may destroy",
        "The new step “Throw the",
    ),
    "by itself": (kind("worst", auto=True), "starts by itself now", "waits for a person to start it"),
    "an undo": (step("warm", undo=Undo("Cool it")), "has to be put back: “Cool it”", "Nobody is reminded"),
    "another undo": (
        step("wipe", undo=Undo("Cool it")),
        "put back otherwise: “Cool it”",
        ", by “Warm the cache”",
    ),
    "items": (other_items, "also checks “More”", "also checks “The queue is stopped”"),
    "an item": (other_items, "“Which nodes answer” of “Before anything", "is checked otherwise"),
    "what passes": (
        kind("restart", passes=("ok", "odd")),
        "what passes is now ok or odd",
        "is now ok; it was",
    ),
    "what stops a wait": (guarded_wait, "stops as soon as “lost” is yes", "no longer stops when"),
    "the least of a wait": (guarded_wait, "waits for at least 1 min", "waits for at least 0 s"),
    "what a wait waits for": (
        kind("holds", until=None),
        "waits until its time is over",
        "waits until the number",
    ),
    "how often it looks": (kind("holds", every=timedelta(seconds=5)), "looks every 5 s, not 30 s", "not 5 s"),
    "a gate": (
        evidence("state", before=("wipe",)),
        "is locked until the evidence “How",
        "can be done before",
    ),
    "need": (evidence("state", required=False), "no longer required", "required now"),
    "how it is kept": (
        evidence("orders", how="By mail."),
        "kept otherwise: like this: By mail.",
        "like this: Copy",
    ),
    "where it is from": (
        evidence("state", from_step="checks"),
        "kept otherwise: from “Before",
        "from “Which nodes",
    ),
    "evidence": (lambda book: replace(book, evidence={}), "is no longer kept", "is kept as evidence"),
    "what is unreachable": (
        ways("worst", ok="holds", broken="holds"),
        "leads to “Does it hold?”",
        "leads to",
    ),
    "a rule": (lambda book: replace(book, raises=()), "no longer becomes P0", "It becomes P0 when"),
    "a clock": (
        lambda book: replace(book, clocks={**book.clocks, "b": Clock("b", "Bread", timedelta(hours=3))}),
        "The clock “Bread” within 3 h; else",
        "The clock “Bread”: nobody is reminded",
    ),
    "the start": (
        lambda book: replace(book, start="lost"),
        "The walk begins with “Are orders",
        "begins with “Which",
    ),
    "who": (step("restart", by="lead"), "is for lead, and no longer for oncall", "is for oncall"),
    "a way": (other_ways, "has a new way: “Cold”", "no longer has the way “Cold”"),
    "the order of ways": (
        other_order,
        "tries its ways in another order: else and lost",
        "order: lost and else",
    ),
    "when a way is taken": (other_guard, "is taken when “lost” is yes", "is taken when the number of “bad”"),
    "a text": (kind("warm", text="Wait."), "asks for something else: “Wait.”", "Before: “Wait.”"),
    "a command": (kind("worst", command="shop.wipe"), "runs `shop.wipe`", "runs `shop.nodes`"),
    "parameters": (kind("restart", arguments={}), "other parameters", "other parameters"),
    "each": (kind("restart", each=""), "is run once.", "once for each of “bad”"),
    "a pick": (kind("worst", pick=None), "pick rows otherwise", "pick rows otherwise"),
    "a question": (
        kind("lost", facts=("lost", "node")),
        "asks for lost and node",
        "it asked for lost and node",
    ),
    "a call": (kind("stuck", runbook="shop/outage"), "walks `shop/outage`", "walks `shop/hand-over`"),
    "a message": (kind("tell", to="lead"), "tells lead:", "tells owners:"),
    "another kind": (
        step("warm", kind=Run("shop.nodes")),
        "is a command; it was something",
        "it was a command",
    ),
    "what an expression sets": (
        kind("restart", sets={}),
        "“Restart the nodes” no longer fills in left",
        "“Restart the nodes” fills in left too",
    ),
    "what is done with each": (
        kind("warm", each="bad"),
        "differs in a detail: kind",
        "differs in a detail: kind",
    ),
    "an end": (
        lambda book: replace(book, ends={**book.ends, "x": "done"}),
        "New end: “x” (done)",
        "“x” is gone",
    ),
    "the kind of an end": (
        lambda book: replace(book, ends={**book.ends, "sells": "mitigated"}),
        "“sells” means mitigated, and no longer fixed",
        "“sells” means fixed",
    ),
    "at any time": (
        lambda book: replace(book, anytime={**book.anytime, "x": Anytime("x", "All is well", "nothing")}),
        "New way at any time: “All is well”",
        "“All is well” is gone",
    ),
    "a fact": (
        lambda book: replace(book, facts={**book.facts, "more": replace(book.facts["lost"], id="more")}),
        "New fact “more”",
        "The fact “more” is gone",
    ),
    "the type of a fact": (fact("lost", type=Type("int")), "is a whole number now", "is yes or no now"),
    "how a fact is asked": (fact("lost", input=True), "asked or given otherwise", "asked or given otherwise"),
    "an alert": (
        lambda book: replace(book, triggers=()),
        "No alert suggests it any more",
        "An alert suggests it",
    ),
    "targets": (
        lambda book: replace(book, targets=("prod",)),
        "It is for prod; it was",
        "It is for prod and",
    ),
    "its title": (lambda book: replace(book, title="Down"), "It is called “Down”", "no longer “Down”"),
    "its owner": (lambda book: replace(book, owner="lead"), "Changed too: owner", "Changed too: owner"),
}


def only(found: list[Compared], name: str) -> str:
    one = next(one for one in found if one.name == name)
    return "\n".join(change.text for change in one.changes)


@pytest.mark.parametrize("name", PARTS)
def test_what_is_another_is_said_in_both_directions(name: str, before: Loaded) -> None:
    edit, there, back = PARTS[name]
    book = edit(before.runbooks["shop/outage"])
    after = replace(before, runbooks={**before.runbooks, "shop/outage": book})

    assert there in only(compare(before, after), "shop/outage")
    assert back in only(compare(after, before), "shop/outage")


def test_blocks_and_schedule_of_a_procedure(before: Loaded) -> None:
    plain = replace(before.runbooks["shop/hand-over"], blocks=(), schedule=None)
    after = replace(before, runbooks={**before.runbooks, "shop/hand-over": plain})

    there, back = (only(compare(*pair), "shop/hand-over") for pair in ((before, after), (after, before)))

    assert "It no longer blocks `shop/outage` while the severity is “P0”." in there
    assert "It starts by itself no longer." in there
    assert "It blocks `shop/outage` while the severity is “P0”." in back
    assert "It starts by itself every 30d." in back


def test_a_command_that_is_declared_otherwise_is_named_where_it_is_used(before: Loaded) -> None:
    entry = replace(before.entries["shop.restart"], timeout=timedelta(minutes=9), digest="other")
    after = replace(before, entries={**before.entries, "shop.restart": entry})

    found = compare(before, after)

    assert "The command `shop.restart` is declared otherwise" in only(found, "shop/outage")
    assert only(found, "shop/hand-over") == ""


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (("oncall",), "fewer people may say yes: only On-call"),
        (("oncall", "owners", "lead"), "more people may say yes: Lead too"),
        (("lead",), "other people say yes: Lead, and no longer On-call or Owners of the shop"),
    ],
)
def test_who_may_say_yes_is_compared_by_groups(groups: tuple[str, ...], said: str, before: Loaded) -> None:
    entry = replace(before.entries["shop.restart"], approval=groups)
    after = replace(before, entries={**before.entries, "shop.restart": entry})

    assert said in only(compare(before, after), "shop/outage")


def test_a_wait_that_only_lasts_is_weaker_when_it_is_shorter(before: Loaded) -> None:
    lasting = kind("holds", until=None)(before.runbooks["shop/outage"])
    shorter = kind("holds", duration=timedelta(minutes=1))(lasting)
    old, new = (
        replace(before, runbooks={**before.runbooks, "shop/outage": book}) for book in (lasting, shorter)
    )

    (change,) = next(one for one in compare(old, new) if one.name == "shop/outage").changes

    assert isinstance(lasting.steps["holds"].kind, Wait)
    assert (change.weight, change.text) == ("weaker", "“Does it hold?” waits for 1 min, not 10 min.")


def test_a_runbook_that_is_new_is_told_by_its_name() -> None:
    found = Compared("shop/new", "New", "new")

    assert "is new" in "\n".join(told(found))
