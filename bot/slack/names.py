"""Names: those that this room gives (channels with a suffix, files with a digest), and those of people."""

from bot.redaction.clean import clean

LONGEST_CHANNEL = 80
MOST_SUFFIXES = 9
LONGEST_NAME = 80


def channel_names(wanted: str) -> list[str]:
    """The name, then the name with -2, -3 …, none longer than Slack takes."""
    names = [wanted[:LONGEST_CHANNEL]]
    for number in range(2, MOST_SUFFIXES + 1):
        suffix = f"-{number}"
        names.append(wanted[: LONGEST_CHANNEL - len(suffix)] + suffix)
    return names


def file_name(name: str, digest: str) -> str:
    """The name with the beginning of the digest, so that the same bytes are known again."""
    stem, dot, ending = name.rpartition(".")
    return f"{stem or ending}-{digest[:8]}{dot}{ending if stem else ''}"


def called(name: str) -> str:
    """What somebody calls themselves, on one line and without what is not seen: names stand in the log."""
    return " ".join(clean(name).split())[:LONGEST_NAME]
