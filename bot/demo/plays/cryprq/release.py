"""A release that an open incident blocks, until it is over."""

from collections.abc import Sequence

from bot.demo.plays.acts import Act, Fills, Goes, Presses, Prints, Runs, Sees, Types, Value
from bot.demo.plays.cryprq.code import CI
from bot.demo.plays.cryprq.habits import ENDED, SAID, approved, pastes, sends

CHECKS = (
    ("cargo build --release -p cryprq", "0"),
    ("cargo test --all", ""),
    ("./scripts/docker_vpn_test.sh", "0"),
    ("bash scripts/syft-sbom.sh", "0"),
    ("bash scripts/grype-scan.sh", ""),
    ("bash scripts/repro-build.sh", ""),
    ("cargo audit", ""),
    ("gitleaks detect --no-banner --redact", ""),
)
"""The blocking checks of a release, in the order of the list; those with a code are judged by it."""


def item_pasted(who: str, number: int, command: str, ended: str) -> Sequence[Act]:
    """Runs the command of one item of a list on its host, and pastes what it printed."""
    values: dict[str, Value] = {SAID: Prints("cryprq", command)}
    if ended:
        values[ENDED] = ended
    return (Types(who, f"/incident byhand {number} paste"), Fills(who, values, "Record it"))


RELEASE: Sequence[Act] = (
    *CI[:3],
    Goes("Ana", "devops"),
    Types("Ana", "/incident start cryprq/release version=v0.4.0"),
    Sees("Ana", "An incident blocks it"),
    Goes("Ana", "{incident}"),
    *CI[3:],
    Goes("Ana", "devops"),
    Presses("Ana", "Look again", "An incident blocks it"),
    Sees("Ana", "The blocking checks"),
    *(act for n, check in enumerate(CHECKS, 1) for act in item_pasted("Ana", n, *check)),
    *pastes("Ana", "Smoke test of the cutover", "bash scripts/cutover_smoke.sh", "0"),
    Presses("Ana", "It passes", "Smoke test of the cutover"),
    *pastes("Ana", "Pack the release", "./finish_qa_and_package.sh"),
    Presses("Ana", "It is packed"),
    Presses("Ana", "Answer…", "Size and start-up"),
    Fills(
        "Ana",
        {"Measured size of the binary, in MB": "6.1", "Measured start-up time, in ms": "310"},
        "Answer",
    ),
    Presses("Ana", "Done", "Write PRODUCTION_SUMMARY.md"),
    Presses("Ana", "Keep: rotation.txt of the smoke run: the proof that keys rotate"),
    Fills("Ana", {"What was kept, and where it lies": "rotation.txt, beside the summary"}, "It is kept"),
    *approved("Ana", "Dee", "Tag v0.4.0", "devops"),
    Runs("Ana", "cryprq", "git tag -a v0.4.0 -m 'CrypRQ production cutover'"),
    Presses("Ana", "I ran it by hand…", "Tag v0.4.0"),
    Fills("Ana", {"Verdict": "ok · It is tagged"}, "Record it"),
    Presses("Ana", "It is tagged"),
    *approved("Ana", "Dee", "Push the tag", "devops"),
    *pastes("Ana", "Push the tag", "git push origin v0.4.0", "0"),
    Presses("Ana", "It is pushed"),
    Presses("Ana", "They are the same"),
    *sends("Ana", "Say that it is out"),
    Sees("Ana", "CrypRQ v0.4.0 is released"),
)
