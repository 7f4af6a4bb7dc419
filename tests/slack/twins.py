"""Two workspaces that differ in one incident: in the one it was, in its twin it never was.

Both live through the same. Then somebody who may not know of it tries all that there is, in both; whatever
they can tell apart is a leak.
"""

import io
import itertools
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

from bot.core import effects as fx
from bot.core.apply import apply
from bot.core.picture import Picture
from bot.core.runbook import Severity
from bot.core.signals import Channelled, Done, Posted
from bot.engine.alerts import Alerts, Suggested
from bot.engine.incidents import Declaration
from bot.engine.numbers import Numbers
from bot.engine.ports import Leased, Scene
from bot.logs.lines import JsonLines
from bot.slack.carried import Carried, encode
from bot.slack.chat import picture
from bot.slack.verbs import VERBS
from bot.slack.views.budget import rendered
from bot.slack.views.card import card
from bot.slack.views.messages import announcement
from bot.slack.views.step import step_message
from bot.store.store import SqlStore
from bot.web.alertmanager import Alertmanager
from bot.web.metrics import OPEN, PROCEDURES, ROWS, Gauges, Metrics
from tests.core.outage import OUTAGE
from tests.engine.desk import BOOKS
from tests.engine.desk import Desk as Engine
from tests.engine.test_alerts import named
from tests.fakes.clock import FakeClock
from tests.fakes.store import MemoryStore
from tests.fakes.world import HidingRedactor, PlayedChat
from tests.slack.blockkit import elements
from tests.slack.stage import ANA, ELSEWHERE, Json, Stage

How: TypeAlias = Literal["never", "by its class", "by hand"]
"""How the incident became restricted; `never`: there is none."""

WORD = "zanzibar"
"""Stands in all that is said in the restricted incident, and nowhere else."""
TITLE = f"The signing key of {WORD} leaked"
ANNOUNCED = "C0INCIDENTS"
LEAK = replace(
    OUTAGE,
    id="app/leak",
    title="Leaked credential",
    private=True,
    severity=Severity.P1,
    triggers=(named("Leak"),),
)
SECRET = {"by its class": "INC-48213", "by hand": "INC-0002"}
OUTSIDERS = ("U0CHI", "U0EVE", "U0STR")
"""A full member who has no part in it, a guest, and somebody of another organisation."""


