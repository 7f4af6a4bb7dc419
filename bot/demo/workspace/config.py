"""Everything that can be set on a workspace."""

from dataclasses import dataclass
from pathlib import Path

SEED = Path(__file__).with_name("seed.json")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A message shortcut of the app, as its manifest lists it: the id the app knows, the name people see."""

    callback_id: str
    name: str


SUBSCRIBED = (
    "app_home_opened",
    "channel_shared",
    "channel_unshared",
    "member_joined_channel",
    "member_left_channel",
    "reaction_added",
    "team_join",
    "user_change",
)
SHORTCUTS = (Shortcut("keep", "Keep in the timeline"),)


@dataclass(frozen=True, slots=True)
class WorkspaceConfig:
    """How a workspace behaves and where the bot listens. Times in seconds unless the name says otherwise."""

    bot_token: str
    signing_secret: str
    bot_url: str
    """Commands, interactivity and events all go here, as Bolt's `/slack/events` takes them."""
    base_url: str
    """Where this workspace is reached, no slash at the end: response and upload URLs begin with it."""
    app_token: str = ""
    """In Socket Mode, what the bot opens its connections with. Requests go there then, none to `bot_url`."""
    latency_ms: int = 0
    """Added to every answer of the Web API and of response URLs."""
    limits: bool = True
    """Whether the method tiers and the pace of posts are enforced."""
    event_retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    events: tuple[str, ...] = SUBSCRIBED
    """The bot events that the app subscribes to, as its manifest lists them."""
    commands: tuple[str, ...] = ("/incident",)
    shortcuts: tuple[Shortcut, ...] = SHORTCUTS
    """What the menu of every message offers, as the app's manifest lists it."""
    seed: Path = SEED
    app_id: str = "A0HANDRAIL"
    verification_token: str = "unused"  # noqa: S105 - a made-up word in a field that proves nothing
    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
