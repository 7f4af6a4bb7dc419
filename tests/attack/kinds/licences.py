"""A package that comes under a licence which binds those who pass Handrail on."""

from collections.abc import Sequence
from email.message import Message

from tests.attack.outcome import Outcome, passes, refused
from tests.supply.decisions import decisions
from tests.supply.licences import licence_of, refusal


def attack(*, expression: str = "", written: str = "", classes: Sequence[str] = ()) -> Outcome:
    """What its metadata says, in its three places; `classes` without `License :: OSI Approved ::`."""
    metadata = Message()
    for name, value in (("License-Expression", expression), ("License", written)):
        if value:
            metadata[name] = value
    for one in classes:
        metadata["Classifier"] = f"License :: OSI Approved :: {one}"
    found = licence_of(metadata)
    why = refusal(found, decisions().allowed)
    return refused(why) if why else passes(found)
