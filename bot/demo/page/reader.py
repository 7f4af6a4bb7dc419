"""Who reads the page: their zone, the time, and the names that mentions stand for."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.demo.workspace.config import Shortcut
from bot.demo.workspace.model import Channel, Json, Message, Person
from bot.demo.workspace.state import State


@dataclass(frozen=True, slots=True)
class Reader:
    """A person looking at the workspace now. All addresses on the page begin with `home`."""

    me: Person
    state: State
    now: datetime
    base_url: str = ""
    shortcuts: tuple[Shortcut, ...] = ()
    """What the app offers on a message."""

    @property
    def home(self) -> str:
        return f"/as/{self.me.id}"

    @property
    def zone(self) -> tzinfo:
        try:
            return ZoneInfo(self.me.tz)
        except ZoneInfoNotFoundError:
            return timezone(timedelta(seconds=self.me.tz_offset))

    def local(self, seconds: float) -> datetime:
        """A moment in the reader's own zone."""
        return datetime.fromtimestamp(seconds, self.zone)

    def person(self, person_id: str) -> Person | None:
        return self.state.people.get(person_id)

    def name(self, person_id: str) -> str:
        found = self.person(person_id)
        return found.name if found else person_id

    def handle(self, person_id: str) -> str:
        found = self.person(person_id)
        return found.handle if found else person_id

    def group(self, group_id: str) -> str:
        found = self.state.groups.get(group_id)
        return found.handle if found else group_id

    def channel(self, channel_id: str) -> Channel | None:
        """A channel that this reader may see, if it exists."""
        found = self.state.channels.get(channel_id)
        return found if found and self.state.is_seen(found, self.me.id) else None

    def title(self, channel: Channel) -> str:
        """What the channel is called in the list: a direct message by the other side's name."""
        if not channel.direct:
            return channel.name
        return self.name(next((who for who in channel.members if who != self.me.id), channel.direct))

    def may_speak(self, channel: Channel) -> bool:
        return self.me.id in channel.members and not channel.is_archived

    def replies(self, message: Message) -> list[Message]:
        return self.state.channels[message.channel].replies(message.ts)

    def outside(self, url: str) -> str:
        """An address to leave the page by, or one that leads nowhere."""
        return url if url.lower().startswith(("https://", "http://", "mailto:")) else "#"

    def picture(self, element: Json) -> str | None:
        """Where an image is served; None for one that is elsewhere: the page loads nothing foreign."""
        file_id = str(element.get("slack_file", {}).get("id", ""))
        prefix = f"{self.base_url}/files/"
        url = str(element.get("image_url") or element.get("slack_file", {}).get("url") or "")
        if self.base_url and url.startswith(prefix):
            file_id = url[len(prefix) :].partition("/")[0]
        return f"{self.home}/files/{file_id}/raw" if file_id in self.state.files else None

    def here(self, url: str) -> str | None:
        """The page's own address for a permalink of this workspace; None for any other link."""
        prefix = f"{self.base_url}/archives/"
        if not self.base_url or not url.startswith(prefix):
            return None
        place, _, query = url[len(prefix) :].partition("?")
        channel, _, mark = place.partition("/p")
        if not channel.isalnum() or not (mark == "" or mark.isdigit()):
            return None
        address = f"{self.home}/c/{channel}"
        thread = next((part[10:] for part in query.split("&") if part.startswith("thread_ts=")), "")
        if thread.replace(".", "").isdigit():
            address += f"?thread={thread}"
        return f"{address}#m-{mark[:-6]}.{mark[-6:]}" if mark else address
