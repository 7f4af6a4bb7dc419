"""A whole incident as the log has it: declared, walked with everything that can go otherwise, closed."""

from datetime import timedelta
from typing import Self

from bot.core.incident import surface_of_draft, surface_of_step
from bot.core.result import CommandResult, Reading
from bot.core.rulebook import Rulebook
from bot.core.runbook import Severity
from bot.core.signals import (
    HANDRAIL,
    Accept,
    Actor,
    AddAction,
    Answer,
    AskReview,
    Cancel,
    Close,
    Collect,
    Correct,
    Declare,
    Deny,
    DraftPostmortem,
    EffectDone,
    Failed,
    Filed,
    GiveBack,
    Interrupted,
    Jump,
    Mitigate,
    Note,
    Perform,
    Pick,
    Posted,
    Record,
    Resolve,
    SetSeverity,
    SettleAction,
    Skip,
    Snooze,
    TakeRole,
    Time,
    Undone,
    Waive,
    What,
    WriteSection,
)
from bot.core.values import Values
from bot.engine.ports import Logged
from tests.core.outage import RULES
from tests.core.story import ANA, BO, CHI, Story
from tests.fakes.clock import NOON

EARLIER = NOON - timedelta(minutes=5)
EXCERPT = "receipt r-1: bad\n… 3 lines left out …\n1 of 40 receipts does not verify"


class Told(Story):
    """A story whose results, timers and interruptions are Handrail's own acts."""

    def __init__(self, declared: Declare | None = None, rulebook: Rulebook = RULES) -> None:
        self.links = 0
        self._declared = declared
        super().__init__(rulebook)

    def on(self, what: What, by: Actor = ANA) -> Self:
        if isinstance(what, Declare):
            what = self._declared or what
        super().on(what, HANDRAIL if isinstance(what, EffectDone | Interrupted | Time) else by)
        return self

    def posted(self, surface: str) -> Self:
        """Slack shows a message."""
        self.links += 1
        link = f"https://example.slack.com/archives/C1/p{self.links:04d}"
        return self.on(
            EffectDone(f"INC-0001/1/{90 + self.links}", Posted("C1", f"{self.links}.0", link), surface)
        )

    def step_posted(self) -> Self:
        return self.posted(surface_of_step(self.place.run, self.place.visit))

    def ran(self, verdict: str, values: Values | None = None, excerpt: str = "", exit_: int = 0) -> Self:
        """The last command ends, as the relay records it."""
        reading = Reading(values or {}, verdict)
        result = CommandResult(
            reading=reading,
            exit=exit_,
            output="a" * 64,
            excerpt=excerpt,
            raw="c" * 64,
            binary="b" * 64,
            sandbox="landlock 7, TCP anywhere",
            duration_ms=412,
        )
        return self.on(EffectDone(self.command().id, result))

    def entries(self) -> list[Logged]:
        """The log, as the store gives it."""
        return [
            Logged("INC-0001", version, stamp, event, "0.1.0")
            for version, (event, stamp) in enumerate(self.log, 1)
        ]


def outage() -> Told:
    """Walked with a denial, an approval, an interruption, a skip, a correction, evidence and undo; closed."""
    story = Told().posted("announcement")
    story.channel()
    story.posted("card").step_posted()
    story.crash()
    story.ran("broken", {"bad": "r-1"}, EXCERPT, exit_=1).step_posted()
    story.on(TakeRole("commander", ANA))
    story.on(TakeRole("scribe", CHI), CHI)
    story.on(Answer(story.place, {"lost": True, "name": "ap1"}))
    story.on(Correct("r1", "name", "api"), BO)
    story.on(Note("Customers write to support, see https://status.example/1"), CHI)
    story.after(minutes=16)
    story.on(Pick(story.place, "done"))
    story.on(Collect("copy", "s3://copies/inc-0001", "d" * 64))
    story.ask(token="token-1")
    story.posted("approval/token-1")
    story.on(Deny("token-1", frozenset({"oncall"}), "the copy is not read back yet"), BO)
    story.ask(token="token-2")
    story.approve(token="token-2")
    story.crash()
    story.on(Record(story.place, verdict="ok"), BO)
    story.on(Pick(story.place, "ok"))
    story.ran("broken", {"bad": "r-2"})
    story.after(seconds=30)
    story.ran("ok")
    story.on(Pick(story.place, "done"))
    story.on(Skip(story.place, "ok", "the cache was empty already"))
    story.on(Pick(story.place, "done"), BO)
    story.on(SetSeverity(Severity.P1, "nothing was lost after all"))
    story.on(Resolve())
    story.on(Undone("restore/undo-put-back"))
    story.on(DraftPostmortem())
    return story.on(Close())


