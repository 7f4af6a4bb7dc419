"""Foreign text everywhere in an incident, and the postmortem draft of it, read as Markdown."""

from functools import cache

from tests.attack.outcome import Outcome, passes, refused, shows
from tests.postmortem.test_hostile import READER, every, poisoned, rendered, skeleton
from tests.postmortem.told import outage


@cache
def _harmless() -> list[tuple[str, str]]:
    return skeleton(rendered([poisoned(entry, "word") for entry in outage().entries()]))


def attack(*, text: str, words: str = "") -> Outcome:
    """It passes when the draft is made of other parts than with harmless text, or when `words` are in it."""
    draft = rendered([poisoned(entry, text) for entry in outage().entries()])
    if words:
        return shows("\n".join(token.content for token in every(READER.parse(draft))), words)
    strange = [part for part in skeleton(draft) if part not in _harmless()]
    is_same = skeleton(draft) == _harmless()
    return refused("only words") if is_same else passes(f"there are {strange[:5]}")
