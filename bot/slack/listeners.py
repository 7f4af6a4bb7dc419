"""Bolt's listeners: acknowledge, parse, call once, answer. One for each family of payloads."""

import logging
from dataclasses import dataclass, replace

from slack_bolt import Ack, BoltContext

from bot.core.refusals import BadAnswers, Refusal, Unknown
from bot.core.signals import Actor
from bot.slack.answers import Answer, Declined, Did, Form, Json, Say
from bot.slack.carried import Unreadable
from bot.slack.desk import Act, Desk
from bot.slack.door import ACTOR
from bot.slack.front import Front
from bot.slack.keeping import Keeping
from bot.slack.payloads import Opened, Pressed, Reacted, Shortcut, Slash, Submitted, Suggestion
from bot.slack.sharing import Sharing
from bot.slack.submitted import by_block
from bot.slack.views.answers import said
from bot.slack.views.budget import rendered
from bot.slack.views.mine import home
from bot.slack.views.modals import told
from bot.slack.views.text import prose

log = logging.getLogger("handrail.slack")

WHOLE = 12_000
"""Characters of an answer without blocks."""
LEFT = "member_left_channel"
SHARED = "channel_shared"
MOVES = frozenset({"member_joined_channel", LEFT})
FAMILIES = ("do", "open", "show", "more")
"""Action ids begin with one of these: do something, open a form, show something, choose from a menu."""
CLOSED = (
    "The form could not be opened in time. Press again, or type `/incident help` for the words that do it."
)


