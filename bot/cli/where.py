"""Where things are when the command line does not say: where the bot itself would look."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from bot.cli.telling import give_up
from bot.settings import Settings

Variable = Literal["HANDRAIL_DATABASE", "HANDRAIL_RUNBOOKS", "HANDRAIL_CONFIG"]


def place(env: Mapping[str, str], variable: Variable) -> Path:
    """The path that a setting names, or its default."""
    (setting,) = (field for field in Settings.model_fields.values() if field.alias == variable)
    return Path(env.get(variable) or setting.default)


def database(env: Mapping[str, str], given: Path | None) -> Path:
    """The database that a command is about."""
    return given or place(env, "HANDRAIL_DATABASE")


def runbooks(env: Mapping[str, str], given: Path | None) -> Path:
    """The folder of runbooks that a command is about; gives up when there is none."""
    folder = given or place(env, "HANDRAIL_RUNBOOKS")
    if not folder.is_dir():
        give_up([f"There is no folder {folder}. Name the one that holds policy.yaml and the systems."])
    return folder
