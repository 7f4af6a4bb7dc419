"""The language of the benchmark's lines, and what counts as found."""

import base64
import json
from pathlib import Path

import pytest

from benchmarks.redaction.lines import Line, LinesError, read
from benchmarks.redaction.pattern import Chunk, PatternError, written
from benchmarks.redaction.score import outcomes, runs, shares
from bot.redaction import Redactor

WRITTEN = [
    ("no pattern, {2} and [a] as they are", "no pattern, {2} and [a] as they are"),
    (r"\e[1m\n\u{200b}\t\\ \d \"", '\x1b[1m\n\u200b\t\\ \\d \\"'),
    ("a⟦[x]{3}⟧b⟪[y]{2}⟫", "axxxbyy"),
    (r"⟦\[lit\]\{2\}\e\n⟧", "[lit]{2}\x1b\n"),
    ("⟦(ab){2}(c)⟧", "ababc"),
    ("⟦x-[a]{2,2}-⟧", "x-aa-"),
    ("⟦b64:pw=[a]{3}⟧", base64.b64encode(b"pw=aaa").decode()),
    ("⟦b64url:[?]{4}⟧", "Pz8_Pw"),
    ("⟦url:[a] b⟧", "a%20b"),
    (r"⟦json:a\n[b]⟧", r"a\nb"),
    ("⟦hex:[a]b⟧", "6162"),
]


@pytest.mark.parametrize(("line", "text"), WRITTEN)
def test_a_line_is_written_as_its_patterns_say(line: str, text: str) -> None:
    assert written(line, "seed").text == text


def test_the_same_seed_writes_the_same_and_another_something_else() -> None:
    line = "⟦[A-Za-z0-9]{20,40}⟧"

    assert written(line, "one") == written(line, "one")
    assert written(line, "one") != written(line, "two")


def test_what_is_drawn_keeps_to_its_class_and_count() -> None:
    for seed in range(20):
        text = written("⟦[a-c_-]{2,4}⟧", str(seed)).text

        assert 2 <= len(text) <= 4
        assert set(text) <= set("abc_-")


@pytest.mark.parametrize("pattern", ["[a", "(a|b", "[]", r"\q"])
def test_a_broken_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        written(f"⟦{pattern}⟧", "seed")


def test_a_prefix_that_everybody_knows_is_no_part_of_the_secret() -> None:
    assert runs((Chunk("ghp_", drawn=False), Chunk("abcdefgh", drawn=True))) == ("abcdef", "bcdefg", "cdefgh")


def test_a_secret_split_by_what_is_not_seen_is_one() -> None:
    secret = (Chunk("abc", drawn=True), Chunk("\x1b[1m", drawn=False), Chunk("def", drawn=True))

    assert runs(secret) == ("abcdef",)


def test_short_secrets_and_literal_ones_count_as_a_whole() -> None:
    assert runs((Chunk("abcd", drawn=True),)) == ("abcd",)
    assert runs((Chunk("hunter2", drawn=False),)) == ("hunter", "unter2")


def test_shares_are_of_each_kind() -> None:
    lines = [
        Line("ordinary", "", "password=⟦[a-z]{12}⟧", "1"),
        Line("ordinary", "", "nothing tells of ⟦[a-z]{12}⟧", "2"),
        Line("benign", "", "all is well", "3"),
        Line("benign", "", "password=changed⟪[a-z]{4}⟫", "4"),
    ]

    assert shares(outcomes(lines, Redactor())) == {"ordinary": 0.5, "benign": 0.5}


BROKEN = [
    "no JSON",
    '{"kind": "benign"}',
    '{"kind": "odd", "about": "", "line": "⟦[a]⟧"}',
    '{"kind": "ordinary", "about": "", "line": "no secret"}',
    '{"kind": "benign", "about": "", "line": "⟦[a]⟧"}',
]


@pytest.mark.parametrize("line", BROKEN)
def test_a_broken_line_is_named_by_its_place(line: str, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    good = json.dumps({"kind": "benign", "about": "", "line": "all is well"})
    file.write_text(f"# comment\n\n{good}\n{line}\n", encoding="utf-8")

    with pytest.raises(LinesError, match=r"some\.jsonl:4"):
        read(file)
