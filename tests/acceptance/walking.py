"""The walk of one incident at the page, from its declaration to its closing."""

from collections.abc import Callable

from bot.demo.page.browse import Person
from tests.acceptance.ground import ANA, BO, PATIENCE, Ground


def walk(ground: Ground, meanwhile: Callable[[], None] = lambda: None) -> Person:
    """Ana and Bo, to the end; `meanwhile` something happens to the bot. Returns Ana, in the channel."""
    ana, bo = (Person(ground.base_url, user, patience=PATIENCE) for user in (ANA, BO))
    ana.open("incidents").type("/incident declare ledger/books").sees("INC-0001 is declared")
    ana.open("inc-0001")
    ana.press("Take Commander").press("Run it", near="Are all pages sound?")
    ana.press("Stop it", near="Are all pages sound?")
    ana.sees("It only looks.")
    meanwhile()
    ana.type("/incident byhand ok").press("Ok", near="Are all pages sound?")
    ana.sees("was due")
    ana.press("Done", near="Tell the owners").press("Ask for approval", near="Append what is missing")
    bo.open("inc-0001").press("Approve", near="It changes the system").press("Approve")
    ana.press("Ok", near="Append what is missing").sees("The walk is at its end")
    ana.press("Resolve").sees("resolved")
    ana.type("/incident close").sees("“Summary” is not written")
    ana.type("/incident write summary An entry was missing.").sees("1 of 5 sections")
    ana.type("/incident action none because it was a rehearsal").sees("as stated")
    ana.type("/incident close").sees("closed")
    ground.rests()
    return ana
