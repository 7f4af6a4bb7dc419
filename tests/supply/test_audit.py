"""What the index knows is asked the way pip is configured, and sorted by what we decided."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.supply.audit import Findings, known_against, outdated
from tests.supply.decisions import Acceptance, BadDecisions, decisions
from tests.supply.index import CannotAsk, Configuration, Index, configuration
from tests.supply.locks import Pin

TODAY = date(2026, 11, 21)
HELP = """
  -i, --index-url <url>       Base URL of the Python Package Index (default
                              https://index.example/simple). This should point
  --extra-index-url <url>     Extra URLs (default https://other.example/simple)
"""
BAD = {
    "id": "PYSEC-1",
    "aliases": ["CVE-1"],
    "details": "Reads\n  too far.",
    "summary": None,
    "fixed_in": ["1.1"],
}
PAGE = "https://index.example/pypi/{}/json"


def page(version: str, *known: Mapping[str, Any]) -> dict[str, Any]:
    return {"info": {"version": version}, "vulnerabilities": list(known)}


def index(pages: Mapping[str, Any], simple: str = "https://index.example/simple") -> Index:
    """An index in process: pages by what stands between the address and `json`."""

    def answer(request: httpx.Request) -> httpx.Response:
        found = next((said for name, said in pages.items() if str(request.url) == PAGE.format(name)), None)
        if isinstance(found, httpx.Response | None):
            return found or httpx.Response(404)
        return httpx.Response(200, json=found)

    return Index(Configuration(simple), httpx.MockTransport(answer))


def found(pages: Mapping[str, Any], *ours: Acceptance, version: str = "1.0") -> Findings:
    return known_against([Pin("a", version)], index(pages), ours, TODAY)


def accepted(until: date, known: str = "CVE-1", package: str = "a") -> Acceptance:
    return Acceptance(package, known, "it reads nothing", until)


def test_a_version_with_nothing_against_it_is_no_finding() -> None:
    told = found({"a/1.0": page("1.0")})

    assert (told, told.code) == (Findings(), 0)


def test_what_is_known_is_open_with_its_names_and_its_cure() -> None:
    told = found({"a/1.0": page("1.0", BAD)})

    assert told.open == ("a 1.0: PYSEC-1 CVE-1, fixed in 1.1: Reads too far.",)
    assert told.code == 1


def test_what_was_withdrawn_does_not_count() -> None:
    assert found({"a/1.0": page("1.0", {**BAD, "withdrawn": "2026-01-01T00:00:00Z"})}).code == 0


def test_a_version_that_its_makers_took_back_is_open() -> None:
    taken_back = page("1.0")
    taken_back["info"] |= {"yanked": True, "yanked_reason": "it deletes files"}

    (told,) = found({"a/1.0": taken_back}).open
    assert told == "a 1.0: yanked, not fixed in any version: taken back by its makers: it deletes files"


def test_what_has_no_cure_says_so() -> None:
    told = found({"a/1.0": page("1.0", {**BAD, "fixed_in": []})})

    assert "not fixed in any version" in told.open[0]


def test_an_acceptance_holds_to_its_last_day_and_by_any_name() -> None:
    pages = {"a/1.0": page("1.0", BAD)}

    assert found(pages, accepted(TODAY)).code == 0
    assert found(pages, accepted(TODAY, "PYSEC-1")).accepted == (
        "a 1.0: PYSEC-1 CVE-1, fixed in 1.1: Reads too far.; accepted until 2026-11-21: it reads nothing",
    )


@pytest.mark.parametrize(
    "ours",
    [accepted(date(2026, 11, 20)), accepted(TODAY, "CVE-2"), accepted(TODAY, "CVE-1", "b")],
    ids=["over", "another id", "another package"],
)
def test_an_acceptance_covers_nothing_else(ours: Acceptance) -> None:
    assert found({"a/1.0": page("1.0", BAD)}, ours).code == 1


def test_an_index_that_has_only_the_newest_version_answers_for_that() -> None:
    pages = {"a": page("1.0", BAD)}

    assert found(pages).code == 1
    assert found(pages, version="0.9").unknown == ("a 0.9: the index does not know this version",)
    assert found(pages, version="0.9").code == 2


def test_what_is_open_weighs_more_than_what_is_unknown() -> None:
    pins = [Pin("a", "1.0"), Pin("b", "1.0")]
    told = known_against(pins, index({"a/1.0": page("1.0", BAD)}), (), TODAY)

    assert (len(told.open), len(told.unknown), told.code) == (1, 1, 1)


@pytest.mark.parametrize(
    "answer",
    [httpx.Response(503), httpx.Response(200, text="<html>"), httpx.Response(200, json={"info": {}})],
    ids=["away", "no JSON", "another kind of index"],
)
def test_an_index_that_does_not_answer_is_said_and_not_taken_for_good_news(answer: httpx.Response) -> None:
    with pytest.raises(CannotAsk, match="the index"):
        found({"a/1.0": answer})


def test_no_network_is_said() -> None:
    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no route")

    away = Index(Configuration("https://index.example/simple"), httpx.MockTransport(nobody))

    with pytest.raises(CannotAsk, match="ConnectError"):
        away.against("a", "1.0")


@pytest.mark.parametrize(
    ("configured", "asked"),
    [
        ("", Configuration("https://index.example/simple")),
        ("global.index-url='https://g.example/simple'", Configuration("https://g.example/simple")),
        (
            "global.index-url='https://g.example/simple'\n:env:.index-url='https://e.example/simple/'\n"
            "global.cert='/ca.pem'",
            Configuration("https://e.example/simple/", "/ca.pem"),
        ),
        (
            "install.index-url='https://i.example/simple'\nglobal.index-url='https://g.example/simple'",
            Configuration("https://i.example/simple"),
        ),
    ],
)
def test_the_index_is_the_one_that_pip_would_ask(configured: str, asked: Configuration) -> None:
    assert configuration(configured, HELP) == asked


@pytest.mark.parametrize("configured", ["global.index-url='file:///srv/simple'", "global.timeout='1'"])
def test_an_index_that_cannot_be_asked_is_said(configured: str) -> None:
    with pytest.raises(CannotAsk, match="pip is not configured"):
        configuration(configured, "no default told here")


def test_an_acceptance_that_is_over_or_without_its_package_is_to_be_taken_out() -> None:
    ours = [accepted(date(2026, 11, 20), "CVE-1"), accepted(TODAY, "CVE-2", "b"), accepted(TODAY, "CVE-3")]

    assert outdated(ours, [Pin("a", "1.0")], TODAY) == [
        "accepted CVE-1: it ended on 2026-11-20",
        "accepted CVE-2: nothing here takes b",
    ]


@pytest.mark.parametrize(
    "text",
    [
        'package = "a"\nid = "CVE-1"\nreason = "because"',
        'package = "a"\nid = "CVE-1"\nuntil = 2027-01-31',
        'package = "a"\nid = "CVE-1"\nreason = " "\nuntil = 2027-01-31',
        'package = "a"\nid = "CVE-1"\nreason = "because"\nuntil = "never"',
        'package = "a"\nid = "CVE-1"\nreason = "because"\nuntil = 2027-01-31\nfor = "ever"',
    ],
)
def test_an_acceptance_says_why_and_until_when(tmp_path: Path, text: str) -> None:
    file = tmp_path / "supply.toml"
    file.write_text(f"[licences]\nallowed=[]\n[licences.read]\n[unimported]\n[[accepted]]\n{text}\n", "utf-8")

    with pytest.raises(BadDecisions, match="CVE-1: it needs package, id, reason and until"):
        decisions(file)
