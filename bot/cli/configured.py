"""What the operator set and what the authors wrote, or all that is wrong with it and exit code 2."""

from collections.abc import Mapping
from pathlib import Path

from bot.authoring.checks import check_library
from bot.authoring.library import Loaded, load
from bot.cli.telling import counted, give_up
from bot.cli.where import place
from bot.settings import InvalidSettings, OperatorFile, Settings


def configured(env: Mapping[str, str]) -> tuple[Settings, OperatorFile]:
    """What the operator set, or every mistake in it: of the environment and of the file."""
    problems: list[InvalidSettings] = []
    settings = operator = None
    try:
        settings = Settings.from_env(env)
    except InvalidSettings as invalid:
        problems.append(invalid)
    try:
        operator = OperatorFile.read(settings.config if settings else place(env, "HANDRAIL_CONFIG"))
    except InvalidSettings as invalid:
        problems.append(invalid)
    if settings is None or operator is None:
        give_up(problems)
    return settings, operator


def proven(folder: Path) -> Loaded:
    """The runbooks, or every problem in them."""
    loaded = load(folder, compile_all=False)
    problems = check_library(loaded)
    if problems:
        count = counted(len(problems), "problem")
        give_up(
            [*problems, f"{count} in {folder}. Handrail does not start with runbooks that are not proven."]
        )
    return loaded
