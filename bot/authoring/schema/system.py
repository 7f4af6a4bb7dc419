"""`system.yaml`."""

from bot.authoring.schema.parts import (
    Schema,
    cel,
    covers,
    duration,
    entries,
    name,
    several,
    shape,
    text,
    title,
    version,
)
from bot.authoring.shape import ID, TITLE

_ADDRESS: Schema = {
    "type": "string",
    "pattern": r"^https?://[^\s@?#]+$",
    "maxLength": 500,
    "description": "http://host:port or https://host; the operator's binding wins.",
}


def system() -> Schema:
    """Endpoints and data of a system."""
    return shape(
        "a system",
        "A system: where it can be reached, and what its documents hold as data.",
        {"handrail": version()},
        {
            "title": title("What people read."),
            "about": text("What it is."),
            "targets": {**several("Its environments; the first is taken.", name("As prod.")), "minItems": 1},
            "endpoints": entries("Named things that commands act on.", _endpoint()),
            "objectives": entries("What must hold.", objective()),
            "rotations": entries("Secrets and certificates that are changed in turn.", _rotation()),
            "tables": entries("Facts of the documents that are data.", {}),
            "operator": several(
                "What the documents leave open: `- id: what is to be decided`.",
                entries("", text("What is open."), ID),
            ),
            "covers": covers(),
        },
    )


def _endpoint() -> Schema:
    described = shape(
        "an endpoint",
        "An endpoint.",
        {"about": text("What it is.")},
        {"default": _ADDRESS, "needs": text("What the operator has to give.")},
    )
    by_target = {
        **entries("An address for each target.", _ADDRESS),
        "not": {"anyOf": [{"required": [key]} for key in described["properties"]]},
    }
    return {"anyOf": [_ADDRESS, by_target, described]}


def objective() -> Schema:
    """Something that must hold; stands in the policy too."""

    def holds(about: str) -> Schema:
        return {**cel(f"{about} Over `value`."), "type": "string", "maxLength": TITLE}

    return shape(
        "an objective",
        "Something that must hold.",
        {"title": title("What people read."), "target": holds("What is aimed at.")},
        {
            "alert": holds("When somebody is told."),
            "limit": holds("What must never be passed."),
            "covers": covers(),
        },
    )


def _rotation() -> Schema:
    return shape(
        "a rotation",
        "A secret or certificate that is changed in turn.",
        {
            "title": title("What it is."),
            "every": duration("How often."),
            "where": text("Where it lies and how it is changed."),
        },
        {"covers": covers()},
    )
