"""A runbook with the longest texts that the language allows, made of what must not be read as mark-up."""

from dataclasses import replace
from datetime import timedelta

from bot.core.catalogue import Entry, Exec
from bot.core.policy import Group, Policy, Role, SeverityRules
from bot.core.rulebook import Rulebook
from bot.core.runbook import (
    STATUS_PAGE,
    Anytime,
    Ask,
    Call,
    Choose,
    Clock,
    Do,
    Evidence,
    Fact,
    Kind,
    ListItem,
    ListOf,
    Meaning,
    Outcome,
    Risk,
    RowPick,
    Run,
    Runbook,
    Severity,
    Step,
    Undo,
    Update,
    Wait,
)
from bot.core.values import Type
from tests.core.outage import DIGEST, Yields

SMALL = "<&>:o:😀*"
TITLE = (SMALL * 19)[:75]
TEXT = (SMALL * 725)[:2900]
NAME = "n" * 48

VERDICTS = tuple(f"{number}{NAME}"[:48] for number in range(6))
MEANING = Meaning("long.command", TITLE, Risk.DESTROY, {}, VERDICTS)
READING = Meaning("long.read", TITLE, Risk.READ, {}, VERDICTS)
FACTS = {
    "flag": Fact("flag", Type("bool"), TEXT),
    "pick": Fact("pick", Type("enum", options=(TEXT[:200], TEXT[:300])), TEXT),
    "many": Fact("many", Type("enum", options=tuple(f"{n} {TEXT[:90]}" for n in range(40))), TEXT),
    "when": Fact("when", Type("time"), TEXT),
    "words": Fact("words", Type("text"), TEXT),
    "number": Fact("number", Type("int", minimum=0, maximum=9), TEXT),
    "word": Fact("word", Type("word", preset="slug"), TEXT),
    "list": Fact("list", Type("list", of=Type("word")), TEXT),
}


def _work(number: int) -> Do | Run:
    return Run("long.command") if number % 2 else Do(TEXT)


KINDS: dict[str, Kind] = {
    "do": Do(TEXT),
    "read": Run("long.read", sets=dict.fromkeys(FACTS, Yields(lambda _: None))),
    "destroy": Run("long.command"),
    "ask-all": Ask(tuple(FACTS)),
    "ask-flag": Ask(("flag",)),
    "ask-pick": Ask(("pick",)),
    "choose": Choose(TEXT),
    "wait": Wait(timedelta(minutes=10), command="long.read", at_least=timedelta(minutes=1)),
    "call": Call("long/called"),
    "many": ListOf(
        {f"{n:02}{NAME}"[:48]: ListItem(f"{n:02}{NAME}"[:48], TITLE, _work(n)) for n in range(50)}
    ),
    "each": Run("long.read", each="list"),
    "each-do": Do(TEXT, each="list"),
    "row": Run("long.command", pick=RowPick("rows", TEXT, {"word": "id"})),
    "rows": Run("long.read", pick=RowPick("rows", TEXT, {"list": "id"}, many=True)),
    "update": Update(NAME, TEXT, NAME),
    "status": Update(STATUS_PAGE, TEXT, NAME),
}


def _step(name: str, kind: Kind) -> Step:
    outcomes = {
        verdict: Outcome(verdict, "do", TITLE) for verdict in (*VERDICTS, "done", "timeout", "none", "failed")
    }
    return Step(
        name,
        "contain",
        TITLE,
        kind,
        outcomes,
        why=TEXT,
        expect=TEXT,
        warn=TEXT,
        by=NAME,
        within=timedelta(minutes=5),
        undo=Undo(TEXT),
    )


LONG = Runbook(
    id=f"{NAME[:26]}/{NAME[:48]}",
    title=TITLE,
    start="do",
    severity=Severity.P1,
    steps={name: _step(name, kind) for name, kind in KINDS.items()},
    ends={"over": "fixed"},
    facts=FACTS,
    evidence={
        f"e{number}": Evidence(f"e{number}", TEXT[:300], how=TEXT, before=("do",) if number < 7 else ())
        for number in range(30)
    },
    clocks={f"c{number}": Clock(f"c{number}", TEXT[:200], timedelta(hours=1)) for number in range(9)},
    roles=("commander", *(f"{number}{NAME}"[:48] for number in range(12))),
    meanings={MEANING.id: MEANING, READING.id: READING},
    anytime={f"{n}{NAME}"[:48]: Anytime(f"{n}{NAME}"[:48], TITLE, "over") for n in range(3)},
)
ENTRIES = {
    meaning.id: Entry(meaning.id, TITLE, meaning.risk, Exec((TEXT,)), meaning, warning=TEXT)
    for meaning in (MEANING, READING)
}
POLICY = Policy(
    roles={role: Role(role, TITLE, TEXT[:300]) for role in LONG.roles},
    groups={NAME: Group(NAME, TITLE)},
    approve={Risk.DESTROY: (NAME,), Risk.CHANGE: (NAME,)},
    severities={severity: SeverityRules(TEXT[:300], timedelta(minutes=5)) for severity in Severity},
)
CALLED = replace(LONG, id="long/called", kind="procedure")
BOOKS = {LONG.id: LONG, CALLED.id: CALLED}
RULEBOOK = Rulebook({DIGEST: BOOKS}, ENTRIES, {}, POLICY)
BY_HAND = Rulebook({DIGEST: BOOKS}, ENTRIES, {"long.command": TEXT, "long.read": TEXT}, POLICY)
