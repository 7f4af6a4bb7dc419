"""The page of what is proven about runbooks before they may be used.

Its words stand beside the checks (`bot.authoring.checks.ABOUT`), its examples in golden files of the tests.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.authoring.checks import ABOUT
from bot.authoring.checks.about import About
from bot.authoring.problem import WARNINGS, Code
from tests.reference.prose import page, sentence

TESTS = Path(__file__).parents[1]
EXAMPLES: Mapping[Code, str] = {
    "shape": "authoring/bad/shape-unknown-key.txt",
    "name": "authoring/bad/name-unknown-fact-in-a-guard.txt",
    "type": "authoring/bad/type-option-that-does-not-exist.txt",
    "outcomes": "authoring/checks/bad/outcomes-verdict-nobody-names.txt",
    "decided": "authoring/checks/bad/decided-a-case-is-missing.txt",
    "reach": "authoring/checks/bad/reach-a-step-nobody-leads-to.txt",
    "finish": "authoring/checks/bad/finish-two-steps-that-lead-to-each-other.txt",
    "spin": "authoring/checks/bad/spin-auto-runs-in-a-circle.txt",
    "unset": "authoring/checks/bad/unset-on-one-of-two-walks.txt",
    "before": "authoring/checks/bad/before-a-way-out-at-any-time.txt",
    "undo": "authoring/checks/bad/undo-by-a-step-that-came-earlier.txt",
    "phase": "authoring/checks/bad/phase-a-change-through-two-calls.txt",
    "approval": "authoring/checks/bad/approval-nobody-may-approve.txt",
    "argv": "authoring/bad/commands-interpreter.txt",
    "samples": "authoring/checks/bad/samples-of-other-verdicts.txt",
    "calls": "authoring/checks/bad/calls-a-fact-the-child-sets-on-one-way-only.txt",
    "blocks": "authoring/checks/bad/blocks-nobody-asks.txt",
    "targets": "authoring/bad/commands-unknown-endpoint.txt",
    "covers": "authoring/checks/bad/covers-a-literal-that-is-not-there.txt",
    "drills": "authoring/drills/bad/not-refused.txt",
    "unused": "authoring/checks/warned/unused-facts.txt",
    "alike": "authoring/checks/warned/alike-triggers.txt",
    "review": "authoring/checks/warned/review-overdue.txt",
}
"""A golden file whose first message with the code is shown."""


def checks_page() -> str:
    """The Markdown of docs/reference/checks.md."""
    intro = [
        "# What is proven about a runbook",
        "",
        "`handrail runbook check` tells every mistake of all files at once, with file, line, column and a",
        "hint; the bot does not start with runbooks that have one. Each problem is about one of these",
        "properties. They hold for every walk along declared outcomes; what people may do besides (skip,",
        "jump, act by hand) is in the log as a deviation. Where a walk shows the mistake, it is told: a",
        "shortest one, in brackets the outcome to take where it matters, or the way out at any time.",
        "",
        "The last ones are warnings: nothing is wrong, but somebody should look. With `--strict` they",
        "count as problems.",
        "",
        "In a build, `--format github` puts each message beside its line of a pull request, `--format",
        "sarif` feeds the tools that read SARIF 2.1.0, and `--format json` is for everything else.",
    ]
    return page(intro, *(_section(about) for about in ABOUT.values()))


def _section(about: About) -> Iterator[str]:
    level = " (warning)" if about.code in WARNINGS else ""
    yield f"## `{about.code}`{level}"
    yield ""
    yield sentence(about.holds)
    yield ""
    yield f"- At 3 a.m.: {sentence(about.why)}"
    yield f"- How: {sentence(about.how)}"
    yield ""
    yield f"> {_example(about.code)}"


def _example(code: Code) -> str:
    """A message as an author reads it, from the golden file of a bad runbook."""
    lines = (TESTS / EXAMPLES[code]).read_text(encoding="utf-8").splitlines()
    marked = [line.removeprefix(f"[{code}] ") for line in lines if line.startswith(f"[{code}] ")]
    return (marked or lines)[0]
