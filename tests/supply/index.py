"""What the package index knows against a package: the `vulnerabilities` of its JSON API.

Which index is asked is pip's business: its own configuration says so, and its own help names the default. No
address stands in a file here.
"""

import re
import ssl
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

PIP = (sys.executable, "-m", "pip")
PATIENCE = 30.0
"""Seconds for one answer."""


@dataclass(frozen=True, slots=True)
class Vulnerability:
    """One entry against one version. `names` are its id and all others it goes by."""

    package: str
    version: str
    names: tuple[str, ...]
    summary: str
    fixed_in: tuple[str, ...]


class CannotAsk(Exception):
    """The index gives no answer; says what was tried."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where pip fetches from. `certificates` is a file, or empty for the system's own."""

    index: str
    certificates: str = ""


def configuration(configured: str, help_text: str) -> Configuration:
    """From the texts of `pip config list` and `pip install --help`. Raises CannotAsk.

    A later line of the list overrules an earlier one only by kind: environment, then command, then global.
    """
    set_to: dict[str, str] = dict(re.findall(r"^(\S+)='(.*)'$", configured, re.MULTILINE))
    told = re.search(r"--index-url.*?\(default\s+(\S+?)\)", help_text, re.DOTALL)
    index = _by_rank(set_to, "index-url") or (told[1] if told else "")
    if not re.match(r"https?://", index):
        raise CannotAsk("pip is not configured to fetch from an index that can be asked")
    return Configuration(index, _by_rank(set_to, "cert"))


def _by_rank(set_to: Mapping[str, str], key: str) -> str:
    ranked = (f"{kind}.{key}" for kind in (":env:", "install", "global"))
    return next((set_to[name] for name in ranked if set_to.get(name)), "")


def of_pip() -> Configuration:
    """As this environment's pip is configured. Raises CannotAsk."""
    texts = [
        subprocess.run([*PIP, *words], capture_output=True, text=True, check=False, timeout=60).stdout
        for words in (("config", "list"), ("install", "--help"))
    ]
    return configuration(*texts)


class Index:
    """An index that answers about packages."""

    def __init__(self, where: Configuration, transport: httpx.BaseTransport | None = None) -> None:
        self._base = re.sub(r"simple/?$", "", where.index).rstrip("/") + "/pypi"
        context = ssl.create_default_context(cafile=where.certificates or None)
        self._client = httpx.Client(
            transport=transport, verify=context, timeout=PATIENCE, follow_redirects=True
        )

    def against(self, name: str, version: str) -> Sequence[Vulnerability] | None:
        """What is known against a version; None when the index does not know it. Raises CannotAsk."""
        for page in (f"{name}/{version}", name):
            said = self._read(f"{self._base}/{page}/json")
            if said is not None and said["info"]["version"] == version:
                known = [one for one in said["vulnerabilities"] if not one.get("withdrawn")]
                return [_vulnerability(name, version, one) for one in (*known, *_yanked(said["info"]))]
        return None

    def _read(self, url: str) -> Any:
        """The JSON of a page; None when there is no such page. Raises CannotAsk."""
        try:
            answer = self._client.get(url)
            if answer.status_code == httpx.codes.NOT_FOUND:
                return None
            answer.raise_for_status()
            said = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise CannotAsk(f"the index gave no answer: {type(error).__name__}") from error
        if not isinstance(said, dict) or not {"info", "vulnerabilities"} <= said.keys():
            raise CannotAsk("the index answers, but says nothing about vulnerabilities")
        return said


def _yanked(info: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A version that its makers took back, in the form of what else is known."""
    why = info.get("yanked_reason") or "its makers do not say why"
    return [{"id": "yanked", "summary": f"taken back by its makers: {why}"}] if info.get("yanked") else []


def _vulnerability(name: str, version: str, raw: Mapping[str, Any]) -> Vulnerability:
    summary = raw.get("summary") or raw.get("details") or ""
    return Vulnerability(
        package=name,
        version=version,
        names=(raw["id"], *raw.get("aliases", ())),
        summary=" ".join(str(summary).split())[:120],
        fixed_in=tuple(raw.get("fixed_in", ())),
    )
