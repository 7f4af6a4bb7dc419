"""What people read of the machine, as golden files: every refusal, and the timeline of whole walks.

`python -m tests.core.tellings` writes the files anew; the difference is what a reviewer reads.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Self, get_args

import bot.core
from bot.core import events as ev
from bot.core import signals as sg
from bot.core.decide import decide
from bot.core.handing import Handover, HandoverState, Part
from bot.core.incident import Stamp
from bot.core.mandate import Mandate, held
from bot.core.refusals import Refusal
from bot.core.result import CommandResult, Reading
from bot.core.runbook import Risk, Severity
from bot.core.signals import HANDRAIL, Actor, Place, Plan, Signal, What
from bot.core.timeline import lines
from tests.core.chores import FOUND, Chores
from tests.core.declined_approvals import OF_APPROVALS
from tests.core.declined_items import OF_ITEMS
from tests.core.declined_papers import OF_PAPERS
from tests.core.declined_roles import OF_ROLES
from tests.core.kept import OF_THE_LOG, record
from tests.core.outage import DIGEST, POLICY, RULES, Rules
from tests.core.plain import Plain, rulebook
from tests.core.situations import CHILD, DO, SITUATIONS, Situation
from tests.core.story import ANA, BO, CHI, PLAN, Story
from tests.core.test_moves import stopping, telling
from tests.core.test_walk import at_mend, at_settle, at_stop
from tests.fakes.clock import NOON

GOLDEN = Path(__file__).with_name("golden")
CORE = Path(str(bot.core.__file__)).parent
ONCALL, SECURITY = frozenset({"oncall"}), frozenset({"security"})
Site = tuple[str, int]
"""File and line of a `raise`."""


@dataclass(frozen=True, slots=True)
class Declined:
    """A request and the story that declines it; `what` may look at where the story is."""

    story: Callable[[], Story]
    what: Callable[[Story], What]
    by: Actor = ANA

    def refusal(self) -> Refusal:
        story = self.story()
        return story.refused(self.what(story), self.by)


def row(name: str) -> Callable[[], Story]:
    return lambda: SITUATIONS[name]().story


def commanded(story: Story) -> Story:
    return story.on(sg.TakeRole("commander", ANA))


def two_copies() -> Story:
    child = {
        "start": "c",
        "steps": {"c": {"kind": "do", "ways": {"done": "back"}}},
        "ends": {"back": "done"},
        "evidence": {"copy": {}},
    }
    return Situation({"kind": "call", "book": "child"}, child=child).story


def nobody_to_ask() -> Story:
    story = SITUATIONS["change open"]().story
    story.rulebook = replace(story.rulebook, policy=replace(POLICY, approve={}))
    return story


def without_catalogue() -> Story:
    story = at_mend()
    story.rulebook = replace(RULES, entries={})
    return story


def resolved() -> Story:
    return commanded(at_stop()).on(sg.Resolve(reason="it went away"))


def with_ways_out(*done: str) -> Story:
    """A walk with a way out of its first step; then some steps are done."""
    situation = Situation(DO, leads=False, anytime={"worse": {"to": "wipe", "during": ["s"]}})
    for _ in done:
        situation.story.on(sg.Pick(situation.story.place, "done"))
    return situation.story


def expired() -> Story:
    story = at_mend().ask()
    story.clock.forward(timedelta(minutes=16))
    return story.on(sg.Time(), HANDRAIL)


def elsewhere(place: Place) -> Callable[[Story], What]:
    return lambda story: sg.Pick(place, "done")


def _just(what: What) -> Callable[[Story], What]:
    return lambda _: what


DECLINED: dict[str, Declined] = {
    "a procedure made restricted": Declined(
        lambda: Story(RULES, "app/restore"), lambda _: sg.Restrict("it names a person")
    ),
    "a severity for a procedure": Declined(
        lambda: Story(RULES, "app/restore"), lambda _: sg.SetSeverity(Severity.P0, "worse")
    ),
    "a run that is not there": Declined(Story, elsewhere(Place("r9", 1))),
    "a step that somebody left": Declined(at_mend, elsewhere(Place("r1", 3))),
    "a step that left by itself": Declined(at_mend, elsewhere(Place("r1", 1))),
    "a step that never was": Declined(at_stop, elsewhere(Place("r1", 99))),
    "a run that ended": Declined(row("run ended"), elsewhere(Place("r1", 1))),
    "a gated step": Declined(row("do gated"), lambda story: sg.Pick(story.place, "done")),
    "a step that asks first": Declined(row("do needing"), lambda story: sg.Pick(story.place, "done")),
    "answers of the wrong kind": Declined(
        row("ask open"), lambda story: sg.Answer(story.place, {"flag": "perhaps", "colour": "red"})
    ),
    "answers that are missing": Declined(row("ask open"), lambda story: sg.Answer(story.place, {})),
    "an answer that nobody asked for": Declined(row("do open"), lambda story: sg.Answer(story.place, {})),
    "evidence that may be two": Declined(two_copies, lambda story: sg.Collect("copy", "here")),
    "evidence that is not owed": Declined(at_stop, lambda story: sg.Collect("nothing", "here")),
    "evidence that is met": Declined(at_mend, lambda story: sg.Collect("copy", "here")),
    "evidence that says nothing": Declined(at_stop, lambda story: sg.Collect("copy", " ")),
    "an undo as evidence": Declined(at_mend, lambda story: sg.Collect("undo-stop", "here")),
    "evidence as an undo": Declined(at_stop, lambda story: sg.Undone("copy")),
    "a waiver of what is met": Declined(lambda: commanded(at_mend()), lambda story: sg.Waive("copy", "no")),
    "a waiver of a guard that nobody may approve": Declined(
        lambda: _unasked(commanded(at_stop())), lambda story: sg.Waive("copy", "no disk", "w")
    ),
    "a request that nobody may approve": Declined(
        nobody_to_ask, lambda story: sg.Perform(story.place, plan=PLAN, token="t")
    ),
    "a request to a group of nobody": Declined(
        lambda: _unstaffed(at_mend()), lambda story: sg.Perform(story.place, plan=PLAN, token="t")
    ),
    "a waiver that nobody is there to approve": Declined(
        lambda: _unstaffed(commanded(at_stop())), lambda story: sg.Waive("copy", "no disk", "w")
    ),
    "a request without its plan": Declined(at_mend, lambda story: sg.Perform(story.place, token="t")),
    "a request that is too long to be read": Declined(
        at_mend, lambda story: sg.Perform(story.place, plan=replace(PLAN, text="x" * 2401), token="t")
    ),
    "a request without a name": Declined(at_mend, lambda story: sg.Perform(story.place, plan=PLAN)),
    "a request that does not exist": Declined(at_mend, lambda story: sg.Approve("t", ONCALL, PLAN), BO),
    "a yes to a granted request": Declined(
        lambda: at_mend().ask().approve(), lambda story: sg.Approve("token-1", ONCALL, PLAN), CHI
    ),
    "a yes to an expired request": Declined(expired, lambda story: sg.Approve("token-1", ONCALL, PLAN), BO),
    "a yes of nobody in the group": Declined(
        lambda: at_mend().ask(), lambda story: sg.Approve("token-1", SECURITY, PLAN), BO
    ),
    "a yes of who asked": Declined(
        lambda: at_mend().ask(), lambda story: sg.Approve("token-1", ONCALL, PLAN), ANA
    ),
    "a no of who asked": Declined(lambda: at_mend().ask(), lambda story: sg.Deny("token-1", ONCALL), ANA),
    "a command where none is": Declined(at_stop, lambda story: sg.Perform(story.place)),
    "a command that is not bound": Declined(
        lambda: Story(Rules({"app.look": "no program is bound"}).book()),
        lambda story: sg.Perform(story.place),
    ),
    "a command that left the catalogue": Declined(
        without_catalogue, lambda story: sg.Perform(story.place, plan=PLAN, token="t")
    ),
    "an item that is not there": Declined(Story, lambda story: sg.Perform(story.place, "other")),
    "a command that runs already": Declined(Story, lambda story: sg.Perform(story.place)),
    "a command that was asked for already": Declined(
        lambda: at_mend().ask(), lambda story: sg.Perform(story.place, plan=PLAN, token="u")
    ),
    "nothing to cancel": Declined(at_stop, lambda story: sg.Cancel(story.place)),
    "a change to cancel": Declined(
        lambda: at_mend().ask().approve().launch(), lambda story: sg.Cancel(story.place)
    ),
    "a result where no command is": Declined(at_stop, lambda story: sg.Record(story.place, "ok")),
    "a result of what runs": Declined(Story, lambda story: sg.Record(story.place, "ok")),
    "a result that does not read": Declined(
        at_mend, lambda story: sg.Record(story.place, reading=Reading(trouble="it is no JSON"))
    ),
    "a verdict that is not there": Declined(at_mend, lambda story: sg.Record(story.place, "splendid")),
    "an outcome that is not there": Declined(at_stop, lambda story: sg.Pick(story.place, "splendid")),
    "an outcome without a result": Declined(at_mend, lambda story: sg.Pick(story.place, "ok")),
    "an outcome of a stuck command": Declined(
        lambda: Story().trouble("it took more than 30 s"), lambda story: sg.Pick(story.place, "ok")
    ),
    "an outcome without its answers": Declined(row("ask open"), lambda story: sg.Pick(story.place, "on")),
    "an outcome while another runbook is walked": Declined(
        lambda: at_settle().result("ok"), lambda story: sg.Pick(Place("r1", 6), "restored")
    ),
    "an outcome of a wait": Declined(at_settle, lambda story: sg.Pick(story.place, "done")),
    "an outcome of a call that came back": Declined(
        row("call stuck"), lambda story: sg.Pick(story.place, "back")
    ),
    "a way out of no run": Declined(with_ways_out, lambda story: sg.TakeAnytime("r9", "worse")),
    "a way out of a run that ended": Declined(
        lambda: with_ways_out("s", "next"), lambda story: sg.TakeAnytime("r1", "worse", seen=1), BO
    ),
    "a way out that is not there": Declined(with_ways_out, lambda story: sg.TakeAnytime("r1", "splendid")),
    "a way out where none is": Declined(at_stop, lambda story: sg.TakeAnytime("r1", "splendid")),
    "a way out of where it is not any more": Declined(
        lambda: with_ways_out("s"), lambda story: sg.TakeAnytime("r1", "worse", seen=1), BO
    ),
    "a way out of where it never was": Declined(
        lambda: with_ways_out("s"), lambda story: sg.TakeAnytime("r1", "worse", seen=2)
    ),
    "giving up no run": Declined(at_stop, lambda story: sg.Abort("r9", "no use")),
    "giving up what ended": Declined(
        lambda: commanded(with_ways_out("s", "next")), lambda story: sg.Abort("r1", "no use")
    ),
    "giving up without a commander": Declined(at_stop, lambda story: sg.Abort("r1", "no use")),
    "giving up without a reason": Declined(lambda: commanded(at_stop()), lambda story: sg.Abort("r1", " ")),
    "an outcome of an update": Declined(telling, lambda story: sg.Pick(story.place, "done")),
    "an update where none is": Declined(at_stop, lambda story: sg.Send(story.place, "All is well.")),
    "an update that says nothing": Declined(telling, lambda story: sg.Send(story.place, " ")),
    "an update that is too long": Declined(telling, lambda story: sg.Send(story.place, "a" * 3000)),
    "an outcome that was asked for already": Declined(
        lambda: stopping().on(sg.Pick(Place("r1", 1), "done", "t")),
        lambda story: sg.Pick(story.place, "done", "u"),
    ),
    "reopening what is open": Declined(Story, lambda story: sg.Reopen("app/outage", "it is back", DIGEST)),
    "reopening with what is no class": Declined(
        resolved, lambda story: sg.Reopen("app/restore", "it is back", DIGEST)
    ),
    "a skip without a commander": Declined(at_stop, lambda story: sg.Skip(story.place, "done", "no use")),
    "a skip of somebody else": Declined(
        lambda: commanded(at_stop()), lambda story: sg.Skip(story.place, "done", "no use"), BO
    ),
    "a skip without a reason": Declined(
        lambda: commanded(at_stop()), lambda story: sg.Skip(story.place, "done", " ")
    ),
    "a skip to nowhere": Declined(
        lambda: commanded(at_stop()), lambda story: sg.Skip(story.place, "splendid", "no use")
    ),
    "a jump to nowhere": Declined(
        lambda: commanded(at_stop()), lambda story: sg.Jump(story.place, "nowhere", "no use")
    ),
    "an incident that is declared": Declined(
        Story, lambda story: sg.Declare("INC-0001", "again", "app/outage", Severity.P1)
    ),
    "an incident that is closed": Declined(row("incident closed"), lambda story: sg.Acknowledge()),
    "an empty note": Declined(Story, lambda story: sg.Note(" ")),
    "an update for nobody known": Declined(Story, lambda story: sg.Inform("nobody", "It is being mended.")),
    "an update outside a restricted incident": Declined(
        lambda: Story().on(sg.Restrict("it names a person")),
        lambda story: sg.Inform("security", "We mend it."),
    ),
    "restricted twice": Declined(
        lambda: Story().on(sg.Restrict("it names a person")), lambda story: sg.Restrict("it names a person")
    ),
    "let into what is for everybody": Declined(Story, lambda story: sg.Admit(BO)),
    "a runbook added to a procedure": Declined(
        lambda: Story(RULES, "app/restore"), lambda _: sg.AddRun("app/outage", DIGEST)
    ),
    "a runbook added to what is resolved": Declined(resolved, lambda _: sg.AddRun("app/restore", DIGEST)),
    "a runbook added that is not there": Declined(Story, lambda _: sg.AddRun("app/nothing", DIGEST)),
    "a runbook added that is walked": Declined(Story, lambda _: sg.AddRun("app/outage", DIGEST)),
    "silent twice": Declined(lambda: Story().on(sg.Hush(on=True)), lambda _: sg.Hush(on=True)),
    "mitigated twice": Declined(lambda: Story().on(sg.Mitigate()), lambda story: sg.Mitigate()),
    "acknowledged twice": Declined(lambda: Story().on(sg.Acknowledge()), lambda story: sg.Acknowledge()),
    "a role that is not there": Declined(Story, lambda story: sg.TakeRole("juggler", ANA)),
    "a role that somebody took": Declined(
        lambda: commanded(Story()), lambda story: sg.TakeRole("commander", BO, seen=""), BO
    ),
    "a role that nobody has any more": Declined(
        Story, lambda story: sg.TakeRole("commander", BO, seen="U0CHI"), BO
    ),
    "a role that one has": Declined(lambda: commanded(Story()), lambda story: sg.TakeRole("commander", ANA)),
    "a severity that moved": Declined(
        Story, lambda story: sg.SetSeverity(Severity.P0, "all is out", seen=Severity.P2)
    ),
    "a severity that is so already": Declined(Story, lambda story: sg.SetSeverity(Severity.P1, "")),
    "a severity lowered without a reason": Declined(Story, lambda story: sg.SetSeverity(Severity.P3, "")),
    "a snooze of what is worst": Declined(
        lambda: Story().on(sg.SetSeverity(Severity.P0, "all is out")),
        lambda story: sg.Snooze(timedelta(minutes=20)),
    ),
    "a snooze for a day": Declined(Story, lambda story: sg.Snooze(timedelta(days=1))),
    "a page of no group": Declined(Story, lambda story: sg.PageGroup("plumbers", "it leaks")),
    "a page when it is over": Declined(resolved, lambda story: sg.PageGroup("oncall", "help")),
    "resolved twice": Declined(resolved, lambda story: sg.Resolve()),
    "closed too early": Declined(Story, lambda story: sg.Close()),
    "closed while something is owed": Declined(resolved, lambda story: sg.Close()),
    "a fact of no run": Declined(Story, lambda story: sg.Correct("r9", "lost", "yes")),
    "a fact that is not there": Declined(Story, lambda story: sg.Correct("r1", "colour", "red")),
    **{name: Declined(story, what) for name, (story, what) in OF_ITEMS.items()},
    **{name: Declined(story, what, by) for name, (story, what, by) in OF_APPROVALS.items()},
    **{name: Declined(story, _just(what), by) for name, (story, what, by) in OF_ROLES.items()},
    **{name: Declined(story, what) for name, (story, what) in OF_THE_LOG.items()},
    **{name: Declined(story, what, by) for name, (story, what, by) in OF_PAPERS.items()},
}


def _unasked(story: Story) -> Story:
    story.rulebook = replace(RULES, policy=replace(POLICY, approve={Risk.CHANGE: ("oncall",)}))
    return story


def _unstaffed(story: Story) -> Story:
    story.rulebook = replace(RULES, policy=replace(POLICY, nobody=frozenset(POLICY.groups)))
    return story


UNDECLARED: dict[str, What] = {
    "an incident that is not there": sg.Acknowledge(),
    "a runbook that is not there": sg.Declare("INC-0001", "It is out", "app/nothing", Severity.P1),
}


def refusals() -> Iterator[tuple[str, Refusal]]:
    """Every refusal of the machine, by what was asked for."""
    for name, declined in DECLINED.items():
        yield name, declined.refusal()
    for name, what in UNDECLARED.items():
        try:
            decide(RULES, None, Signal(what, ANA, NOON))
        except Refusal as refusal:
            yield name, refusal
    try:
        held([Mandate("close", Severity.P0, ("security",))], lambda _: ())
    except Refusal as refusal:
        yield "a close that the policy leaves to others", refusal


def site(refusal: Refusal) -> Site:
    """Where it was raised."""
    trace = refusal.__traceback__
    assert trace is not None
    while trace.tb_next is not None:
        trace = trace.tb_next
    return Path(trace.tb_frame.f_code.co_filename).name, trace.tb_lineno


def sites() -> set[Site]:
    """Every `raise` of a refusal in the core."""
    found: set[Site] = set()
    for path in CORE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                name = ast.unparse(node.exc.func)
                if name == "moved" or name in {kind.__name__ for kind in Refusal.__subclasses__()}:
                    found.add((path.name, node.lineno))
    return found


def refusals_text() -> str:
    told = (f"{name}\n  {type(refusal).__name__}: {refusal}\n" for name, refusal in refusals())
    return "\n".join(told)


# -- timelines ---------------------------------------------------------------------------------


class Told(Story):
    """A story in which the world is Handrail's."""

    def on(self, what: What, by: Actor = ANA) -> Self:
        super().on(what, HANDRAIL if isinstance(what, sg.World) else by)
        return self


