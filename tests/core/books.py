"""The outage as plain data, typed in by hand, and small runbooks drawn at random."""

from collections.abc import Sequence
from random import Random

from tests.core.plain import COMMANDS, FACTS, Plain

OUTAGE_COMMANDS: Plain = {
    "app.look": {"risk": "read", "verdicts": ("ok", "broken"), "hand": False},
    "app.mend": {"risk": "change", "verdicts": ("ok", "refused"), "hand": False},
    "app.wipe": {"risk": "destroy", "verdicts": ("ok",), "hand": False},
}
OUTAGE_FACTS = {"bad": "text", "lost": "bool", "name": "slug"}
OUTAGE: Plain = {
    "app/outage": {
        "start": "look",
        "facts": OUTAGE_FACTS,
        "raises": [("lost", True, "P0")],
        "evidence": {"copy": {"before": ["mend", "wipe"]}, "seen": {"from": "look"}},
        "ends": {"fixed": "fixed", "nothing": "false_alarm", "given-up": "handed_over"},
        "steps": {
            "look": {
                "kind": "run",
                "command": "app.look",
                "auto": True,
                "sets": {"bad": "bad"},
                "ways": {"ok": "nothing", "broken": "how-bad"},
            },
            "how-bad": {
                "kind": "ask",
                "asks": ["lost", "name"],
                "ways": {"lost": ("stop", ("lost", True)), "kept": ("stop", None)},
            },
            "stop": {"kind": "do", "undo": "reopen", "ways": {"done": "mend", "worse": "given-up"}},
            "mend": {
                "kind": "run",
                "command": "app.mend",
                "reads": ["name"],
                "approval": ["oncall"],
                "phase": "recover",
                "ways": {"ok": "settle", "refused": "stop"},
            },
            "settle": {
                "kind": "wait",
                "phase": "recover",
                "minutes": 10,
                "every": 30,
                "command": "app.look",
                "until": "ok",
                "ways": {"done": "restore", "timeout": "stop"},
            },
            "restore": {
                "kind": "call",
                "phase": "recover",
                "book": "app/restore",
                "gives": ["name"],
                "ways": {"restored": "which", "failed": "given-up"},
            },
            "which": {
                "kind": "choose",
                "phase": "recover",
                "ways": {"wipe": ("wipe", ("lost", True)), "open": ("reopen", None)},
            },
            "wipe": {"kind": "run", "phase": "recover", "command": "app.wipe", "ways": {"ok": "reopen"}},
            "reopen": {"kind": "do", "phase": "recover", "ways": {"done": "fixed"}},
        },
    },
    "app/restore": {
        "start": "put-back",
        "facts": {"name": "slug"},
        "inputs": ["name"],
        "ends": {"restored": "done", "failed": "cancelled"},
        "steps": {
            "put-back": {
                "kind": "do",
                "phase": "execute",
                "undo": "",
                "ways": {"done": "restored", "impossible": "failed"},
            }
        },
    },
}

ENDS = {"good": "fixed", "false": "false_alarm", "off": "cancelled"}
RAISES = (("flag", True, "P0"), ("count", 3, "P1"))
SOME_FACTS = ((), (), ("flag",), ("count",), ("word",), ("flag", "word"), ("word", "count"))
NAMES = ("a", "b", "c", "d")


def books(random: Random) -> dict[str, Plain]:
    """A top runbook of one to four steps of any kind, a child it may call, and a grandchild."""
    return {
        "grandchild": _book(random, NAMES[:1], callee=""),
        "child": _book(random, NAMES[:2], callee="grandchild"),
        "top": _book(random, NAMES[: random.randint(1, 4)], callee="child"),
    }


