"""Arbitrary signals: what anybody might press, type or send at any moment, sensible or not.

A press is (verb, number). The number is spent digit by digit on who, where and what, so that a list of
presses is plain data that can be made smaller.
"""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any, TypeAlias, TypeVar

from bot.core import signals as sg
from bot.core.result import CommandResult, Reading, Trouble
from bot.core.runbook import Severity
from bot.core.signals import HANDRAIL, Actor, Place, Plan, What
from bot.core.values import Values
from tests.core.model import Model
from tests.core.plain import Plain
from tests.core.story import ANA, BO, CHI, PLAN

T = TypeVar("T")
Press: TypeAlias = tuple[str, int]

PEOPLE = (ANA, BO, CHI)
MEMBER = {ANA.user: {"oncall"}, BO.user: {"oncall", "security"}, CHI.user: {"support"}}
HELPFUL = ("go",) * 12
STEP = (
    "perform",
    "perform",
    "cancel",
    "record",
    "record",
    "pick",
    "pick",
    "answer",
    "answer",
    "send",
    "skip",
    "jump",
    "claim",
    "tick",
    "rows",
)
LEAVING = ("anytime", "anytime", "abort")
DECIDING = ("approve", "approve", "deny", "alone")
WORLD = (
    "alert",
    "result",
    "result",
    "trouble",
    "interrupted",
    "launch",
    "launch",
    "late",
    "soon",
    "later",
    "much later",
    "other",
)
OWING = ("collect", "collect", "undone", "waive")
ROOM = (
    "acknowledge",
    "role",
    "lead",
    "hand over",
    "severity",
    "note",
    "amend",
    "strike",
    "mitigate",
    "inform",
    "resolve",
    "close",
    "draft",
    "map",
    "correct",
)
VERBS = (*HELPFUL, *STEP, *LEAVING, *DECIDING, *WORLD, *OWING, *ROOM, "declare")
RETURNED: tuple[Values, ...] = ({}, {"n": 3}, {"n": 12, "bad": "r-2"}, {"bad": "r-1"})
TROUBLES: tuple[Trouble, ...] = ("timed_out", "not_started", "refused", "unreadable", "cancelled")
DONE: tuple[sg.Done, ...] = (
    sg.Channelled("C1", "inc-0001"),
    sg.Posted("C1", "1.0"),
    sg.Filed("d" * 64, "draft.md"),
    sg.Filed("e" * 64, what="map", about="the way"),
    sg.Nothing(),
    sg.Failed("it would not"),
)
WAITS = {"soon": 1, "later": 600, "much later": 7200}


def presses(random: Random) -> list[Press]:
    """A list of presses, short or long."""
    return [(random.choice(VERBS), random.getrandbits(32)) for _ in range(random.randint(1, 80))]


class Dice:
    """Choices out of one number."""

    def __init__(self, number: int) -> None:
        self._left = number

    def of(self, options: Sequence[T]) -> T:
        self._left, index = divmod(self._left, len(options))
        return options[index]

    def seldom(self, often: T, *rare: T) -> T:
        """Mostly the first."""
        return self.of((*((often,) * 15), *rare))


