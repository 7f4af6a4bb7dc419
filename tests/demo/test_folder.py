"""The folder of the demo: emptied when it is ours, left alone when it is not."""

from pathlib import Path

import pytest

from bot.demo.folder import MARK, FolderRefused, claimed


def test_a_folder_of_ours_is_emptied_but_for_its_mark(tmp_path: Path) -> None:
    folder = tmp_path / "var/demo"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    claimed(folder).close()
    (folder / "briefcase").mkdir()
    (folder / "briefcase" / "receipts").touch()
    (folder / "bot.log").touch()
    (folder / "link").symlink_to(elsewhere)

    claimed(folder).close()

    assert [each.name for each in folder.iterdir()] == [MARK]
    assert (elsewhere / "kept").exists()


def test_an_empty_folder_may_be_taken(tmp_path: Path) -> None:
    claimed(tmp_path).close()

    assert (tmp_path / MARK).exists()


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").touch()

    with pytest.raises(FolderRefused, match="nothing in it was touched"):
        claimed(tmp_path)

    assert [each.name for each in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(FolderRefused, match="is a file"):
        claimed(tmp_path / "file")


def test_a_folder_in_use_is_refused_until_it_is_left(tmp_path: Path) -> None:
    held = claimed(tmp_path)
    (tmp_path / "handrail.db").touch()

    with pytest.raises(FolderRefused, match="is at work in"):
        claimed(tmp_path)

    assert (tmp_path / "handrail.db").exists()
    held.close()
    claimed(tmp_path).close()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(FolderRefused, match="Name a folder of your own with --data"):
        claimed(tmp_path / "file" / "demo")
