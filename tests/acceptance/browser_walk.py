"""The receipt-chain incident of Briefcase as two people click it, scene by scene."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.acceptance.browser_people import Someone

TITLE = "Proof broke in the nightly audit"
ROOM = re.compile(r"inc-0001")
COPY = "Keep: Copy of the receipts store and the daemon database, as they are now"
KEPT = "preserved/20261121 on another disk"


def declare(ana: Someone) -> None:
    """Through the form: the class found by typing, the severity with what it means."""
    ana.opens("incidents")
    ana.types("/incident declare")
    ana.page.get_by_label("What is wrong?").fill("hash mism")
    ana.page.get_by_role("radio", name="Receipt chain verification failure").check()
    ana.page.get_by_label("Title").fill(TITLE)
    severity = ana.page.get_by_label("Severity")
    meant = severity.locator("option", has_text=re.compile(r"^P1 · \w+")).inner_text()
    severity.select_option(label=meant)
    ana.presses_in_window("Declare")
    expect(ana.window).to_contain_text("INC-0001 is declared")
    ana.presses_in_window("Close")
    ana.sees(TITLE)


def take_command(ana: Someone, title: str = TITLE) -> None:
    """In the incident's own channel, on its card."""
    ana.opens(ROOM)
    expect(ana.card).to_contain_text(f"INC-0001 · P1 · {title}")
    ana.presses("Take Commander")
    expect(ana.card).to_contain_text("Commander @ana")


def diagnose(ana: Someone, pause_exports: Callable[[], None]) -> None:
    """The commands that only look ran by themselves; a person answers what no command can."""
    ana.presses("Sound", near="Is the disk failing?")
    ana.presses("No", near="Missing or damaged?")
    ana.sees("Whoever receives an export takes it for proof.")
    pause_exports()
    ana.presses("Done", near="Stop the audit exports")


def keep_evidence(ana: Someone) -> None:
    """Nothing else can be pressed before the present state is kept."""
    ana.sees("First keep the evidence")
    ana.presses(COPY, near="Restore a validated backup")
    ana.page.get_by_label("What was kept, and where it lies").fill(KEPT)
    ana.submits("It is kept")


def ask_for_restore(ana: Someone) -> None:
    """The backup that is offered is taken; restoring it needs a second person."""
    ana.presses("Answer…", near="Choose a backup")
    ana.submits("Answer")
    ana.presses("Ask for approval", near="Restore b-2")


def approve(bo: Someone) -> None:
    """Somebody else, who reads the exact command once more before it runs."""
    bo.presses("Approve", near="It changes the system")
    question = bo.page.get_by_role("dialog", name="Approve exactly this?")
    expect(question).to_contain_text("backups restore --id b-2")
    bo.submits("Approve")
    bo.sees("Approved by @bo")


def go_on(ana: Someone) -> None:
    """The restore is done; what it says leads on to the checks after it."""
    ana.presses("It is restored", near="Restore b-2")


def verify_fails_again(ana: Someone) -> None:
    """The fault struck the restored store too: another try from the beginning of the restore."""
    ana.presses("Yes", near="Try another one?")


def mitigate(ana: Someone) -> None:
    ana.presses("Mitigated")
    ana.sees("mitigated after")


def find_receipts_missing(ana: Someone) -> None:
    """An answer that raises the severity."""
    ana.presses("Answer…", near="What is missing now?")
    for question in (
        "Are receipts missing, and not only damaged?",
        "Can an upstream source send the missing",
    ):
        ana.page.get_by_role("radiogroup", name=question).get_by_role("radio", name="Yes").check()
    ana.submits("Answer")
    expect(ana.card).to_contain_text(f"INC-0001 · P0 · {TITLE}")


def recover(ana: Someone) -> None:
    ana.presses("They are back", near="Ingest the missing receipts")
    ana.presses("Run it", near="Does it verify with the receipts")
    ana.presses("It verifies", near="Does it verify with the receipts")
    ana.presses("Done", near="Can somebody else check this?")
    ana.presses("It is back", near="Start the audit exports again")


def resolve(ana: Someone) -> None:
    ana.presses("Resolve", near="The walk is at its end")
    expect(ana.card).to_contain_text("resolved after")


def read_draft(ana: Someone) -> str:
    """The postmortem draft, as the channel's file is read at the page."""
    ana.opens_thread("Postmortem draft 1 of INC-0001")
    ana.page.locator("#thread .file a", has_text="INC-0001").first.click()
    document = ana.page.locator(".document")
    expect(document).to_contain_text("INC-0001")
    text = document.inner_text()
    ana.page.go_back()
    return text


def close(ana: Someone) -> None:
    """Refused at first: each thing that is missing has its button."""
    ana.types("/incident close")
    ana.presses("Write “Summary”…", near="is not written")
    ana.page.get_by_role("textbox", name="Summary").fill("The receipts were damaged.")
    ana.submits("Write it")
    ana.types("/incident action none because it was a rehearsal")
    expect(ana.card).to_contain_text("as stated")
    ana.presses("Close", near="INC-0001 · P0")
    expect(ana.page.get_by_role("dialog", name="Close it?")).to_be_visible()
    ana.submits("Close it")
    expect(ana.card).to_contain_text("closed")
