"""What an operator binds in `handrail.toml`: people, programs, endpoints. It names secrets' files only."""

import re
import tomllib
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails

from bot.settings.places import line_of, lines_of, reported_line, syntax_hint
from bot.settings.problems import InvalidSettings, SettingProblem, did_you_mean, in_words
from bot.settings.programs import AbsolutePath, Binding, OfSystem, OfTarget, ProgramBinding

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ENDPOINT = re.compile(rf"{_NAME.pattern}\.{_NAME.pattern}")


def _matching(pattern: str, problem: str) -> AfterValidator:
    compiled = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if not compiled.fullmatch(value):
            raise ValueError(problem)
        return value

    return AfterValidator(check)


def _origin(value: str) -> str:
    try:
        parts = urlsplit(value)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or not value.isascii() or any(sign in value for sign in "@?#\\ "):
        raise ValueError("must be http:// or https://, a host, perhaps a port and a path, and nothing else.")
    return value.rstrip("/")


def _network(value: object) -> IPv4Network | IPv6Network:
    try:
        return ip_network(str(value))
    except ValueError as error:
        raise ValueError(f"must be networks as 127.0.0.0/8: {error}.") from None


def _endpoint_name(value: str) -> str:
    if not _ENDPOINT.fullmatch(value):
        raise ValueError(
            'must be a system and an endpoint in quotes, as [endpoints."briefcase.daemon".prod].'
        )
    return value


Name = Annotated[str, _matching(_NAME.pattern, "must be a name of lower case letters, digits, - and _.")]
UserId = Annotated[str, _matching("[UW][A-Z0-9]+", "must be Slack ids of people; they start with U or W.")]
UserGroupId = Annotated[
    str, _matching("S[A-Z0-9]+", "must be the Slack id of a user group; it starts with S.")
]
WorkspaceId = Annotated[
    str, _matching("T[A-Z0-9]+", "must be the Slack id of a workspace; it starts with T.")
]
EnterpriseId = Annotated[
    str, _matching("E[A-Z0-9]+", "must be the Slack id of an enterprise; it starts with E.")
]
Channel = Annotated[
    str, _matching(r"#[^\s#@A-Z]{1,80}|[CG][A-Z0-9]+", "must be a channel, as #incidents or its Slack id.")
]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class People(_Part):
    """Who is in a group or may take a role: a Slack user group, or people by id. Exactly one of both."""

    usergroup: UserGroupId | None = None
    users: tuple[UserId, ...] = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> "People":
        if bool(self.usergroup) == bool(self.users):
            raise ValueError('needs either usergroup = "S…" or users = ["U…"], and somebody in it.')
        return self


class Group(People):
    """A group of the policy, and the channel where it is told things and its procedures begin."""

    channel: Channel | None = None


class EndpointBinding(_Part):
    """Where an endpoint is in one target, how the bot proves itself there, and which addresses may answer."""

    url: Annotated[str, AfterValidator(_origin)]
    token_file: AbsolutePath | None = None
    network: tuple[Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)], ...] = ()


class Account(_Part):
    """Who an account of the bot's machine is in Slack, and the groups that this person is in.

    For walks in the terminal: Slack, which knows the members of a user group, is not asked there.
    """

    user: UserId
    groups: tuple[Name, ...] = ()