def good_walk() -> Story:
    """From the declaration to the close, as the runbook has it."""
    story = Told()
    story.channel().result("broken", {"bad": "r-1"}).on(sg.TakeRole("commander", ANA))
    story.on(sg.Answer(story.place, {"lost": True, "name": "api"}))
    story.on(sg.Note("The graph shows it, too.")).on(sg.Collect("copy", "s3://copy"))
    story.on(sg.Pick(story.place, "done")).ask().approve().result("ok").on(sg.Pick(story.place, "ok"))
    story.on(sg.Mitigate()).trouble("it was too slow").after(seconds=31).result("ok")
    story.on(sg.Pick(story.place, "done"))
    story.on(sg.Perform(story.place, plan=Plan("wipe", "plan-1"), token="token-2"))
    story.on(sg.Approve("token-2", SECURITY, PLAN), BO).result("ok").on(sg.Pick(story.place, "ok"))
    story.on(sg.Pick(story.place, "done")).on(sg.Resolve())
    return story.on(sg.Undone("undo-put-back")).on(sg.Close())


def bad_walk() -> Story:
    """With nearly all that can go otherwise."""
    story = Told()
    story.crash().crash().crash().on(sg.TakeRole("commander", ANA)).on(sg.Perform(story.place))
    story.on(sg.Cancel(story.place)).on(sg.TakeRole("commander", BO), BO)
    story.on(sg.Jump(story.place, "stop", "the caches are empty", saw=True), BO).after(minutes=16)
    story.on(sg.SetSeverity(Severity.P3, "it is small")).on(sg.Skip(story.place, "done", "done before"), BO)
    story.on(sg.Collect("copy", "s3://copy")).on(sg.Answer(story.place, {"name": "api"}))
    story.ask().on(sg.Deny("token-1", ONCALL, "not now"), CHI)
    story.on(sg.Perform(story.place, plan=PLAN, token="token-2"))
    story.on(sg.Approve("token-2", ONCALL, PLAN), CHI).crash()
    story.on(sg.Record(story.place, "ok")).on(sg.Perform(story.place, plan=PLAN, token="token-3"))
    story.after(minutes=30).on(sg.Perform(story.place, plan=PLAN, token="token-4"))
    story.on(sg.Record(story.place, "refused", output="a" * 64)).on(sg.Pick(story.place, "ok"))
    story.result("ok", {"bad": ""})
    return bad_end(story)


