"""What the Web API refuses, in Slack's error names."""


class Refused(Exception):
    """`ok: false`. `messages` go to `response_metadata.messages`; `retry_after` makes it a 429."""

    def __init__(self, error: str, messages: tuple[str, ...] = (), retry_after: int = 0) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages
        self.retry_after = retry_after
