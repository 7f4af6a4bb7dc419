"""Token, scopes, clock, channels and people: what Slack says, held against what Handrail needs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.cli.doctor.finding import Finding, Level, some
from bot.settings import OperatorFile
from bot.slack.checkup import Bound, Channel, Seen
from bot.slack.directory import Workspace
from bot.slack.permissions import SCOPES, WITHOUT

AREA: Final = "Slack"
FAR_OFF: Final = 120.0
"""Seconds; Slack's requests are refused when they seem older than five minutes."""
OFF: Final = 5.0
NETWORK: Final = "Look at network, proxy and name resolution of this machine; --offline leaves Slack out."
_INSTALL: Final = (
    "Put what `handrail manifest` prints into App Manifest of the app at api.slack.com/apps, and install the "
    "app again."
)


def bound_in(operator: OperatorFile) -> Bound:
    """Everything of the operator's file that Slack knows."""
    groups = [*operator.groups.values(), *operator.roles.values()]
    channels = [operator.announce, *(group.channel for group in operator.groups.values())]
    people = [
        *(user for group in groups for user in group.users),
        *(one.user for one in operator.accounts.values()),
    ]
    return Bound(
        Workspace(operator.workspace, operator.enterprise or ""),
        tuple(dict.fromkeys(channel for channel in channels if channel)),
        tuple(dict.fromkeys(group.usergroup for group in groups if group.usergroup)),
        tuple(dict.fromkeys(people)),
    )


def of_slack(seen: Seen, operator: OperatorFile) -> Iterator[Finding]:
    """What the answers come to."""
    if seen.trouble:
        do = "The bot's token stands under OAuth & Permissions of the app at api.slack.com/apps."
        yield Finding(AREA, "problem", seen.trouble, NETWORK if seen.away else do)
        return
    yield _team(seen, operator)
    yield from _scopes(seen.scopes)
    yield _clock(seen.ahead)
    if seen.socket:
        do = "Make the token anew under Basic Information, App-Level Tokens, with connections:write."
        yield Finding(AREA, "problem", f"Socket Mode does not connect: {seen.socket}", do)
    yield from _channels(seen.channels, operator)
    yield from _people(seen, operator)
    what = "Events, shortcuts and addresses of the app cannot be seen with its token."
    yield Finding(AREA, "note", what, "Compare App Manifest with what `handrail manifest` prints.")


def _team(seen: Seen, operator: OperatorFile) -> Finding:
    if seen.team != operator.workspace:
        what = (
            f"The token is for {seen.team_name} ({seen.team}), and handrail.toml names {operator.workspace}."
        )
        return Finding(AREA, "problem", what, "Set `workspace` to the workspace where the app is installed.")
    return Finding(AREA, "ok", f"@{seen.user_name} in {seen.team_name} ({seen.team})")


def _scopes(given: frozenset[str] | None) -> Iterator[Finding]:
    if given is None:
        yield Finding(AREA, "note", "Slack does not say which scopes the token has.")
        return
    missing, more = [scope for scope in SCOPES if scope not in given], sorted(given - set(SCOPES))
    for scope in missing:
        what = f"The scope {scope} is missing: {SCOPES[scope]}. {WITHOUT.get(scope, '')}".rstrip()
        yield Finding(AREA, "warning" if scope in WITHOUT else "problem", what, _INSTALL)
    if more:
        do = "Nothing of Handrail uses them; take them away with the manifest."
        yield Finding(AREA, "warning", f"The token may do more than it needs: {some(more)}.", do)
    if not missing and not more:
        yield Finding(AREA, "ok", f"exactly the {len(SCOPES)} scopes that are used")


def _clock(ahead: float) -> Finding:
    off = abs(ahead)
    if off < OFF:
        return Finding(AREA, "ok", "the clock agrees with Slack's")
    what = f"The clock of this machine is {off:.0f} s {'ahead of' if ahead > 0 else 'behind'} Slack's."
    far = "From five minutes on no request of Slack's is believed. " if off >= FAR_OFF else ""
    level: Level = "problem" if off >= FAR_OFF else "warning"
    return Finding(AREA, level, what, f"{far}Let it be set by NTP: `timedatectl set-ntp true`.")


def _channels(channels: Mapping[str, Channel | str], operator: OperatorFile) -> Iterator[Finding]:
    for name, found in channels.items():
        who = "announcements" if name == operator.announce else "a group"
        if isinstance(found, str):
            do = "Write its name as Slack shows it; into a private channel invite the bot first."
            yield Finding(AREA, "problem", f"The channel {name} for {who}: {found.rstrip('.')}.", do)
            continue
        room = f"#{found.name}, the channel for {who}"
        if found.is_shared is not False:
            others = f"People of another organisation can read {room}, or are invited to it"
            what = others if found.is_shared else f"Slack does not say who can read {room}"
            do = "Choose another channel, or disconnect the other organisation in the channel's settings."
            yield Finding(AREA, "problem", f"{what}: nothing is posted there.", do)
        if not found.is_member:
            yield Finding(
                AREA,
                "problem" if name == operator.announce else "warning",
                f"The bot is not in #{found.name}, the channel for {who}.",
                f"Type `/invite @Handrail` in #{found.name}.",
            )


def _people(seen: Seen, operator: OperatorFile) -> Iterator[Finding]:
    for name, group in operator.groups.items():
        found = seen.usergroups.get(group.usergroup or "", frozenset(group.users))
        if isinstance(found, str):
            do = "Its id stands in the address of the group's page in Slack, and begins with S."
            yield Finding(AREA, "problem", f"{name}: the user group {group.usergroup}: {found}", do)
        elif len(found) < 2:
            who = (
                "nobody is in it"
                if not found
                else "one person is in it, who cannot approve what they ask for"
            )
            yield Finding(AREA, "warning", f"{name}: {who}.", "Put more people into it.")
    cannot = {user: why for user, why in seen.people.items() if why}
    for user, why in cannot.items():
        do = f"Take {user} out of {some(_where(user, operator))} in handrail.toml."
        yield Finding(AREA, "warning", f"{user} cannot act: {why}", do)


def _where(user: str, operator: OperatorFile) -> Sequence[str]:
    groups = {**operator.groups, **operator.roles}
    named = [name for name, people in groups.items() if user in people.users]
    return [*named, *(name for name, one in operator.accounts.items() if one.user == user)]
