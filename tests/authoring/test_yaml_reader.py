import pytest

from bot.authoring.yaml_reader import MOST, SIZE_LIMIT, read_yaml


def data(text: str) -> object:
    document, problems = read_yaml("f.yaml", text.encode())
    assert problems == []
    assert document is not None
    return document.data


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-7", -7),
        ("+7", 7),
        ("0", 0),
        ("022", "022"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2024-01-15", "2024-01-15"),
        ("2024-01-15T00:00:00Z", "2024-01-15T00:00:00Z"),
        ("1.10", 1.1),
        ("-.5", -0.5),
        ("1.5e3", 1500.0),
        ("1e3", "1e3"),
        ("1.5e999", "1.5e999"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("9999999999999999999", "9999999999999999999"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("=", "="),
    ],
)
def test_scalars_are_those_of_yaml_1_2(written: str, value: object) -> None:
    assert data(f"key: {written}") == {"key": value}


def test_every_key_and_value_has_its_place() -> None:
    document, _ = read_yaml("f.yaml", "\ufeffa: 1\nb:\n  - x: {y: ä, z: 2}\n".encode())

    assert document is not None
    assert document.places.values[("a",)] == (1, 4)
    assert document.places.keys[("b",)] == (2, 1)
    assert document.places.values[("b", 0)] == (3, 5)
    assert document.places.keys[("b", 0, "x", "z")] == (3, 15)
    assert document.places.values[("b", 0, "x", "z")] == (3, 18)
    assert document.places.values[()] == (1, 1)


def test_what_stands_around_a_key_that_is_none_has_its_place() -> None:
    document, problems = read_yaml("f.yaml", b"a: &x 1\n? [b, c]\n: 2\n*x : 3\nd: 4\n")

    assert document is not None
    assert len(problems) == 3
    assert document.places.keys[("d",)] == (5, 1)
    assert document.places.values[("d",)] == (5, 4)


def test_the_place_of_what_is_missing_is_that_of_its_nearest_parent() -> None:
    document, _ = read_yaml("f.yaml", b"a:\n  b: 1\n")

    assert document is not None
    assert document.place(("a", "c", "d")) == (1, 1)
    assert document.place(("a", "b"), key=True) == (2, 3)
    assert document.place(("z",)) == (1, 1)
    assert str(document.problem("name", ("a", "b"), "it is wrong.", "Right it.")) == (
        "f.yaml:2:6: a.b: it is wrong. Right it."
    )


@pytest.mark.parametrize(
    ("written", "offset"),
    [("one two", 4), ('"one two"', 5), ("'one two'", 5), ('"one\\x20two"', 0), (">-\n  one\n  two", 0)],
)
def test_a_place_inside_a_text_is_told_where_it_can_be(written: str, offset: int) -> None:
    document, _ = read_yaml("f.yaml", f"a: {written}\n".encode())

    assert document is not None
    assert document.data == {"a": "one two"}
    assert document.inside(("a",), "one two", 4) == (1, 4 + offset)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: \xff", "f.yaml:1:4: this is not UTF-8. Save the file as UTF-8."),
        (b"a: b\nc: \xc3", "f.yaml:2:4: this is not UTF-8. Save the file as UTF-8."),
        (b"a: \x00", "f.yaml:1:4: the character U+0000 cannot stand in a file. Remove it."),
        ("a: \u2028".encode(), "f.yaml:1:4: the character U+2028 cannot stand in a file. Remove it."),
        ("a: x\u202ey".encode(), "f.yaml:1:5: the character U+202E cannot stand in a file. Remove it."),
        ("a\u200b: x".encode(), "f.yaml:1:2: the character U+200B cannot stand in a file. Remove it."),
        ("a: \U000e0041".encode(), "f.yaml:1:4: the character U+E0041 cannot stand in a file. Remove it."),
        (b"a" * (SIZE_LIMIT + 1), "f.yaml:1:1: the file has 262145 bytes, 262144 are the most. Split it."),
        (b"", "f.yaml:1:1: the file is empty. It begins with `handrail: 1`."),
        (b"a: [", "f.yaml:1:5: this is not YAML: did not find expected node content."),
        (b"a: @x", "f.yaml:1:4: this is not YAML: found character that cannot start any token."),
        (b"%YAML 2.0\n---\na: b", "f.yaml:1:1: this is not YAML: found incompatible YAML document."),
        (
            b"a: {b: ?, c: d}",
            "f.yaml:1:8: this is not YAML: did not find expected node content. Quote a text that holds `?`",
        ),
    ],
)
def test_what_cannot_be_read_is_one_problem_with_its_place(content: bytes, said: str) -> None:
    document, problems = read_yaml("f.yaml", content)

    assert document is None
    assert [str(problem)[: len(said)] for problem in problems] == [said]


def test_a_bomb_of_aliases_is_refused_at_its_first_alias() -> None:
    bomb = b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

    document, problems = read_yaml("f.yaml", bomb)

    assert document is not None
    assert [problem.line for problem in problems] == [1, 2, 2, 2, 3, 3]


def test_twenty_thousand_brackets_are_a_problem_and_no_traceback() -> None:
    document, problems = read_yaml("f.yaml", b"[" * 20_000)

    assert document is None
    assert [problem.column for problem in problems] == [13]


def test_keys_that_are_no_texts_are_told_and_left_out() -> None:
    document, problems = read_yaml("f.yaml", b"? {a: 1}\n: b\n*x : c\n1: d\n'': e\n: f\n")

    assert document is None or document.data
    assert len(problems) >= 2


@pytest.mark.parametrize("directive", ["%YAML 1.1", "%TAG ! tag:example.org,2000:"])
def test_a_directive_is_told_and_changes_nothing(directive: str) -> None:
    document, problems = read_yaml("f.yaml", f"{directive}\n---\na: no\n".encode())

    assert document is not None
    assert document.data == {"a": "no"}
    assert [problem.problem for problem in problems] == [
        "`%` gives a directive; directives are not part of the language."
    ]


def test_of_a_file_full_of_mistakes_as_many_are_told_as_somebody_can_mend() -> None:
    document, problems = read_yaml("f.yaml", b"a: [" + b"*b," * 60_000 + b"]")

    assert (document, len(problems)) == (None, MOST)
