"""What is deployed: the image and the unit name settings that exist, and give nothing away."""

import re
from collections.abc import Iterator
from configparser import RawConfigParser
from fnmatch import fnmatch
from pathlib import Path

import pytest

from bot.settings import Settings

ROOT = Path(__file__).parents[1]
SETTINGS = {field.alias for field in Settings.model_fields.values()}


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile, an instruction an entry, without comments."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in whole.splitlines() if line)]


def last_stage() -> list[tuple[str, str]]:
    found = instructions()
    start = max(number for number, (name, _) in enumerate(found) if name == "FROM")
    return found[start:]


class Unit(RawConfigParser):
    """systemd's files know upper from lower case, and keys that come again."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit() -> Unit:
    found = Unit(strict=False)
    found.read(ROOT / "deploy" / "handrail.service", encoding="utf-8")
    return found


def variables() -> Iterator[str]:
    """Every variable that the image or the unit sets for Handrail."""
    for path in ("Dockerfile", "deploy/handrail.service"):
        yield from re.findall(r"\b(?:HANDRAIL|SLACK)_[A-Z_]+(?==)", (ROOT / path).read_text(encoding="utf-8"))


def test_image_and_unit_set_what_handrail_knows() -> None:
    found = set(variables())

    assert found >= {"HANDRAIL_CONFIG", "HANDRAIL_DATABASE", "HANDRAIL_RUNBOOKS", "HANDRAIL_POSTMORTEMS"}
    assert found <= SETTINGS


def test_the_image_runs_as_nobody_that_matters_and_has_no_tools_to_build() -> None:
    stage = last_stage()
    names = [name for name, _ in stage]

    (user,) = (rest for name, rest in stage if name == "USER")
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)
    assert names.index("USER") > max(n for n, name in enumerate(names) if name in {"RUN", "COPY"})
    assert [
        rest for name, rest in stage if name == "RUN" and re.search(r"\b(pip install|apt-get)\b", rest)
    ] == []
    assert any("pip uninstall" in rest for name, rest in stage if name == "RUN")


def test_what_is_installed_into_the_image_is_locked_and_compiled() -> None:
    installs = [
        part
        for name, rest in instructions()
        if name == "RUN"
        for part in rest.split("&&")
        if " install " in part
    ]

    assert len(installs) >= 3
    unlocked = [part for part in installs if "-r requirements" in part and "--require-hashes" not in part]
    assert unlocked == []
    assert any("compileall" in rest for name, rest in instructions() if name == "RUN")


def test_everything_that_is_copied_is_there_and_reaches_the_build() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = [line.removeprefix("!") for line in ignored if line.startswith("!")]
    copied = [
        source
        for name, rest in instructions()
        if name == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    ]

    assert "*" in ignored, "what is not named stays outside: secrets, databases, the history"
    assert [one for one in copied if not (ROOT / one).exists()] == []
    assert [one for one in copied if not any(fnmatch(one, f"{name}*") for name in let_in)] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("User", "handrail"),
        ("NoNewPrivileges", "yes"),
        ("ProtectSystem", "strict"),
        ("CapabilityBoundingSet", ""),
        ("UMask", "0077"),
        ("TasksMax", "512"),
        ("MemoryMax", "1G"),
        ("LimitCORE", "0"),
        ("StateDirectory", "handrail"),
        ("RestartPreventExitStatus", "2"),
    ],
)
def test_the_unit_gives_the_bot_no_more_than_it_needs(key: str, value: str) -> None:
    assert unit()["Service"][key] == value


def test_the_documented_container_is_as_tight_as_the_unit() -> None:
    page = (ROOT / "docs" / "operate" / "first-run.md").read_text(encoding="utf-8")
    (run,) = re.findall(r"docker run -d .*?\n```", page, re.DOTALL)

    for bound in (
        "--read-only",
        "--cap-drop ALL",
        "no-new-privileges",
        "--pids-limit 512",
        "--memory 1g",
        "core=0",
    ):
        assert bound in run


def test_the_unit_waits_longer_than_the_bot_drains() -> None:
    drain = float(Settings.model_fields["drain"].default)

    assert int(unit()["Service"]["TimeoutStopSec"]) > 2 * drain


def test_the_unit_lets_commands_be_confined() -> None:
    """`@system-service` does not hold Landlock's calls; one that is filtered looks like an old kernel."""
    text = (ROOT / "deploy" / "handrail.service").read_text(encoding="utf-8")
    filters = re.findall(r"^SystemCallFilter=(.*)$", text, re.MULTILINE)

    allowed = {name for line in filters if not line.startswith("~") for name in line.split()}
    assert {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"} <= allowed


def test_the_base_of_the_image_can_be_named_by_digest() -> None:
    bases = [rest.split()[0] for name, rest in instructions() if name == "FROM"]

    assert bases == ["${BASE}", "${BASE}"], "both stages stand on the one that was looked at"
    assert ("ARG", "BASE=python:${PYTHON}-slim") in instructions()
