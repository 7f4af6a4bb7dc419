"""Nothing in a message is looked up, unfolded or formatted, whichever call says it."""

import ast
import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web import WebClient

import bot.slack
from bot.slack.permissions import METHODS
from bot.slack.quiet import FLAGS, SAYING, quietly
from bot.slack.views.text import prose, safe
from tests.slack.web import FakeClient, FakeSlack

ROOM = Path(bot.slack.__file__).parent
GOLDEN = Path(__file__).parent / "golden"
FOREIGN = "<!channel> *a* :tada: <https://x|y>"


def arguments(method: Any) -> dict[str, Any]:
    """What the SDK's method cannot do without, and a text."""
    needed = [
        name
        for name, one in inspect.signature(method).parameters.items()
        if one.kind is one.KEYWORD_ONLY and one.default is one.empty
    ]
    return {**dict.fromkeys(needed, "C1"), "text": FOREIGN}


@pytest.mark.parametrize(
    "name", [name for name in METHODS if name.startswith("chat_") and name != "chat_delete"]
)
def test_every_call_that_says_something_says_it_quietly(name: str) -> None:
    slack = FakeSlack(fails={name.replace("_", "."): ["is_archived"]})
    method = getattr(FakeClient(slack), name)

    with pytest.raises(Exception, match="is_archived"):
        method(**arguments(method))

    ((called, given),) = slack.calls
    assert called in SAYING
    assert FLAGS.items() <= given.items()
    assert given["text"] == prose(FOREIGN)


def test_what_a_caller_says_otherwise_does_not_count() -> None:
    said = quietly({"text": "x", "unfurl_links": True, "link_names": True, "parse": "full", "blocks": [1]})

    assert said == {"text": "x", "blocks": [1], **FLAGS}


def test_no_other_client_is_made_and_no_other_method_says_something() -> None:
    made: dict[str, list[str]] = {}
    used = set()
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                made.setdefault(node.func.id, []).append(path.name)
            if isinstance(node, ast.Attribute) and node.attr.startswith(("chat_", "files_upload")):
                used.add(node.attr)

    assert "WebClient" not in made
    assert (made["Quietly"], made["WebhookClient"]) == (["client.py"], ["front.py"])
    assert made["MarkdownTextObject"] == ["text.py"], "the one that turns looking up off"
    assert {name.replace("_", ".") for name in used} <= SAYING | {"chat.delete", "files.upload.v2"}
    assert hasattr(WebClient, "files_upload_v2")


def test_in_all_that_is_drawn_slack_looks_nothing_up() -> None:
    drawn = [json.loads(path.read_text("utf-8")) for path in GOLDEN.rglob("*.json")]
    found = [text for one in drawn for text in objects(one)]

    assert len(found) > 500
    assert [one for one in found if one["type"] == "mrkdwn" and one.get("verbatim") is not True] == []
    assert [one for one in found if one["type"] == "plain_text" and one.get("emoji")] == []


def objects(of: Any) -> list[dict[str, Any]]:
    if isinstance(of, list):
        return [text for one in of for text in objects(one)]
    if not isinstance(of, dict):
        return []
    own = [of] if of.get("type") in {"mrkdwn", "plain_text"} and isinstance(of.get("text"), str) else []
    return own + [text for one in of.values() for text in objects(one)]


FORMATS = re.compile(
    r"(?<!\w)[*_~`]\S|\S[*_~`](?!\w)|<|(?m:^&gt;)|(?<![\w:]):[\w+-]*[a-z+-][\w+-]*:(?![\w:])"
)


@pytest.mark.parametrize(
    "text",
    [
        "*bold* and _italic_, ~struck~",
        "`code` ``more`` ```fence```",
        "> a quotation",
        "&gt; escaped already",
        ":white_check_mark: Approved by @ana :+1: :skin-tone-2:",
        "<!here> <@U1> <#C1> <https://evil.example|good> <mailto:a@b.c>",
        "(*a*) “_b_” *c*, *d*\n*e*",
    ],
)
def test_foreign_text_has_no_format_of_its_own(text: str) -> None:
    for shown in (safe(text), prose(text.replace("`", "'"))):
        assert not FORMATS.search(shown), shown


@pytest.mark.parametrize(
    "text",
    [
        "first_bad_receipt 12:30:45 aa:bb:cc:dd fe80::1 a*b*c 2*3 x~y~z",
        "https://x.example/a_b:8080/c",
        "10:00: go",
    ],
)
def test_what_is_no_format_stays_as_it_can_be_copied(text: str) -> None:
    assert (safe(text), prose(text)) == (text, text)
