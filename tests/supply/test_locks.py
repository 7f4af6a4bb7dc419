"""Everything that is installed is pinned, has hashes, and is needed."""

import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.utils import canonicalize_name

from tests.supply.decisions import decisions
from tests.supply.locks import ROOT, SETS, Lock, Pin, disagreements, locks, read_lock, wanted
from tests.supply.sbom import wishes

IMPORT = re.compile(r"^ *(?:from|import) (\w+)", re.MULTILINE)
ONE, TWO = "0" * 64, "f" * 64
HOSTS = ("py" + "pi.", "python" + "hosted", "npm" + "js.", "crates" + ".io", "ghc" + "r.io", "docker" + ".io")
"""Put together here, because this file is looked at, too."""
MADE_UP = ("benchmarks/redaction/", "tests/redaction/")
"""Lines of logs, which may name what logs name."""


def lock(tmp_path: Path, text: str) -> Lock:
    (tmp_path / "run.txt").write_text(text, encoding="utf-8")
    return read_lock(tmp_path / "run.txt")


def test_a_lock_is_read_with_its_hashes_and_markers(tmp_path: Path) -> None:
    found = lock(
        tmp_path, f"A.b==1.0 ; sys_platform == 'win32' \\\n  --hash=sha256:{TWO} \\\n  --hash=sha256:{ONE}\n"
    )

    assert found == Lock((Pin("a-b", "1.0", (ONE, TWO), 'sys_platform == "win32"'),))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (f"a>=1 --hash=sha256:{ONE}", "a is not pinned to one version"),
        (f"a==1.* --hash=sha256:{ONE}", "a is not pinned to one version"),
        (f"a --hash=sha256:{ONE}", "a is not pinned to one version"),
        (f"a==1,!=2 --hash=sha256:{ONE}", "a is not pinned to one version"),
        (f"a @ https://example.org/a.whl --hash=sha256:{ONE}", "a is not pinned to one version"),
        ("a==1", "a has no hash"),
        ("a==1 --hash=md5:0", "a: md5 is no sha256"),
        (f"a==1 --hash=sha256:{ONE[:-1]}", "a: sha256 is no sha256"),
        ("git+https://example.org/a", "'git+https://example.org/a' is no requirement"),
        ("--index-url https://example.org", "--index-url is not for a lock"),
        ("--extra-index-url=https://example.org", "--extra-index-url is not for a lock"),
        ("-e .", "-e is not for a lock"),
    ],
)
def test_what_is_not_locked_is_named_with_its_place(tmp_path: Path, line: str, problem: str) -> None:
    found = lock(tmp_path, f"# a comment\n{line}\n")

    (said,) = found.problems
    assert said.startswith(f"run.txt:2: {problem}")


def test_a_package_stands_once(tmp_path: Path) -> None:
    found = lock(tmp_path, f"a==1 --hash=sha256:{ONE}\na==2 --hash=sha256:{TWO}\n")

    assert found.problems == ("run.txt: a stands twice",)


def test_two_locks_that_want_two_versions_are_told() -> None:
    found = {"run": Lock((Pin("a", "1"), Pin("b", "1"))), "dev": Lock((Pin("a", "2"), Pin("b", "1")))}

    assert disagreements(found) == ["a: 1 in run.txt, 2 in dev.txt"]


def test_all_of_the_locks_are_sound_and_agree() -> None:
    found = locks()

    assert [problem for one in found.values() for problem in one.problems] == []
    assert disagreements(found) == []


@pytest.mark.parametrize("name", SETS)
def test_what_is_asked_for_is_locked(name: str) -> None:
    locked = {pin.name for pin in locks()[name].pins}

    assert set(wanted(name)) - locked == set()


def test_a_lock_holds_whatever_its_packages_need() -> None:
    """They are installed without asking what they need; so it has to be there, in a version that fits."""
    pins = {pin.name: pin for one in locks().values() for pin in one.pins}
    lacking = [
        f"{name} needs {wish}"
        for name in sorted(pins)
        for wish in wishes(name, ())
        if (wish.marker is None or wish.marker.evaluate({"extra": ""}))
        and not ((pin := pins.get(canonicalize_name(wish.name))) and wish.specifier.contains(pin.version))
    ]

    assert lacking == []


def imported(folder: str) -> Iterator[str]:
    """The packages, normalised, that the files of a folder import."""
    makers = packages_distributions()
    texts = (path.read_text("utf-8") for path in (ROOT / folder).rglob("*.py"))
    for name in {name for text in texts for name in IMPORT.findall(text)}:
        yield from map(canonicalize_name, makers.get(name, ()))


def test_nothing_is_asked_for_that_nobody_uses() -> None:
    """Each is imported where its set belongs, or has its reason in supply.toml; none is left over."""
    run, all_of_it = set(imported("bot")), {*imported("bot"), *imported("tests"), *imported("benchmarks")}
    unused = {*set(wanted("run")) - run, *set(wanted("dev")) - all_of_it, *wanted("build")}

    assert unused == set(decisions().unimported)


def test_no_file_says_where_packages_come_from() -> None:
    """An index is the business of the machine that installs; a host in a file would be asked by everybody."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S607 - as found
    looked_at = [name for name in listed.stdout.split("\0") if name and not name.startswith(MADE_UP)]
    found = [
        f"{name}: {host}"
        for name in looked_at
        for host in HOSTS
        if (ROOT / name).is_file() and re.search(re.escape(host).encode(), (ROOT / name).read_bytes())
    ]

    assert len(looked_at) > 100
    assert found == []
