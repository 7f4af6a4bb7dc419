"""The walk: show, ask, offer, until the person leaves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, assert_never

from rich.text import Text

from bot.core.incident import MAIN, Incident, Visit
from bot.core.mandate import held, to_do
from bot.core.picture import Exact, Picture
from bot.core.refusals import Refusal, Unknown
from bot.core.signals import Actor, Approve, Deny, Place, Plan, Surface, TakeRole, What
from bot.core.values import BadValue
from bot.engine.incidents import Declaration, Taken
from bot.engine.ports import ByHand, Logged, Scene
from bot.terminal.choices import choices
from bot.terminal.console import Back, Changed, Console, Left
from bot.terminal.deeds import Choice, Deed, Fill, Leave, Look, Offer, Page, Stay
from bot.terminal.desk import Desk, Pasted
from bot.terminal.forms import filled
from bot.terminal.news import is_told, news
from bot.terminal.screen import screen
from bot.terminal.who import Walker
from bot.terminal.words import WORDS, meant


class UseCases(Protocol):
    """What a walk asks of the engine; `Incidents` is one."""

    def scene(self, incident: str) -> Scene: ...
    def log(self, incident: str) -> Sequence[Logged]: ...
    def plan(self, incident: str, place: Place, item: str = MAIN) -> Plan | ByHand | None: ...
    def declare(self, request: Declaration, by: Actor, via: Surface, act: str = "") -> Taken: ...
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


@dataclass(slots=True)
class Walk:
    """One incident, walked by one person."""

    use: UseCases
    console: Console
    walker: Walker
    incident: str
    _seen: int = field(default=0)
    """Version of the incident whose events were told."""

    def go(self) -> None:
        """Until the person leaves. Nothing is lost by that: everything is in the log."""
        self._seen = self.use.scene(self.incident).incident.version
        try:
            while self._once():
                pass
        except Left:
            pass
        self.console.show(Text(f"{self.incident} stays as it is; `handrail walk {self.incident}` goes on."))

    def _once(self) -> bool:
        """Show where it is, and do one thing. False when the person leaves."""
        self._await_commands()
        scene = self.use.scene(self.incident)
        now = self._picture(scene)
        offered = choices(now, self.walker.actor)
        self._tell(scene.incident)
        self.console.show(*screen(now, offered))
        while True:
            try:
                deed = self._chosen(offered, scene.incident)
                if isinstance(deed, Leave):
                    return False
                if isinstance(deed, Look):
                    self._look(deed.page)
                    if deed.page == "step":
                        return True
                    continue
                self._do(deed, now)
            except (Changed, Back):
                return True
            except Refusal as refused:
                self.console.show(Text(_here(refused), style="bold yellow"))
                continue
            return True

    def _chosen(self, offered: Sequence[Choice], incident: Incident) -> Deed:
        since = self._changed_since(incident.version)
        typed = self.console.line("Number, or a word (help):", since).strip()
        if not typed:
            return Look("step")
        if not typed.isdigit():
            labelled = [
                choice.deed for choice in offered if choice.label.partition(" → ")[0].lower() == typed.lower()
            ]
            return labelled[0] if len(labelled) == 1 else meant(typed, incident)
        if not 1 <= int(typed) <= len(offered):
            raise Unknown(f"There is no {typed} here.", "The numbers stand above; `help` lists the words.")
        return offered[int(typed) - 1].deed

    def _do(self, deed: Offer | Fill | Stay, now: Picture) -> None:
        match deed:
            case Offer(what=what):
                self._offer(what, now)
            case Fill():
                found = filled(self._desk(now), deed)
                if isinstance(found, Pasted):
                    self.walker.may_respond(now.rulebook.policy)
                    by = self.walker.actor
                    self.use.paste(
                        self.incident, found.place, found.text, by, ended=found.ended, item=found.item
                    )
                else:
                    self._offer(found, now)
            case Stay():
                changed = self._changed_since(now.incident.version)
                self.console.during("Waiting; Ctrl-C looks again", lambda: not changed())
            case _:
                assert_never(deed)

    def _desk(self, now: Picture) -> Desk:
        def exact_of(place: Place, item: str) -> Exact | None:
            return exact(self.use.plan, self.incident, place, item)

        return Desk(self.console, now, self.walker.actor, self.walker.groups, exact_of)

    def _offer(self, what: What, now: Picture) -> None:
        if isinstance(what, Approve | Deny | TakeRole):
            what = replace(what, groups=self.walker.groups)
        else:
            self.walker.may_respond(now.rulebook.policy)
        held(to_do(now.rulebook.policy, now.incident, what), self.walker.among)
        self.use.offer(self.incident, what, self.walker.actor, "typed")

    # -- looking ------------------------------------------------------------------------------

    def _await_commands(self) -> None:
        """Commands take seconds: their verdict is worth waiting for before anything is asked."""
        try:
            if self._is_running():
                self.console.during("It is running; Ctrl-C goes back", self._is_running)
            if self._moves_on():
                self.console.during(
                    "All done, it moves on; Ctrl-C, to take the last tick back", self._moves_on
                )
        except Back:
            pass  # what can be done meanwhile is shown

    def _is_running(self) -> bool:
        visit = self._visit()
        return visit is not None and any(item.state == "running" for item in visit.items)

    def _moves_on(self) -> bool:
        visit = self._visit()
        return visit is not None and visit.moves_at is not None

    def _visit(self) -> Visit | None:
        run = self.use.scene(self.incident).incident.current()
        return run.visit if run else None

    def _changed_since(self, version: int) -> Callable[[], bool]:
        """Asks whether something has happened that people read; a look of a wait that goes on is not."""
        looked = version

        def changed() -> bool:
            nonlocal looked
            now = self.use.scene(self.incident).incident.version
            if now == looked:
                return False
            looked = now
            log = self.use.log(self.incident)
            return any(is_told(one.event, one.stamp) for one in log if one.version > version)

        return changed

    def _tell(self, incident: Incident) -> None:
        if incident.version > self._seen:
            log = [logged for logged in self.use.log(self.incident) if logged.version > self._seen]
            self.console.show(Text(), *news(log, incident))
            self._seen = incident.version

    def _look(self, page: Page) -> None:
        if page == "timeline":
            self.console.show(*news(self.use.log(self.incident)))
        elif page == "help":
            for name, word in WORDS.items():
                self.console.show(Text(f"  {name:<11} {word.about}"))

    def _picture(self, scene: Scene) -> Picture:
        run = scene.incident.current()
        place = Place(run.id, run.visit.number) if run and run.visit else None
        now = exact(self.use.plan, scene.incident.id, place, MAIN) if place else None
        return Picture(scene.incident, scene.rulebook, scene.now, now)


def _here(refused: Refusal) -> str:
    """A refusal as it reads in the terminal, where the words are typed without `/incident`."""
    return str(refused).replace("`/incident`", "`step`").replace("/incident ", "")


def exact(
    plan: Callable[[str, Place, str], Plan | ByHand | None], incident: str, place: Place, item: str
) -> Exact | None:
    """The exact command of an item, for people to read; None when it runs none."""
    try:
        found = plan(incident, place, item)
    except (Refusal, BadValue) as error:
        return Exact(problem=str(error))
    match found:
        case None:
            return None
        case Plan(text=text):
            return Exact(text)
        case ByHand(text=text, why=why):
            return Exact(text, by_hand=why)
