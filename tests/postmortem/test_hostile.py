"""Foreign text stays text: no renderer makes mark-up, a link, an image or HTML of it."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.engine.ports import Logged
from bot.postmortem.drafts import PostmortemDrafts
from bot.postmortem.markdown import block, code, link, plain, prose
from tests.postmortem.told import outage, rough

pytestmark = pytest.mark.no_cover  # much at once: the tracer would double its time

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
FOREIGN = {"title", "text", "reason", "name", "about", "value", "what", "excerpt", "why", "label", "source"}
"""Fields of events, and of what is in them, that hold what people, alerts and commands said."""

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- ",
    "<https://evil.example>",
    "[click](https://evil.example)",
    "![x](https://evil.example/x.png)",
    "[x][y]\n\n[y]: https://evil.example",
    "https://evil.example/a_b_c",
    "www.evil.example and ana@evil.example and @channel",
    "**bold** __bold__ *it* _it_ ~~gone~~",
    "# heading",
    "## heading ##",
    "- item\n- item",
    "1. item\n2) item",
    "> quoted",
    "---",
    "===",
    "```\ncode\n```",
    "~~~\ncode\n~~~",
    "`` ` ``",
    "`",
    "`````` `` ` ````",
    "    indented",
    "a | b | c",
    "|---|---|",
    r"\ and \\ and \| and \`",
    "&lt;b&gt; &#60;b&#62; &amp;",
    "line\n\nparagraph\r\nline\x0b\u2028\u2029\x85end",
    "\x1b[31mred\x1b[0m \x00 \u202egnp.exe \u200b\ufeff",
    "{{ 7*7 }} {% for x in y %} ${7*7} {: .class }",
    "$\\sqrt{2}$",
    "a" * 3000,
    "`" * 300,
]


def rendered(log: list[Logged]) -> str:
    return PostmortemDrafts(Path("unused")).render(log)


def poisoned(value: Any, text: str) -> Any:
    """The value with every foreign text in it replaced."""
    if is_dataclass(value) and not isinstance(value, type):
        parts = {
            part.name: text
            if part.name in FOREIGN and isinstance(getattr(value, part.name), str)
            else poisoned(getattr(value, part.name), text)
            for part in fields(value)
            if part.init
        }
        return replace(value, **parts)
    if isinstance(value, tuple):
        return tuple(poisoned(part, text) for part in value)
    if isinstance(value, dict):
        return {name: text if isinstance(part, str) else poisoned(part, text) for name, part in value.items()}
    return value


def skeleton(markdown: str) -> list[tuple[str, str]]:
    """What the text is made of, without the text: kinds of tokens, and where links lead."""
    return [
        (token.type, str(token.attrGet("href") or token.attrGet("src") or token.info or ""))
        for token in every(READER.parse(markdown))
        if token.type not in {"text", "code_inline", "text_special"}
    ]


def every(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from every(token.children or [])


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_a_hostile_text_changes_nothing_but_words(text: str) -> None:
    told = outage().entries()
    harmless = skeleton(rendered([poisoned(entry, "word") for entry in told]))

    hostile = skeleton(rendered([poisoned(entry, text) for entry in told]))

    assert hostile == harmless


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b"])
def test_no_text_at_all_leaves_no_mark_up_of_its_own(text: str) -> None:
    empty = rendered([poisoned(entry, text) for entry in outage().entries()])

    assert not {kind for kind, _ in skeleton(empty)} & {
        "html_inline",
        "html_block",
        "image",
        "hr",
        "code_block",
    }


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_a_hostile_text_among_words_changes_nothing_but_words(text: str) -> None:
    told = rough().entries()
    harmless = skeleton(rendered([poisoned(entry, "word (other) word!") for entry in told]))

    hostile = skeleton(rendered([poisoned(entry, f"word ({text}) word!") for entry in told]))

    assert hostile == harmless


WRITTEN = {"paragraph_open", "paragraph_close", "inline", "softbreak"}
LISTED = {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"}


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
def test_what_people_write_makes_paragraphs_and_lists_and_nothing_else(text: str) -> None:
    lines = prose(f"Before.\n{text}\n\n- {text}\n  - {text}\nAfter.")

    assert {kind for kind, _ in skeleton("\n".join(lines))} <= WRITTEN | LISTED


def test_paragraphs_and_lists_stay_apart() -> None:
    lines = prose("One.\nStill one.\n- a\n* b\nTwo.\n\n\n")

    assert lines == ["One.", "Still one.", "", "- a", "- b", "", "Two."]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "https://x/) [evil](https://evil.example",
        "https://x/ title",
        "https://x/<b>",
        "//x",
        "",
    ],
)
def test_only_a_plain_web_address_becomes_a_link(address: str) -> None:
    assert link("message", address) == ""


def test_a_permalink_of_slack_is_a_link() -> None:
    made = link("message", "https://x.slack.com/archives/C1/p1?thread_ts=1.0&cid=C1")

    assert made == "[message](https://x.slack.com/archives/C1/p1?thread_ts=1.0&cid=C1)"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("snake_case stays, _edges_ do not", r"snake_case stays, \_edges\_ do not"),
        ("see https://a.example/x.", "see `https://a.example/x`."),
        ("(ana@a.example)", "(`ana@a.example`)"),
        ("kept at s3://copies/1", "kept at `s3://copies/1`"),
        ("www.a or a@b", "`www.a` or `a@b`"),
        ("a &lt; b & c", r"a \&lt; b \& c"),
        ("a.example|b.example", r"`a.example`\|`b.example`"),
        ("version 1.2.3, e.g. this; 5 > 4", r"version 1.2.3, e.g. this; 5 \> 4"),
        ("- not a list", r"\- not a list"),
        ("12. not a list", r"12\. not a list"),
        ("in - between 1. stays", "in - between 1. stays"),
        ("issue #12 is #one", r"issue \#12 is \#one"),
        ("  two\n lines ", "two lines"),
    ],
)
def test_plain_text_stays_readable(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize("text", ["a", "`", "``", "` `` ```", "a `b`", "x\ny", "\\", "a\\"])
def test_a_code_span_is_one_span_with_all_of_the_text(text: str) -> None:
    (token,) = [token for token in every(READER.parse(f"- {code(text)}")) if token.type == "code_inline"]

    assert token.content == " ".join(text.split())


def test_no_code_is_no_span() -> None:
    assert code(" \n") == ""


@pytest.mark.parametrize(
    "text", ["a\n```\nb", "````", "~~~\nx", "<b>\n\n\n[x](y)", "  indented\n\tand tabbed"]
)
def test_a_block_is_one_fence_with_all_of_the_text(text: str) -> None:
    tokens = READER.parse(f"{block(text)}\n\nafter")

    assert [token.type for token in tokens if token.nesting >= 0] == ["fence", "paragraph_open", "inline"]
    assert tokens[0].content == text.expandtabs(4) + "\n"


def test_an_empty_block_is_nothing() -> None:
    assert block(" \n\t\n") == ""
