"""Head and tail of a text that is too long to show, saying what was left out."""

HEAD_SHARE = 0.4
"""The end of an output says more than its beginning: most programs fail last."""


def excerpt(text: str, limit: int) -> str:
    """At most `limit` characters: the text, or its head, what was cut, and its tail, by lines if possible.

    The text has been redacted before, so a cut can never leave half a secret.
    """
    if len(text) <= limit:
        return text
    is_shorter = text.count("\n") == 1  # than what is said when its one line is not left out: "0 lines"
    room = limit - len(_left_out(text)) - is_shorter
    if room < 2:
        return text[: max(limit, 0)]
    head = _head(text, int(room * HEAD_SHARE))
    tail = _tail(text, room - len(head))
    return head + _left_out(text[len(head) : len(text) - len(tail)]) + tail


def _head(text: str, size: int) -> str:
    end = text.rfind("\n", size // 2, size)
    return text[: end if end > 0 else size]


def _tail(text: str, size: int) -> str:
    start = len(text) - size
    line = text.find("\n", start, start + size // 2)
    return text[line + 1 if line >= 0 else start :]


def _left_out(cut: str) -> str:
    lines = cut.count("\n")
    return f"\n… {len(cut):,} characters ({lines:,} line{'' if lines == 1 else 's'}) left out …\n"
