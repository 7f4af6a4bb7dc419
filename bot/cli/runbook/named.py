"""The runbook that a command is about, by its id."""

from bot.authoring.library import Loaded
from bot.authoring.problem import did_you_mean
from bot.cli.telling import give_up
from bot.core.runbook import Runbook


def named(loaded: Loaded, name: str) -> Runbook:
    """The runbook of the tree; gives up when there is none of that name, or when it cannot be read."""
    if name not in loaded.files:
        give_up([f"There is no runbook `{name}`. {did_you_mean(name, loaded.runbooks)}".rstrip()])
    if name not in loaded.runbooks:
        file = loaded.files[name]
        problems = [problem for problem in loaded.problems if problem.file == file] or loaded.problems
        give_up([*problems, f"{file} cannot be read as a runbook, so there is nothing to show."])
    return loaded.runbooks[name]