def bad_end(story: Story) -> Story:
    """Put back the wrong one, and give up."""
    caller = story.incident.runs["r1"].visit
    assert caller is not None
    story.on(sg.Jump(Place("r1", caller.number), "settle", "the wrong one was put back"), BO)
    late = story.command().id
    story.on(sg.Jump(story.place, "reopen", "it is up again"), BO)
    result = CommandResult("unreadable", "it is no JSON", output="b" * 64, sandbox="landlock 7, TCP anywhere")
    story.on(sg.EffectDone(late, result))
    story.on(sg.EffectDone("INC-0001/1/3", sg.Failed("no route"), kind="set_topic"))
    story.on(sg.EffectDone("INC-0001/1/4", sg.Filed("c" * 64, "INC-0001.md")))
    story.on(sg.Waive("seen", "nobody looked"), BO)
    return story.on(sg.Resolve(false_alarm=True, reason="it was a drill"), BO)


def moved() -> Story:
    """Alerts, a way out, what came back, an update, giving up, and all of it once more."""
    tell: Plain = {"kind": "update", "to": "customers", "approval": ["oncall"], "ways": {"done": "s"}}
    ways = {
        "worse": {"to": "tell", "alert": "Down"},
        "gone": {"to": "s", "during": ["tell"], "alert": "Up", "auto": True},
    }
    story = Told(rulebook({"top": _calling({"tell": tell}, ways), "child": CHILD}), "top")
    story.on(sg.TakeRole("commander", ANA)).on(
        sg.Alert("am/1", {"alertname": "Down"}, {"summary": "It is down"})
    )
    story.on(sg.TakeAnytime("r1", "worse")).on(sg.Send(story.place, "We are on it.", "t1"))
    story.on(sg.Alert("am/2", {"alertname": "Up"})).on(sg.Skip(story.place, "done", "no time"))
    story.on(sg.Perform(story.place)).on(sg.Abort(story.run.id, "it hangs"))
    story.on(sg.TakeAnytime("r1", "worse")).on(sg.Send(story.place, "We are on it.", "t2"))
    story.on(sg.Approve("t2", ONCALL), BO).on(sg.Abort("r1", "it is somebody else's"))
    story.on(sg.Resolve()).on(sg.Reopen("top", "it is back", "digest"))
    return story.on(sg.Resolve(reason="it went away"))


