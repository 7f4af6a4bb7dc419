"""A drill that does not go as its file says."""


class Astray(Exception):
    """What happened instead, and what to write; the caller knows the line."""

    def __init__(self, problem: str, hint: str = "") -> None:
        super().__init__(f"{problem} {hint}".strip())
        self.problem = problem
        self.hint = hint
