"""What an operator is told when the file cannot be used."""

from bot.engine.ports import Stopping


class StoreTrouble(Exception):
    """The database file cannot be used as it is: what is the matter, and what to do about it."""

    def __init__(self, problem: str, hint: str) -> None:
        super().__init__(f"{problem} {hint}")
        self.problem = problem
        self.hint = hint


class InUse(StoreTrouble):
    """Another Handrail holds the file."""


class StoreClosed(Stopping):
    """The store was closed; nothing was written."""


class NotCommitted(Exception):
    """The disk or the database refused the commit; nothing of the transaction was kept."""
