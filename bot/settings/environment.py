"""What an operator sets by environment variables. `bot.__main__` reads the environment, nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from bot.settings.problems import InvalidSettings, SettingProblem, did_you_mean, in_words

PREFIXES = ("HANDRAIL_", "SLACK_")


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens. `host` is without the brackets of an IPv6 address."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def _address(value: object) -> Address:
    host, colon, port = str(value).rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    number = int(port) if port.isascii() and port.isdigit() else -1
    if not (colon and host and 0 <= number <= 65535) or (":" in host and not bracketed):
        raise ValueError("must be HOST:PORT, as 127.0.0.1:3000 or [::1]:3000.")
    return Address(host.strip("[]"), number)


def _api_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("must be the address of an API, as https://slack.com/api/.")
    return value if value.endswith("/") else f"{value}/"


def _bot_token(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().startswith("xoxb-"):
        raise ValueError("is another kind of token.")
    return value


def _app_token(value: SecretStr | None) -> SecretStr | None:
    if value is not None and not value.get_secret_value().startswith("xapp-"):
        raise ValueError("is another kind of token.")
    return value


def _long_enough(value: SecretStr | None) -> SecretStr | None:
    if value is not None and len(value.get_secret_value()) < 20:
        raise ValueError("must have at least 20 characters, as `openssl rand -hex 16` makes them.")
    return value


Seconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


class Settings(BaseModel):
    """Everything set by the environment. The alias of a field is the variable's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slack_bot_token: Annotated[SecretStr, AfterValidator(_bot_token)] = Field(
        alias="SLACK_BOT_TOKEN",
        description="The bot's token, from *OAuth & Permissions*; it starts with `xoxb-`.",
    )
    slack_app_token: Annotated[SecretStr | None, AfterValidator(_app_token)] = Field(
        None,
        alias="SLACK_APP_TOKEN",
        description="For Socket Mode, where the bot calls Slack and needs no public address: the app's token "
        "with `connections:write`, from *Basic Information*; it starts with `xapp-`.",
    )
    slack_signing_secret: SecretStr | None = Field(
        None,
        alias="SLACK_SIGNING_SECRET",
        validate_default=True,
        description="Proves that a request is Slack's; from *Basic Information*. "
        "Needed unless `SLACK_APP_TOKEN` is set; without it `/slack/events` does not exist.",
    )
    alerts_token: Annotated[SecretStr | None, AfterValidator(_long_enough)] = Field(
        None,
        alias="HANDRAIL_ALERTS_TOKEN",
        description="What Alertmanager shows as a bearer token, or as the password of Basic, at least 20 "
        "characters. Without it `/alerts/alertmanager` does not exist.",
    )
    slack_api_url: Annotated[str, AfterValidator(_api_url)] = Field(
        "https://slack.com/api/",
        alias="HANDRAIL_SLACK_API_URL",
        description="Where Slack's Web API is. The local workspace sets its own.",
    )
    database: Path = Field(
        Path("var/handrail.db"),
        alias="HANDRAIL_DATABASE",
        description="The SQLite file. One process at a time holds it.",
    )
    runbooks: Path = Field(Path("runbooks"), alias="HANDRAIL_RUNBOOKS", description="The folder of runbooks.")
    config: Path = Field(
        Path("handrail.toml"),
        alias="HANDRAIL_CONFIG",
        description="The operator's file: workspace, groups, programs, endpoints.",
    )
    postmortems: Path = Field(
        Path("var/postmortems"), alias="HANDRAIL_POSTMORTEMS", description="Where drafts are kept as files."
    )
    listen: Annotated[Address, BeforeValidator(_address)] = Field(
        Address("127.0.0.1", 3000),
        alias="HANDRAIL_LISTEN",
        description="Host and port that Slack, alerts and probes reach. Port 0 takes a free one.",
    )
    sandbox: Literal["auto", "landlock", "bwrap", "none"] = Field(
        "auto",
        alias="HANDRAIL_SANDBOX",
        description="The least that programs run in; a person runs what cannot have it. `auto`: Landlock "
        "where the kernel has it, else none, and for each command what it demands. `bwrap`: bubblewrap, with "
        "Landlock inside. `none`: no sandbox at all.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", alias="HANDRAIL_LOG_LEVEL", description="The least that is logged."
    )
    post_pace: Seconds = Field(
        1.0,
        alias="HANDRAIL_POST_PACE",
        description="Seconds between two posts to one channel. Slack tolerates about one a second.",
    )
    post_burst: int = Field(
        3, alias="HANDRAIL_POST_BURST", ge=1, le=100, description="Posts to one channel that need not wait."
    )
    socket_silence: float = Field(
        30.0,
        alias="HANDRAIL_SOCKET_SILENCE",
        ge=0.5,
        le=3600,
        allow_inf_nan=False,
        description="In Socket Mode: seconds without a sign of life after which the connection is "
        "built anew. Slack is pinged three times as often.",
    )
    retry_base: Seconds = Field(
        1.0,
        alias="HANDRAIL_RETRY_BASE",
        description="Seconds before the first repetition of a delivery that failed; doubled each time.",
    )
    retry_limit: int = Field(
        10,
        alias="HANDRAIL_RETRY_LIMIT",
        ge=1,
        le=100,
        description="Tries before a delivery is given up, on the card. A Slack that is away is awaited.",
    )
    look_delay: Seconds = Field(
        3.0,
        alias="HANDRAIL_LOOK_DELAY",
        description="Seconds before looking whether a post whose reply was lost is there.",
    )
    tick_grace: Seconds = Field(
        3.0,
        alias="HANDRAIL_TICK_GRACE",
        description="Seconds in which the tick that moves everyone on can be taken back.",
    )
    wait_speed: float = Field(
        1.0,
        alias="HANDRAIL_WAIT_SPEED",
        ge=1,
        le=100,
        description="For rehearsals: how many times faster than written a `wait` looks again and holds. "
        "Its limit stays as written.",
    )
    number_gaps: int = Field(
        8,
        alias="HANDRAIL_NUMBER_GAPS",
        ge=0,
        le=1000,
        description="Of so many numbers of incidents one is left out, at random, so that a gap tells nobody "
        "of a restricted one. 0 leaves none out.",
    )
    keep_emoji: str = Field(
        "pushpin",
        alias="HANDRAIL_KEEP_EMOJI",
        pattern=r"^[a-z0-9_+'-]{1,100}$",
        description="The reaction, by its name without colons, that keeps a message in the timeline.",
    )
    file_limit: int = Field(
        20,
        alias="HANDRAIL_FILE_LIMIT",
        ge=0,
        le=1000,
        description="MB at most of a file that is kept with its message; a larger one stays in Slack.",
    )
    relay_threads: int = Field(
        4, alias="HANDRAIL_RELAY_THREADS", ge=1, le=64, description="Deliveries at the same time."
    )
    keep_delivered: int = Field(
        30,
        alias="HANDRAIL_KEEP_DELIVERED",
        ge=1,
        le=3650,
        description="Days after which what was delivered, and what was done by whose click, is forgotten. "
        "The log is kept for ever.",
    )
    drain: Seconds = Field(
        10.0,
        alias="HANDRAIL_DRAIN",
        description="Seconds that a stopping bot gives to what is under way; the rest follows a restart.",
    )

    @field_validator("slack_signing_secret")
    @classmethod
    def _one_way_in(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        """A token that was refused counts as given: what is wrong with it is told already."""
        if value is None and info.data.get("slack_app_token", "refused") is None:
            raise ValueError("is not set.")
        return value

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> "Settings":
        """Settings from a mapping such as the environment. An empty variable counts as not set.

        Raises InvalidSettings with all problems, among them every HANDRAIL_ or SLACK_ name that is unknown.
        """
        given = {name: value for name, value in env.items() if name.startswith(PREFIXES) and value}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            found = [_problem(one) for one in error.errors()]
            raise InvalidSettings("Handrail cannot start with these environment variables:", found) from None


def _problem(error: ErrorDetails) -> SettingProblem:
    place = str(error["loc"][0])
    fields = {str(field.alias): field for field in Settings.model_fields.values()}
    # A default that does not fit is told under the field's own name.
    name = str(Settings.model_fields[place].alias) if place in Settings.model_fields else place
    if name not in fields:
        return SettingProblem(name, "there is no such setting.", did_you_mean(name, fields))
    about = (fields[name].description or "").replace("*", "").replace("`", "")
    return SettingProblem(name, in_words(error), about)
