"""A checkout on a build machine: what its scans and tests say of it."""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal, TypeAlias, get_args

Flaw: TypeAlias = Literal["vulnerable", "secret", "not-repeatable", "tests-fail"]


@dataclass(slots=True)
class Checkout:
    """The code, with the flaws that it has now."""

    flaws: set[str] = field(default_factory=set)
    tags: list[str] = field(default_factory=list)
    pushed: list[str] = field(default_factory=list)

    def spoil(self, flaw: str) -> None:
        """Give it a flaw. Raises KeyError for one that it cannot have."""
        if flaw not in get_args(Flaw):
            raise KeyError(flaw)
        self.flaws.add(flaw)

    def repair(self, flaw: Flaw) -> str:
        """Commit what repairs it."""
        self.flaws.discard(flaw)
        return "1 file changed"

    def tag(self, name: str) -> str:
        """In the way of git: it says nothing, and refuses a name that there is."""
        if name in self.tags:
            return f"fatal: tag '{name}' already exists"
        self.tags.append(name)
        return ""

    def push(self, name: str) -> str:
        """In the way of git."""
        if name not in self.tags:
            return f"error: src refspec {name} does not match any"
        self.pushed.append(name)
        return f" * [new tag]         {name} -> {name}"

    def grype(self) -> str:
        """The script fails on critical only, so its exit code says nothing of a High."""
        lines = ["NAME  INSTALLED  FIXED-IN  VULNERABILITY  SEVERITY", "zlib  1.2  1.3  CVE-2026-0001  Low"]
        if "vulnerable" in self.flaws:
            lines.append("openssl-sys  0.9.80  0.9.104  CVE-2026-31337  High")
        return "\n".join(lines)

    def audit(self) -> str:
        """In the way of `cargo audit`."""
        found = "\nCrate: openssl-sys\nID: RUSTSEC-2026-0042\nerror: 1 vulnerability found!"
        return "Scanning Cargo.lock for vulnerabilities (301 crate dependencies)" + (
            found if "vulnerable" in self.flaws else ""
        )

    def secrets(self) -> str:
        """In the way of `gitleaks --redact`."""
        if "secret" not in self.flaws:
            return "214 commits scanned.\nno leaks found"
        return "Finding: TOKEN=REDACTED\nFile: deploy/peer.env\nLine: 3\n214 commits scanned.\nleaks found: 1"

    def tests(self) -> str:
        """In the way of `cargo test`."""
        if "tests-fail" not in self.flaws:
            return "test result: ok. 212 passed; 0 failed; 0 ignored"
        return "test handshake::retries ... FAILED\ntest result: FAILED. 211 passed; 1 failed; 0 ignored"

    def builds(self) -> str:
        """The hashes of two builds."""
        second = " at another time" if "not-repeatable" in self.flaws else ""
        one, two = (sha256(f"cryprq{what}".encode()).hexdigest() for what in ("", second))
        return f"build-1  {one}\nbuild-2  {two}"
