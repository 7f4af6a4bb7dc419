"""A severity that opens no channel: the incident is a ticket, until it is raised."""

from bot.core import effects as fx
from bot.core import signals as sg
from bot.core.runbook import Severity
from bot.core.signals import HANDRAIL
from tests.core.story import ANA, BO, Story
from tests.core.test_clocks import CLOCKED, RULEBOOK

SLACK = (fx.CreateChannel, fx.Invite, fx.SetTopic, fx.PinCard, fx.Page)
"""What a ticket has none of."""


class Ticket(Story):
    """A P3, whose thread is there."""

    severity = Severity.P3

    def opened(self) -> "Ticket":
        return self.on(sg.EffectDone("INC-0001/1/0", sg.Posted("C9", "1.0"), "announcement"), HANDRAIL)


def ticket() -> Ticket:
    return Ticket(RULEBOOK).opened()


def test_a_ticket_opens_a_thread_and_calls_nobody() -> None:
    story = Ticket(RULEBOOK)

    assert story.queued[0].effect == fx.OpenTicket("")
    assert not [row for row in story.queued if isinstance(row.effect, SLACK)]
    waiting = [row for row in story.queued[1:] if fx.needs_channel(row.effect)]
    assert waiting
    assert all("INC-0001/1/0" in row.after for row in waiting), "until its thread is there"


def test_a_ticket_is_worked_in_its_thread_to_the_end() -> None:
    story = ticket().result("broken", {"bad": "r-1"}).on(sg.TakeRole("commander", ANA))
    place = story.incident.place
    assert place is not None
    assert (place.channel, place.ts) == ("C9", "1.0")

    story.on(sg.Note("it is the font")).on(sg.Resolve(reason="it is drawn again"))
    for owed in story.incident.must():
        story.on(sg.Collect(owed.id, "a picture"))
    story.on(sg.Close())

    assert story.incident.life == "closed"
    late = [row for row in story.queued if row.id.split("/")[1] != "1" and fx.needs_channel(row.effect)]
    assert not [row for row in late if row.after and "INC-0001/1/0" in row.after]


def test_a_ticket_that_is_raised_gets_its_channel_and_moves_into_it() -> None:
    story = ticket().on(sg.TakeRole("commander", BO))
    story.on(sg.EffectDone("e", sg.Posted("C9", "2.0"), "card"), HANDRAIL)
    before = len(story.queued)

    story.on(sg.SetSeverity(Severity.P2, "nobody can read it"))

    queued = story.queued[before:]
    opening = queued[0]
    assert isinstance(opening.effect, fx.CreateChannel)
    assert story.incident.opening == opening.id
    assert story.incident.place is None
    assert set(story.incident.messages) == {"announcement"}, "the card is posted anew in the channel"
    kinds = {type(row.effect) for row in queued}
    assert kinds >= {fx.Invite, fx.RefreshCard, fx.PinCard, fx.RefreshStep, fx.SetTopic, fx.Page}
    assert all(opening.id in row.after for row in queued[1:] if fx.needs_channel(row.effect))
    invited = next(row.effect for row in queued if isinstance(row.effect, fx.Invite))
    assert set(invited.users) == {ANA.user, BO.user}

    story.on(sg.EffectDone(opening.id, sg.Channelled("C1", "inc-0001")), HANDRAIL)

    assert not story.incident.is_ticket
    assert story.incident.channel == "C1"


def test_its_ladder_begins_when_it_is_raised() -> None:
    story = ticket()
    story.after(hours=2).on(sg.SetSeverity(Severity.P2, "nobody can read it"))

    assert [(page.group, page.rung) for page in story.incident.pages.values()] == [("oncall", 1)]

    story.after(minutes=11)

    assert [page.rung for page in story.incident.pages.values()] == [1, 2]


def test_what_has_a_channel_keeps_it_when_it_becomes_small() -> None:
    story = Story(RULEBOOK).channel().on(sg.SetSeverity(Severity.P3, "it is small"))

    assert CLOCKED.rules(Severity.P3).ticket
    assert not story.incident.is_ticket
    assert story.incident.channel == "C1"
