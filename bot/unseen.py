"""Characters that nobody sees, or that a terminal obeys, written out where others are quoted."""

import json
import re

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\U000e0000-\U000e007f]"
)
"""Controls but tab and newline; what has no width, turns the direction of text or ends a line for some
readers; halves of pairs that UTF-8 cannot write."""


def written_out(text: str) -> str:
    """Each of them as JSON writes it, so that it can be read and does nothing."""
    return _UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], text)
