"""What people read of the log: one line an event, in words. Shown in Slack and in the postmortem.

Texts are plain: whoever shows them escapes them. Times stand beside the line, not in it. Each topic
of events has a module, which says of every event of its own what it comes to.
"""

from bot.core.timeline.parts import Line, LineKind
from bot.core.timeline.reading import KINDS, Wanted, lines, told
from bot.core.timeline.results import TICKS, said
from bot.core.timeline.telling import line

__all__ = ["KINDS", "TICKS", "Line", "LineKind", "Wanted", "line", "lines", "said", "told"]
