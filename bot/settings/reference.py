"""The page that lists every setting, made from the settings themselves."""

from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.settings.environment import Address, Settings


def settings_page() -> str:
    """The Markdown of docs/reference/settings.md."""
    rows = [_row(field) for field in Settings.model_fields.values()]
    lines = [
        "# Settings",
        "",
        "Set them as environment variables. An unknown name that begins with `HANDRAIL_` or `SLACK_` is",
        "refused, so that a misspelt setting cannot be ignored. An empty variable counts as not set. People,",
        "programs and endpoints are bound in [`handrail.toml`](operator-file.md).",
        "",
        "| variable | default | what it sets |",
        "|---|---|---|",
        *rows,
    ]
    return "\n".join(lines) + "\n"


def _row(field: FieldInfo) -> str:
    return f"| `{field.alias}` | {_default(field)} | {field.description} |"


def _default(field: FieldInfo) -> str:
    match field.default:
        case None:
            return "not set, secret"
        case str() | Path() | Address() | int() | float():
            return f"`{field.default}`"
        case _:
            return "required, secret" if field.annotation is SecretStr else "required"
