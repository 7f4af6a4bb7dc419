"""What goes wrong with the code of CrypRQ before it is released."""

from collections.abc import Sequence

from bot.demo.plays.acts import Act, Declares, Fills, Happens, Presses, Runs
from bot.demo.plays.cryprq.habits import ends, pastes

SCAN: Sequence[Act] = (
    Happens("cryprq", "vulnerable", told="A dependency has a High"),
    Declares("Ana", "cryprq/security-scan version=v0.2.0"),
    Presses("Ana", "Take Commander"),
    *pastes("Ana", "Scan v0.2.0 again", "bash scripts/grype-scan.sh"),
    Presses("Ana", "Critical or High"),
    *pastes("Ana", "What does cargo audit say?", "cargo audit"),
    Presses("Ana", "An advisory of severity deny"),
    *pastes("Ana", "What is in this version?", "bash scripts/syft-sbom.sh", "0"),
    Presses("Ana", "It is written"),
    Presses("Ana", "No", "Does it run in production?"),
    Presses("Ana", "There is", "Repair or accept?"),
    Runs("Dee", "cryprq", "cargo update -p openssl-sys"),
    Presses("Ana", "Done", "Raise or replace the dependency"),
    *pastes("Ana", "Scan again", "bash scripts/grype-scan.sh"),
    Presses("Ana", "Nothing so severe", "Scan again"),
    *pastes("Ana", "Audit again", "cargo audit"),
    Presses("Ana", "None", "Audit again"),
    *ends("Ana"),
)

SECRET: Sequence[Act] = (
    Happens("cryprq", "secret", told="A token is committed"),
    Declares("Ana", "cryprq/secrets-found"),
    Presses("Ana", "Take Commander"),
    *pastes("Ana", "What does the scan find?", "gitleaks detect --no-banner --redact"),
    Presses("Ana", "It finds something"),
    Presses("Ana", "Answer…", "What is it?"),
    Fills(
        "Ana",
        {
            "What is it?": "token",
            "Is it a real secret, and no example or test value?": "Yes",
            "Since when does it stand there? The time of the commit.": "2026-11-20T16:00:00Z",
        },
        "Answer",
    ),
    Presses("Ana", "Done", "Revoke it, and issue a new one"),
    Presses("Ana", "Yes", "Is the old one refused?"),
    Presses("Ana", "No", "Has it been used?"),
    Presses("Ana", "Keep: Access log of what the secret opens"),
    Fills("Ana", {"What was kept, and where it lies": "access log, 20261120 on"}, "It is kept"),
    Runs("Dee", "cryprq", "git rm deploy/peer.env"),
    Presses("Ana", "Done", "Take it out of the code"),
    *pastes("Ana", "Scan again", "gitleaks detect --no-banner --redact"),
    Presses("Ana", "Clean", "Scan again"),
    *ends("Ana"),
)

REPRO: Sequence[Act] = (
    Happens("cryprq", "not-repeatable", told="A path gets into the binary"),
    Declares("Ana", "cryprq/repro-mismatch commit=v0.2.0"),
    Presses("Ana", "Take Commander"),
    *pastes("Ana", "Build v0.2.0 twice again", "bash scripts/repro-build.sh"),
    Presses("Ana", "They differ", "Build v0.2.0 twice again"),
    Presses("Ana", "No", "Is such a binary out already?"),
    Presses("Ana", "They differ there too"),
    Presses("Ana", "Answer…", "What makes them differ?"),
    Fills(
        "Ana",
        {
            "What makes them differ?": "time or path",
            "Is there any sign that somebody changed what is built?": "No",
        },
        "Answer",
    ),
    Presses("Ana", "Keep: Both binaries and both build logs"),
    Fills("Ana", {"What was kept, and where it lies": "host:/var/keep/repro"}, "It is kept"),
    Runs("Dee", "cryprq", "git apply repeatable.patch"),
    Presses("Ana", "Done", "Make the build repeatable"),
    *pastes("Ana", "Build twice again", "bash scripts/repro-build.sh"),
    Presses("Ana", "They are the same", "Build twice again"),
    *ends("Ana"),
)

CI: Sequence[Act] = (
    Happens("cryprq", "tests-fail", told="A commit breaks a test"),
    Declares("Ana", "cryprq/ci-red check=tests"),
    Presses("Ana", "Take Commander"),
    *pastes("Ana", "Do the tests fail here too?", "cargo test --all"),
    Presses("Ana", "They do", "Do the tests fail here too?"),
    Presses("Ana", "It is found"),
    Presses("Ana", "Keep: Log of the red job"),
    Fills("Ana", {"What was kept, and where it lies": "job 4711"}, "It is kept"),
    Runs("Dee", "cryprq", "git revert HEAD"),
    Presses("Ana", "Done", "Take it back, or repair it"),
    *pastes("Ana", "Do the tests pass?", "cargo test --all"),
    Presses("Ana", "They pass", "Do the tests pass?"),
    *ends("Ana"),
)
