"""The seal proves raw output without keeping it."""

import stat
from pathlib import Path

from bot.store.seal import Seal


def test_the_same_bytes_of_an_incident_have_the_same_seal_after_a_restart(tmp_path: Path) -> None:
    first = Seal.at(tmp_path / "key")("INC-0001", b"output")

    again = Seal.at(tmp_path / "key")("INC-0001", b"output")

    assert first == again
    assert len(bytes.fromhex(first)) == 32


def test_other_bytes_another_incident_or_another_key_have_another_seal(tmp_path: Path) -> None:
    seal = Seal.at(tmp_path / "key")

    seals = {
        seal("INC-0001", b"output"),
        seal("INC-0001", b"other"),
        seal("INC-0002", b"output"),
        Seal.at(tmp_path / "other")("INC-0001", b"output"),
    }

    assert len(seals) == 4


def test_the_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    Seal.at(tmp_path / "key")

    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
