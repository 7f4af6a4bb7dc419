"""Which program, and whom it acts as."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from bot.diagnostics.bindings import Bindings, Program, Reach, Tool, Unfit
from bot.diagnostics.descriptor import Changed
from bot.diagnostics.identity import LARGEST, fitted, variables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path.resolve()


@pytest.fixture
def tool(folder: Path) -> Tool:
    """A bound program, with a file that says whom it acts as and one that holds a secret."""
    path = folder / "ctl"
    path.write_text("#!/bin/sh\n", encoding="ascii")
    path.chmod(0o755)
    for name in ("config", "secret"):
        (folder / name).write_text(f"{name}\n", encoding="ascii")
    return Tool(
        path,
        env=(("CTL_CONFIG", str(folder / "config")), ("CTL_MODE", "reads")),
        env_files=(("CTL_TOKEN", folder / "secret"),),
        reach=Reach(read=(Path("/srv"),), connect=(443,)),
    )


def fit(tool: Tool) -> Program:
    found = fitted(tool)
    assert isinstance(found, Program)
    return found


def unfit(tool: Tool) -> str:
    found = fitted(tool)
    assert isinstance(found, Unfit)
    return found.why


def test_a_program_acts_as_its_binding_says(tool: Tool, folder: Path) -> None:
    found = fit(tool)

    assert variables(found) == {
        "CTL_CONFIG": str(folder / "config"),
        "CTL_MODE": "reads",
        "CTL_TOKEN": "secret",
    }
    assert dict(found.identity.files) == {
        str(folder / name): hashlib.sha256(f"{name}\n".encode()).hexdigest() for name in ("config", "secret")
    }
    assert "secret\n" not in repr(found)


def test_it_may_read_in_its_sandbox_what_says_whom_it_acts_as(tool: Tool, folder: Path) -> None:
    assert fit(tool).reach == Reach(read=(Path("/srv"), folder / "config"), connect=(443,))


def test_a_pin_holds_the_program_to_its_bytes(tool: Tool) -> None:
    sha256 = hashlib.sha256(tool.path.read_bytes()).hexdigest()

    assert fit(replace(tool, sha256=sha256)).sha256 == sha256
    assert unfit(replace(tool, sha256="0" * 64)) == (
        f"{tool.path} is not the program that handrail.toml pins: its sha256 is {sha256[:12]}…, "
        "not 000000000000…; look who changed it"
    )


def test_a_program_that_is_not_there_has_no_identity(tool: Tool, folder: Path) -> None:
    assert "No such file" in unfit(replace(tool, path=folder / "none"))


def test_what_others_can_write_to_says_nothing_certain(tool: Tool, folder: Path) -> None:
    (folder / "config").chmod(0o666)

    assert unfit(tool) == (
        f"who ctl acts as is not certain: {folder}/config can be written to by others; chmod go-w it"
    )


def test_a_file_that_is_missing_or_too_large_or_none_is_told(tool: Tool, folder: Path) -> None:
    config = folder / "config"
    config.unlink()
    assert unfit(tool) == f"who ctl acts as cannot be read: {config}: No such file or directory"

    config.write_bytes(b"x" * (LARGEST + 1))
    assert "is larger than 1024 KiB" in unfit(tool)

    config.unlink()
    config.symlink_to("/dev/null")
    assert "neither a file nor a folder" in unfit(tool) or "is not certain" in unfit(tool)


def test_a_folder_of_configuration_only_has_to_be_trusted(tool: Tool, folder: Path) -> None:
    (folder / "config").unlink()
    (folder / "config").mkdir(mode=0o755)

    assert dict(fit(tool).identity.files)[str(folder / "config")] == ""


def test_a_secret_that_changed_or_went_after_the_plan_is_not_used(tool: Tool, folder: Path) -> None:
    found = fit(tool)

    (folder / "secret").write_text("another", encoding="ascii")
    with pytest.raises(Changed, match="has changed since it was examined"):
        variables(found)

    (folder / "secret").unlink()
    with pytest.raises(Changed, match="No such file"):
        variables(found)


def test_the_nearest_binding_counts() -> None:
    everywhere, box, staging = (Tool(Path(f"/{name}")) for name in ("everywhere", "box", "staging"))
    bindings = Bindings({("", "", "t"): everywhere, ("box", "", "t"): box, ("box", "staging", "t"): staging})

    assert bindings.tool("t", "box", "staging") is staging
    assert bindings.tool("t", "box", "prod") is box
    assert bindings.tool("t", "other", "prod") is everywhere
    assert bindings.tool("u", "box", "prod") is None
