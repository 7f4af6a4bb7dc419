"""The command line's entrance: `handrail` and `python -m bot`."""


def main() -> None:
    """Run the command line."""
    raise SystemExit(2)
