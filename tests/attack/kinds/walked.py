"""Foreign text in the terminal's walk: is it anything but words there?"""

import io

from bot.redaction import Redactor
from bot.terminal.console import plain_console
from bot.terminal.printing import exactly, labelled, ticked
from tests.attack.outcome import Outcome, shows


def attack(*, text: str, looks_for: str, kept: bool = True) -> Outcome:
    """`kept`: as it comes out of the log, where all is cleaned on its way in; else as a runbook has it."""
    said = Redactor().safe(text) if kept else text
    stream = io.StringIO()
    console = plain_console(file=stream, force_terminal=True, color_system="truecolor", width=100)
    for drawn in (exactly(said), ticked(said), labelled([(said, said)]), said):
        console.print(drawn)
    return shows(stream.getvalue(), looks_for)