def _calling(steps: Plain, anytime: Plain) -> Plain:
    call = {"kind": "call", "book": "child", "ways": {"back": "over"}}
    return {"start": "s", "steps": {"s": call, **steps}, "ends": {"over": "fixed"}, "anytime": anytime}


def spun() -> Story:
    """A walk that moves by itself until it is stopped."""
    return Situation({"kind": "call", "book": "spin", "ways": {"back": "t"}}).story


def walk_of_items() -> Story:
    """A list: claimed, ticked, run, asked for together, mended, taken back in the grace, and failed."""
    story = Chores("list", name="api").on(sg.Claim(Place("r1", 1), "power"), BO)
    story.tick("power", "failed", "the lamp is dark", by=BO).press("look").gives(
        "look", "broken", {"bad": "r-1"}
    )
    story.press("look").gives("look", "ok").tick("wipe", "not_applicable", "nothing is lost")
    story.press("*", "mend", "tell").gives("tell", "refused").agree("mend").gives("mend", "ok")
    story.tick("power").tick("power", "open").tick("power", "failed")
    return story.on(sg.Pick(story.place, "failed"))


def walk_of_rows() -> Story:
    """A row is picked."""
    story = Chores("find").press("main").gives("main", "ok", {"found": FOUND}).rows(1)
    return story.on(sg.Pick(story.place, "ok"))


