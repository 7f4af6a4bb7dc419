"""Who is on what: roles, the step, its items, awaited approvals; with what one can do about it."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, SectionBlock

from bot.core.duties import Duty, duties
from bot.core.picture import Picture
from bot.core.signals import Actor
from bot.slack.carried import Carried
from bot.slack.views.budget import fit
from bot.slack.views.buttons import button, row
from bot.slack.views.gist import numbered
from bot.slack.views.text import clock_time, due_time, markup, person, safe

SHOWN = 12
_VACANT = "_nobody_"


def who_blocks(picture: Picture, viewer: Actor) -> list[Block]:
    """For one person: what they may give up or accept has a button."""
    incident = picture.incident
    asked = duties(incident)
    head = f"*{numbered(incident.id, incident.severity)}* · {safe(incident.title, 150)}"
    parts = [
        ("Roles", list(_roles(picture))),
        ("Offered", [_offered(picture, one) for one in asked if one.kind == "handover"]),
        ("On it now", [_line(picture, one) for one in asked if one.kind in {"step", "item"}]),
        ("A second person's yes", [*_approvals(picture)]),
        (
            "Owed",
            [_line(picture, one) for one in asked if one.kind in {"told", "evidence", "undo"}],
        ),
    ]
    said = [
        SectionBlock(text=markup("\n".join([f"*{title}*", *_most(lines)]))) for title, lines in parts if lines
    ]
    return fit([SectionBlock(text=markup(head)), *said, *_presses(picture, viewer, asked)])


def _most(lines: list[str]) -> list[str]:
    rest = len(lines) - SHOWN
    return [*lines[:SHOWN], f"… and {rest} more"] if rest > 0 else lines


def _all_roles(picture: Picture) -> list[str]:
    incident = picture.incident
    return list(dict.fromkeys([*incident.wanted_roles, *incident.roles]))


def _roles(picture: Picture) -> Iterator[str]:
    for role in _all_roles(picture):
        holder = picture.incident.roles.get(role)
        known = picture.rulebook.policy.roles.get(role)
        about = f" · {safe(known.about, 150)}" if known and known.about else ""
        yield f"{safe(picture.role_title(role), 60)}: {person(holder) if holder else _VACANT}{about}"


def _offered(picture: Picture, duty: Duty) -> str:
    offered = picture.incident.handovers[duty.ref]
    giver, to = person(offered.giver), person(offered.to)
    return f"{safe(duty.what, 60)}: {giver} asks {to}, until {clock_time(offered.expires_at)}"


def _line(picture: Picture, duty: Duty) -> str:
    until = f", by {due_time(duty.until, picture.now)}" if duty.until else ""
    what = safe(duty.what, 150)
    return f"{what if duty.kind == 'told' else f'“{what}”'}: {_of(picture, duty)}{until}"


def _of(picture: Picture, duty: Duty) -> str:
    """The person by name: this is a look at how it stands, and calls nobody."""
    if not duty.who.startswith("@"):
        return safe(duty.name, 60)
    title = safe(picture.who_title(duty.who[1:]), 60)
    return f"{title}, {_VACANT}" if duty.who[1:] in picture.rulebook.policy.roles else title


def _approvals(picture: Picture) -> Iterator[str]:
    for one in picture.pending():
        groups = " or ".join(safe(picture.group_title(group), 60) for group in one.groups)
        message = picture.incident.messages.get(f"approval/{one.token}")
        what = f"<{message.permalink}|what exactly>" if message and message.permalink else "see the card"
        yield f"{groups}, asked by {person(one.requester)}, until {clock_time(one.expires_at)}: {what}"


def _presses(picture: Picture, viewer: Actor, asked: tuple[Duty, ...]) -> list[Block]:
    incident = picture.incident
    carried = Carried(incident.id)
    offers = [
        button(
            "do:accept",
            f"Take over {one.what}",
            Carried(incident.id, name=one.ref),
            style="primary",
            more=one.ref,
        )
        for one in asked
        if one.kind == "handover" and one.who == viewer.key
    ]
    takes = [
        button("do:role", f"Take {picture.role_title(role)}", Carried(incident.id, name=role), more=role)
        for role in _all_roles(picture)
        if role not in incident.roles
    ]
    mine = [role for role, holder in incident.roles.items() if holder.is_same_person(viewer)]
    over = [button("open:handover", "Hand over my role…", carried)] if mine else []
    leaves = [
        button(
            "do:release", f"Give up {picture.role_title(role)}", Carried(incident.id, name=role), more=role
        )
        for role in mine
    ]
    give = button("open:role", "Give a role…", carried)
    return row("who", *offers, *takes, *over, *leaves, give)