def _book(random: Random, steps: tuple[str, ...], callee: str) -> Plain:
    evidence = {
        name: {
            "from": random.choice(("", "", *steps)),
            "required": random.random() < 0.7,
        }
        for name in random.choice(((), (), ("copy",), ("copy", "dump")))
    }
    for item in evidence.values():  # what a step yields cannot be wanted before that step
        gated = random.sample(steps, random.randint(0, min(2, len(steps))))
        item["before"] = [step for step in gated if step != item["from"]]
    return {
        "start": steps[0],
        "facts": FACTS,
        "inputs": random.choice(((), (), *((fact,) for fact in FACTS))),
        "raises": random.choice(((), RAISES[:1], RAISES, RAISES[::-1])),
        "evidence": evidence,
        "ends": ENDS,
        "anytime": {
            name: _way_out(random, steps) for name in random.choice(((), (), ("out",), ("out", "off")))
        },
        "steps": {name: _step(random, steps, callee) for name in steps},
    }


def _way_out(random: Random, steps: tuple[str, ...]) -> Plain:
    return {
        "to": random.choice((*steps * 2, "good", "off")),
        "during": random.choice(((), ("diagnose",), ("recover", steps[0]))),
        "alert": random.choice(("Down", "Up", None)),
        "auto": random.random() < 0.5,
    }


def _step(random: Random, steps: tuple[str, ...], callee: str) -> Plain:
    to = (*steps * 3, "good", "false", "off")
    kind = random.choice(
        ("do", *("run",) * 5, "ask", "choose", "wait", "update", *(("call",) if callee else ()))
    )
    step: Plain = {"kind": kind, "phase": random.choice(("diagnose", "recover"))}
    if random.random() < 0.5:
        step["within"] = random.randint(1, 30)
    if kind in {"do", "run"} and random.random() < 0.3:
        step["undo"] = random.choice(("", *steps))
    match kind:
        case "do":
            step["ways"] = {name: random.choice(to) for name in ("done", "worse")[: random.randint(1, 2)]}
        case "run":
            _run(random, step, to)
        case "ask" | "choose":
            step["asks"] = random.choice(SOME_FACTS[2:]) if kind == "ask" else ()
            step["ways"] = _guarded(random, to)
        case "update":
            step.update(to=random.choice(("customers", "status-page")), ways={"done": random.choice(to)})
        case "wait":
            _wait(random, step, to)
        case _:
            step.update(book=callee, gives=random.choice(SOME_FACTS))
            step.update(ways={end: random.choice(to) for end in ENDS})
            step["brings"] = random.choice(({}, {"count": "count"}))
    if kind in {"do", "ask", "update"} and random.random() < 0.4:
        step["approval"] = random.choice((["oncall"], ["security"]))
    return step


def _run(random: Random, step: Plain, to: Sequence[str]) -> None:
    command = random.choice(list(COMMANDS))
    step.update(command=command, reads=random.choice(SOME_FACTS))
    step.update(ways={"ok": random.choice(to), "bad": random.choice(to)})
    step["sets"] = random.choice(({}, {"count": "n"}))
    if COMMANDS[command]["risk"] == "read":
        step["auto"] = random.random() < 0.5
    narrows = command in {"app.read", "app.change", "hand.change"} and not step.get("auto")
    if narrows and random.random() < 0.5:
        step["approval"] = ["oncall"]


def _guarded(random: Random, to: Sequence[str]) -> Plain:
    guards = (("flag", True), ("flag", False), ("count", 3))
    ways: Plain = {"first": (random.choice(to), random.choice(guards))}
    if random.random() < 0.5:
        ways["else"] = (random.choice(to), None)
    return ways


def _wait(random: Random, step: Plain, to: Sequence[str]) -> None:
    step["minutes"] = random.randint(1, 20)
    step["reads"] = ()
    outcomes = ["done"]
    if random.random() < 0.5:
        step["at_least"] = random.randint(1, 10)
    if random.random() < 0.7:
        step["command"] = random.choice(("app.read", "app.read", "hand.read"))
        step["every"] = random.choice((30, 120))
        step["reads"] = random.choice(((), ("word",)))
        if random.random() < 0.5:
            step["until"] = "ok"
            outcomes.append("timeout")
        if random.random() < 0.5:
            step["unless"] = "bad"
            outcomes.append("breach")
    step["ways"] = {outcome: random.choice(to) for outcome in outcomes}