def finished() -> Story:
    """A postmortem: written by two, given back, accepted, with action items of every end."""
    story = Told().channel().on(sg.WriteSection("summary", "It was the disk."))
    story.on(sg.WriteSection("impact", "Nobody could log in.\n\nFor 20 min."), BO)
    today = NOON.replace(hour=0)
    for text, owner in (("Watch the disk", BO), ("Buy a disk", ANA), ("Pray", CHI)):
        story.on(sg.AddAction(text, owner, today))
    story.on(sg.SettleAction("A3", "dropped", "it does not help"), CHI).on(sg.AssignAction("A2", CHI))
    story.on(sg.SettleAction("A2", "done", "two of them"), CHI).on(sg.AskReview(CHI))
    story.on(sg.GiveBack("why was it full?"), CHI).on(sg.WriteSection("summary", "Logs filled it."))
    story.clock.forward(timedelta(days=2))
    return story.on(sg.Time()).on(sg.SettleAction("A2", "open")).on(sg.AskReview(CHI)).on(sg.Accept(), CHI)


def timeline_text(story: Story) -> str:
    told: list[str] = []
    for found in lines(story.log):
        mark = "!" if found.deviation else " "
        name = f" n{found.note}" if found.note else ""
        changed = f" ({found.changed})" if found.changed else ""
        rest = f" | {f'~{found.detail}~' if found.struck else found.detail}" if found.detail else ""
        text = f"{found.text}{name}{changed}{rest}"
        told.append(f"{mark} {found.at:%H:%M:%S} {found.by.name:8} {found.kind:9} {text}")
    return "\n".join(told) + "\n"