@dataclass(frozen=True, slots=True)
class Listeners:
    """The doors of the room; every one stands behind the choke point."""

    desk: Desk
    sharing: Sharing
    front: Front
    keeping: Keeping

    def slash(self, ack: Ack, body: Json, context: BoltContext) -> None:
        """`/incident …`: the answer is seen by the one who typed it."""
        slash = Slash.model_validate(body)
        act = Act(_actor(context), "typed", slash.act)
        answer = self.desk.typed(slash.text, slash.channel_id, act)
        if isinstance(answer, Form):
            opened = self.front.open(slash.trigger_id, answer.view.to_dict())
            ack() if opened else ack(text=CLOSED, response_type="ephemeral")
            return
        ack(text=prose(answer.text, WHOLE), blocks=answer.blocks or None, response_type="ephemeral")

    def press(self, ack: Ack, body: Json, context: BoltContext) -> None:
        """A button or a menu: what the channel shows anyway is not said again."""
        pressed = Pressed.model_validate(body)
        in_private = bool(pressed.in_view) or pressed.container.is_ephemeral
        act = Act(_actor(context), "button", pressed.act, private=in_private)
        answer = self._pressed(pressed, act)
        ack()
        if pressed.at_home:
            self._at_home(pressed, act, answer)
            return
        match answer:
            case Form(view=view, instead=True) if pressed.in_view:
                self.front.update(pressed.in_view, view.to_dict())
            case Form(view=view):
                show = self.front.push if pressed.in_view else self.front.open
                if not show(pressed.trigger_id, view.to_dict()) and pressed.response_url:
                    self.front.respond(pressed.response_url, CLOSED, rendered(said(CLOSED)))
            case Did(news=news) if not (in_private or news):
                pass
            case Say() | Did() | Declined():
                self._show(pressed, answer)

    def _at_home(self, pressed: Pressed, act: Act, answer: Answer) -> None:
        """Forms and what is read open over the tab; what was done is seen in it."""
        looks = isinstance(answer, Say) and pressed.action.action_id == "show:mine"
        if looks or isinstance(answer, Did):
            self._publish(act.by)
        match answer:
            case Form(view=view):
                self.front.open(pressed.trigger_id, view.to_dict())
            case Did(news=False):
                pass
            case Say() | Did() | Declined() if not looks:
                self.front.open(pressed.trigger_id, view_saying("Handrail", answer.blocks))
            case _:
                pass

    def home(self, event: Json, context: BoltContext) -> None:
        """Somebody opens the app: their home tab is drawn as things are now."""
        if Opened.model_validate(event).tab == "home":
            self._publish(_actor(context))

    def _publish(self, by: Actor) -> None:
        self.front.publish(by.user, home(self.desk.yours(by)).to_dict())

    def _pressed(self, pressed: Pressed, act: Act) -> Answer:
        try:
            action, on = pressed.read()
        except Unreadable:
            old = Unknown(
                "This button is of another version of Handrail.", "`/incident` shows the current ones."
            )
            return self.desk.declined(old, "")
        return self.desk.pressed(action, on, act, pressed.sheet)

    def _show(self, pressed: Pressed, answer: Say | Did | Declined) -> None:
        if pressed.in_view:
            self.front.update(pressed.in_view, view_saying("Handrail", answer.blocks))
        elif pressed.response_url:
            replace = pressed.container.is_ephemeral and not isinstance(answer, Declined)
            self.front.respond(pressed.response_url, answer.text, answer.blocks, replace=replace)

    def submit(self, ack: Ack, body: Json, context: BoltContext) -> None:
        """A form: closed when it was taken; what does not fit is told beside its field."""
        submitted = Submitted.model_validate(body)
        act = Act(_actor(context), "form", submitted.act, private=False)
        answer = self.desk.submitted(submitted.form, submitted.carried, submitted.values(), act)
        match answer:
            case Declined(refusal=BadAnswers() as bad):
                ack(response_action="errors", errors=by_block(bad, submitted.inputs))
            case Declined(offers=True):
                ack(response_action="push", view=view_saying("Not possible", answer.blocks))
            case Declined(text=text) if submitted.inputs:
                ack(response_action="errors", errors={submitted.inputs[0]: text[:300]})
            case Did(news=False) if submitted.under and submitted.carried.back:
                ack()
                self._back_on_sheet(submitted, act, answer)
            case Did(news=False):
                ack(response_action="clear")
            case Did() | Say() | Declined():
                ack(response_action="update", view=view_saying("Handrail", answer.blocks))
            case Form(view=view, instead=instead):
                ack(response_action="update" if instead else "push", view=view.to_dict())

    def _back_on_sheet(self, submitted: Submitted, act: Act, answer: Did) -> None:
        """The form is closed, and all items lie under it: they show what has changed."""
        on = submitted.carried
        page, _, which = on.back.partition("/")
        shown = self.desk.on_sheet(answer, replace(on, name=page, seen=which, back=""), act)
        if isinstance(shown, Form):
            self.front.update(submitted.under, shown.view.to_dict())
        else:
            self.front.update(submitted.under, view_saying("Handrail", answer.blocks))

    def keep(self, ack: Ack, body: Json, context: BoltContext) -> None:
        """The shortcut of a message: kept at once, or asked for the incident; only this person is told."""
        shortcut = Shortcut.model_validate(body)
        try:
            answer = self.desk.keeps(
                self.keeping.chosen(shortcut),
                Act(_actor(context), "shortcut", shortcut.act, private=False),
            )
        except Refusal as refused:
            answer = self.desk.declined(refused, "")
        ack()
        if isinstance(answer, Form):
            self.front.open(shortcut.trigger_id, answer.view.to_dict())
        elif shortcut.response_url:
            self.front.respond(shortcut.response_url, answer.text, answer.blocks)

    def react(self, body: Json, event: Json, context: BoltContext) -> None:
        """A reaction: the one that keeps a message does so, without a word; any other is of no interest."""
        message = self.keeping.marked(Reacted.model_validate(event))
        if message is not None:
            act = Act(_actor(context), "reaction", f"event/{body.get('event_id', '')}")
            self.desk.marks(message, act)

    def suggest(self, ack: Ack, body: Json) -> None:
        """Options for what was typed so far."""
        found = self.desk.suggest(Suggestion.model_validate(body).value)
        ack(options=[option.to_dict() for option in found])

    def learn(self, body: Json, event: Json) -> None:
        """What Slack tells about people, and who came into a channel or left it."""
        self.desk.people.learn(event)
        user, channel = event.get("user"), str(event.get("channel") or "")
        self.sharing.forget(channel)
        if event.get("type") == SHARED and self.sharing.may_be_shared(channel):
            self.desk.found_shared(channel)
        if event.get("type") in MOVES and isinstance(user, str):
            act = f"event/{body.get('event_id', '')}"
            self.desk.came(user, channel, act, left=event["type"] == LEFT)


def _actor(context: BoltContext) -> Actor:
    actor = context[ACTOR]
    assert isinstance(actor, Actor), "the door lets only actors in"
    return actor


def view_saying(title: str, blocks: list[Json]) -> Json:
    """A modal with blocks that are rendered already."""
    return {**told(title, said("…")).to_dict(), "blocks": blocks}
