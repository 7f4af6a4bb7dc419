"""A walk in the terminal, for the day when Slack itself is down. The same engine, the same log."""
