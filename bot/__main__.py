"""The command line's entrance: `handrail` and `python -m bot`. The only place that reads the environment."""

import os

from bot.cli import handrail


def main() -> None:
    """Run the command line; `obj` is the environment, handed on as a plain mapping."""
    handrail(obj=dict(os.environ))  # noqa: TID251 - the one place


if __name__ == "__main__":
    main()