class OperatorFile(_Part):
    """The bindings of this installation. What is not bound here is done by hand."""

    workspace: WorkspaceId
    enterprise: EnterpriseId | None = None
    announce: Channel | None = None
    groups: dict[Name, Group] = Field(default_factory=dict)
    roles: dict[Name, People] = Field(default_factory=dict)
    accounts: dict[str, Account] = Field(default_factory=dict)
    programs: dict[str, Binding] = Field(default_factory=dict)
    systems: dict[Name, OfSystem] = Field(default_factory=dict)
    endpoints: dict[Annotated[str, AfterValidator(_endpoint_name)], dict[Name, EndpointBinding]] = Field(
        default_factory=dict
    )

    def bound_programs(self) -> dict[tuple[str, str, str], ProgramBinding]:
        """By system, target and name; a system or target that is empty means all of them."""
        found = {("", "", name): one for name, one in self.programs.items()}
        for system, of in self.systems.items():
            found |= {(system, "", name): one for name, one in of.programs.items()}
            for target, there in of.targets.items():
                found |= {(system, target, name): one for name, one in there.programs.items()}
        return found

    def secrets(self) -> list[Path]:
        """The files that hold what the bot and its programs prove themselves with."""
        sites = (site.token_file for sites in self.endpoints.values() for site in sites.values())
        files = (file for one in self.bound_programs().values() for file in one.env_files.values())
        return sorted({file for file in (*sites, *files) if file is not None})

    def staffed(self) -> frozenset[str]:
        """The groups in which somebody is: in Slack, or by an account of the machine."""
        return frozenset(self.groups) | {group for one in self.accounts.values() for group in one.groups}

    @classmethod
    def read(cls, path: Path) -> "OperatorFile":
        """The file at the path. Raises InvalidSettings with all problems."""
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
            problem = SettingProblem(
                str(path),
                f"cannot be read: {reason}.",
                "HANDRAIL_CONFIG says where it is. See docs/operate/first-run.md.",
            )
            raise InvalidSettings("Handrail needs its operator's file:", [problem]) from None
        return cls.parse(text, str(path))

    @classmethod
    def parse(cls, text: str, name: str = "handrail.toml") -> "OperatorFile":
        """A text in TOML. `name` is what problems call it. Raises InvalidSettings with all problems."""
        title = f"{name} has mistakes:"
        try:
            return cls.model_validate(tomllib.loads(text))
        except RecursionError:
            problem = SettingProblem(
                name, "it is nested too deep.", "Nothing in it needs more than three levels."
            )
            raise InvalidSettings(title, [problem]) from None
        except tomllib.TOMLDecodeError as error:
            line, message = reported_line(error, text)
            problem = SettingProblem(f"{name}:{line}", f"{message}.", syntax_hint(message))
            raise InvalidSettings(title, [problem]) from None
        except ValidationError as error:
            raise InvalidSettings(title, _problems(error.errors(), text, name)) from None


def _problems(errors: list[ErrorDetails], text: str, name: str) -> list[SettingProblem]:
    """The mistakes in the order of the file. What stands under an endpoint without a name is left out."""
    places = lines_of(text)
    nameless = {
        one["loc"][:2] for one in errors if one["loc"][:1] == ("endpoints",) and one["loc"][2:] == ("[key]",)
    }
    told = [one for one in errors if one["loc"][:2] not in nameless or one["loc"][2:] == ("[key]",)]
    found = [(line_of(places, _written(one)), one) for one in told]
    return [_problem(one, f"{name}:{line}") for line, one in sorted(found, key=lambda pair: pair[0])]


def _written(error: ErrorDetails) -> tuple[str, ...]:
    """The keys that lead to the mistake, as the operator wrote them."""
    return tuple(str(part) for part in error["loc"] if part != "[key]")


def _problem(error: ErrorDetails, place: str) -> SettingProblem:
    path = _written(error)
    key = _key(path)
    if error["type"] == "extra_forbidden":
        return SettingProblem(
            f"{place}: {key}", "there is no such key.", did_you_mean(path[-1], _known(path))
        )
    return SettingProblem(f"{place}: {key}", in_words(error), _where_it_is(path))


def _key(path: tuple[str, ...]) -> str:
    """As it is written in TOML; the third of a list is `users[3]`."""
    key = ""
    for part in path:
        if part.isdigit() and key:
            key += f"[{int(part) + 1}]"
        else:
            key += ("." if key else "") + (f'"{part}"' if not _BARE.fullmatch(part) else part)
    return key


_WHERE: Mapping[str, str] = {
    "workspace": "It stands in Slack's address in a browser: app.slack.com/client/T….",
    "enterprise": "It stands in Slack's address in a browser: app.slack.com/client/E….",
    "usergroup": "It stands in the address of the group's page in Slack.",
    "users": "Slack copies it from a person's profile: ⋮, Copy member ID.",
    "user": "Slack copies it from a person's profile: ⋮, Copy member ID.",
}
"""Where an operator finds the id."""


def _where_it_is(path: tuple[str, ...]) -> str:
    return next((_WHERE[part] for part in reversed(path) if part in _WHERE), "")


def _known(path: tuple[str, ...]) -> list[str]:
    match path:
        case ("groups", _, _):
            return list(Group.model_fields)
        case ("roles", _, _):
            return list(People.model_fields)
        case ("accounts", _, _):
            return list(Account.model_fields)
        case ("endpoints", _, _, _):
            return list(EndpointBinding.model_fields)
        case ("programs", _, _) | ("systems", _, "programs", _, _):
            return list(ProgramBinding.model_fields)
        case ("systems", _, "targets", _, "programs", _, _):
            return list(ProgramBinding.model_fields)
        case ("systems", _, "targets", _, _):
            return list(OfTarget.model_fields)
        case ("systems", _, _):
            return list(OfSystem.model_fields)
        case _:
            return list(OperatorFile.model_fields)
