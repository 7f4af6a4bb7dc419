"""The walk told a second time, in plain dicts and without the machine: the oracle of the property tests.

What becomes of an item stands in `table.txt`; here stand the conditions around it (who, where, with what
words), what follows when a step is left or entered, and what is owed. Times are real datetimes.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from bot.core import signals as sg
from bot.core.result import CommandResult
from bot.core.signals import Actor, What
from tests.core.offers import Offers
from tests.core.plain import COMMANDS, FACTS, Plain
from tests.core.tables import ITEMS, is_refusal

FIRM = {"change", "destroy"}
GROUPS = {"change": {"oncall"}, "destroy": {"security"}}
NET = 25
Plainly: TypeAlias = sg.Perform | sg.Cancel | sg.Record | sg.Pick | sg.Answer | sg.Send | sg.Skip | sg.Jump
"""What people do in a step of one item."""
COLUMN = {
    sg.Perform: "perform",
    sg.Cancel: "cancel",
    sg.Record: "record",
    sg.Pick: "pick",
    sg.Answer: "answer",
    sg.Send: "send",
    sg.Skip: "skip",
    sg.Jump: "jump",
}


class Model:
    """`judge` says for which reasons a signal may be refused; with none, `take` does what it does."""

    def __init__(
        self, books: Mapping[str, Plain], top: str, by: Actor, now: datetime, commands: Plain = COMMANDS
    ) -> None:
        self.books, self.commands = books, commands
        self.runs: dict[str, Plain] = {}
        self.owed: dict[str, Plain] = {}
        self.requests: dict[str, Plain] = {}
        self.roles: dict[str, str] = {}
        self.offers = Offers(self.roles)
        self.notes: list[str] = []
        self.severity, self.proposed = "P1", ""
        self.acknowledged = self.mitigated = self.resolved = self.closed = self.false_alarm = False
        self.now, self.by = now, by
        self.former = 0
        self.commands_wanted: list[tuple[str, int, str]] = []
        self._start(top, None, {})

    # -- looking --------------------------------------------------------------------------------

    def step(self, run: Plain) -> Plain:
        found: Plain = self.books[run["book"]]["steps"][run["at"]]
        return found

    def command(self, run: Plain) -> str:
        return str(self.step(run).get("command", ""))

    def is_hand(self, run: Plain) -> bool:
        return bool(self.command(run)) and bool(self.commands[self.command(run)]["hand"])

    def risk(self, run: Plain) -> str:
        return str(self.commands[self.command(run)]["risk"])

    def is_gated(self, run: Plain) -> bool:
        mine = (owed for owed in self.owed.values() if owed["run"] == run["id"])
        return any(run["at"] in owed["gates"] and owed["state"] != "met" for owed in mine)

    def reads(self, run: Plain) -> set[str]:
        step = self.step(run)
        guarded = {way[1][0] for way in step["ways"].values() if not isinstance(way, str) and way[1]}
        mine = {*step.get("reads", ()), *step.get("gives", ())}
        return mine | guarded - set(step.get("asks", ()))

    def is_seconded(self, run: Plain) -> bool:
        """Whether a second person has to agree to what people do here."""
        step = self.step(run)
        return bool(step.get("approval")) and step["kind"] in {"do", "ask", "update"}

    def ways_out(self, run: Plain) -> dict[str, Plain]:
        """The ways out of the phase that are offered where the run is."""
        step, at = self.step(run), run["at"]
        here = {at, step.get("phase", "diagnose")}
        ways: dict[str, Plain] = self.books[run["book"]].get("anytime", {})
        return {
            name: way
            for name, way in ways.items()
            if way["to"] != at and (not way.get("during") or here & set(way["during"]))
        }

    def walking(self) -> Iterator[Plain]:
        return (run for run in self.runs.values() if run["mode"] == "walking")

    def row(self, run: Plain) -> str:
        """The row of the table that a run stands in."""
        step = self.step(run)
        kind = step["kind"]
        if kind == "run":
            kind = self.risk(run)
            if kind == "read" and step.get("approval"):
                kind = "guarded"
            elif step.get("auto"):
                kind = "auto"
        if self.is_gated(run):
            return f"{kind} gated"
        if run["needs"]:
            return f"{kind} needing"
        if kind == "wait":
            return f"wait {self._waiting(run)}"
        if kind == "call":
            if run["item"] == "stuck":
                return "call stuck"
            return "call halted" if run["halted"] else "call walking"
        if run["cleared"]:
            return f"{kind} by hand cleared"
        if self.is_seconded(run):
            return f"{kind} seconded {run['item']}"
        if run["item"] == "running" and not run["launched"]:
            return f"{kind} granted"
        if step["kind"] == "run" and self.is_hand(run) and run["item"] in {"open", "asked", "settled"}:
            name = f"{kind} by hand {run['item']}"
            return "auto halted by hand" if name == "auto by hand settled" else name
        if kind == "auto" and run["item"] == "settled":
            return "auto halted"
        if kind in {"read", "auto"} and run["item"] == "running" and run["tries"] >= 3:
            return f"{kind} third"
        return f"{kind} {run['item']}"

    def _waiting(self, run: Plain) -> str:
        step, wait = self.step(run), run["wait"]
        may_end = wait["told"] or (not step.get("until") and wait["may"] and self.now >= wait["may"])
        if run["item"] == "running":
            return "polling, may end" if may_end else "polling"
        if self.is_hand(run):
            return "by hand"
        if wait["told"]:
            return "over"
        if may_end:
            return "may end"
        return "between" if self.command(run) else "timed"

    def cell(self, run: Plain, column: str) -> str:
        row = self.row(run)
        if row == "auto halted by hand":
            return {"perform": "NotNow"}.get(column, ITEMS["auto halted"][column])
        return ITEMS[row][column]

    # -- judging --------------------------------------------------------------------------------

    def judge(self, what: What, by: Actor) -> set[str]:
        """Every refusal that the rules have for this; the machine may give any one of them."""
        paperwork = isinstance(
            what,
            sg.World
            | sg.Note
            | sg.KeepMessage
            | sg.MarkMessage
            | sg.Amend
            | sg.Strike
            | sg.Link
            | sg.DraftPostmortem
            | sg.ShowMap,
        )
        if isinstance(what, sg.Declare) or (self.closed and not (paperwork or isinstance(what, sg.Reopen))):
            return {"NotNow"}
        reasons: set[str] = set()
        match what:
            case (
                sg.Perform()
                | sg.Cancel()
                | sg.Record()
                | sg.Pick()
                | sg.Answer()
                | sg.Send()
                | sg.Skip()
                | sg.Jump()
            ):
                return self._judge_step(what, by)
            case sg.Approve() | sg.Deny() | sg.BreakGlass():
                return self._judge_deciding(what, by)
            case sg.Claim(place=place):
                return self._judge_claim(what, by)
            case sg.PickRows(place=place) | sg.Tick(place=place):
                run = self.runs.get(place.run)
                if run is None:
                    return {"Unknown"}
                stale = run["mode"] != "walking" or run["visit"] != place.visit
                return {"Stale"} if stale else {"NotNow"}
            case sg.Collect() | sg.Undone() | sg.Waive():
                return self._judge_owing(what, by)
            case (
                sg.WriteSection()
                | sg.AddAction()
                | sg.SettleAction()
                | sg.AssignAction()
                | sg.NoActions()
                | sg.AskReview()
                | sg.Accept()
                | sg.GiveBack()
            ):
                raise AssertionError("nobody presses these: they touch no walk")
            case (
                sg.Time()
                | sg.EffectDone()
                | sg.Interrupted()
                | sg.DueAgain()
                | sg.Restrict()
                | sg.AddRun()
                | sg.Hush()
                | sg.Admit()
                | sg.Depart()
                | sg.Shared()
                | sg.Unlink()
                | sg.Restored()
                | sg.Returned()
                | sg.DraftPostmortem()
                | sg.ShowMap()
            ):
                pass
            case sg.Acknowledge():
                reasons |= {"NotNow"} if self.acknowledged else set()
            case sg.TakeRole() | sg.GiveUpRole() | sg.HandOver() | sg.AcceptHandover() | sg.DeclineHandover():
                return self._judge_role(what, by)
            case sg.Snooze() | sg.PageGroup():
                return self._judge_calling(what)
            case sg.SetSeverity(to=to, reason=reason, seen=shown):
                reasons |= {"Stale"} if shown not in {None, self.severity} else set()
                worse = to.value < self.severity
                reasons |= {"NotNow"} if to == self.severity or not (worse or reason.strip()) else set()
            case sg.Inform(to=to, text=text):
                reasons |= set() if text.strip() else {"NotNow"}
                reasons |= set() if to == "internal" else {"Unknown"}
            case sg.Note() | sg.Amend() | sg.Strike():
                reasons |= self._judge_notes(what)
            case sg.Mitigate():
                reasons |= {"NotNow"} if self.mitigated or self.resolved else set()
            case sg.Resolve(reason=reason):
                walks = any(not run["parent"] for run in self.walking())
                reasons |= {"NotNow"} if self.resolved or (walks and not reason.strip()) else set()
                reasons |= {"CommanderOnly"} if walks and not self._commands(by) else set()
            case sg.Close():
                owes = any(owed["state"] == "open" and owed["required"] for owed in self.owed.values())
                reasons |= {"NotNow"} if not self.resolved or owes or any(self.walking()) else set()
            case sg.Correct(run=name, fact=fact, value=value):
                known = self._facts(name) if name in self.runs else {}
                if fact not in known:
                    return {"Unknown"}
                reasons |= {"BadAnswers"} if fits(known[fact], value) is None else set()
            case sg.TakeAnytime() | sg.Abort():
                return self._judge_leaving(what, by)
            case sg.Reopen(runbook=name, reason=reason):
                reasons |= self._deviates(by, reason) | (set() if self.resolved else {"NotNow"})
                reasons |= set() if name in self.books and name != "app/restore" else {"Unknown"}
            case (
                sg.Launch()
                | sg.Alert()
                | sg.KeepMessage()
                | sg.MarkMessage()
                | sg.Link()
                | sg.Merge()
                | sg.TakeIn()
            ):
                pass  # of these, messages and incidents that belong together are not played here
        return reasons

    def _judge_notes(self, what: sg.Note | sg.Amend | sg.Strike) -> set[str]:
        if isinstance(what, sg.Note):
            return set() if what.text.strip() else {"NotNow"}
        if not 1 <= what.note <= len(self.notes):
            return {"Unknown"}
        text = what.text if isinstance(what, sg.Amend) else "struck"
        struck = {"NotNow"} if self.notes[what.note - 1] == "struck" else set()
        return struck | (set() if text.strip() and what.reason.strip() else {"NotNow"})

    def _is_unbegun(self, token: str) -> bool:
        """Whether the yes has let something go that has not begun."""
        run = self.runs[self.requests[token]["run"]]
        waits = run["item"] == "running" and not run["launched"]
        return bool(run["at"] is not None and run["token"] == token and waits)

    def _judge_alone(self, what: sg.BreakGlass) -> set[str]:
        request = self.requests.get(what.token)
        if request is None:
            return {"Unknown"}
        if request["state"] != "pending":
            return {"NotNow"}
        reasons = set() if request["alone"] and what.groups & {"oncall"} else {"NotAllowed"}
        too_soon = request["alone"] and self.now < request["alone"]
        return reasons | ({"NotNow"} if too_soon or not what.reason.strip() else set())

    def _judge_deciding(self, what: sg.Deciding, by: Actor) -> set[str]:
        if isinstance(what, sg.BreakGlass):
            return self._judge_alone(what)
        token, groups, no = what.token, what.groups, isinstance(what, sg.Deny)
        request = self.requests.get(token)
        if request is None:
            return {"Unknown"}
        run = self.runs[request["run"]]
        by_hand = run["at"] is not None and run["cleared"] and run["token"] == token
        taken_back = no and request["state"] == "granted" and (by_hand or self._is_unbegun(token))
        late = {"NotNow"} if request["state"] != "pending" and not taken_back else set()
        may = request["by"] != by.user and groups & request["groups"]
        return late | (set() if may else {"NotAllowed"})

    def _judge_calling(self, what: sg.Snooze | sg.PageGroup) -> set[str]:
        declined = self.resolved if isinstance(what, sg.PageGroup) else self.severity == "P0"
        return {"NotNow"} if declined else set()

    def _judge_leaving(self, what: sg.Leaving, by: Actor) -> set[str]:
        run = self.runs.get(what.run)
        if run is None:
            return {"Unknown"}
        if run["mode"] != "walking":
            return {"Stale"}
        if isinstance(what, sg.Abort):
            return self._deviates(by, what.reason)
        if what.anytime not in self.books[run["book"]].get("anytime", {}):
            return {"Unknown"}
        if what.anytime in self.ways_out(run):
            return set()
        return {"NotNow"} if what.seen in {0, run["visit"]} else {"Stale"}

    def _judge_step(self, what: Plainly, by: Actor) -> set[str]:
        run = self.runs.get(what.place.run)
        if run is None:
            return {"Unknown"}
        if run["mode"] != "walking" or run["visit"] != what.place.visit:
            return {"Stale"}
        cell = self.cell(run, COLUMN[type(what)])
        reasons = {cell} if is_refusal(cell) else set()
        ways = self.step(run)["ways"]
        match what:
            case sg.Perform(item=item, plan=plan, token=token):
                reasons |= set() if item == "main" else {"Unknown"}
                named = plan is not None and token and token not in self.requests
                reasons |= {"NotNow"} if cell == "asks" and not named else set()
            case sg.Cancel(item=item):
                reasons |= set() if item == "main" else {"Unknown"}
            case sg.Record(item=item, verdict=verdict, facts=facts, reading=reading):
                verdicts = self.commands[self.command(run)]["verdicts"] if self.command(run) else ()
                said = reading.verdict if reading else verdict
                reasons |= set() if item == "main" and said in verdicts else {"Unknown"}
                reasons |= set() if self.command(run) else {"NotNow"}
                reasons |= {"NotNow"} if reading and reading.trouble else set()
                reasons |= self._bad(run, facts)
            case sg.Pick(outcome=outcome, token=token):
                reasons |= set() if outcome in ways else {"Unknown"}
                reasons |= self._unnamed(cell, token)
                reasons |= {"NotNow"} if cell == "moves" and self._too_soon(run, outcome) else set()
            case sg.Answer(facts=facts, token=token):
                reasons |= self._unnamed(cell, token)
                asked = run["needs"] or self.step(run).get("asks", [])
                missing = [fact for fact in asked if fact not in facts]
                reasons |= {"Gated"} if run["needs"] and self.is_gated(run) else set()
                reasons |= {"BadAnswers"} if missing or set(facts) - set(asked) else set()
                reasons |= self._bad(run, facts)
            case sg.Skip(outcome=outcome, reason=reason, facts=facts):
                reasons |= set() if outcome in ways else {"Unknown"}
                reasons |= self._bad(run, facts) | self._deviates(by, reason)
            case sg.Jump(to=to, reason=reason):
                reasons |= set() if to in self.books[run["book"]]["steps"] else {"Unknown"}
                reasons |= self._deviates(by, reason)
            case sg.Send(text=text, token=token):
                reasons |= set() if 0 < len(text.strip()) <= 2900 else {"NotNow"}
                if self.step(run)["kind"] == "update" and text.strip() not in run["agreed"]:
                    reasons |= self._unnamed("asks" if self.is_seconded(run) else cell, token)
        return reasons

    def _unnamed(self, cell: str, token: str) -> set[str]:
        return {"NotNow"} if cell == "asks" and (not token or token in self.requests) else set()

    def _judge_role(self, what: sg.People, by: Actor) -> set[str]:
        if not isinstance(what, sg.TakeRole | sg.GiveUpRole):
            return self.offers.judge(what, by)
        if what.role not in {"commander", "scribe"}:
            return {"Unknown"}
        holder = self.roles.get(what.role)
        if isinstance(what, sg.TakeRole):
            stale = {"Stale"} if what.seen not in {None, holder or ""} else set()
            return stale | ({"NotNow"} if holder == what.holder.user else set())
        if holder is None:
            return {"NotNow"}
        return set() if by.user in {holder, self.roles.get("commander")} else {"NotAllowed"}

    def _judge_claim(self, what: sg.Claim, by: Actor) -> set[str]:
        run = self.runs.get(what.place.run)
        if run is None:
            return {"Unknown"}
        if run["mode"] != "walking" or run["visit"] != what.place.visit:
            return {"Stale"}
        if what.item != "main":
            return {"Unknown"}
        holder = self._holder(run)
        return {"NotNow"} if (holder is None if what.drop else holder == by.user) else set()

    def _holder(self, run: Plain) -> str | None:
        """Who said of the present visit that they are on it."""
        visit, holder = run.get("claimed", (0, None))
        return holder if visit == run["visit"] else None

    def _too_soon(self, run: Plain, outcome: str) -> bool:
        row = self.row(run)
        return row.endswith("may end") and not run["wait"]["told"] and outcome != "done"

    def _bad(self, run: Plain, facts: Mapping[str, Any]) -> set[str]:
        known = self._facts(run["id"])
        wrong = (fact not in known or fits(known[fact], value) is None for fact, value in facts.items())
        return {"BadAnswers"} if any(wrong) else set()

    def _facts(self, run: str) -> Mapping[str, str]:
        found: Mapping[str, str] = self.books[self.runs[run]["book"]].get("facts", FACTS)
        return found

    def _commands(self, by: Actor) -> bool:
        return self.roles.get("commander") == by.user

    def _deviates(self, by: Actor, reason: str) -> set[str]:
        return ({"NotNow"} if not reason.strip() else set()) | (
            {"CommanderOnly"} if not self._commands(by) else set()
        )

    def _judge_owing(self, what: sg.Owing, by: Actor) -> set[str]:
        owed = self.owed.get(what.owed)
        if owed is None:
            return {"Unknown"}
        match what:
            case sg.Waive(reason=reason, token=token):
                reasons = set() if owed["state"] == "open" else {"NotNow"}
                unnamed = self._guards(owed) and (not token or token in self.requests)
                return reasons | self._deviates(by, reason) | ({"NotNow"} if unnamed else set())
            case sg.Collect(text=text, digest=digest):
                fine = owed["kind"] == "evidence" and owed["state"] != "met" and (text.strip() or digest)
            case sg.Undone():
                fine = owed["kind"] == "undo" and owed["state"] != "met"
        return set() if fine else {"NotNow"}

    def _guards(self, owed: Plain) -> bool:
        steps = self.books[self.runs[owed["run"]]["book"]]["steps"]
        commands = (steps[gate].get("command", "") for gate in owed["gates"])
        return any(command and self.commands[command]["risk"] == "destroy" for command in commands)

    # -- taking: what people do -----------------------------------------------------------------

    def take(self, what: What, by: Actor, now: datetime) -> None:
        """What comes of a signal that nothing speaks against."""
        self.now, self.by, self.commands_wanted = now, by, []
        match what:
            case (
                sg.Perform()
                | sg.Cancel()
                | sg.Record()
                | sg.Pick()
                | sg.Answer()
                | sg.Send()
                | sg.Skip()
                | sg.Jump()
            ):
                if isinstance(what, sg.Jump) and what.saw:
                    self.notes.append("stands")
                self._take_step(what, self.runs[what.place.run])
                self._acknowledge()
            case sg.Claim(place=place, drop=drop):
                self.runs[place.run]["claimed"] = (place.visit, None if drop else by.user)
                self._acknowledge()
            case sg.Approve() | sg.BreakGlass():
                self._approve(what)
            case sg.Launch():
                self._launch(what)
            case sg.Deny(token=token):
                self._settle_request(token, "denied")
            case sg.Collect(owed=name):
                self.owed[name]["state"] = "met"
                self._begin(self.runs[self.owed[name]["run"]])
                self._close_idle()
            case sg.Undone(owed=name):
                self.owed[name]["state"] = "met"
                self._close_idle()
            case sg.Waive(owed=name, token=token):
                owed = self.owed[name]
                if self._guards(owed):
                    run = self.runs[owed["run"]]
                    self._ask(token, run, {"security"}, owed=name)
                else:
                    owed["state"] = "waived"
                    self._close_idle()
            case sg.TakeAnytime(run=name, anytime=way):
                self._leave_by(self.runs[name], self.ways_out(self.runs[name])[way]["to"])
                self._acknowledge()
            case sg.Abort(run=name):
                self._abort(self.runs[name])
            case sg.Alert(key=key, labels=labels):
                self._alert(key, labels.get("alertname", ""))
            case sg.Time():
                self._time()
            case sg.EffectDone(effect=effect, done=done):
                if isinstance(done, CommandResult):
                    self._result(effect, done)
            case sg.Interrupted(effect=effect):
                self._interrupted(effect)
            case _:
                self._take_room(what)

    def _take_role(self, what: sg.People) -> None:
        match what:
            case sg.TakeRole(role=role, holder=holder):
                self.offers.void(role)
                self._has_now(role, holder.user)
            case sg.GiveUpRole(role=role):
                del self.roles[role]
                self.offers.void(role)
                self._void(lambda request: True)
            case sg.HandOver() | sg.AcceptHandover() | sg.DeclineHandover():
                taken = self.offers.take(what, self.by, self.now)
                if taken:
                    self._has_now(taken, self.by.user)

    def _has_now(self, role: str, user: str) -> None:
        self.roles[role] = user
        self._void(lambda request: True)
        self._acknowledge()

    def _take_room(self, what: What) -> None:
        match what:
            case sg.Acknowledge():
                self.acknowledged = True
            case sg.TakeRole() | sg.GiveUpRole() | sg.HandOver() | sg.AcceptHandover() | sg.DeclineHandover():
                self._take_role(what)
            case sg.SetSeverity(to=to):
                self._void(lambda request: True)
                self.severity = to.value
            case sg.Note():
                self.notes.append("stands")
            case sg.Strike(note=number):
                self.notes[number - 1] = "struck"
            case sg.Mitigate():
                self._acknowledge()
                self.mitigated, self.proposed = True, ""
            case sg.Resolve(false_alarm=false_alarm):
                self._acknowledge()
                self.resolved, self.false_alarm, self.proposed = True, false_alarm, ""
                for run in [run for run in self.walking() if not run["parent"]]:
                    self._stop(run)
                    self._arrive(run, "resolved", "false_alarm" if false_alarm else "fixed")
            case sg.Close():
                self.closed = True
            case sg.Reopen(runbook=book):
                self.former += 1
                self.mitigated = self.resolved = self.closed = self.false_alarm = False
                self.proposed = ""
                self._start(book, None, {})
            case sg.Correct(run=name, fact=fact, value=value):
                run = self.runs[name]
                self._set(run, fact, fits(self._facts(name)[fact], value))
                if run["mode"] == "walking" and fact in self.reads(run):
                    self._void(lambda request: request["run"] == name)
                    if run["cleared"]:
                        self.requests[run["token"]]["state"] = "void"
                        run["cleared"] = False
            case _:
                pass

    def _acknowledge(self) -> None:
        if not self.resolved and self.by.user:
            self.acknowledged = True

    def _take_step(self, what: Plainly, run: Plain) -> None:
        match what:
            case sg.Perform() if self.step(run)["kind"] == "call":
                self._call(run)
            case sg.Perform(token=token):
                if self.cell(run, "perform") == "asks":
                    groups = set(GROUPS.get(self.risk(run), ()))
                    approval = set(self.step(run).get("approval", ()))
                    self._ask(token, run, (groups & approval if groups else approval) if approval else groups)
                    run["item"], run["cleared"] = "asked", False
                else:
                    self._begin_command(run)
            case sg.Cancel():
                if run["item"] == "asked" or not run["launched"]:
                    self._void_here(run)
                run["item"] = "open"
            case sg.Record(verdict=verdict, facts=facts, reading=reading):
                self._void_here(run)
                self._part(run)
                run.update(item="settled", cleared=False, verdict=reading.verdict if reading else verdict)
                self._set_all(run, facts)
                values = reading.values if reading else {}
                if self.step(run)["kind"] == "wait":
                    self._judge(run, run["verdict"])
                else:
                    self._settled(run, values, by_hand=True)
            case sg.Pick() | sg.Answer() | sg.Send():
                self._take_act(what, run)
            case sg.Skip(outcome=outcome, facts=facts):
                self._set_all(run, facts)
                self._take(run, outcome, "skip")
            case sg.Jump(to=to):
                self._leave(run)
                run.update(alone=0, halted=False)
                self._enter(run, to)

    def _take_act(self, what: sg.Pick | sg.Answer | sg.Send, run: Plain) -> None:
        match what:
            case sg.Answer(facts=facts) if run["needs"]:
                self._set_all(run, facts)
                self._part(run)
                run["needs"] = []
                self._begin(run)
                return
            case sg.Pick(outcome=outcome):
                act: Any = outcome
            case sg.Answer(facts=facts):
                act = dict(facts)
            case sg.Send(text=text):
                act = text.strip()
                if run["cleared"] and act in run["agreed"]:
                    self._tell(run)
                    return
        if self.is_seconded(run):
            self._ask(what.token, run, set(self.step(run)["approval"]))
            self.requests[what.token]["act"] = act
            run.update(item="asked", cleared=False)
        else:
            self._act(run, act)

    def _answered(self, run: Plain, facts: Mapping[str, Any]) -> None:
        self._set_all(run, facts)
        self._part(run)
        run.update(item="settled", cleared=False)
        self._keep(run)
        self._first_that_holds(run, "person")

    def _tell(self, run: Plain) -> None:
        self._keep(run)
        self._take(run, "done", "person")

    def _agree(self, run: Plain, act: Any) -> None:
        """The second person's yes to what somebody wanted to do."""
        if self.step(run).get("to") == "status-page":
            run["cleared"] = True
            run["agreed"].add(act)
        else:
            self._act(run, act)

    def _act(self, run: Plain, act: Any) -> None:
        if isinstance(act, dict):
            self._answered(run, act)
        elif self.step(run)["kind"] == "update":
            self._tell(run)
        else:
            self._take(run, act, "person")

    def _part(self, run: Plain) -> None:
        if self.by.user:
            run.update(alone=0, halted=False)

    def _set_all(self, run: Plain, facts: Mapping[str, Any]) -> None:
        for fact, value in facts.items():
            self._set(run, fact, fits(self._facts(run["id"])[fact], value))

    def _set(self, run: Plain, fact: str, value: Any) -> None:
        run["facts"][fact] = value
        for rule, wanted, to in self.books[run["book"]].get("raises", ()):
            if to < self.severity and rule in run["facts"] and run["facts"][rule] == wanted:
                self._void(lambda request: True)
                self.severity = to

    # -- taking: requests -----------------------------------------------------------------------

    def _ask(self, token: str, run: Plain, groups: set[str], owed: str = "") -> None:
        self.requests[token] = {
            "state": "pending",
            "by": self.by.user,
            "groups": groups,
            "run": run["id"],
            "visit": 0 if run["at"] is None else run["visit"],
            "owed": owed,
            "act": None,
            "expires": self.now + timedelta(minutes=15),
            "alone": self.now + timedelta(minutes=5) if self._may_be_alone(run, groups, owed) else None,
        }

    def _may_be_alone(self, run: Plain, groups: set[str], owed: str) -> bool:
        """Whether one person may do it in need: what changes, where nothing narrower is wished."""
        changes = not owed and bool(self.command(run)) and self.risk(run) == "change"
        return changes and groups >= GROUPS["change"]

    def _launch(self, what: sg.Launch) -> None:
        run = self._live(what.effect)
        if run is None or run["launched"]:
            return
        if self.now >= self.requests[run["token"]]["expires"]:
            self._settle_request(run["token"], "expired")
        elif what.doubt or what.plan != "plan-1":
            self._settle_request(run["token"], "void")
        else:
            run["launched"] = True

    def _approve(self, what: sg.Approve | sg.BreakGlass) -> None:
        request = self.requests[what.token]
        run = self.runs[request["run"]]
        if self.now >= request["expires"]:
            self._settle_request(what.token, "expired")
        elif request["owed"]:
            owed = self.owed.get(request["owed"])
            if owed is None or owed["state"] != "open":
                self._settle_request(what.token, "void")
            else:
                self._settle_request(what.token, "granted")
                owed["state"] = "waived"
                self._close_idle()
        elif request["act"] is not None:
            self._settle_request(what.token, "granted")
            run["token"] = what.token
            self._agree(run, request["act"])
        elif what.plan is None or what.plan.digest != "plan-1":
            self._settle_request(what.token, "void")
        else:
            self._settle_request(what.token, "granted")
            run["token"] = what.token
            if self.is_hand(run):
                run["cleared"] = True
            else:
                self._begin_command(run, what.token)

    def _settle_request(self, token: str, state: str) -> None:
        request = self.requests[token]
        request["state"] = state
        if not request["owed"]:
            self.runs[request["run"]].update(item="open", cleared=False)

    def _void(self, which: Any) -> None:
        for token, request in self.requests.items():
            if (request["state"] == "pending" or self._is_unbegun(token)) and which(request):
                self._settle_request(token, "void")

    def _void_here(self, run: Plain) -> None:
        place = (run["id"], run["visit"])
        self._void(lambda request: not request["owed"] and (request["run"], request["visit"]) == place)

    # -- taking: what the world does ------------------------------------------------------------

    def _live(self, effect: str) -> Plain | None:
        found = (run for run in self.walking() if run["item"] == "running" and run["effect"] == effect)
        return next(found, None)

    def _result(self, effect: str, result: CommandResult) -> None:
        run = self._live(effect)
        if run is None:
            return
        verdict = "" if result.trouble else result.reading.verdict
        known = verdict in self.commands[self.command(run)]["verdicts"]
        if self.step(run)["kind"] == "wait":
            self._judge(run, verdict if known else "")
        elif not known:
            run.update(item="stuck", verdict="")
        else:
            run.update(item="settled", verdict=verdict)
            self._settled(run, result.reading.values, by_hand=False)

    def _settled(self, run: Plain, values: Mapping[str, Any], *, by_hand: bool) -> None:
        if values or not by_hand:
            for fact, key in self.step(run).get("sets", {}).items():
                value = values.get(key)
                if value is not None and stored(self._facts(run["id"])[fact], value) is not None:
                    self._set(run, fact, value)
        self._keep(run)
        if self.step(run).get("auto"):
            self._itself(run, run["verdict"], "itself")

    def _keep(self, run: Plain) -> None:
        for owed in self.owed.values():
            here = owed["run"] == run["id"] and owed["from"] == run["at"]
            if owed["kind"] == "evidence" and here and owed["state"] == "open":
                owed["state"] = "met"

    def _interrupted(self, effect: str) -> None:
        run = self._live(effect)
        if run is None:
            return
        if not run["launched"]:
            self._settle_request(run["token"], "void")
        elif self.step(run)["kind"] == "wait":
            self._judge(run, "")
        elif self.risk(run) == "read" and run["tries"] < 3:
            self._begin_command(run, run["token"])
        else:
            run["item"] = "stuck"

    def _begin_command(self, run: Plain, token: str = "") -> None:
        self._part(run)
        tries = run["tries"] + 1
        run.update(item="running", cleared=False, tries=tries, token=token, launched=not token)
        self.commands_wanted.append((run["id"], run["visit"], self.command(run)))

    def _judge(self, run: Plain, verdict: str) -> None:
        """One look of a wait; an empty verdict is trouble."""
        step, wait = self.step(run), run["wait"]
        every = timedelta(seconds=step.get("every", 60))
        run["item"] = "open"
        wait.update(good=bool(verdict), next=None if self.is_hand(run) else self.now + every)
        ripe = "at_least" not in step or self.now >= wait["since"] + timedelta(minutes=step["at_least"])
        if verdict and verdict == step.get("unless"):
            self._end_wait(run, "breach")
        elif verdict and verdict == step.get("until") and ripe:
            self._end_wait(run, "done")
        elif self.now >= wait["ends"]:
            self._time_up(run)

    def _end_wait(self, run: Plain, outcome: str) -> None:
        """The last look is kept, if it could be read."""
        if run["wait"]["good"]:
            self._keep(run)
        self._itself(run, outcome, "time")

    def _time_up(self, run: Plain) -> None:
        step, wait = self.step(run), run["wait"]
        if step.get("until"):
            self._end_wait(run, "timeout")
        elif not step.get("unless") or wait["good"]:
            self._end_wait(run, "done")
        else:
            wait["told"] = True

    def _time(self) -> None:
        for at, key in sorted(self._deadlines()):
            if at <= self.now and (at, key) in set(self._deadlines()):
                kind, _, rest = key.partition("/")
                run = self.runs.get(rest.partition("/")[0])
                if kind == "approval":
                    self._settle_request(rest, "expired")
                elif kind == "handover":
                    self.offers.made[rest]["state"] = "expired"
                elif run is not None and kind == "poll":
                    self._poll(run)
                elif run is not None:
                    self._time_up(run)

    def _deadlines(self) -> Iterator[tuple[datetime, str]]:
        if self.closed:
            return
        for token, request in self.requests.items():
            if request["state"] == "pending" or self._is_unbegun(token):
                yield request["expires"], f"approval/{token}"
        for name, offer in self.offers.made.items():
            if offer["state"] == "offered":
                yield offer["ends"], f"handover/{name}"
        for run in self.walking():
            wait = run["wait"]
            if wait and run["item"] != "running":
                place = f"{run['id']}/{run['visit']}"
                if wait["next"]:
                    yield wait["next"], f"poll/{place}"
                if not wait["told"]:
                    yield wait["ends"], f"wait/{place}"

    def _poll(self, run: Plain) -> None:
        self._begin_command_alone(run)

    def _begin_command_alone(self, run: Plain) -> None:
        run.update(item="running", token="", launched=True)
        self.commands_wanted.append((run["id"], run["visit"], self.command(run)))

    # -- taking: the cursor ---------------------------------------------------------------------

    def _start(self, book: str, parent: Plain | None, given: Mapping[str, Any]) -> None:
        name = f"r{len(self.runs) + 1}"
        run: Plain = {
            "id": name,
            "book": book,
            "parent": parent["id"] if parent else "",
            "mode": "walking",
            "at": None,
            "visit": 0,
            "facts": {},
            "alone": parent["alone"] if parent else 0,
            "halted": False,
            "skipped": False,
            "alerted": set(),
            "suggested": set(),
            "agreed": set(),
            "end": "",
            "child": "",
            "needs": [],
            "item": "open",
            "token": "",
            "launched": True,
            "cleared": False,
        }
        self.runs[name] = run
        for id_, item in self.books[book].get("evidence", {}).items():
            self.owed[f"{name}/{id_}"] = {
                "kind": "evidence",
                "run": name,
                "state": "open",
                "required": item.get("required", True),
                "gates": list(item.get("before", ())),
                "from": item.get("from", ""),
                "by": "",
            }
        if parent:
            parent.update(child=name, item="open")
        for fact, value in given.items():
            self._set(run, fact, value)
        inputs = self.books[book].get("inputs", ())
        missing = [fact for fact in self._facts(name) if fact in inputs and fact not in run["facts"]]
        self._enter(run, self.books[book]["start"], missing)

    def _enter(self, run: Plain, to: str, needs: list[str] | None = None) -> None:
        run.update(
            at=to,
            visit=run["visit"] + 1,
            item="open",
            verdict="",
            tries=0,
            cleared=False,
            token="",
            launched=True,
            effect="",
            child="",
            suggested=set(),
            agreed=set(),
            wait=None,
        )
        known = {*run["facts"], *(needs or ())}
        run["needs"] = [*(needs or ()), *sorted(self.reads(run) - known)]
        if self.step(run).get("phase") == "recover" and not self.mitigated and not self.proposed:
            self.proposed = "mitigated"
        self._begin(run)

    def _begin(self, run: Plain) -> None:
        if run["mode"] != "walking" or run["needs"] or self.is_gated(run):
            return
        step = self.step(run)
        match step["kind"]:
            case "choose":
                self._first_that_holds(run)
            case "run" if step.get("auto") and run["item"] == "open" and not run["tries"]:
                if not self.is_hand(run):
                    self._begin_command(run)
            case "wait" if run["wait"] is None:
                may = self.now + timedelta(minutes=step["at_least"]) if "at_least" in step else None
                ends = self.now + timedelta(minutes=step["minutes"])
                begun = {"since": self.now, "ends": ends, "may": may}
                run["wait"] = {**begun, "next": None, "good": False, "told": False}
                if self.command(run) and not self.is_hand(run):
                    self._poll(run)
            case "call" if not run["child"] and run["item"] == "open":
                self._call(run)
            case _:
                pass

    def _call(self, run: Plain) -> None:
        step = self.step(run)
        self._start(step["book"], run, {fact: run["facts"][fact] for fact in step.get("gives", ())})

    def _first_that_holds(self, run: Plain, how: str = "itself") -> None:
        for name, way in self.step(run)["ways"].items():
            guard = None if isinstance(way, str) else way[1]
            if guard is None or (guard[0] in run["facts"] and run["facts"][guard[0]] == guard[1]):
                self._itself(run, name, how)
                return

    def _itself(self, run: Plain, outcome: str, how: str) -> None:
        if how == "itself" and run["alone"] >= NET:
            run["halted"] = True
            return
        self._take(run, outcome, how)

    def _take(self, run: Plain, outcome: str, how: str) -> None:
        step, at = self.step(run), run["at"]
        way = step["ways"][outcome]
        to = way if isinstance(way, str) else way[0]
        self._leave(run)
        run["skipped"] = run["skipped"] or how == "skip"
        run["halted"] = run["halted"] and how == "itself"
        run["alone"] = run["alone"] + 1 if how == "itself" else 0
        if how != "skip":
            self._undos(run, at, step)
        if to in self.books[run["book"]]["steps"]:
            self._enter(run, to)
        else:
            self._arrive(run, to, self.books[run["book"]]["ends"][to])

    def _stop(self, run: Plain) -> None:
        """A person leaves the step for nowhere the runbook knows."""
        self._leave(run)
        run.update(at=None, halted=False, alone=0)

    def _leave_by(self, run: Plain, to: str) -> None:
        self._stop(run)
        if to in self.books[run["book"]]["steps"]:
            self._enter(run, to)
        else:
            self._arrive(run, to, self.books[run["book"]]["ends"][to])

    def _alert(self, key: str, name: str) -> None:
        for run in list(self.runs.values()):
            if run["mode"] != "walking":
                continue
            asked = {way: told for way, told in self.ways_out(run).items() if told.get("alert") == name}
            mine = [told["to"] for told in asked.values() if told.get("auto")]
            if mine and key not in run["alerted"]:
                run["alerted"].add(key)
                self._leave_by(run, mine[0])
            else:
                run["suggested"] |= {(way, key) for way in asked}

    def _abort(self, run: Plain) -> None:
        self._stop(run)
        if not run["parent"]:
            ends = self.books[run["book"]]["ends"].items()
            self._arrive(
                run, next((end for end, kind in ends if kind == "cancelled"), "aborted"), "cancelled"
            )
            return
        parent = self.runs[run["parent"]]
        for owed in self.owed.values():
            if owed["run"] == run["id"] and owed["kind"] == "evidence":
                owed["required"] = False
        run.update(mode="closed", end="aborted")
        self._hand_up(run)
        parent.update(item="stuck", child="", alone=0)

    def _undos(self, run: Plain, at: str, step: Plain) -> None:
        key = f"{run['id']}/undo-{at}"
        if "undo" in step and (key not in self.owed or self.owed[key]["state"] != "open"):
            self.owed[key] = {
                "kind": "undo",
                "run": run["id"],
                "state": "open",
                "required": True,
                "gates": [],
                "from": at,
                "by": step["undo"],
            }
        for owed in self.owed.values():
            if owed["kind"] == "undo" and owed["run"] == run["id"] and owed["by"] == at:
                owed["state"] = "met" if owed["state"] == "open" else owed["state"]

    def _leave(self, run: Plain) -> None:
        self._void_here(run)
        child = self.runs.get(run["child"])
        if child and child["mode"] == "walking":
            self._leave(child)
            self._hand_up(child)
            child.update(mode="closed", at=None)

    def _hand_up(self, child: Plain) -> None:
        """What a called run still owes is owed by its caller."""
        parent = self.runs[child["parent"]]
        for name, owed in list(self.owed.items()):
            if owed["run"] == child["id"] and owed["state"] == "open":
                del self.owed[name]
                rest = name.partition("/")[2]
                new = f"{parent['id']}/{parent['at']}/{rest}"
                count = 1
                while new in self.owed:
                    count += 1
                    new = f"{parent['id']}/{parent['at']}/{rest}-{count}"
                self.owed[new] = {**owed, "run": parent["id"], "gates": [], "by": ""}

    def _arrive(self, run: Plain, end: str, kind: str) -> None:
        run.update(mode="closing", at=None, end=end)
        if kind in {"false_alarm", "cancelled"}:
            for owed in self.owed.values():
                if owed["run"] == run["id"] and owed["kind"] == "evidence":
                    owed["required"] = False
        if run["parent"]:
            self._return(run, self.runs[run["parent"]], end)
            return
        if not self.resolved:
            self.proposed = "false_alarm" if kind == "false_alarm" else "resolve"
        self._close_idle()

    def _return(self, child: Plain, parent: Plain, end: str) -> None:
        self._hand_up(child)
        child["mode"] = "closed"
        parent["alone"] = child["alone"]
        for fact, key in self.step(parent).get("brings", {}).items():
            if key in child["facts"]:
                self._set(parent, fact, child["facts"][key])
        if child["skipped"]:
            parent.update(item="stuck", child="")
        else:
            self._itself(parent, end, "itself")

    def _close_idle(self) -> None:
        for run in self.runs.values():
            mine = [owed for owed in self.owed.values() if owed["run"] == run["id"]]
            if run["mode"] == "closing" and not any(
                owed["state"] == "open" and owed["required"] for owed in mine
            ):
                run["mode"] = "closed"


def fits(kind: str, value: Any) -> Any:
    """The value as it is kept, from what a person typed or a form gave; None when it does not fit."""
    if not isinstance(value, str):
        return stored(kind, value)
    text = value.strip()
    if kind == "bool":
        return {"yes": True, "true": True, "y": True, "no": False, "false": False, "n": False}.get(
            text.lower()
        )
    if kind == "digit":
        return int(text) if re.fullmatch(r"[0-9]", text) else None
    return stored(kind, text)


def stored(kind: str, value: Any) -> Any:
    """The value if its fact may hold it, else None."""
    good = {
        "bool": isinstance(value, bool),
        "digit": type(value) is int and 0 <= value <= 9,
        "slug": isinstance(value, str) and bool(re.fullmatch(r"[a-z0-9][a-z0-9_-]*", value)),
        "text": isinstance(value, str),
    }
    return value if good[kind] else None
