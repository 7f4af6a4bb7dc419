"""What an operator is told when the file cannot be used."""

from pathlib import Path

from bot.engine.ports import Stopping


class StoreTrouble(Exception):
    """The database file cannot be used as it is: what is the matter, and what to do about it."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(f"{problem} {hint}")
        self.problem = problem
        self.hint = hint


class NotWritable(StoreTrouble):
    """This account may not write where the file is, or there is no room."""

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"{path} cannot be opened: {error.strerror}.",
            "Handrail must be able to write the file and its folder; HANDRAIL_DATABASE says where that is.",
        )


class InUse(StoreTrouble):
    """Another Handrail holds the file."""


class StoreClosed(Stopping):
    """The store was closed; nothing was written."""


class NotCommitted(Exception):
    """The disk or the database refused the commit; nothing of the transaction was kept."""