class Presser:
    """Makes a signal of a press, in the light of what the model says there is."""

    def __init__(self, model: Model, digest: str, top: str) -> None:
        self.model = model
        self.digest, self.top = digest, top
        self.tokens = 0
        self.effects: list[str] = []

    def signal(self, verb: str, number: int) -> tuple[What, Actor, timedelta]:
        """What is offered, by whom, and how long after the last."""
        dice = Dice(number)
        if verb in WORLD:
            return self._of_world(verb, dice), HANDRAIL, timedelta(seconds=WAITS.get(verb, 1))
        by = self._somebody(dice, verb)
        if verb == "go":
            what, by = self._helpful(dice, by)
            return what, by, timedelta(seconds=1 if not isinstance(what, sg.Time) else 90)
        if verb in STEP:
            return self._in_step(verb, dice, self._place(dice)), by, timedelta(seconds=1)
        if verb in LEAVING:
            return self._leaving(verb, dice, self._place(dice)), by, timedelta(seconds=1)
        return self._beside(verb, dice, by), by, timedelta(seconds=1)

    def _somebody(self, dice: Dice, verb: str) -> Actor:
        """Anybody; for what only the commander may, mostly that one."""
        asked = {one["to"] for one in self.model.offers.made.values() if one["state"] == "offered"}
        if asked and verb in {"hand over", "lead", "note"}:
            return dice.of([one for one in PEOPLE if one.user in asked])
        commander = [one for one in PEOPLE if one.user == self.model.roles.get("commander")]
        if commander and verb in {"skip", "jump", "waive", "resolve", "abort", "reopen", "hand over"}:
            return dice.seldom(commander[0], *PEOPLE)
        return dice.of(PEOPLE)

    # -- parts ----------------------------------------------------------------------------------

    def _runs(self) -> list[Plain]:
        return list(self.model.walking()) or list(self.model.runs.values())

    def _place(self, dice: Dice) -> Place:
        run = (
            self._runs()[-1]
            if dice.of((True, True, True, True, False))
            else dice.of(list(self.model.runs.values()))
        )
        return Place(dice.seldom(run["id"], "r9"), dice.seldom(run["visit"], run["visit"] - 1, 99))

    def _token(self, dice: Dice) -> str:
        self.tokens += 1
        return dice.seldom(f"t{self.tokens}", "", "t1")

    def _facts(self, place: Place, dice: Dice, *, asked: bool) -> dict[str, Any]:
        run = self.model.runs.get(place.run)
        if run is None or run["at"] is None:
            return {}
        wanted = run["needs"] or self.model.step(run).get("asks", []) if asked else ["flag", "lost", "count"]
        known = self.model._facts(run["id"])  # noqa: SLF001 - the model's own hand
        facts: dict[str, Any] = {}
        for fact in wanted:
            if fact in known and dice.seldom(asked or dice.of((True, False)), False):
                facts[fact] = value_of(known[fact], dice)
        extra = dice.of(("", "", "", "", "", "", "", "nothing"))
        return {**facts, **({extra: "x"} if extra else {})}

    def _in_step(self, verb: str, dice: Dice, place: Place) -> What:
        run = self.model.runs.get(place.run)
        at = run if run is not None and run["at"] is not None else None
        ways = list(self.model.step(at)["ways"]) if at is not None else ["done"]
        way = dice.seldom(dice.of(ways), "nonsense")
        reason = dice.seldom("it must be so", " ")
        item = dice.seldom("main", "other")
        match verb:
            case "perform":
                return sg.Perform(place, item, dice.seldom(PLAN, None), self._token(dice))
            case "cancel":
                return sg.Cancel(place, item)
            case "record":
                return self._record(place, at, item, dice)
            case "claim":
                return sg.Claim(place, item)
            case "tick":
                return sg.Tick(place, item, "passed")
            case "rows":
                return sg.PickRows(place, (0,))
            case "pick":
                return sg.Pick(place, way, self._token(dice))
            case "answer":
                return sg.Answer(place, self._facts(place, dice, asked=True), self._token(dice))
            case "send":
                said = dice.seldom("We are on it.", "All is well.", " ", "a" * 3000)
                return sg.Send(place, said, self._token(dice))
            case "skip":
                return sg.Skip(place, way, reason, self._facts(place, dice, asked=False))
            case _:
                steps = list(self.model.books[at["book"]]["steps"]) if at is not None else ["nowhere"]
                return sg.Jump(place, dice.seldom(dice.of(steps), "nowhere"), reason, dice.of((False, True)))

    def _leaving(self, verb: str, dice: Dice, place: Place) -> What:
        if verb == "abort":
            return sg.Abort(place.run, dice.seldom("it is no use", " "))
        run = self.model.runs.get(place.run)
        known = self.model.books[run["book"]].get("anytime", {}) if run is not None else {}
        way = dice.seldom(dice.of([*known, "nowhere"]), "nowhere")
        return sg.TakeAnytime(place.run, way, dice.of((0, place.visit, place.visit - 1)))

    def _record(self, place: Place, at: Plain | None, item: str, dice: Dice) -> sg.Record:
        command = self.model.command(at) if at is not None else ""
        verdicts = self.model.commands[command]["verdicts"] if command else ("ok",)
        verdict = dice.seldom(dice.of(verdicts), "nonsense")
        reading = dice.of((None, Reading({"n": 3, "bad": "r-1"}, verdict), None, Reading(trouble="garbled")))
        return sg.Record(place, verdict, self._facts(place, dice, asked=False), reading, "", item)

    def _beside(self, verb: str, dice: Dice, by: Actor) -> What:
        match verb:
            case "approve" | "deny" | "alone":
                wanted = {"pending", "granted"} if verb == "deny" else {"pending"}
                pending = [token for token, one in self.model.requests.items() if one["state"] in wanted]
                token = dice.seldom(dice.of(pending or ["t0"]), *self.model.requests)
                groups = frozenset(MEMBER[by.user])
                if verb == "deny":
                    return sg.Deny(token, groups, "not now")
                if verb == "alone":
                    plan = dice.seldom(PLAN, None)
                    return sg.BreakGlass(token, dice.seldom("nobody is awake", " "), groups, plan)
                return sg.Approve(token, groups, dice.seldom(PLAN, Plan("other", "plan-2"), None))
            case "collect" | "undone" | "waive":
                name = dice.seldom(dice.of([*self.model.owed, "nothing"]), "nothing")
                if verb == "collect":
                    return sg.Collect(name, dice.seldom("s3://copy", " "), dice.of(("", "d" * 64)))
                if verb == "undone":
                    return sg.Undone(name)
                return sg.Waive(name, dice.seldom("no disk left", ""), self._token(dice))
            case "declare":
                return sg.Declare("INC-0001", "again", "top", Severity.P1)
            case _:
                return self._in_room(verb, dice, by)

    def _of_offers(self, dice: Dice, by: Actor) -> What:
        """What waits for this person is answered, mostly; else what they have is offered."""
        made = self.model.offers.made
        mine = [name for name, one in made.items() if one["state"] == "offered" and one["to"] == by.user]
        name = dice.seldom(dice.of([*mine, *made, "nothing"]), "nothing")
        role = dice.of(("scribe", "commander", "commander", "juggler"))
        some: list[What] = [sg.HandOver(role, dice.of(PEOPLE)), sg.GiveUpRole(role)]
        some += [sg.AcceptHandover(name), sg.DeclineHandover(name, "not now")] if made else []
        return dice.of([*some, *some[: 1 if not mine else 0], *some[2:3]])

    def _in_room(self, verb: str, dice: Dice, by: Actor) -> What:
        match verb:
            case "note" if any(one["state"] == "offered" for one in self.model.offers.made.values()):
                return self._of_offers(dice, by)
            case "acknowledge":
                call = sg.PageGroup(dice.of(("oncall", "security")), "help")
                later = sg.Snooze(timedelta(minutes=dice.of((0, 20, 240))))
                some: tuple[What, ...] = (sg.Acknowledge(), sg.Acknowledge(), call, later)
                return dice.of(some)
            case "role" | "lead":
                role = "commander" if verb == "lead" else dice.of(("scribe", "commander", "juggler"))
                seen = dice.of((None, None, None, "", ANA.user))
                return sg.TakeRole(role, dice.seldom(by, BO), seen)
            case "hand over":
                return self._of_offers(dice, by)
            case "severity":
                seen_severity = dice.of((None, None, *Severity))
                return sg.SetSeverity(dice.of(tuple(Severity)), dice.of(("it shrank", "")), seen_severity)
            case "note":
                return sg.Note(dice.seldom("as seen on the graph", " "))
            case "inform":
                return sg.Inform(dice.seldom("internal", "nobody"), dice.seldom("It is being mended.", " "))
            case "amend":
                text, why = dice.seldom("as seen on two graphs", " "), dice.seldom("counted again", "")
                return sg.Amend(dice.of((1, 1, 2, 9)), text, why)
            case "strike":
                return sg.Strike(dice.of((1, 1, 2, 9)), dice.seldom("the wrong graph", ""))
            case "mitigate":
                return sg.Mitigate()
            case "resolve":
                return sg.Resolve(dice.of((False, True)), dice.seldom("it went away", ""))
            case "close":
                return sg.Close()
            case "reopen":
                book = dice.seldom(self.top, "nonsense", "app/restore")
                return sg.Reopen(book, dice.seldom("it is back", ""), self.digest)
            case "draft":
                return sg.DraftPostmortem()
            case "map":
                return sg.ShowMap()
            case _:
                run = dice.seldom(dice.of(list(self.model.runs)), "r9")
                facts = dict(self.model._facts(run)) if run in self.model.runs else {}  # noqa: SLF001 - as above
                fact = dice.seldom(dice.of([*facts, "flag"]), "nothing")
                return sg.Correct(run, fact, str(value_of(facts.get(fact, "text"), dice)))

    # -- the world ------------------------------------------------------------------------------

    def _effect(self, verb: str, dice: Dice) -> str:
        if verb == "late" or not self.effects:
            return dice.of([*self.effects, "INC-0001/1/0", "INC-0001/99/0"])
        return self.effects[-1]

    def _of_world(self, verb: str, dice: Dice) -> What:
        effect = self._effect(verb, dice)
        match verb:
            case "alert":
                name = dice.of(("Down", "Down", "Up"))
                return sg.Alert(dice.of(("am/1", "am/2", "am/3")), {"alertname": name})
            case "result" | "late":
                values: Values = dice.of(RETURNED)
                verdict = dice.of(("ok", "ok", "bad", "broken", "refused", "nonsense"))
                return sg.EffectDone(effect, CommandResult(reading=Reading(values, verdict)))
            case "trouble":
                trouble = dice.of(TROUBLES)
                return sg.EffectDone(effect, CommandResult(trouble, "it would not"))
            case "interrupted":
                command = dice.of(list(self.model.commands))
                changes = self.model.commands[command]["risk"] != "read"
                ran = sg.Ran(dice.of(list(self.model.runs)), 1, "main", command, changes=changes)
                return sg.Interrupted(effect, ran)
            case "launch":
                return sg.Launch(effect, dice.seldom("plan-1", "plan-2"), dice.seldom("", "they left"))
            case "other":
                return sg.EffectDone("INC-0001/1/1", dice.of(DONE), dice.of(("", "card")), "refresh_card")
            case _:
                return sg.Time()

    # -- what would bring it on -----------------------------------------------------------------

    def _helpful(self, dice: Dice, by: Actor) -> tuple[What, Actor]:
        run = self._runs()[-1]
        place = Place(run["id"], run["visit"])
        if run["at"] is None:
            owed = [name for name, item in self.model.owed.items() if item["state"] == "open"]
            ends: list[What] = [sg.Resolve(), sg.Note("and on"), sg.Close()]
            ends.append(sg.Reopen(self.top, "it is back", self.digest))
            if owed:
                ends.append(sg.Collect(owed[0], "s3://copy"))
                ends.append(sg.Undone(owed[0]))
            return dice.of(ends), by
        kind, _, state = self.model.row(run).partition(" ")
        ways = list(self.model.step(run)["ways"])
        if state == "gated":
            mine = (name for name, owed in self.model.owed.items() if run["at"] in owed["gates"])
            return sg.Collect(next(name for name in mine if name.startswith(run["id"])), "s3://copy"), by
        self.tokens += 1
        token = f"t{self.tokens}"
        if kind == "update" and state != "needing" and "asked" not in state:
            return sg.Send(place, min([*run["agreed"], "We are on it."]), token), by
        if state == "needing" or (kind == "ask" and state.endswith("open")):
            wanted = run["needs"] or self.model.step(run)["asks"]
            known = self.model._facts(run["id"])  # noqa: SLF001 - as above
            return sg.Answer(place, {fact: good_value(known[fact], dice) for fact in wanted}, token), by
        if "asked" in state:
            pending = [token for token, one in self.model.requests.items() if one["state"] == "pending"]
            return sg.Approve(pending[-1], frozenset({"oncall", "security"}), PLAN), dice.of((BO, CHI))
        if state == "granted" and dice.of((True, True, False)):
            return sg.Launch(run["effect"], "plan-1"), HANDRAIL
        if state in {"running", "granted", "third", "polling"}:
            verdicts = self.model.commands[self.model.command(run)]["verdicts"]
            reading = Reading({"n": 4, "bad": "r-1"}, dice.of(verdicts))
            return sg.EffectDone(run["effect"], CommandResult(reading=reading)), HANDRAIL
        if kind == "wait":
            return sg.Time(), HANDRAIL
        if "hand" in state and "settled" not in state:
            verdicts = self.model.commands[self.model.command(run)]["verdicts"]
            return sg.Record(place, dice.of(verdicts)), by
        if state in {"open", "stuck"} and kind not in {"do", "choose"}:
            return sg.Perform(place, plan=PLAN, token=token), by
        return sg.Pick(place, dice.of(ways), token), by


def good_value(kind: str, dice: Dice) -> Any:
    values: dict[str, tuple[Any, ...]] = {
        "bool": (True, False, "yes", "no"),
        "digit": (1, 2, "3"),
        "slug": ("api", "db"),
        "text": ("a text",),
    }
    return dice.of(values[kind])


def value_of(kind: str, dice: Dice) -> Any:
    """A value that mostly fits."""
    return dice.seldom(good_value(kind, dice), "--help", "", 77)
