"""What a picture shows of a runbook, and of an incident that walks it."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

from bot.authoring.library import load
from bot.core.rulebook import Rulebook
from bot.core.runbook import Anytime
from bot.core.signals import Abort, Collect, Jump, Pick, TakeRole
from bot.drawing.chart import Box, Chart, Trace
from bot.drawing.charting import chart
from bot.drawing.incident_map import incident_map
from bot.drawing.layout import layout
from bot.drawing.mermaid import mermaid
from tests.authoring.trees import SHIPPED
from tests.core.outage import OUTAGE, RULES
from tests.core.story import ANA, Story
from tests.core.test_walk import at_stop

GOLDEN = Path(__file__).parent / "golden"


def marks(found: Chart, name: str) -> list[str]:
    return [f"{mark.glyph}: {mark.text}" for mark in found.box(name).marks]


def standing(found: Chart) -> dict[str, str]:
    return {box.id: box.standing for box in found.boxes if box.standing}


def taken(box: Box) -> list[str]:
    return [way.to for way in box.exits if way.taken]


def test_a_step_says_what_it_may_do_who_must_agree_and_which_evidence_comes_first() -> None:
    found = chart(OUTAGE, RULES)

    assert marks(found, "look") == ["start: start here", "keeps: keeps seen"]
    assert marks(found, "mend") == [
        "gate: first: copy",
        "changes: changes the system",
        "approval: yes of oncall",
    ]
    assert marks(found, "wipe") == [
        "gate: first: copy",
        "destroys: destroys data",
        "approval: yes of security",
    ]
    assert marks(found, "settle") == ["wait: at most 10 min, looks every 30 s"]
    assert marks(found, "restore") == ["call: walks app/restore"]
    assert marks(found, "stop") == ["undo: to be put back later"]


def test_every_kind_of_step_has_a_sign_and_says_what_is_special() -> None:
    loaded = load(Path(__file__).parents[1] / "authoring" / "told" / "before")
    book = loaded.runbooks["shop/outage"]

    found = chart(book, Rulebook({}, loaded.entries, policy=loaded.policies["shop"]))

    signs = {box.id: box.glyph for box in found.boxes if box.role == "step"}
    assert set(signs.values()) == {"do", "run", "ask", "choose", "wait", "call", "list", "update"}
    assert marks(found, "checks") == ["list: 2 in any order"]
    assert marks(found, "tell") == ["update: to owners"]
    assert "each: for each of [bad]" in marks(found, "restart")
    assert "hand: run by hand" in marks(found, "wipe")
    assert found.box("worst").title == "5. Which one is worst?"
    assert [(way.label, way.hint) for way in found.box("worst").exits] == [
        ("ok / broken", "→\N{NO-BREAK SPACE}6"),
        ("none", "→\N{NO-BREAK SPACE}7"),
    ]


def test_the_text_for_pages_that_draw_themselves_reads_line_by_line() -> None:
    story = at_stop()

    found = incident_map(story.incident, story.rulebook)

    assert mermaid(found.charts[0]) == (GOLDEN / "outage.mmd").read_text()


def test_the_map_shows_the_way_that_was_walked_and_where_it_is() -> None:
    story = at_stop()
    story.on(Collect("r1/copy", "on disk 2"))

    found = incident_map(story.incident, story.rulebook)

    (drawn,) = found.charts
    assert standing(drawn) == {"look": "walked", "how-bad": "walked", "stop": "now"}
    assert taken(drawn.box("look")) == ["how-bad"]
    assert taken(drawn.box("stop")) == []
    assert {keep.id: keep.standing for keep in drawn.keeps} == {"copy": "met", "seen": "met"}
    assert drawn.subtitle == "INC-0001 · P1 · acknowledged · app/outage · now: Stop it"
    assert found.about == (
        "Map of INC-0001 · P1 · The app is out. Outage, now: Stop it. Came by “Look”, “How bad?”."
    )


def test_a_jump_is_a_way_of_its_own() -> None:
    story = at_stop()
    story.on(TakeRole("commander", ANA)).on(Jump(story.place, "settle", "it mended itself"))

    (drawn,) = incident_map(story.incident, story.rulebook).charts

    leaps = [way for way in drawn.box("stop").exits if way.leap]
    assert [(way.to, way.taken) for way in leaps] == [("settle", True)]


def test_a_walk_that_was_given_up_is_drawn_as_far_as_it_came() -> None:
    story = at_stop()
    story.on(TakeRole("commander", ANA)).on(Abort("r1", "a drill, after all"))

    (drawn,) = incident_map(story.incident, story.rulebook).charts

    assert standing(drawn)["stop"] == "walked"
    assert taken(drawn.box("stop")) == []
    assert layout(drawn).wires


def test_what_happened_at_any_time_is_a_box_of_its_own_with_its_way() -> None:
    lost = Anytime("worse", "It is worse", "given-up", ("diagnose", "stop"))
    book = replace(OUTAGE, anytime={"worse": lost})

    quiet = chart(book, RULES).box("any:worse")
    went = chart(book, RULES, Trace("given-up", (("stop", "worse", "given-up"),))).box("any:worse")

    assert (quiet.group, quiet.standing, went.standing) == ("diagnose", "", "walked")
    assert marks(chart(book, RULES), "any:worse") == ["anytime: any time in diagnose, “Stop it”"]
    assert taken(went) == ["end:given-up"]


def test_a_runbook_that_is_called_is_drawn_below_while_it_is_walked() -> None:
    story = at_stop()
    story.on(TakeRole("commander", ANA)).on(Jump(story.place, "restore", "straight to it"))

    inside = incident_map(story.incident, story.rulebook).charts
    story.on(Pick(story.place, "done"))
    after = incident_map(story.incident, story.rulebook).charts

    assert [found.title for found in inside] == ["Outage", "Restore"]
    assert "called from “Outage”" in inside[1].subtitle
    assert [found.title for found in after] == ["Outage"]


def test_an_incident_that_ended_is_drawn_at_its_end() -> None:
    story = Story().result("ok", {"bad": ""})

    (drawn,) = incident_map(story.incident, story.rulebook).charts

    assert standing(drawn) == {"look": "walked", "end:nothing": "now"}


def test_every_shipped_runbook_can_be_read_on_a_laptop() -> None:
    """Boxes are wide enough for words, nothing overlaps, and the picture is not endless."""
    loaded = load(SHIPPED, compile_all=False)

    for name, book in loaded.runbooks.items():
        sheet = layout(chart(book, Rulebook({}, loaded.entries, policy=loaded.policies[book.system])))
        rects = [placed.rect for placed in sheet.boxes.values()]
        assert min(rect.w for rect in rects) >= 140, name
        assert not [pair for pair in combinations(rects, 2) if pair[0].meets(pair[1])], name
        assert sheet.height < 2000, name
