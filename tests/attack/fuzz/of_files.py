"""What comes in files: runbooks, catalogues, drills, the operator's file, expressions, back-ups, exports."""

import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from bot.authoring.cel import CelGuard
from bot.authoring.cel_faults import faults
from bot.authoring.yaml_reader import read_yaml
from bot.core.apply import apply
from bot.settings import InvalidSettings, OperatorFile, Settings
from bot.store.export_check import flaws
from bot.store.restore import put_back
from bot.store.store import SqlStore
from bot.store.trouble import StoreTrouble
from tests.attack.fuzz.inputs import JSON, TEXTS, mangled
from tests.attack.fuzz.surface import Surface
from tests.authoring.reading import read_with
from tests.authoring.test_cel import SCOPE, WORDS
from tests.authoring.test_mutations import SOUND
from tests.fakes.clock import NOON, FakeClock
from tests.store.samples import declaring

TOML = """\
workspace = "T1"
announce = "#incidents"
[groups.oncall]
users = ["U1"]
[programs]
tool = "/usr/bin/true"
[endpoints."app.api".prod]
url = "https://api.example.com"
network = ["10.0.0.0/8"]
"""
EXPRESSIONS = (
    "facts.lost && facts.count > 3",
    "facts.since < now",
    'labels["x"] == "y"',
    "facts.names.exists(n, n == 'a')",
    "size(facts.names) + 1",
    "severity == 'P0' ? 1 : 2",
    "result.rows.map(r, r.id)",
)
SECRET = "0123456789abcdef0123456789"


def _read(text: str) -> None:
    raw = text.encode("utf-8", "surrogatepass")
    document, problems = read_yaml("a.yaml", raw)
    assert document is not None or problems, "a file that cannot be read has a problem"
    for problem in problems:
        assert problem.line >= 1, problem
        assert "\n" not in str(problem).strip(), problem
    if document is not None and not problems:
        json.dumps(document.data)


def _loaded(named: tuple[str, str]) -> None:
    name, text = named
    with tempfile.TemporaryDirectory(prefix="attack-") as home:
        loaded = read_with(Path(home), name, text.encode("utf-8", "replace"))
    for problem in loaded.problems:
        assert problem.line >= 1, problem


def _bound(text: str) -> None:
    try:
        OperatorFile.parse(text.encode("utf-8", "replace").decode())
    except InvalidSettings as problem:
        said = str(problem)
    else:
        return
    assert "\n" in said, "each problem has its line"


def _set(env: Mapping[str, str]) -> None:
    given = {"SLACK_BOT_TOKEN": "xoxb-" + SECRET, "SLACK_SIGNING_SECRET": SECRET, **env}
    try:
        said = repr(Settings.from_env(given))
    except InvalidSettings as problem:
        said = str(problem)
    assert SECRET not in said


def _evaluated(source: str) -> None:
    guard = CelGuard(
        source.encode("utf-8", "replace").decode(), WORDS
    )  # what UTF-8 cannot hold comes in no file
    faults(guard, None)
    assert guard.holds(SCOPE) in {True, False, None}


@cache
def _back_up() -> bytes:
    with tempfile.TemporaryDirectory(prefix="attack-") as home:
        path = Path(home) / "a.db"
        store = SqlStore.open(path, bot="test", clock=FakeClock(), fold=apply)
        store.transact(declaring("INC-0001"))
        store.close()
        return path.read_bytes()


def _put_back(changes: list[tuple[int, bytes]]) -> None:
    content = bytearray(_back_up())
    for place, new in changes:
        at = place % len(content)
        content[at : at + len(new)] = new
    with tempfile.TemporaryDirectory(prefix="attack-") as home:
        copy, database = Path(home) / "copy.db", Path(home) / "a.db"
        copy.write_bytes(content)
        try:
            put_back(copy, database, apply, NOON)
        except StoreTrouble:
            assert not database.exists(), "what is refused leaves a trace"


def _checked(content: bytes) -> None:
    for flaw in flaws(content.splitlines()):
        assert isinstance(flaw, str)


_WORDS = st.lists(
    st.sampled_from(
        [
            "a",
            ": ",
            "- ",
            "\n",
            "  ",
            "&a ",
            "*a",
            "!t ",
            "<<: ",
            "---\n",
            "{",
            "}",
            "[",
            "]",
            "'",
            '"',
            "|\n",
            "# ",
            "\t",
            "\ufeff",
            "\x85",
            "? ",
            "yes",
            "0x1",
            "1e9",
            "\\x00",
            "%YAML 1.1\n",
            "...\n",
        ]
    )
    | TEXTS,
    max_size=25,
).map("".join)
_FILES = st.sampled_from(sorted(SOUND)).flatmap(
    lambda name: st.tuples(
        st.just(name),
        st.one_of(
            mangled(st.just(SOUND[name])),
            JSON.map(lambda value: json.dumps({"handrail": 1, "commands": value})),
        ),
    )
)
_ENV = st.dictionaries(
    st.sampled_from(sorted(str(field.alias) for field in Settings.model_fields.values())),
    TEXTS.filter(lambda text: "\0" not in text) | st.sampled_from(["[::1]:x", ":0", "http://["]),
    max_size=4,
)
_CHANGES = st.lists(
    st.tuples(st.integers(0, 10**6) | st.integers(0, 120), st.binary(min_size=1, max_size=8)), max_size=4
)
_LINES = st.one_of(
    st.binary(max_size=200),
    st.lists(
        JSON | st.just({"handrail": "export", "format": 1, "incident": "INC-0001", "events": 1}), max_size=4
    ).map(lambda lines: "\n".join(map(json.dumps, lines)).encode()),
    st.dictionaries(
        st.sampled_from(["event", "prev", "hash", "seq", "object", "content"]), JSON, max_size=6
    ).map(lambda record: b'{"handrail": "export", "format": 1, "events": 1}\n' + json.dumps(record).encode()),
)

SURFACES: tuple[Surface, ...] = (
    Surface("YAML", _WORDS, _read),
    Surface("runbooks, catalogues, policies, drills", _FILES, _loaded, 25),
    Surface("handrail.toml", mangled(st.just(TOML)) | TEXTS, _bound),
    Surface("the environment", _ENV, _set),
    Surface("expressions", mangled(st.sampled_from(EXPRESSIONS)) | TEXTS, _evaluated, 2),
    Surface("back-ups", _CHANGES, _put_back, 40),
    Surface("exports", _LINES, _checked),
)
