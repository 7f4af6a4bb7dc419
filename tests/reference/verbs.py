"""The page of `/incident`, from the table that the listeners use."""

from typing import get_args

from bot.core.incident import Life
from bot.slack.verbs import VERBS, WITHOUT_A_VERB, Stage, Topic, Verb
from tests.reference.prose import page, sentence, table, words

LIVES: tuple[Stage, ...] = get_args(Life)


def verbs_page() -> str:
    """The Markdown of docs/reference/slack-commands.md."""
    intro = [
        "# `/incident` in Slack",
        "",
        "Alone, `/incident` shows the current step with its buttons. Every button has a typed equal here,",
        "and the other way round. What is in brackets may be left out; `/incident help` shows what fits now.",
    ]
    topics = [[f"## {sentence(topic).rstrip('.')}", "", *_table(topic)] for topic in get_args(Topic)]
    never = [
        "## What nobody can press or type",
        "",
        *table(
            ("signal", "why"),
            [(words(signal.__name__), sentence(why)) for signal, why in WITHOUT_A_VERB.items()],
        ),
    ]
    return page(intro, *topics, never)


def _table(topic: Topic) -> list[str]:
    rows = [
        (f"`{verb.written}`", sentence(verb.about), _also(verb), when(verb.stages), verb.who)
        for verb in VERBS
        if verb.topic == topic
    ]
    return table(("write", "to", "also understood", "when", "who"), rows)


def _also(verb: Verb) -> str:
    told = [
        f"`{alias}`" + (f" (as `{verb.name} {' '.join(stands)}`)" if stands else "")
        for alias, stands in verb.aliases.items()
    ]
    return ", ".join(told)


def when(stages: frozenset[Stage]) -> str:
    """The stages of an incident's life in words."""
    inside = [life for life in LIVES if life in stages]
    if "none" in stages:
        return "everywhere" if inside else "where no incident is"
    if len(inside) == len(LIVES):
        return "in an incident"
    if inside == list(LIVES[: len(inside)]) and len(inside) > 1:
        return f"until it is {LIVES[len(inside)]}"
    return f"while it is {' or '.join(inside)}"
