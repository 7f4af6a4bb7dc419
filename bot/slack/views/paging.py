"""What those read who are paged, and what the card says of who was."""

from slack_sdk.models.blocks import Block, SectionBlock

from bot.core.incident import Page
from bot.core.picture import Picture
from bot.core.wording import span
from bot.slack.carried import Carried
from bot.slack.views.buttons import button, row
from bot.slack.views.clocks import clock_line
from bot.slack.views.gist import headline
from bot.slack.views.text import clock_time, counted, markup, person, prose, safe

_SHOWN = 4
_NAMED = 5


def page_title(picture: Picture, page: str) -> str:
    """For the notification: what it is, and why this person."""
    found = picture.incident.pages[page]
    return f"{'For your information' if found.tells else 'You are paged'}: {headline(picture.incident)}"


def page_message(picture: Picture, page: str) -> list[Block]:
    """Written to one who is paged; it stays true: who is on it, and where it goes on."""
    incident, found = picture.incident, picture.incident.pages[page]
    who = safe(found.title, 60)
    lead = f":information_source: *{who}* is told" if found.tells else f":rotating_light: *{who}* is paged"
    lines = [f"*{safe(headline(incident), 200)}*", f"{lead}: {safe(found.why, 300)}."]
    if incident.channel:
        lines.append(f"Follow it in <#{incident.channel}>.")
    if not incident.resolved_at and not found.tells and (clocks := clock_line(picture)):
        lines.append(clocks)
    lines += _state(picture, found)
    blocks: list[Block] = [SectionBlock(text=markup("\n".join(lines)))]
    if found.waits and not incident.resolved_at:
        yes = button("do:ack", "I am on it", Carried(incident.id, name=found.id), style="primary")
        blocks += row("page", yes, button("show:step", "Where it is", Carried(incident.id)))
    return blocks


def _state(picture: Picture, page: Page) -> list[str]:
    if picture.incident.resolved_at:
        return [f"It is over since {clock_time(picture.incident.resolved_at)}."]
    if page.answered_by and page.answered_at:
        return [
            f":white_check_mark: {person(page.answered_by)} is on it since {clock_time(page.answered_at)}."
        ]
    return []


def page_lines(picture: Picture) -> list[str]:
    """For the card: who was called by which rung, who answered, who is next, whom nobody could call."""
    incident = picture.incident
    called = [page for page in incident.pages.values() if not page.tells]
    lines = [_line(page) for page in called[-_SHOWN:]]
    lines += [
        _unreached(page)
        for page in incident.pages.values()
        if page.trouble and (page.tells or page not in called[-_SHOWN:])
    ]
    if incident.terms and not incident.acknowledged_at and not incident.resolved_at:
        coming = [rung for rung in incident.terms.rungs if rung.at > picture.now]
        if coming:
            title = safe(picture.group_title(coming[0].group), 60)
            lines.append(
                f"Unless somebody acknowledges: *{title}* is paged {counted(coming[0].at, picture.now)}."
            )
    return lines


def _line(page: Page) -> str:
    rung = f", rung {page.rung}" if page.rung else ""
    head = f":pager: *{safe(page.title, 60)}* paged {clock_time(page.at)}{rung}"
    if page.trouble:
        return f"{head}: :warning: *nobody was reached*, {prose(page.trouble, 200)}"
    people = " ".join(f"<@{user}>" for user in page.to[:_NAMED])
    more = f" and {len(page.to) - _NAMED} more" if len(page.to) > _NAMED else ""
    whom = f" ({people}{more})" if people else ""
    if page.answered_by and page.answered_at:
        return (
            f"{head}{whom} · answered by {person(page.answered_by)} after {span(page.answered_at - page.at)}"
        )
    return f"{head}{whom} · *no answer yet*"


def _unreached(page: Page) -> str:
    verb = "told" if page.tells else "paged"
    return f":warning: *{safe(page.title, 60)}* could not be {verb}: {prose(page.trouble, 200)}"
