"""No file, however damaged, yields a traceback: sound files are changed at random, and read."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.authoring.library import Loaded
from bot.authoring.yaml_reader import read_yaml
from tests.authoring.reading import BASE, PLACES, read_with
from tests.authoring.test_pinning import CASE

SOUND = {
    "runbook": CASE,
    "commands": (BASE / PLACES["commands"]).read_text(),
    "system": (BASE / PLACES["system"]).read_text(),
    "policy": (BASE / PLACES["policy"]).read_text(),
    "drill": (BASE / "demo" / "drills" / "child.yaml").read_text(),
    "coverage": (BASE / PLACES["coverage"]).read_text(),
}
PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(-2, 2)
    | st.sampled_from(["", "x", "facts.lost", "{facts.x", "5m", "a/b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["to", "when", "x", "<<"]), inner, max_size=3)
    ),
    max_leaves=4,
)
NOISE = st.sampled_from(list("{}[]:,&*!|>'\"%@`#?-\t \n\\\x00\u2028\ud7ff0é💥")) | st.characters(
    exclude_categories=["Cs"]
)


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str, bytes], Loaded]:
    def with_file(name: str, content: bytes) -> Loaded:
        loaded = read_with(tmp_path, name, content)
        for place in (*PLACES.values(), "demo/case.yaml"):
            sound = BASE / place
            written = tmp_path / "runbooks" / place
            written.write_bytes(sound.read_bytes()) if sound.exists() else written.unlink(missing_ok=True)
        return loaded

    return with_file


def told_in_the_file(loaded: Loaded) -> None:
    """Each problem names a place that exists, and says something."""
    for problem in loaded.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.problem.endswith(".")
        assert "\n" not in problem.file


FREELY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FREELY
@given(st.sampled_from(sorted(SOUND)), st.data())
def test_changed_characters_yield_no_traceback(
    read: Callable[[str, bytes], Loaded], name: str, data: st.DataObject
) -> None:
    text = list(SOUND[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 3))] = data.draw(st.lists(NOISE, max_size=3))

    told_in_the_file(read(name, "".join(text).encode()))


@FREELY
@given(st.sampled_from(sorted(SOUND)), st.data())
def test_moved_and_missing_lines_yield_no_traceback(
    read: Callable[[str, bytes], Loaded], name: str, data: st.DataObject
) -> None:
    lines = SOUND[name].splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        line = lines.pop(data.draw(st.integers(0, len(lines) - 1)))
        for _ in range(data.draw(st.integers(0, 2))):
            lines.insert(
                data.draw(st.integers(0, len(lines))), data.draw(st.sampled_from(["", " ", "  "])) + line
            )

    told_in_the_file(read(name, "".join(lines).encode()))


@FREELY
@given(st.sampled_from(sorted(SOUND)), st.data())
def test_changed_keys_and_values_yield_no_traceback(
    read: Callable[[str, bytes], Loaded], name: str, data: st.DataObject
) -> None:
    tree = yaml.safe_load(SOUND[name])
    for _ in range(data.draw(st.integers(1, 3))):
        parent = tree
        for _ in range(data.draw(st.integers(0, 5))):
            inner = list(parent.values()) if isinstance(parent, dict) else parent
            nested = [value for value in inner if isinstance(value, dict | list) and value]
            if not nested:
                break
            parent = data.draw(st.sampled_from(nested))
        key = data.draw(st.sampled_from(list(parent) if isinstance(parent, dict) else range(len(parent))))
        parent[key] = data.draw(PLAIN)

    told_in_the_file(read(name, yaml.safe_dump(tree, sort_keys=False, allow_unicode=True).encode()))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_document_or_a_problem(content: bytes) -> None:
    document, problems = read_yaml("f.yaml", content)

    assert document is not None or problems
