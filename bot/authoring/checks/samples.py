"""samples: each verdict has a sample, and reading the sample gives that verdict."""

from collections.abc import Iterator

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding
from bot.authoring.interpret import OutputReader
from bot.authoring.library import Loaded

ABOUT = About(
    "samples",
    "Each verdict has a sample, and reading the sample gives that verdict",
    "An output that is read wrongly sends everybody down the wrong path, with the bot's authority",
    "Run the reader of each entry over its samples: `returns` give their types, and the first verdict "
    "that holds is that one",
)


def samples(loaded: Loaded) -> Iterator[Finding]:
    """Run the reader of each entry over its samples; samples of no verdict are reported by the reader."""
    for name, reader in loaded.readers.items():
        yield from _of_entry(name, reader)


def _of_entry(name: str, reader: OutputReader) -> Iterator[Finding]:
    at = ("commands", name.partition(".")[2], "samples")
    verdicts = reader.meaning.verdicts
    for verdict in verdicts:
        if verdict not in reader.samples:
            yield Finding(
                "samples",
                name,
                at,
                f"the verdict `{verdict}` has no sample.",
                "Add the output that gives it: drills and people who learn read it.",
                key=True,
            )
    for verdict, output in reader.samples.items():
        path = (*at, verdict)
        reading = reader.interpret(output)
        if reading.trouble:
            yield Finding(
                "samples",
                name,
                path,
                f"this sample cannot be read: {reading.trouble}.",
                "Correct the sample, or the `from` that reads it.",
                key=True,
            )
        elif reading.verdict != verdict:
            yield Finding(
                "samples",
                name,
                path,
                f"this sample gives the verdict `{reading.verdict}`, not `{verdict}`.",
                "The first verdict that holds counts: correct the sample, the condition or the order.",
                key=True,
            )
