"""What an operator sets, when somebody else could write it, or it was written in haste."""

from collections.abc import Mapping

from bot.settings import InvalidSettings, OperatorFile, Settings
from tests.attack.outcome import Outcome, passes, refused, shows

SOUND = {
    "SLACK_BOT_TOKEN": "xoxb-" + "0" * 20,
    "SLACK_SIGNING_SECRET": "0" * 32,
}


def attack(*, env: Mapping[str, str] | None = None, toml: str | None = None, looks_for: str = "") -> Outcome:
    """`env`: beside what is sound. `toml`: the operator's file. `looks_for`: what must not be shown."""
    try:
        found = Settings.from_env({**SOUND, **(env or {})}) if toml is None else OperatorFile.parse(toml)
    except InvalidSettings as problem:
        return shows(str(problem), looks_for) if looks_for else refused(problem)
    return shows(repr(found), looks_for) if looks_for else passes(found)
