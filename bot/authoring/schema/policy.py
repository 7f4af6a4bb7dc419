"""`policy.yaml`."""

from bot.authoring.schema.parts import (
    Schema,
    command_name,
    covers,
    duration,
    entries,
    flag,
    groups,
    name,
    one_of,
    several,
    shape,
    text,
    title,
    version,
)
from bot.authoring.schema.system import objective
from bot.authoring.sheet import SEVERITIES
from bot.core.policy import NEEDS


def policy() -> Schema:
    """Who responds, who approves, what severities mean."""
    return shape(
        "a policy",
        "The organisation's rules; a system's own file replaces them key by key.",
        {"handrail": version()},
        {
            "respond": groups("Groups that may act; else every full member."),
            "roles": entries("Parts that one person plays in an incident.", _role()),
            "groups": entries("People who are asked, told or paged together.", _group()),
            "approve": shape(
                "`approve`",
                "Groups of which another person says yes, by risk.",
                {},
                {
                    "change": groups("To what changes a system."),
                    "destroy": groups("To what destroys something for good."),
                },
            ),
            "break_glass": shape(
                "`break_glass`",
                "Who may do alone what changes, when no second person answers; left out: nobody.",
                {
                    "change": {
                        **several("Who may; `[]`: nobody, over the organisation's.", name("A group.")),
                    }
                },
                {
                    "announce": name("The group that is told of each time."),
                    "after": duration("How long nobody must have answered; 5m."),
                },
            ),
            "ladder": several("Who is paged while nobody has acknowledged.", _rung()),
            "severities": shape(
                "`severities`",
                "What each severity means.",
                {},
                {level: _severity() for level in SEVERITIES},
            ),
            "status_page": _status_page(),
            "objectives": entries("What must hold, and when somebody is told.", objective()),
            "covers": covers(),
        },
    )


def _role() -> Schema:
    return shape(
        "a role",
        "A part that one person plays.",
        {"title": title("What people read.")},
        {"about": text("What it is for."), "groups": groups("Groups whose people usually take it.")},
    )


def _group() -> Schema:
    return shape(
        "a group",
        "People who are asked, told or paged together; `handrail.toml` says who they are.",
        {"title": title("What people read.")},
        {"channel": text("Their channel, as #oncall.", 80), "page": title("What the pager calls them.")},
    )


def _rung() -> Schema:
    one = name("A group.")
    return shape(
        "a rung",
        "Who is paged after how long.",
        {
            "after": duration("From the declaration.", zero=True),
            "page": {
                "anyOf": [one, {"type": "array", "items": one, "minItems": 1, "maxItems": 1}],
                "description": "The group.",
            },
        },
        {},
    )


def _severity() -> Schema:
    return shape(
        "a severity",
        "What a severity means, and the clocks it starts.",
        {
            "means": text("In words that people choose by.", 300),
            "respond": duration("Until somebody is on it."),
        },
        {
            "update": duration("How often people are told."),
            "resolve": duration("Until it should be over."),
            "postmortem": duration("Until the postmortem is written."),
            "page": groups("Who is paged at once."),
            "tell": groups("Who is told."),
            "ticket": flag("It lives in a ticket, without a channel."),
            "close": several(
                "What the postmortem needs before the close; summary and actions for P0 and P1.",
                one_of("A section, an action item, or that somebody accepted it.", NEEDS),
            ),
            "may": shape(
                "`may`",
                "Who does something at this severity; else whoever may respond.",
                {},
                {
                    "declare": groups("Who declares one that is so bad."),
                    "severity": groups("Who makes it so bad, or no longer."),
                    "resolve": groups("Who says that it is over."),
                    "close": groups("Who closes it."),
                },
            ),
            "covers": covers(),
        },
    )


def _status_page() -> Schema:
    return shape(
        "`status_page`",
        "The commands that speak to the public status page.",
        {"open": command_name("Opens an entry."), "resolve": command_name("Closes it.")},
        {"update": command_name("Adds to it.")},
    )