def said_of_people() -> str:
    """Lines that hardly a walk has: who was called, who has what, who may know, and absences."""
    offer = Handover("h1", "commander", "Commander", ANA, BO, (Part("Where", ("Mend it",)),), NOON, NOON)
    told: list[ev.Event] = [
        ev.Paged("p1", "oncall", "On-call", "it is P1", rung=1, late_seconds=120),
        ev.PageReached("p1", "On-call", ("U0BO",)),
        ev.PageReached("p2", "DevOps", (), "nobody is in it"),
        ev.PageAnswered("p1", "On-call"),
        ev.RoleGivenUp("commander", "Commander", ANA),
        ev.HandoverOffered(offer),
        *(
            ev.HandoverSettled("h1", "Commander", BO, state)
            for state in get_args(HandoverState)
            if state != "offered"
        ),
        ev.MadeRestricted("it names a person", "INC-0001/9/0"),
        ev.LetIn(CHI),
        ev.LetOut(CHI),
        ev.Hushed(on=True),
        ev.Hushed(on=False),
        ev.Informed(1, "internal", "It is being mended."),
        ev.Informed(2, "security", "It is being mended."),
        ev.Snoozed(NOON),
        ev.SnoozeEnded("U0ANA"),
        ev.Returned(NOON),
        ev.Restored(NOON, {"clock/r1/c": NOON}),
        ev.PostmortemAccepted(),
        ev.PostmortemReminded(),
        ev.IncidentDeclared(
            "PRC-0001", "Restore", "app/restore", Severity.P3, "prod", NOON, (), procedure=True
        ),
    ]
    found = lines((event, Stamp(NOON, ANA, "button")) for event in told)
    return "".join(f"{one.kind:9} {one.text}{f' | {one.detail}' if one.detail else ''}\n" for one in found)


TEXTS: dict[str, Callable[[], str]] = {
    "timeline-people.txt": said_of_people,
    "refusals.txt": refusals_text,
    "timeline-good.txt": lambda: timeline_text(good_walk()),
    "timeline-bad.txt": lambda: timeline_text(bad_walk()),
    "timeline-moved.txt": lambda: timeline_text(moved()),
    "timeline-spun.txt": lambda: timeline_text(spun()),
    "timeline-items.txt": lambda: timeline_text(walk_of_items()),
    "timeline-record.txt": lambda: timeline_text(record()),
    "timeline-rows.txt": lambda: timeline_text(walk_of_rows()),
    "timeline-papers.txt": lambda: timeline_text(finished()),
}

if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, text in TEXTS.items():
        (GOLDEN / name).write_text(text(), "utf-8")
