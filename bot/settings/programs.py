"""What an operator binds a program to: where it is, which bytes it must be, and who it acts as."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")
_SECRET = re.compile(
    r"(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY$|CREDENTIALS?$)"
)
_RUNS = re.compile(
    r"PATH|HOME|SHELL|IFS|ENV|BASH_.*|LD_.*|DYLD_.*|GCONV_PATH|PYTHON.*|PERL.*|RUBY.*|NODE_.*|JAVA_.*|_JAVA_.*"
    r"|LUA_.*|GIT_.*|SSH_.*|.*PAGER|.*EDITOR|VISUAL|BROWSER|LESS.*|.*_ASKPASS|.*_COMMAND|PSQLRC|CURL_HOME"
    r"|(HTTPS?|ALL|NO)_PROXY|TMPDIR|XDG_.*"
)
"""Variables that make a program run, load or ask something else, and those that the bot sets."""
_LONGEST = 1000


def absolute(path: Path) -> Path:
    """The path. Raises ValueError unless it is one that means the same wherever it is read."""
    if not path.is_absolute() or ".." in path.parts:
        raise ValueError("must be an absolute path without '..'.")
    if not str(path).isprintable():
        raise ValueError("must be a path of characters that can be seen.")
    return path


def _sha256(value: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValueError("must be the 64 digits that sha256sum prints.")
    return value


def _variable(name: str) -> str:
    if not _VARIABLE.fullmatch(name):
        raise ValueError("must be the name of a variable in capitals, as KUBECONFIG.")
    if _RUNS.fullmatch(name):
        raise ValueError("would make a program run or ask something else, or is set by Handrail itself.")
    return name


def _value(value: str) -> str:
    if not value.isprintable() or len(value) > _LONGEST:
        raise ValueError(f"must be one line of at most {_LONGEST} characters.")
    return value


def _port(port: int) -> int:
    if not 1 <= port <= 65535:
        raise ValueError("must be ports from 1 to 65535.")
    return port


AbsolutePath = Annotated[Path, AfterValidator(absolute)]
_Variable = Annotated[str, AfterValidator(_variable)]


class ProgramBinding(BaseModel):
    """Where a program is, and with what it is started. It has no environment but this and what each has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: AbsolutePath
    sha256: Annotated[str, AfterValidator(_sha256)] = ""
    env: dict[_Variable, Annotated[str, AfterValidator(_value)]] = Field(default_factory=dict)
    env_files: dict[_Variable, AbsolutePath] = Field(default_factory=dict)
    read: tuple[AbsolutePath, ...] = ()
    write: tuple[AbsolutePath, ...] = ()
    connect: tuple[Annotated[int, AfterValidator(_port)], ...] | None = None

    @model_validator(mode="after")
    def _no_secrets_here(self) -> "ProgramBinding":
        for name, value in self.env.items():
            if _SECRET.search(name) and not value.startswith("/"):
                raise ValueError(
                    f"env.{name} would hold a secret; name a file that holds it under env_files."
                )
        if twice := sorted(self.env.keys() & self.env_files.keys()):
            raise ValueError(f"{twice[0]} stands in env and in env_files.")
        return self


def _as_table(value: object) -> object:
    """A path is a table of nothing but that."""
    if isinstance(value, str | Path):
        return {"path": absolute(Path(value))}
    if isinstance(value, dict | ProgramBinding):
        return value
    raise ValueError("must be a path in quotes, or a table with one.")


Binding = Annotated[ProgramBinding, BeforeValidator(_as_table)]


class OfTarget(BaseModel):
    """What is bound for one target of a system otherwise than for the others."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    programs: dict[str, Binding] = Field(default_factory=dict)


class OfSystem(OfTarget):
    """What is bound for one system otherwise than for the others."""

    targets: dict[str, OfTarget] = Field(default_factory=dict)
