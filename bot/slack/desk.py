"""What happens when somebody wants something: one use case is called, and its answer put into words."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, assert_never

from slack_sdk.models.blocks import Block, Option
from slack_sdk.models.views import View

from bot.core.incident import MAIN, Incident
from bot.core.mandate import held, to_declare, to_do
from bot.core.picture import Picture
from bot.core.policy import Policy
from bot.core.refusals import NotAllowed, NotNow, Overtaken, Refusal, Unknown
from bot.core.runbook import Runbook, Severity
from bot.core.signals import (
    HANDRAIL,
    AcceptHandover,
    Actor,
    AddRun,
    Admit,
    Approve,
    BreakGlass,
    Deny,
    Depart,
    HandOver,
    KeepMessage,
    Link,
    MarkMessage,
    Merge,
    Place,
    Plan,
    Shared,
    Surface,
    TakeRole,
    What,
)
from bot.core.timeline import Line as TimelineLine
from bot.core.timeline import lines as timeline_lines
from bot.core.writing import section_named
from bot.engine.incidents import Declaration, Mine, Taken
from bot.engine.ports import ByHand, Clock, Hit, Logged, Scene, Summary
from bot.engine.tally import REFUSALS, Tally, label_of
from bot.slack import declaring
from bot.slack.answers import Answer, Declined, Did, Form, Say, keep, kept
from bot.slack.approvers import SlackApprovers
from bot.slack.carried import Carried
from bot.slack.chat import picture
from bot.slack.confirm import confirm, part_of
from bot.slack.filtering import carried_filter
from bot.slack.forms import all_items, declare_view, view_of
from bot.slack.front import Front
from bot.slack.grammar import Line, read
from bot.slack.intents import DeclareIt, Intent, Join, Offer, Open, OpenDeclare, Paste, Sheet, Show, StartIt
from bot.slack.naming import with_item
from bot.slack.people import People
from bot.slack.pressed import read_pressed
from bot.slack.ranking import rank
from bot.slack.record_forms import FORMS, record_view
from bot.slack.submitted import carried_message, read_declare, read_keep, read_submitted
from bot.slack.typed import read_typed
from bot.slack.typed_record import here_first
from bot.slack.verbs import Stage, Verb, find, nearest
from bot.slack.views import answers as said
from bot.slack.views.budget import fit, rendered
from bot.slack.views.found import Found, found
from bot.slack.views.help import help_blocks, help_text
from bot.slack.views.mine import Ask, Yours, mine_blocks
from bot.slack.views.modals import class_option
from bot.slack.views.postmortem import actions, papers
from bot.slack.views.postmortem_forms import overtaken_form
from bot.slack.views.record import keep_form
from bot.slack.views.step import here_and_now
from bot.slack.views.text import bare
from bot.slack.views.timeline import timeline
from bot.slack.views.who import who_blocks

log = logging.getLogger("handrail.slack")

ELSEWHERE = "From another channel, name it: `/incident INC-0001 step`. `/incident list` shows the open ones."


class UseCases(Protocol):
    """What this room asks of the engine; `Incidents` is one."""

    def scene(self, incident: str, by: Actor) -> Scene: ...
    def in_channel(self, channel: str, by: Actor) -> str | None: ...
    def keeps(self, incident: str, by: Actor) -> bool: ...
    def summaries(self, *, open_only: bool = True, limit: int = 50, by: Actor) -> Sequence[Summary]: ...
    def log(self, incident: str) -> Sequence[Logged]: ...
    def find(self, words: str, by: Actor) -> Sequence[Hit]: ...
    def mine(self, by: Actor, member_of: Callable[[Collection[str]], Collection[str]]) -> Mine: ...
    def classes(self) -> Sequence[Runbook]: ...
    def procedures(self) -> Sequence[Runbook]: ...
    def severity_means(self, runbook: str) -> dict[Severity, str]: ...
    def plan(self, incident: str, place: Place, item: str = MAIN) -> Plan | ByHand | None: ...
    def declare(self, request: Declaration, by: Actor, via: Surface, act: str = "") -> Taken: ...
    def start(self, request: Declaration, channel: str, by: Actor, via: Surface, act: str = "") -> Taken: ...
    def offer(self, incident: str, what: What, by: Actor, via: Surface, act: str = "") -> Taken: ...
    def paste(
        self,
        incident: str,
        place: Place,
        pasted: str,
        by: Actor,
        act: str = "",
        ended: int | None = None,
        item: str = MAIN,
    ) -> Taken: ...


class Inbox(Protocol):
    """Answers that were given, to be repeated to a duplicate; `Store` is one."""

    def answer(self, key: str) -> str | None: ...
    def keep_answer(self, key: str, answer: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Act:
    """Who does it, by what surface, and the key under which Slack may deliver it twice.

    `private`: the answer is seen by this person alone and shows what became of it; otherwise the
    incident's channel shows it.
    """

    by: Actor
    via: Surface
    key: str
    private: bool = True


@dataclass(frozen=True, slots=True)
class Desk:
    """One object for the process."""

    use: UseCases
    inbox: Inbox
    people: People
    front: Front
    policy_of: Callable[[str], Policy]
    clock: Clock
    tally: Tally = field(default_factory=Tally)

    # -- the three ways in --------------------------------------------------------------------

    def typed(self, text: str, channel: str, act: Act) -> Answer:
        """A line after `/incident`, in a channel."""
        incident = self.use.in_channel(channel, act.by) or ""
        return self._answered(act, incident, lambda: self._read(read(text), incident, channel, act))

    def pressed(self, action: str, on: Carried, act: Act, sheet: Carried | None = None) -> Answer:
        """A button or an entry of a menu. `sheet`: on which page of all items, which then shows it."""
        if sheet is not None and action.startswith("open:"):
            on = replace(on, back=f"{sheet.name}/{sheet.seen}")
        answer = self._answered(act, on.incident, lambda: self._go(read_pressed(action, on, act.by), act))
        return answer if sheet is None else self.on_sheet(answer, sheet, act)

    def on_sheet(self, answer: Answer, sheet: Carried, act: Act) -> Answer:
        """All items as they are after it, with what was declined; the answer itself once the step is left."""
        if isinstance(answer, Say):
            return answer
        if isinstance(answer, Form):
            return replace(answer, instead=answer.view.callback_id == "form:items")
        told = said.refusal(answer.refusal) if isinstance(answer, Declined) else []
        try:
            now = picture(self.use.plan, self.use.scene(sheet.incident, act.by))
            return Form(all_items(now, sheet, act.by.user, told), instead=True)
        except Refusal:
            return answer

    def submitted(self, form: str, on: Carried, values: Mapping[str, str], act: Act) -> Answer:
        """A form that was sent."""

        def read_form() -> Answer:
            if form == "declare":
                return self._go(read_declare(values, on.name), act)
            if form == "keep":
                return self._go(read_keep(on, values), act)
            scene = self.use.scene(on.incident, act.by)
            return self._go(read_submitted(form, on, values, scene, self.people.actor), act)

        answer = self._answered(act, on.incident, read_form)
        if isinstance(answer, Declined) and isinstance(answer.refusal, Overtaken):
            now = self.use.scene(on.incident, act.by).incident
            name = section_named(answer.refusal.section)
            return Form(overtaken_form(now, name, values.get("text", "")), instead=True)
        return answer

    def keeps(self, message: KeepMessage, act: Act) -> Answer:
        """A message that somebody chose to keep: in its channel's incident, else in one that they choose."""
        here = self.use.in_channel(message.source.channel, act.by) or ""

        def keep_it() -> Answer:
            if here:
                return self._go(Offer(here, message), act)
            others = [_line(one) for one in self.use.summaries(open_only=False, by=act.by)]
            if not others:
                raise NotNow("There is no incident yet whose timeline could keep it.")
            return Form(keep_form(carried_message(message), message.text, others))

        return self._answered(act, here, keep_it)

    def marks(self, message: MarkMessage, act: Act) -> None:
        """A reaction asks to keep the message; nobody waits for an answer, and a refusal is none."""
        here = self.use.in_channel(message.channel, act.by)
        if not here:
            return
        try:
            self._may(act.by, self.use.scene(here, act.by).rulebook.policy)
            self.use.offer(here, message, act.by, act.via, act.key)
        except Refusal as refused:
            log.info("reaction refused", extra={"why": type(refused).__name__})

    def came(self, user: str, channel: str, act: str, *, left: bool) -> None:
        """Somebody is in a channel, or no longer: of a restricted incident, that says who may see it."""
        here = self.use.in_channel(channel, HANDRAIL)
        if not here or not self.use.scene(here, HANDRAIL).incident.restricted:
            return
        try:
            who = self.people.actor(user)
            self.use.offer(here, Depart(who) if left else Admit(who), HANDRAIL, "channel", act)
        except Refusal:
            return  # a guest, say; a line in the log would tell of the incident

    def found_shared(self, channel: str) -> None:
        """Another organisation reads the channel, or will: the incident in it is locked."""
        here = self.use.in_channel(channel, HANDRAIL)
        if here and not self.use.scene(here, HANDRAIL).incident.is_locked:
            self.use.offer(here, Shared(channel), HANDRAIL, "channel")

    def suggest(self, query: str) -> list[Option]:
        """Classes that fit what was typed so far, best first."""
        return [class_option(book.id, book.title) for book in rank(query, self.use.classes())[:20]]

    def yours(self, by: Actor) -> Yours:
        """What a person has to look at; Slack is asked only for groups of which something is asked."""
        mine = self.use.mine(by, lambda named: self.people.groups_of(by.user, named))
        asked = [Ask(_line(one.line), one.duty) for one in mine.asked]
        return Yours([_line(one) for one in mine.incidents], asked, mine.at)

    # -- one path through ---------------------------------------------------------------------

    def _answered(self, act: Act, incident: str, answer: Callable[[], Answer]) -> Answer:
        """The answer, or the one that was given to this very act before, or why it was declined."""
        before = self.inbox.answer(act.key)
        if before is not None:
            return kept(before)
        try:
            given = answer()
        except Refusal as refused:
            return self.declined(refused, incident, act.by)
        if isinstance(given, Did) and (act.private or given.news):
            self.inbox.keep_answer(act.key, keep(given))
        return given

    def declined(self, refused: Refusal, incident: str, by: Actor | None = None) -> Declined:
        if by is None or not self.use.keeps(incident, by):
            self.tally.count(REFUSALS, label_of(refused))
        blocks = said.refusal(refused, incident)
        return Declined(refused, str(refused), rendered(blocks), offers=len(blocks) > 1)

    def _read(self, line: Line, here: str, channel: str, act: Act) -> Answer:
        incident = line.incident or here
        if not line.verb:
            return self._go(Show("step" if incident else "list", incident), act)
        found = find(line.verb)
        if found is None:
            raise self._unknown(line.verb)
        verb, stands_for = found
        line = line.with_words(stands_for)
        if verb.name == "link":
            line = here_first(line, here)
            incident = line.incident or here
        if verb.name == "declare":
            wish = declaring.wanted(line, self.use.classes(), channel)
            return self._go(wish, replace(act, private=not here or incident != here))
        if verb.name == "start":
            return self._go(declaring.procedure(line, self.use.procedures(), channel), act)
        act = replace(act, private=not here or incident != here)
        return self._go(self._meant(verb, line, incident, act.by), act)

    def _meant(self, verb: Verb, line: Line, incident: str, by: Actor) -> Intent:
        match verb.name:
            case "list":
                return Show("list", incident, line.words[0] if line.words else "")
            case "find":
                return Show("find", name=f"{line.incident} {line.rest()}".strip())
            case "help" | "mine" as page:
                return Show(page, incident)
            case _:
                if not incident:
                    raise NotNow("There is no incident in this channel.", ELSEWHERE)
                scene = self.use.scene(incident, by)
                if verb.name == "add":
                    books = [*self.use.classes(), *self.use.procedures()]
                    return Offer(incident, AddRun(declaring.to_add(line, books, scene.incident)))
                return read_typed(verb, line, scene, by, self.people.actor)

    def _unknown(self, word: str) -> Refusal:
        near = nearest(word)
        hint = f"Did you mean `/incident {near}`? " if near else ""
        return Unknown(
            f"`{word[:40]}` is not something I know.", f"{hint}`/incident help` lists all there is."
        )

    def _go(self, intent: Intent, act: Act) -> Answer:
        match intent:
            case Offer() | Paste():
                return self._offer(intent, act)
            case Open(form=form, carried=on) if form in FORMS:
                return Form(self._record_form(form, on, act.by))
            case Open(form=form, carried=on):
                now = picture(self.use.plan, self.use.scene(on.incident, act.by), on.name)
                return Form(view_of(form, on, now, act.by.user))
            case Sheet(carried=on):
                now = picture(self.use.plan, self.use.scene(on.incident, act.by))
                return Form(all_items(now, on, act.by.user))
            case OpenDeclare(runbook=runbook):
                return Form(declare_view(intent, self.use.classes(), self.use.severity_means(runbook)))
            case DeclareIt():
                return self._declare(intent, act)
            case StartIt():
                return self._start(intent, act)
            case Join(incident=incident):
                return self._join(incident, act)
            case Show():
                return self._show(intent, act.by)
            case _:
                assert_never(intent)

    def _record_form(self, form: str, on: Carried, by: Actor) -> View:
        incident = self.use.scene(on.incident, by).incident

        def listed() -> list[said.Line]:
            return [_line(one) for one in self.use.summaries(open_only=False, limit=101, by=by)]

        return record_view(form, on, incident, lambda: self._lines(incident.id), listed)

    def _lines(self, incident: str) -> Sequence[TimelineLine]:
        return timeline_lines((one.event, one.stamp) for one in self.use.log(incident))

    # -- what changes something ---------------------------------------------------------------

    def _offer(self, intent: Offer | Paste, act: Act) -> Answer:
        scene = self.use.scene(intent.incident, act.by)
        what: What | None = None
        if isinstance(intent, Paste):
            self._may(act.by, scene.rulebook.policy)
            taken = self.use.paste(
                intent.incident, intent.place, intent.text, act.by, act.key, intent.ended, intent.item
            )
        else:
            what = self._with_groups(with_item(intent.what, scene.incident), scene, act.by)
            if not isinstance(what, Approve | Deny):
                self._may(act.by, scene.rulebook.policy)
                held(to_do(scene.rulebook.policy, scene.incident, what), self._groups_of(act.by))
            if isinstance(what, Link | Merge):
                other = what.other if isinstance(what, Link) else what.into
                self._may(act.by, self.use.scene(other, act.by).rulebook.policy)
            taken = self.use.offer(intent.incident, what, act.by, act.via, act.key)
        text = confirm(what, taken.incident) if what else "Read and recorded."
        part = self._part(what, scene, taken.incident, act.by)
        if part:
            return Did(bare(text), rendered(said.said(f"{text}\n{part}")), news=True)
        if not act.private:
            return Did(bare(text), rendered(said.said(text)))
        return Did(bare(text), [*rendered(said.said(text)), *self._here(intent.incident, act.by)])

    def _with_groups(self, what: What, scene: Scene, by: Actor) -> What:
        """The groups of an approver, or of who is to have a role, as they are at this click."""
        roles = scene.rulebook.policy.roles
        match what:
            case Approve(token=token):
                approval = scene.incident.approvals.get(token)
                who, asked = by, approval.groups if approval else ()
                if approval and approval.state == "pending" and not by.is_same_person(approval.requester):
                    what = replace(what, asker=SlackApprovers(self.people).asker(approval, by))
            case Deny(token=token):
                approval = scene.incident.approvals.get(token)
                who, asked = by, approval.groups if approval else ()
            case BreakGlass():
                glass = scene.rulebook.policy.break_glass
                who, asked = by, glass.change if glass else ()
            case TakeRole(role=role, holder=who) | HandOver(role=role, to=who):
                asked = roles[role].groups if role in roles else ()
            case AcceptHandover(handover=name):
                offered = scene.incident.handovers.get(name)
                who, asked = by, roles[offered.role].groups if offered and offered.role in roles else ()
            case _:
                return what
        return replace(what, groups=self.people.groups_of(who.user, asked))

    def _part(self, what: What | None, scene: Scene, after: Incident, by: Actor) -> str:
        """What a role means, told to who takes it; who is given one is told in the channel."""
        if what is None or (isinstance(what, TakeRole) and not what.holder.is_same_person(by)):
            return ""
        return part_of(what, scene.rulebook.policy, after)

    def _groups_of(self, by: Actor) -> Callable[[tuple[str, ...]], Collection[str]]:
        """Which of some groups the person is in, as Slack says at this click."""
        return lambda groups: self.people.groups_of(by.user, groups)

    def _may(self, by: Actor, policy: Policy) -> None:
        """Whom the policy lets respond."""
        if policy.respond and not self.people.groups_of(by.user, policy.respond):
            raise NotAllowed(
                f"Only {' or '.join(policy.respond)} may act here, and you are in none of them.",
                "You can follow along in the channel.",
            )

    def _declare(self, intent: DeclareIt, act: Act) -> Answer:
        request = intent.request
        book = next((one for one in self.use.classes() if one.id[:75] == request.runbook[:75]), None)
        if book is None:
            raise Unknown(
                f"There is no incident class `{request.runbook}`.", "`/incident declare` lists them."
            )
        policy = self.policy_of(book.system)
        self._may(act.by, policy)
        severity = request.severity or book.severity or Severity.P3
        held(to_declare(policy, severity), self._groups_of(act.by))
        request = replace(request, runbook=book.id)
        if not intent.anyway:
            same = declaring.same_thing(book.id, self.use.summaries(by=act.by), self.clock.now())
            if same is not None:
                blocks = said.offer_to_join(_line(same), declaring.carry(request))
                return Say(f"{same.id} is the same class and was declared just now.", rendered(blocks))
        taken = self.use.declare(request, act.by, act.via, act.key)
        incident = taken.incident
        blocks = said.declared(incident.id, incident.title, incident.channel, ticket=incident.is_ticket)
        if act.via == "form":  # a window stands as it was drawn while the first step goes on
            first = said.look_in(incident.id)
        else:
            first = here_and_now(picture(self.use.plan, self.use.scene(incident.id, act.by)), titled=False)
        return Did(f"{incident.id} is declared.", rendered(fit([*blocks, *first])), news=True)

    def _start(self, intent: StartIt, act: Act) -> Answer:
        self._may(act.by, self.policy_of(intent.request.runbook.partition("/")[0]))
        taken = self.use.start(intent.request, intent.channel, act.by, act.via, act.key)
        begun = taken.incident
        return Did(f"{begun.id} has begun.", rendered(said.begun(begun.id, begun.title)), news=True)

    def _join(self, incident: str, act: Act) -> Answer:
        scene = self.use.scene(incident, act.by)
        if scene.incident.channel:
            self.front.invite(scene.incident.channel, act.by.user)
        thread = scene.incident.messages.get("announcement") if scene.incident.is_ticket else None
        blocks = said.joined(incident, scene.incident.channel, thread.permalink if thread else "")
        return Did(f"You are in {incident}.", [*rendered(blocks), *self._here(incident, act.by)], news=True)

    # -- what only shows ----------------------------------------------------------------------

    def _here(self, incident: str, by: Actor) -> list[dict[str, object]]:
        return rendered(here_and_now(picture(self.use.plan, self.use.scene(incident, by))))

    def _show(self, intent: Show, by: Actor) -> Answer:
        match intent.page:
            case "step":
                scene = self.use.scene(intent.incident, by)
                now = picture(self.use.plan, scene)
                return _say(f"{intent.incident}: {scene.incident.title}", here_and_now(now))
            case "who":
                scene = self.use.scene(intent.incident, by)
                now = Picture(scene.incident, scene.rulebook, scene.now)
                return _say(f"Who is on what in {intent.incident}", who_blocks(now, by))
            case "mine":
                yours = self.yours(by)
                return _say(f"{len(yours.asked)} things are asked of you", mine_blocks(yours))
            case "timeline":
                return self._timeline(intent, by)
            case "find":
                return self._find(intent.name, by)
            case "list":
                everything = intent.name == "all"
                listed = [_line(one) for one in self.use.summaries(open_only=not everything, by=by)]
                return _say(f"{len(listed)} incidents", said.listing(listed, everything=everything))
            case "papers" | "action":
                return self._papers(intent, by)
            case "procedures":
                books = [(book.id, book.title) for book in self.use.procedures()]
                return _say(f"{len(books)} procedures", said.procedures(books))
            case "help":
                stage: Stage = (
                    self.use.scene(intent.incident, by).incident.life if intent.incident else "none"
                )
                return _say(help_text(stage, intent.incident), help_blocks(stage, intent.incident))
            case _:
                assert_never(intent.page)

    def _timeline(self, intent: Show, by: Actor) -> Answer:
        scene = self.use.scene(intent.incident, by)
        only = carried_filter(intent.only, scene.now)
        lines = [line for line in self._lines(scene.incident.id) if only.takes(line)]
        page = int(intent.name) if intent.name.isdigit() else 0
        return _say(f"Timeline of {intent.incident}", timeline(scene.incident, lines, page, only))

    def _find(self, words: str, by: Actor) -> Answer:
        if not words.strip():
            raise NotNow("Say what to look for.", "`/incident find receipts hash` looks in all incidents.")
        hits = [Found(_line(hit.summary), hit.texts) for hit in self.use.find(words, by)]
        return _say(f"{len(hits)} found", found(words, hits))

    def _papers(self, intent: Show, by: Actor) -> Answer:
        now = picture(self.use.plan, self.use.scene(intent.incident, by))
        if intent.page == "action":
            return _say(f"Action items of {intent.incident}", actions(now))
        return _say(f"The postmortem of {intent.incident}", papers(now))


def _say(text: str, blocks: Sequence[Block]) -> Say:
    return Say(text, rendered(fit(blocks)))


def _line(one: Summary) -> said.Line:
    return said.Line(
        one.id,
        one.title,
        one.severity,
        one.life,
        one.channel,
        one.declared_at,
        one.declared_by,
        one.locked,
    )
