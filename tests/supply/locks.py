"""The requirement files, read strictly: exact versions with hashes, and not a word on where to fetch from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "requirements"
SETS = ("build", "run", "dev")

_HASH = re.compile(r"--hash=(\S+)")
_SHA256 = re.compile(r"sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True, order=True)
class Pin:
    """One locked package. `name` is normalised; `hashes`: sha256 of its files, of which any may come."""

    name: str
    version: str
    hashes: tuple[str, ...] = ()
    marker: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """What a lock says, and what is wrong with it: `file:line: problem`."""

    pins: Sequence[Pin] = ()
    problems: Sequence[str] = field(default=())


def read_lock(path: Path) -> Lock:
    """Each requirement of a compiled file. What is not an exact version with sha256 hashes is a problem."""
    pins: list[Pin] = []
    problems: list[str] = []
    for number, line in _logical(path):
        found = _pin(line)
        if isinstance(found, Pin):
            pins.append(found)
        else:
            problems.append(f"{path.name}:{number}: {found}")
    names = [pin.name for pin in pins]
    problems += [f"{path.name}: {name} stands twice" for name in sorted(set(names)) if names.count(name) > 1]
    return Lock(tuple(pins), tuple(problems))


def locks(folder: Path = FOLDER) -> Mapping[str, Lock]:
    """The locks of all sets by name."""
    return {name: read_lock(folder / f"{name}.txt") for name in SETS}


def disagreements(found: Mapping[str, Lock]) -> list[str]:
    """Packages that two locks want in two versions: the later installation would change the earlier one."""
    versions: dict[str, dict[str, str]] = {}
    for name, lock in found.items():
        for pin in lock.pins:
            versions.setdefault(pin.name, {})[name] = pin.version
    return [
        f"{name}: " + ", ".join(f"{version} in {lock}.txt" for lock, version in where.items())
        for name, where in sorted(versions.items())
        if len(set(where.values())) > 1
    ]


def wanted(name: str, folder: Path = FOLDER) -> list[str]:
    """The packages that a set asks for by itself, normalised: what stands in its `.in` file."""
    return [
        canonicalize_name(Requirement(line).name)
        for _, line in _logical(folder / f"{name}.in")
        if not line.startswith("-")
    ]


def _logical(path: Path) -> Iterator[tuple[int, str]]:
    """Lines with their number, comments dropped and continued lines joined."""
    whole, began = "", 0
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        text = re.sub(r"(^|\s)#.*", "", line).strip()
        began = began or number
        whole = f"{whole} {text.removesuffix(chr(92)).strip()}".strip()
        if not text.endswith("\\"):
            if whole:
                yield began, whole
            whole, began = "", 0
    if whole:
        yield began, whole


def _pin(line: str) -> Pin | str:
    """The package that a line pins, or what is wrong with the line."""
    if line.startswith("-"):
        option, *_ = re.split("[ =]", line, maxsplit=1)
        return f"{option} is not for a lock: where to fetch from is the installer's business"
    text, hashes = _HASH.sub("", line).strip(), _HASH.findall(line)
    try:
        wish = Requirement(text)
    except InvalidRequirement:
        return f"{text!r} is no requirement"
    versions = list(wish.specifier)
    if wish.url or len(versions) != 1 or versions[0].operator != "==" or "*" in versions[0].version:
        return f"{wish.name} is not pinned to one version"
    if not hashes:
        return f"{wish.name} has no hash"
    if weak := [one for one in hashes if not _SHA256.fullmatch(one)]:
        return f"{wish.name}: {weak[0].split(':')[0]} is no sha256"
    digests = tuple(sorted(one.removeprefix("sha256:") for one in hashes))
    return Pin(canonicalize_name(wish.name), versions[0].version, digests, str(wish.marker or ""))