def rough() -> Told:
    """Nothing goes by the book: trouble, cancelling, jumps, an expired approval, a waiver, and still open."""
    story = Told()
    story.channel()
    story.trouble("it took longer than 30 s")
    story.on(Perform(story.place))
    story.on(Cancel(story.place))
    story.on(TakeRole("commander", ANA))
    story.on(TakeRole("commander", BO), BO)
    story.on(Perform(story.place), BO)
    late = story.command().id
    story.on(Jump(story.place, "stop", "the disk is full, not the receipts", saw=True), BO)
    story.on(EffectDone(late, CommandResult(reading=Reading({}, "ok"), status=200)))
    story.on(Correct("r1", "name", "api"), BO)
    story.on(Pick(story.place, "done"))
    story.on(Collect("copy", "on the stick in the safe"))
    story.ask()
    story.after(minutes=16)
    story.ask(token="token-2")
    story.approve(token="token-2")
    story.on(EffectDone(story.command().id, CommandResult(reading=Reading({}, "ok"))))
    story.on(Pick(story.place, "refused"), BO)
    story.on(Jump(story.place, "settle", "it is stopped still"), BO)
    story.trouble("the endpoint did not answer")
    story.on(EffectDone("INC-0001/1/9", Failed("channel_is_archived"), kind="refresh_card"))
    story.on(Waive("seen", "nobody looked"), BO)
    story.on(Mitigate())
    story.on(Snooze(timedelta(minutes=30)), BO)
    story.after(hours=1)
    return story


def alarm() -> Told:
    """Detected before it was declared; a false alarm."""
    story = Told(
        declared=Declare("INC-0001", "The app is out", "app/outage", Severity.P2, detected_at=EARLIER)
    )
    story.ran("ok")
    return story.on(Resolve(false_alarm=True))


def finished() -> Told:
    """Written by two, read by a third, accepted; with action items of every end, replaced once."""
    story = outage()
    for number in (1, 2):
        story.on(EffectDone(f"INC-0001/1/{70 + number}", Filed(str(number) * 64, "INC-0001.md")))
        story.posted(surface_of_draft(number))
    story.on(
        WriteSection(
            "summary", "The disk was *full*.\n\n- it filled for a week\n- nobody saw it\nSee www.example.org"
        )
    )
    story.on(WriteSection("impact", "Nobody could log in <script>", seen=0), BO)
    story.on(WriteSection("summary", "Logs filled it."), BO)
    story.on(WriteSection("lessons", "# Disks fill", seen=0), CHI)
    today = NOON.replace(hour=0)
    for text, owner in (("Watch the disk | always", BO), ("Buy a disk", CHI), ("Pray", ANA)):
        story.on(AddAction(text, owner, today))
    story.on(SettleAction("A2", "done", "two of them"), CHI).on(SettleAction("A3", "dropped", "no use"))
    story.on(AskReview(CHI)).on(GiveBack("why was it full?"), CHI).on(AskReview(CHI)).on(Accept(), CHI)
    story.after(hours=48)
    return story


def just_declared() -> Told:
    return Told()
