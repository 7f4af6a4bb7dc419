"""A seal proves what came out, and nothing else."""

import hashlib
import hmac
from pathlib import Path

import pytest

from bot.store.seal import KEY_BYTES, Seal, make_key
from bot.store.trouble import StoreTrouble


def test_a_seal_is_an_hmac_under_the_key_of_the_incident() -> None:
    master = b"m" * KEY_BYTES

    sealed = Seal(master)("INC-0001", b"raw\x00bytes")

    key = hmac.new(master, b"INC-0001", hashlib.sha256).digest()
    assert sealed == hmac.new(key, b"raw\x00bytes", hashlib.sha256).hexdigest()


def test_the_same_bytes_in_another_incident_or_under_another_key_are_sealed_otherwise() -> None:
    seal, other = Seal(b"m" * KEY_BYTES), Seal(b"n" * KEY_BYTES)

    assert (
        len({seal("INC-0001", b"x"), seal("INC-0002", b"x"), seal("INC-0001", b"y"), other("INC-0001", b"x")})
        == 4
    )


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "handrail.key"

    first = Seal.at(path)("INC-0001", b"x")

    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_bytes()) == KEY_BYTES
    assert Seal.at(path)("INC-0001", b"x") == first
    assert [one.name for one in tmp_path.iterdir()] == ["handrail.key"]


def test_two_files_get_two_keys(tmp_path: Path) -> None:
    Seal.at(tmp_path / "a.key")
    Seal.at(tmp_path / "b.key")

    assert (tmp_path / "a.key").read_bytes() != (tmp_path / "b.key").read_bytes()


def test_a_key_that_another_process_has_just_made_counts(tmp_path: Path) -> None:
    path = tmp_path / "handrail.key"
    path.write_bytes(b"k" * KEY_BYTES)

    make_key(path)

    assert path.read_bytes() == b"k" * KEY_BYTES
    assert [one.name for one in tmp_path.iterdir()] == ["handrail.key"]


@pytest.mark.parametrize("size", [0, KEY_BYTES - 1, KEY_BYTES + 1])
def test_a_file_that_is_no_key_is_refused(tmp_path: Path, size: int) -> None:
    path = tmp_path / "handrail.key"
    path.write_bytes(b"k" * size)

    with pytest.raises(StoreTrouble) as refused:
        Seal.at(path)

    assert refused.value.problem == f"{path} is no key of Handrail: it has {size} bytes, not {KEY_BYTES}."
