"""One file an incident, whole at every moment."""

from pathlib import Path

from bot.postmortem.drafts import PostmortemDrafts


def test_a_draft_is_kept_in_a_folder_that_is_made_when_it_is_needed(tmp_path: Path) -> None:
    drafts = PostmortemDrafts(tmp_path / "var" / "postmortems")

    path = drafts.keep("INC-0001", "# Ω\r\n")

    assert Path(path) == tmp_path / "var" / "postmortems" / "INC-0001.md"
    assert Path(path).read_bytes() == "# Ω\r\n".encode()


def test_a_new_draft_replaces_the_former_and_leaves_nothing_else(tmp_path: Path) -> None:
    drafts = PostmortemDrafts(tmp_path)
    drafts.keep("INC-0001", "a longer first draft")

    path = drafts.keep("INC-0001", "second")

    assert Path(path).read_text() == "second"
    assert [one.name for one in tmp_path.iterdir()] == ["INC-0001.md"]
