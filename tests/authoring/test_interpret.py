import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.authoring.interpret import OutputReader
from bot.authoring.library import load
from bot.core.result import Output, Reading
from bot.core.values import Row
from tests.authoring.reading import BASE

READERS = load(BASE).readers
LOOK = READERS["demo.look"]
VERSION = READERS["demo.version"]
GOOD = {
    "ok": True,
    "state": "calm",
    "count": 1,
    "rate": 1,
    "since": "2024-01-15T01:00:00+01:00",
    "names": ["a", "a"],
    "rows": [],
}


def looked(**changes: object) -> Reading:
    return LOOK.interpret(Output(exit=0, text=json.dumps({**GOOD, **changes})))


def test_an_output_becomes_typed_values_and_the_first_verdict_that_holds() -> None:
    row: Row = {"id": "a", "at": "2024-01-15T00:00:00Z"}

    reading = looked(rows=[row])

    assert reading == Reading(
        {
            "whole": True,
            "first": "",
            "state": "calm",
            "count": 1,
            "rate": 1.0,
            "since": "2024-01-15T00:00:00Z",
            "names": ("a",),
            "rows": (row,),
        },
        "ok",
    )
    assert looked(ok=False).verdict == "bad"


@pytest.mark.parametrize(("entry", "verdict"), [(e, v) for e in READERS for v in READERS[e].samples])
def test_each_sample_reads_as_its_verdict(entry: str, verdict: str) -> None:
    reading = READERS[entry].interpret(READERS[entry].samples[verdict])

    assert (reading.verdict, reading.trouble) == (verdict, "")


@pytest.mark.parametrize(
    ("changes", "trouble"),
    [
        ({"state": "odd"}, "`state` cannot be read from the output: `odd` is not one of calm, busy"),
        (
            {"count": "x"},
            "`count` cannot be read from the output: INVALID_ARGUMENT: cannot convert string to int",
        ),
        ({"names": ["--help"]}, "`names` cannot be read from the output: `--help` begins with a dash"),
        ({"rows": [{"id": "a"}]}, "`rows` cannot be read from the output: NOT_FOUND: Key not found in map"),
        (
            {"rows": [{"id": "a", "at": "2024-01-15T00:00:00Z"}] * 1001},
            "`rows` cannot be read from the output: it has 1001 rows",
        ),
        (
            {"first": "x" * 2901},
            "`first` cannot be read from the output: a text of 2901 characters is too long",
        ),
        ({"since": 1e300}, "`since` cannot be read from the output:"),
        ({"count": 2**70}, "`count` cannot be read from the output:"),
    ],
)
def test_an_output_that_does_not_fit_is_trouble_with_its_reason(
    changes: dict[str, object], trouble: str
) -> None:
    reading = looked(**changes)

    assert reading.trouble.startswith(trouble)
    assert (reading.values, reading.verdict) == ({}, "")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "the output is empty, and JSON is expected"),
        ("{", "the output is not JSON (Expecting property name enclosed in double quotes in line 1)"),
        ("NaN", "the output is not JSON (it holds NaN)"),
        ("[" * 100_000, "the JSON is nested more than 32 deep"),
        ("[" * 40 + "]" * 40, "the JSON is nested more than 32 deep"),
        ("9" * 500, "the JSON holds a number that is too long"),
    ],
)
def test_what_is_not_json_says_why(text: str, why: str) -> None:
    reading = LOOK.interpret(Output(exit=0, text=text))

    assert reading.trouble == f"`whole` cannot be read from the output: {why}"


def test_half_a_character_is_no_trouble() -> None:
    reading = LOOK.interpret(
        Output(exit=0, text=json.dumps({**GOOD, "first": "half"}).replace('"half"', '"\\ud83d"'))
    )

    assert reading.trouble == ""


def test_an_output_that_was_cut_is_not_read_as_if_it_were_whole() -> None:
    cut = Output(exit=0, text=json.dumps(GOOD), truncated=True)

    assert LOOK.interpret(cut).trouble == (
        "the output is longer than what is kept, so it cannot be read as a whole"
    )
    assert READERS["demo.flush"].interpret(Output(exit=0, text="x", truncated=True)).verdict == "ok"


def test_no_answer_is_a_verdict_where_the_entry_names_it() -> None:
    assert VERSION.interpret(Output(status=0, text="version 1.0.0")).verdict == "none"
    assert VERSION.interpret(Output(status=0)).trouble.startswith("`version` cannot be read from the output")
    assert VERSION.interpret(Output(status=500, text="version 1.0.0")).trouble == (
        "the output fits none of the verdicts ok, none"
    )


@pytest.mark.parametrize("entry", ["demo.flush", "demo.restart", "demo.version"])
def test_how_a_pasted_output_ended_is_not_guessed(entry: str) -> None:
    reading = READERS[entry].interpret(Output(text="version 1.0.0"))

    assert reading.verdict == ""
    assert "depends on how it ended" in reading.trouble


def test_headers_are_read_in_lower_case() -> None:
    reading = VERSION.interpret(Output(status=200, headers={"Age": "\ud800"}, text="version 1.0.0"))

    assert reading.values == {"version": "1.0.0", "cached": True}


@pytest.mark.parametrize(
    ("entry", "output", "trouble"),
    [
        ("demo.flush", Output(exit=0), ""),
        ("demo.flush", Output(exit=3), "the command ended with exit code 3"),
        ("demo.restart", Output(status=204), ""),
        ("demo.restart", Output(status=301), "the answer has the status 301"),
        ("demo.restart", Output(status=0), "there was no answer"),
    ],
)
def test_without_verdicts_only_success_is_ok(entry: str, output: Output, trouble: str) -> None:
    reading = READERS[entry].interpret(output)

    assert (reading.verdict, reading.trouble) == ("" if trouble else "ok", trouble)


def test_both_streams_of_a_program_are_its_text(tmp_path: object) -> None:
    reader = OutputReader(VERSION.meaning, VERSION.returns, VERSION.verdicts)
    output = Output(status=200, text="starting", errors="version 2.0.0")

    assert reader.interpret(output).values["version"] == "2.0.0"


@given(st.text(), st.text(), st.integers(-1, 999))
def test_no_text_makes_a_reader_raise(text: str, errors: str, number: int) -> None:
    for reader in READERS.values():
        reading = reader.interpret(Output(exit=number, status=number, text=text, errors=errors))

        assert bool(reading.verdict) != bool(reading.trouble)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(GOOD)), inner, max_size=3)
        ),
    )
)
def test_no_json_makes_a_reader_raise(found: object) -> None:
    reading = LOOK.interpret(
        Output(exit=0, text=json.dumps({**GOOD, **found} if isinstance(found, dict) else found))
    )

    assert bool(reading.verdict) != bool(reading.trouble)
