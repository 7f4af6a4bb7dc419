"""The postmortem as people finish it: how far it is, its sections, its action items, who accepts it."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, ContextBlock, DividerBlock, InteractiveElement, SectionBlock

from bot.core.incident import Incident, surface_of_draft
from bot.core.picture import Picture
from bot.core.postmortem import SECTIONS, ActionItem, Postmortem, SectionName, Version
from bot.slack.carried import Carried
from bot.slack.views.budget import fit
from bot.slack.views.buttons import button, row
from bot.slack.views.text import day_and_time, markup, paragraphs, person, safe

ACTIONS_SHOWN = 5
ACTIONS_LISTED = 20


def draft_message(picture: Picture, number: int) -> list[Block]:
    """The message of a draft: the newest says how far it is; an older one only which is newer."""
    incident = picture.incident
    versions = incident.postmortem.versions
    version = versions[number - 1]
    if number < len(versions):
        newer = _linked(incident, number + 1)
        return [SectionBlock(text=markup(f"~{_called(incident, version)}~ · replaced by {newer}"))]
    former = f" · replaces {_linked(incident, number - 1)}" if number > 1 else ""
    head = f"*{_called(incident, version)}* · {day_and_time(version.at)}{former}\nThe file is in the thread."
    return fit([SectionBlock(text=markup(head)), *papers(picture)])


def papers(picture: Picture) -> list[Block]:
    """How far the postmortem is, with a button for each thing that is to be done."""
    incident = picture.incident
    return [
        ContextBlock(elements=[markup(review_line(incident.postmortem))]),
        *(_section(incident, name) for name in SECTIONS),
        DividerBlock(),
        *_actions(picture),
        *row("papers", *_presses(incident)),
    ]


def review_line(now: Postmortem) -> str:
    """How far it is agreed on."""
    review = now.review
    match review.state:
        case "in review":
            since = f" {day_and_time(review.asked_at)}" if review.asked_at else ""
            return f"*In review*: {person(review.asked_by)} asked {person(review.of)}{since}"
        case "accepted":
            when = f" {day_and_time(review.at)}" if review.at else ""
            return f":white_check_mark: *Accepted* by {person(review.by)}{when}"
        case "draft":
            why = f": {safe(review.why, 300)}" if review.why else ""
            who = f", given back by {person(review.by)}" if review.by else ""
            return f"*Draft*{who}{why}"


def progress(now: Postmortem) -> str:
    """`2 of 5 sections · 3 action items, 1 open`; our own mark-up."""
    written = len(SECTIONS) - len(now.missing)
    total, still = len(now.actions), len(now.open_actions())
    none = "no action items, as stated" if now.no_actions else "no action items"
    items = f"{total} action item{'' if total == 1 else 's'}, {still} open" if total else none
    return f"{written} of {len(SECTIONS)} sections · {items}"


def _section(incident: Incident, name: SectionName) -> Block:
    now, title = incident.postmortem.section(name), SECTIONS[name]
    carried = Carried(incident.id, name=name)
    if not now.text or now.at is None:
        label, text = "Write…", f"○ *{title}* · not written"
    else:
        label = "Edit…"
        text = f":white_check_mark: *{title}* · {person(now.by)} {day_and_time(now.at)}"
        text += f"\n{safe(now.text, 150)}"
    press = button("open:write", label, carried, more=name)
    return SectionBlock(text=markup(text), accessory=press, block_id=f"section:{name}")


def _actions(picture: Picture) -> Iterator[Block]:
    now = picture.incident.postmortem
    if not now.actions:
        why = f"none, because: {safe(now.no_actions, 300)}" if now.no_actions else "none yet"
        yield SectionBlock(text=markup(f"*Action items*: {why}"))
        return
    still = now.open_actions()
    lines = [f"*Action items* · {len(still)} of {len(now.actions)} open"]
    lines += [f"• {action_line(picture, action)}" for action in still[:ACTIONS_SHOWN]]
    if len(still) > ACTIONS_SHOWN:
        lines.append(f"and {len(still) - ACTIONS_SHOWN} more")
    yield SectionBlock(text=markup("\n".join(lines)))


def action_line(picture: Picture, action: ActionItem) -> str:
    """`A1 Rotate the keys · @bo · due 2026-12-01`."""
    late = " :alarm_clock: *overdue*" if action.is_overdue(picture.now) else ""
    due = f"due {action.due:%Y-%m-%d}{late}" if action.is_open else _settled(action)
    return f"*{action.id}* {safe(action.text, 300)} · {person(action.owner)} · {due}"


def _settled(action: ActionItem) -> str:
    who = f" by {person(action.settled_by)}" if action.settled_by else ""
    why = f": {safe(action.why, 200)}" if action.why else ""
    return f"*{action.state}*{who}{why}"


def _presses(incident: Incident) -> list[InteractiveElement]:
    here = Carried(incident.id)
    now = incident.postmortem
    seen = Carried(incident.id, seen=str(now.edits))
    found: list[InteractiveElement] = [button("open:action", "Add an action item…", here)]
    if now.actions:
        found.append(button("show:action", "All action items", here))
    elif not now.no_actions:
        found.append(button("open:no-actions", "No action items, because…", here))
    if now.review.state == "in review":
        found.append(button("do:accept-postmortem", "Accept", seen, style="primary"))
        found.append(button("open:give-back", "Give back…", here))
    elif now.authors and now.review.state == "draft":
        found.append(button("open:review", "Ask for a review…", here))
    if incident.draft:
        found.append(button("do:postmortem", "Write the file anew", here))
    return found


def actions(picture: Picture) -> list[Block]:
    """All action items, what is open first, each with its buttons."""
    incident = picture.incident
    now = incident.postmortem
    done = sorted((a for a in now.actions.values() if not a.is_open), key=lambda a: a.id)
    blocks: list[Block] = [SectionBlock(text=markup(f"*Action items of {incident.id}*"))]
    for action in (*now.open_actions(), *done)[:ACTIONS_LISTED]:
        blocks.append(SectionBlock(text=markup(action_line(picture, action))))
        blocks += row(f"action:{action.id}", *action_buttons(incident.id, action))
    if not now.actions:
        why = f"None, because: {safe(now.no_actions, 300)}" if now.no_actions else "There are none yet."
        blocks.append(SectionBlock(text=markup(why)))
    if len(now.actions) > ACTIONS_LISTED:
        blocks.append(ContextBlock(elements=[markup(f"and {len(now.actions) - ACTIONS_LISTED} more")]))
    return fit([*blocks, *row("actions", button("open:action", "Add an action item…", Carried(incident.id)))])


def action_buttons(incident: str, action: ActionItem) -> list[InteractiveElement]:
    """What can be done with an item; wherever it is shown."""
    carried = Carried(incident, name=action.id, seen=action.owner.user)
    if not action.is_open:
        return [button("do:action-open", "Open again", carried, more=action.id)]
    return [
        button("do:action-done", "Done", carried, style="primary", more=action.id),
        button("open:action-change", "Change…", carried, more=action.id),
        button("open:action-drop", "Drop…", carried, more=action.id),
    ]


def told(picture: Picture, text: str, about: str, name: str) -> list[Block]:
    """A direct message about the postmortem, with what the person can do about it at once."""
    incident = picture.incident
    now = incident.postmortem
    action = now.actions.get(name)
    presses: list[InteractiveElement] = []
    if about == "action" and action is not None:
        presses = action_buttons(incident.id, action)
    elif about == "review":
        presses.append(
            button(
                "do:accept-postmortem", "Accept", Carried(incident.id, seen=str(now.edits)), style="primary"
            )
        )
        presses.append(button("open:give-back", "Give back…", Carried(incident.id)))
    where = f"<#{incident.channel}>" if incident.channel else incident.id
    latest = _linked(incident, len(now.versions)) if now.versions else ""
    context = " · ".join(part for part in (where, latest) if part)
    return [
        paragraphs(("", text)),
        ContextBlock(elements=[markup(context)]),
        *row("told", *presses),
    ]


def _called(incident: Incident, version: Version) -> str:
    return f"Postmortem draft {version.number} of {incident.id}"


def _linked(incident: Incident, number: int) -> str:
    """`draft 2`, a link once its message is posted."""
    message = incident.messages.get(surface_of_draft(number))
    words = f"draft {number}"
    return f"<{message.permalink}|{words}>" if message and message.permalink else words
