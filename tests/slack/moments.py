"""Moments of one incident as people see them; golden files, so that a change of words is seen in review.

`python -m tests.slack.moments` writes the files anew.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.core.duties import duties, of_group
from bot.core.effects import TellPerson
from bot.core.incident import MAIN, surface_of_draft
from bot.core.picture import Exact, Picture
from bot.core.refusals import Unwritten
from bot.core.rulebook import Rulebook
from bot.core.runbook import Anytime, Severity, Step, Update
from bot.core.signals import (
    HANDRAIL,
    AcceptHandover,
    Acknowledge,
    AddAction,
    Alert,
    Answer,
    AskReview,
    BreakGlass,
    Claim,
    Collect,
    Correct,
    DeclineHandover,
    Deny,
    EffectDone,
    Filed,
    HandOver,
    Jump,
    Pick,
    Posted,
    Reached,
    Resolve,
    SetSeverity,
    SettleAction,
    Shared,
    TakeRole,
    Waive,
    WriteSection,
)
from bot.core.timeline import Wanted, lines
from bot.slack.carried import Carried
from bot.slack.views import modals
from bot.slack.views import postmortem_forms as forms
from bot.slack.views import record as record_views
from bot.slack.views.answers import Line, listing, refusal
from bot.slack.views.approval import approval_message
from bot.slack.views.card import card
from bot.slack.views.found import Found, found
from bot.slack.views.handover import handover_message
from bot.slack.views.messages import announcement
from bot.slack.views.mine import Ask, Yours, home, mine_blocks
from bot.slack.views.paging import page_message
from bot.slack.views.postmortem import actions, draft_message, told
from bot.slack.views.sheet import sheet
from bot.slack.views.step import here_and_now, step_message
from bot.slack.views.timeline import timeline
from bot.slack.views.who import who_blocks
from tests.core.chores import FOUND, Chores
from tests.core.declined_roles import STAFFED
from tests.core.kept import record
from tests.core.outage import DIGEST, OUTAGE, RESTORE, RULES, Rules, When
from tests.core.story import ANA, BO, PLAN, Story
from tests.core.test_clocks import RULEBOOK as CLOCKED
from tests.core.test_tickets import Ticket
from tests.fakes.clock import NOON

GOLDEN = Path(__file__).parent / "golden"


def picture(story: Story, text: str = "mend api") -> Picture:
    return Picture(story.incident, story.rulebook, story.clock.now(), Exact(text))


def asked(rules: Rulebook = RULES) -> Story:
    story = Story(rules).channel().result("broken", {"bad": "r-1"})
    story.on(Answer(story.place, {"lost": "no", "name": "api"})).on(Pick(story.place, "done"))
    return story.on(Collect("r1/copy", "on the spare disk")).ask()


def moments() -> Iterator[tuple[str, list[Any]]]:
    """(name, blocks) for the moments worth a look."""
    story = Story(RULES).channel()
    yield "card-declared", card(picture(story, "look"))
    story.result("broken", {"bad": "r-1"}).on(TakeRole("commander", ANA))
    yield "card-question", card(picture(story))
    yield "step-question", step_message(picture(story), "r1", 2)
    yield "step-left", step_message(picture(story), "r1", 1)
    story = asked()
    yield "card-asked", card(picture(story))
    yield "approval", approval_message(picture(story), "token-1")
    story.on(Deny("token-1", frozenset({"oncall"}), "exports still run"), BO)
    yield "approval-denied", approval_message(picture(story), "token-1")
    story = asked().approve().crash()
    yield "card-interrupted", card(picture(story))
    story = Story(Rules({"app.look": "no endpoint is bound"}).book()).channel()
    yield "step-by-hand", step_message(picture(story, "look"), "r1", 1)
    story = asked().approve().result("ok")
    yield "step-result", step_message(picture(story), *_place(story))
    story.on(Pick(story.place, "ok")).on(Correct("r1", "bad", "r-2"))
    yield "step-waiting", step_message(picture(story, "look"), *_place(story))
    story.on(TakeRole("commander", ANA)).on(Resolve(reason="it holds"))
    yield "card-resolved", card(picture(story))
    hand = Rules({"app.mend": "it runs on another host"}).book()
    story = asked(hand)
    yield "approval-by-hand", approval_message(picture(story), "token-1")
    story.approve()
    yield "step-approved-by-hand", step_message(picture(story), *_place(story))
    story.on(TakeRole("commander", ANA)).on(Jump(story.place, "stop", "it came back"))
    yield "step-jumped", step_message(picture(story), "r1", 4)
    story = Story(RULES).channel().on(TakeRole("commander", ANA)).on(Waive("r1/copy", "no disk", "token-2"))
    yield "approval-to-waive", approval_message(picture(story), "token-2")
    story = Story(RULES).channel().result("ok")
    yield "card-false-alarm", card(picture(story))
    yield "here-ended", here_and_now(picture(story))


def moments_of_items() -> Iterator[tuple[str, list[Any]]]:
    """A list of a few, of one and of very many; rows to pick."""
    few = Chores("list", name="api").channel()
    few.press("look").gives("look", "broken", {"bad": "r-1"}).press("tell").gives("tell", "ok")
    few.on(Claim(few.place, "power"), BO).press("mend", token="token-1")
    yield "items-few", step_message(picture(few), *_place(few))
    many = Chores("drain", hosts=tuple(f"h-{number}" for number in range(1, 51))).channel()
    many.tick("1").tick("2", "failed", "it is *dark*").tick("4", "not_applicable")
    many.on(Claim(many.place, "3"), BO)
    yield "items-many", step_message(picture(many), *_place(many))
    yield "card-items", card(picture(many))
    at = picture(many).at()
    assert at is not None
    shown = sheet(picture(many), at, Carried("INC-0001", *_place(many), "2", "open"), "U0BO")
    yield "items-sheet", list(shown.blocks)
    one = Chores("drain", hosts=("h-1",)).channel()
    yield "items-one", step_message(picture(one), *_place(one))
    yield "items-one-done", step_message(picture(one.tick("1")), *_place(one))
    runs = Chores("fix", hosts=("h-1",)).channel()
    yield "items-one-runs", step_message(picture(runs, "mend h-1"), *_place(runs))
    rows = Chores("find").channel().press("main").gives("main", "ok", {"found": FOUND})
    yield "rows-to-pick", step_message(picture(rows), *_place(rows))
    yield "rows-picked", step_message(picture(rows.rows(1)), *_place(rows))


def moments_of_people() -> Iterator[tuple[str, list[Any]]]:
    """A role on its way from one to another, and who is on what."""
    story = asked(STAFFED).on(TakeRole("commander", ANA)).on(Claim(asked(STAFFED).place, MAIN), BO)
    yield "step-claimed", step_message(picture(story), *_place(story))
    story.ask(token="token-2").on(HandOver("commander", BO))
    offered = story.incident.handovers["commander/1"]
    yield "handover", handover_message(story.incident, offered)
    yield "who", who_blocks(picture(story), BO)
    yield "who-holds-a-role", who_blocks(picture(story), ANA)
    story.on(AcceptHandover("commander/1"), BO)
    yield "handover-accepted", handover_message(story.incident, story.incident.handovers["commander/1"])
    story.on(HandOver("commander", ANA), BO).on(DeclineHandover("commander/2", "I am in *a train*"), ANA)
    yield "handover-declined", handover_message(story.incident, story.incident.handovers["commander/2"])


def moments_of_the_log() -> Iterator[tuple[str, list[Any]]]:
    """Notes and kept messages, their forms, what is found, and a duplicate with the one that goes on."""
    story = record()
    told = lines(story.log)
    yield "timeline", timeline(story.incident, told, 0)
    yield "timeline-notes", timeline(story.incident, told, 1, Wanted("notes", BO.user, NOON, "look"))
    yield "card-duplicate", card(picture(story))
    yield "here-duplicate", here_and_now(picture(story))
    yield "announcement-duplicate", announcement(picture(story))
    notes = [line for line in told if line.note]
    other = Line("INC-0002", "Exports are *late*", Severity.P2, "mitigated", "C2", NOON, BO)
    yield "form-amend", list(record_views.amend_form(story.incident, notes, 1).blocks)
    yield "form-strike", list(record_views.strike_form(story.incident, notes, 0).blocks)
    yield "form-link", list(record_views.link_form(story.incident, [other]).blocks)
    yield "form-merge", list(record_views.merge_form(story.incident, [other]).blocks)
    yield "form-keep", list(record_views.keep_form(Carried(), "It *fell*", [other]).blocks)
    yield "found", found("receipts", [Found(other, [("n1", "twelve *receipts*"), ("title", "Exports")])])
    yield "found-nothing", found("`elephants`", [])


def moments_of_mine() -> Iterator[tuple[str, list[Any]]]:
    """What is asked of one person: a yes, a role, a step, something to keep."""
    story = asked(STAFFED).on(TakeRole("commander", ANA)).on(Claim(asked(STAFFED).place, MAIN), BO)
    story.on(TakeRole("scribe", BO), BO).ask(token="token-2").on(HandOver("commander", BO))
    one = story.incident
    line = Line(one.id, one.title, one.severity, one.life, one.channel, one.declared_at, one.declared_by)
    those = {BO.key, of_group("oncall")}
    yours = Yours([line], [Ask(line, duty) for duty in duties(one) if duty.who in those], story.clock.now())
    yield "home", list(home(yours).blocks)
    yield "mine", mine_blocks(yours)
    yield "home-of-nobody", list(home(replace(yours, incidents=[], asked=[])).blocks)


def moments_of_clocks() -> Iterator[tuple[str, list[Any]]]:
    """Whom the ladder called, clocks that are over, a ticket, and what another severity would bring."""
    story = Story(CLOCKED).channel()
    story.on(EffectDone("e", Reached("p1", (BO.user,))), HANDRAIL).after(minutes=11)
    story.on(EffectDone("e", Reached("p2", trouble="`security` is bound to nobody")), HANDRAIL)
    yield "card-paged", card(picture(story))
    yield "page", page_message(picture(story), "p1")
    story.on(Acknowledge("p1"), BO).after(minutes=25)
    yield "card-overdue", card(picture(story))
    yield "page-answered", page_message(picture(story), "p1")
    story = Story(CLOCKED).channel().after(minutes=9)
    yield "severity-form", list(modals.severity_form(picture(story), "P0", "it spreads").blocks)
    story.on(SetSeverity(Severity.P0, "it spreads"))
    yield "page-told", page_message(picture(story), "p2")
    small = Ticket(CLOCKED).opened()
    yield "card-ticket", card(picture(small))
    yield "announcement-ticket", announcement(picture(small))


def moments_of_moves() -> Iterator[tuple[str, list[Any]]]:
    """A called runbook, a way out that an alert asks for, an update, a yes to an outcome."""
    called = Story(changed(start="restore")).channel()
    called.on(Answer(called.place, {"name": "api"}))
    surface = f"step/{called.place.run}/1"
    called.on(EffectDone("INC-0001/9/0", Posted("C1", "1.0", "https://example.org/p1"), surface=surface))
    yield "step-calls", step_message(picture(called), "r1", 1)
    way = Anytime("worse", "It got worse", "given-up", alert=When(lambda _: True))
    story = Story(changed(start="reopen", anytime={"worse": way})).channel()
    story.on(Alert("am/1", {"alertname": "Down"}, {"summary": "It is *down*"}))
    yield "step-suggested", step_message(picture(story), "r1", 1)
    update = Update("oncall", "It is out: {severity}.")
    story = Story(
        changed(start="stop", stop=replace(OUTAGE.steps["stop"], kind=update, within=None))
    ).channel()
    yield "step-update", step_message(picture(story), "r1", 1)
    asks = replace(OUTAGE.steps["reopen"], approval=("oncall",))
    story = Story(changed(start="reopen", reopen=asks)).channel()
    story.on(Pick(story.place, "done", "token-1"))
    yield "step-outcome-asked", step_message(picture(story), "r1", 1)
    yield "approval-of-an-outcome", approval_message(picture(story), "token-1")


def moments_of_doing_it_alone() -> Iterator[tuple[str, list[Any]]]:
    """Nobody answers, and one person does it alone."""
    story = asked().after(minutes=6)
    yield "approval-unanswered", approval_message(picture(story), "token-1")
    on = Carried("INC-0001", name="token-1")
    yield "form-break-glass", list(modals.glass_form(picture(story), on).blocks)
    story.on(BreakGlass("token-1", "nobody is awake, and exports fail", frozenset({"oncall"}), PLAN))
    yield "approval-alone", approval_message(picture(story), "token-1")
    yield "card-alone", card(picture(story))
    yield "told-of-break-glass", page_message(picture(story), next(reversed(story.incident.pages)))


def moments_of_locks() -> Iterator[tuple[str, list[Any]]]:
    """Another organisation can read the channel."""
    story = Story().channel().on(TakeRole("commander", BO))
    story.on(Shared("C1"), HANDRAIL)
    said = next(row.effect for row in story.queued if isinstance(row.effect, TellPerson))
    line = Line("INC-0001", "Outage", Severity.P1, "acknowledged", "C1", NOON, ANA, locked=True)
    yield "card-locked", card(picture(story))
    yield "announcement-locked", announcement(picture(story))
    yield "here-locked", here_and_now(picture(story))
    yield "told-of-a-lock", told(picture(story), said.text, said.about, said.name)
    yield "list-locked", listing([line], everything=False)


def moments_of_papers() -> Iterator[tuple[str, list[Any]]]:
    """A postmortem on its way: the latest draft and the one before, its items, its forms, a reminder."""
    story = Story(RULES).channel().on(TakeRole("commander", ANA)).on(Resolve(reason="it holds"))
    for number in (1, 2):
        story.on(EffectDone(f"INC-0001/9/{number}", Filed(str(number) * 64, "here.md")))
        link = f"https://example.org/p{number}"
        story.on(EffectDone("INC-0001/9/0", Posted("C1", f"{number}.0", link), surface_of_draft(number)))
    story.on(WriteSection("summary", "The disk was *full*.")).on(WriteSection("impact", "None.", seen=0), BO)
    today = story.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    story.on(AddAction("Watch the <disk>", BO, today)).on(AddAction("Buy one", ANA, today))
    story.on(SettleAction("A2", "dropped", "no money")).on(AskReview(BO))
    story.after(hours=48)
    now = picture(story)
    yield "draft-replaced", draft_message(now, 1)
    yield "draft-latest", draft_message(now, 2)
    yield "actions", actions(now)
    yield "told-of-an-action", told(now, "A1 of INC-0001 was to be done: Watch the <disk>", "action", "A1")
    yield "told-of-a-review", told(now, "Ana asks you to read it.", "review", "")
    yield "card-with-papers", card(now)
    incident, action = story.incident, story.incident.postmortem.actions["A1"]
    yield "form-section", list(forms.section_form(incident, "summary").blocks)
    yield "form-overtaken", list(forms.overtaken_form(incident, "summary", "My words.").blocks)
    yield "form-action", list(forms.action_form(incident, "U0ANA", today).blocks)
    yield "form-action-change", list(forms.change_form(incident, action).blocks)
    yield "form-action-drop", list(forms.drop_form(incident, action).blocks)
    yield "form-no-actions", list(forms.no_actions_form(incident).blocks)
    yield "form-review", list(forms.review_form(incident).blocks)
    yield "form-give-back", list(forms.give_back_form(incident).blocks)
    refused = Unwritten("It is not finished.", "Write it.", ("summary", "actions", "accepted"))
    yield "close-refused", refusal(refused, "INC-0001")


def changed(start: str, anytime: Mapping[str, Anytime] | None = None, **steps: Step) -> Rulebook:
    """The outage from another step on, with steps of its own."""
    book = replace(OUTAGE, start=start, steps={**OUTAGE.steps, **steps}, anytime=anytime or {})
    return replace(RULES, runbooks={DIGEST: {"app/outage": book, "app/restore": RESTORE}})


def _place(story: Story) -> tuple[str, int]:
    return story.place.run, story.place.visit


def everything() -> Iterator[tuple[str, list[Any]]]:
    """All of them."""
    yield from moments()
    yield from moments_of_items()
    yield from moments_of_people()
    yield from moments_of_mine()
    yield from moments_of_the_log()
    yield from moments_of_clocks()
    yield from moments_of_moves()
    yield from moments_of_doing_it_alone()
    yield from moments_of_locks()
    yield from moments_of_papers()


def as_golden(blocks: list[Any]) -> str:
    return json.dumps([block.to_dict() for block in blocks], indent=1, ensure_ascii=False) + "\n"


def write() -> None:
    for name, blocks in everything():
        (GOLDEN / f"{name}.json").write_text(as_golden(blocks), encoding="utf-8")


assert PLAN.text == "mend api", "the golden files show what the story's plan says"

if __name__ == "__main__":
    write()
