"""Foreign text made fit to be shown: normalised, without secrets, and short enough.

Order, always: `clean` (decode, strip) → `Redactor.redact` → `excerpt`. Escaping comes last and belongs to
the surface that shows the text. `Redactor.show` does all but that.
"""

from bot.redaction.clean import clean, is_binary
from bot.redaction.excerpt import excerpt
from bot.redaction.redactor import MARK, Redactor

__all__ = ["MARK", "Redactor", "clean", "excerpt", "is_binary"]
