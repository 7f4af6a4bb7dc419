"""A git archive that somebody prepared, written into a folder: does anything land where it should not?"""

import tarfile
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from bot.cli.runbook.archive import BadArchive, written
from tests.attack.outcome import Outcome, passes, refused
from tests.cli.test_archive import made


def attack(
    *, names: Sequence[str], size: int = 1, links: dict[str, str] | None = None, raw: bytes = b""
) -> Outcome:
    """Files of the `names`, each of `size` bytes, after `links`; or `raw`. It passes when all is written."""
    members: list[tuple[str, bytes | str | None]] = [
        *(links or {}).items(),
        *((name, b"x" * size) for name in names),
    ]
    with tempfile.TemporaryDirectory(prefix="attack-") as home:
        into = Path(home) / "in"
        into.mkdir()
        try:
            written(BytesIO(raw) if raw else made(*members), into)
        except (BadArchive, tarfile.TarError) as problem:
            return refused(problem)
        found = {str(one.relative_to(into)) for one in into.rglob("*") if one.is_file()}
        strange = [one for one in Path(home).rglob("*") if not one.is_relative_to(into)]
    return passes(sorted(found)) if found == set(names) and not strange else refused(sorted(found))