class PublicChat(PlayedChat):
    """A chat that knows which channel is whose. `shown` is what stands outside of private channels."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[tuple[str, str], str] = {}
        self.private: set[str] = set()

    def perform(self, job: Leased, scene: Scene) -> Done:
        done, effect = super().perform(job, scene), job.effect
        if isinstance(effect, fx.CreateChannel):
            channel = "C" + sha256(effect.name.encode()).hexdigest()[:8].upper()
            if effect.private:
                self.private.add(channel)
            return Channelled(channel, effect.name)
        if isinstance(effect, fx.Withdraw):
            for place in effect.messages:
                self.shown.pop(place, None)
        if isinstance(effect, fx.CloseChannel):
            self.shown = {place: said for place, said in self.shown.items() if place[0] != effect.channel}
        if not isinstance(done, Posted):
            return done
        name = f"{job.incident}/{fx.surface(effect)}"
        channel = ANNOUNCED if isinstance(effect, fx.RefreshAnnouncement) else scene.incident.channel
        channel = "D0BO" if isinstance(effect, fx.RefreshPage | fx.TellPerson) else channel
        ts = f"{int(sha256(name.encode()).hexdigest()[:8], 16)}.0"
        if channel not in self.private and not channel.startswith("D"):
            now = Picture(scene.incident, scene.rulebook, scene.now)
            said = rendered(announcement(now)) if channel == ANNOUNCED else effect.kind
            self.shown[channel, ts] = json.dumps(said)
        return Posted(channel, ts, f"https://b.slack.com/{name}")


@dataclass
class Drawn:
    """What is drawn at random, told apart: what is drawn in the secret shifts nothing outside of it."""

    is_secret: bool = False

    def __post_init__(self) -> None:
        self._tokens = {True: itertools.count(1), False: itertools.count(1)}

    def token(self) -> str:
        return f"{'secret' if self.is_secret else 'token'}-{next(self._tokens[self.is_secret])}"

    def number(self, below: int) -> int:
        return 38213 if self.is_secret else below - 1


class World:
    """A workspace with its past. `secret` is the number of what few may know of, in both twins."""

    def __init__(self, folder: Path, how: How, twin_of: How) -> None:
        self.how, self.twin_of, self.drawn = how, twin_of, Drawn()
        self.secret, self.chat, clock = SECRET[twin_of], PublicChat(), FakeClock()
        folder.mkdir(exist_ok=True)
        self.store = SqlStore.open(folder / "handrail.db", bot="test", clock=clock, fold=apply)
        numbers = Numbers(draw=self.drawn.number)
        as_memory = cast(MemoryStore, self.store)  # one port, two adapters
        self.engine = Engine(as_memory, clock, self.chat, self.drawn.token, numbers)
        self.engine.library.become({**BOOKS, "app/leak": LEAK})
        self.stage = Stage(self.engine)
        self.suggested: list[str] = []
        self.alerts = Alerts(self.engine.incidents, self.store, HidingRedactor(), self._suggest)
        self.buttons: list[Json] = []
        self.forms: list[Json] = []

    # -- the past -----------------------------------------------------------------------------

    def live(self) -> "World":
        """A public incident, the secret one, another public one; alerts meanwhile."""
        self._types("declare app/outage The shop is slow", "U0ANA", ELSEWHERE)
        self._secretly(self._declared)
        self._wait(2)
        self._secretly(self._worked)
        self._wait(3)
        request = Declaration("app/outage", "Logins fail", labels={"alertname": "Down"})
        self.engine.incidents.declare(request, ANA, "typed")
        self._fires("Leak")
        self._wait(1)
        self._secretly(self._ended)
        self._wait(30)
        return self

    def _secretly(self, part: Callable[[], None]) -> None:
        if self.how == "never":
            if part == self._declared and self.twin_of == "by hand":  # the number that was left out by chance
                self.store.transact(lambda tx: tx.next_number("INC"))
            return
        self.drawn.is_secret = True
        part()
        self.drawn.is_secret = False

    def _declared(self) -> None:
        book = "app/leak" if self.how == "by its class" else "app/outage"
        self.engine.incidents.declare(Declaration(book, TITLE), ANA, "typed")
        self.engine.settle()
        self._types(f"{self.secret} lead", "U0BO", ELSEWHERE)
        if self.how == "by hand":
            self._types(f"INC-0001 link {self.secret}", "U0ANA", ELSEWHERE)
            self._types(f"{self.secret} restrict {WORD} may be behind it", "U0BO", ELSEWHERE)

    def _worked(self) -> None:
        inside = self._channel()
        for line in (
            f"note seen in {WORD}",
            "tick 99",
            "nonsense",
            "who",
            "timeline",
            f"find {WORD}",
            f"update internal {WORD} is being looked at",
            f"severity P0 {WORD} is worse",
            "page oncall",
            "admit <@U0ANA|ana>",
            f"action add <@U0BO|bo> 2026-12-01 turn {WORD}",
            "postmortem",
            "map",
        ):
            self._types(line, "U0BO", inside)
        self.stage.send(self.stage.shortcut(f"{WORD} wrote", "U0BO", inside))
        reacted = {"type": "message", "channel": inside, "ts": "1760000000.000100"}
        self.stage.send(
            self.stage.event({"type": "reaction_added", "user": "U0BO", "reaction": "eyes", "item": reacted})
        )
        joined = {"type": "member_joined_channel", "user": "U0EVE", "channel": inside}
        self.stage.send(self.stage.event(joined))
        self._kept()

    def _ended(self) -> None:
        for line in (f"other look {WORD} is gone", f"resolve {WORD} was turned", "draft"):
            self._types(line, "U0BO", self._channel())

    def _kept(self) -> None:
        """The buttons and the forms that those inside see."""
        scene = self.engine.incidents.scene(self.secret)
        now, run = picture(self.engine.incidents.plan, scene), scene.incident.current()
        assert run is not None
        assert run.visit is not None
        shown = [rendered(card(now)), rendered(step_message(now, run.id, run.visit.number))]
        pages = ("", "who", "mine", "list", "timeline", "postmortem", "help", "items")
        shown += [self.stage.types(line, "U0BO", self._channel()).get("blocks", []) for line in pages]
        found = {json.dumps(one): one for blocks in shown for one in elements(blocks)}
        self.buttons = [one for one in found.values() if "action_id" in one]
        for button in self.buttons:
            if str(button["action_id"]).startswith("open:"):
                self.stage.front.shown.clear()
                self.stage.presses(button, "U0BO")
                self.forms += [view for how, _, view in self.stage.front.shown if how == "open"]
        self.stage.front.shown.clear()

    def _types(self, line: str, user: str, channel: str) -> None:
        self.stage.types(line, user, channel)
        self.engine.settle()

    def _wait(self, minutes: int) -> None:
        self.engine.clock.forward(timedelta(minutes=minutes))
        self.engine.settle()

    def _channel(self) -> str:
        return self.engine.incidents.scene(self.secret).incident.channel

    # -- alerts -------------------------------------------------------------------------------

    def _suggest(self, found: Suggested) -> None:
        self.suggested.append(repr(found))

    def _fires(self, name: str) -> str:
        alert = {"status": "firing", "labels": {"alertname": name}, "fingerprint": f"f-{name}"}
        door = Alertmanager("token", self.alerts.offer)
        return door.take(json.dumps({"alerts": [alert]}).encode()).body

    # -- what an outsider sees ----------------------------------------------------------------

    def metrics(self) -> str:
        """`/metrics`, without what the process itself uses."""
        now = self.store.standing()
        rows = {"due": now.due, "later": now.later, "under_way": now.under_way, "dead": now.dead}
        gauges = Gauges(
            {
                ROWS: {(state,): count for state, count in rows.items()},
                OPEN: {(one.name,): now.incidents.get(one.name, 0) for one in Severity},
                PROCEDURES: {(): now.procedures},
            }
        )
        page = Metrics(self.engine.tally, lambda: gauges, "1").page().body
        told = [
            line for line in page.splitlines() if " process_" not in line and not line.startswith("process_")
        ]
        return "\n".join(sorted(told))

    def seen(self, body: Json) -> str:
        """All that the sender gets to see of what they sent."""
        self.stage.front.shown.clear()
        answer = self.stage.send(body)
        shown = [
            (how, what if how not in {"open", "push"} else "", to) for how, what, to in self.stage.front.shown
        ]
        return json.dumps([answer.status, answer.body, shown], sort_keys=True)

    def close(self) -> None:
        self.store.close()


def tried(one: World, user: str, room: str) -> Iterator[tuple[str, Callable[[World], str]]]:
    """Everything that somebody can do, by name. `one` is the world with the secret, `room` its channel."""

    def by(make: Callable[[Stage], Json]) -> Callable[[World], str]:
        return lambda world: world.seen(make(world.stage))

    for channel, verb in itertools.product((ELSEWHERE, room), VERBS):
        for words in (f"{one.secret} one two", one.secret, "", WORD, f"INC-0001 {one.secret}"):
            line = f"{verb.name} {words}"
            typed = partial(Stage.slash, text=line, user=user, channel=channel)
            yield f"/incident {line} in {channel}", by(typed)
    for line in ("", one.secret, f"{one.secret} step", f"find {TITLE}", "list all", "INC-0001 timeline"):
        yield f"/incident {line}", by(partial(Stage.slash, text=line, user=user))
    for number, button in enumerate(one.buttons):
        for where in ("message", "ephemeral", "view"):
            press = partial(Stage.press, element=button, user=user, where=where, ts=f"{number}.{where}")
            yield f"button {number} {button['action_id']} in a {where}", by(press)
    values = {"text": {"type": "plain_text_input", "value": WORD}}
    for number, form in enumerate(one.forms):
        sent = partial(Stage.submission, view=form, values=values, user=user, view_id=f"V{number}{user}")
        yield f"form {number} {form.get('callback_id')}", by(sent)
    for family, name in itertools.product(("do", "open", "show"), ("step", "who", "resolve", "note")):
        action, value = f"{family}:{name}", encode(Carried(one.secret))
        made_up = {"type": "button", "action_id": action, "value": value}
        yield f"made up {action}", by(partial(Stage.press, element=made_up, user=user))
    for query in ("", "leak", WORD, "out"):
        yield f"suggestions for {query}", by(partial(Stage.suggestion, query=query, user=user))
    for channel in (ELSEWHERE, room):
        yield f"shortcut in {channel}", by(partial(Stage.shortcut, text="this", user=user, channel=channel))
        item = {"type": "message", "channel": channel, "ts": "1760000000.000100"}
        event = {"type": "reaction_added", "user": user, "reaction": "pushpin", "item": item}
        yield f"reaction in {channel}", by(partial(Stage.event, event=event))
    opened = {"type": "app_home_opened", "user": user, "tab": "home"}
    yield "home", by(partial(Stage.event, event=opened))


def outside(world: World) -> dict[str, str]:
    """What can be read without doing anything."""
    incidents = world.engine.incidents
    public = [one.id for one in incidents.summaries(open_only=False) if one.audience is None]
    return {
        "messages outside": json.dumps(sorted(world.chat.shown.values())),
        "suggested by alerts": json.dumps(world.suggested),
        "answer to a sender of alerts": world._fires("Leak") + world._fires("Down"),  # noqa: SLF001 - as it comes
        "logs of the others": repr([[line.event for line in incidents.log(name)] for name in public])
        if world.twin_of == "by its class"
        else "",
        "metrics": world.metrics() if world.twin_of == "by its class" else _gauges(world.metrics()),
    }


def _gauges(page: str) -> str:
    """Without what was counted while it was for everybody."""
    return "\n".join(line for line in page.splitlines() if "_total" not in line)


@contextmanager
def logged() -> Iterator[Callable[[], Sequence[str]]]:
    """Every line that is logged meanwhile, at DEBUG, as an operator's log keeps it, without its time."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(lambda text: text))
    handler.addFilter(logging.Filter("handrail"))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)

    def lines() -> Sequence[str]:
        found: list[dict[str, Any]] = [json.loads(line) for line in stream.getvalue().splitlines()]
        return [json.dumps({name: told for name, told in line.items() if name != "time"}) for line in found]

    yield lines
    root.removeHandler(handler)
    root.setLevel(level)
