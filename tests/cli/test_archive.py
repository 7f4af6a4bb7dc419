"""Archives that somebody prepared: nothing outside the folder, nothing twice, nothing without an end."""

import io
import tarfile
from pathlib import Path

import pytest

from bot.cli.runbook import archive
from bot.cli.runbook.archive import BadArchive, written


def made(*members: tuple[str, bytes | str | None]) -> io.BytesIO:
    """A tar of names with bytes; a text is what a link points at, None a folder."""
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if isinstance(content, bytes):
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
            else:
                info.type = tarfile.DIRTYPE if content is None else tarfile.SYMTYPE
                info.linkname = content or ""
                tar.addfile(info)
    raw.seek(0)
    return raw


@pytest.mark.parametrize(
    "name",
    ["/etc/cron.d/x", "../x", "a/../../x", "a\\..\\x", "a\nb", "\x1b[2J", "a/./../b", "x" * 401],
    ids=range(8),
)
def test_a_name_that_leads_elsewhere_ends_it(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadArchive):
        written(made(("a.yaml", b"1"), (name, b"2")), tmp_path / "in")

    assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == ["a.yaml"]


def test_a_name_that_is_there_twice_ends_it(tmp_path: Path) -> None:
    with pytest.raises(BadArchive, match="twice"):
        written(made(("a/b.yaml", b"1"), ("./a//b.yaml", b"2")), tmp_path)

    assert (tmp_path / "a" / "b.yaml").read_bytes() == b"1"


def test_links_are_passed_over_and_nothing_is_written_through_them(tmp_path: Path) -> None:
    outside, into = tmp_path / "outside", tmp_path / "in"
    outside.mkdir()

    count = written(made(("a", str(outside)), ("b", None), ("b/c.yaml", b"1")), into)

    assert (count, [one.name for one in into.rglob("*") if one.is_file()]) == (3, ["c.yaml"])
    assert not (into / "a").exists()


def test_too_many_or_too_large_files_end_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 3)
    monkeypatch.setattr(archive, "MOST_BYTES", 100)

    with pytest.raises(BadArchive, match="more than 3 entries"):
        written(made(*((f"{number}", b"") for number in range(4))), tmp_path)
    with pytest.raises(BadArchive, match="more than 100 bytes"):
        written(made(("a", b"x" * 60), ("b", b"x" * 60)), tmp_path)


def test_what_is_no_archive_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(tarfile.TarError):
        written(io.BytesIO(b"no archive" * 100), tmp_path)
