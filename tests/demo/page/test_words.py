"""Slack's two kinds of text as HTML."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.demo.page.markup import Node, parse
from bot.demo.page.mrkdwn import mrkdwn
from bot.demo.page.richtext import rich_text
from tests.demo.page.stage import ANA, BASE, EVE, GENERAL, INCIDENTS, SECURITY, Stage

SAFE_TAGS = {"a", "b", "i", "s", "u", "br", "code", "pre", "blockquote", "span", "time", "svg", "use"}
SAFE_TAGS |= {"p", "ol", "ul", "li"}
NOON_SECONDS = 1795262400


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*bold* _italic_ ~gone~", "<b>bold</b> <i>italic</i> <s>gone</s>"),
        ("*_both_*", "<b><i>both</i></b>"),
        ("2*3*4 snake_case_name a~b~c", "2*3*4 snake_case_name a~b~c"),
        ("* not bold *", "* not bold *"),
        ("`*code* &amp; <https://x.example|x>`", "<code>*code* &amp; x</code>"),
        ("```\na *b*\n  c\n```", "<pre>a *b*\n  c\n</pre>"),
        ("one\ntwo", "one<br>two"),
        ("&gt; why\n&gt; so\nthen", "<blockquote>why<br>so</blockquote>then"),
        ("> why", "<blockquote>why</blockquote>"),
        ("5 &lt; 6 &amp;lt; <b>", "5 &lt; 6 &amp;lt; &lt;b&gt;"),
        ("<@U0NOBODY>", '<span class="mention">@U0NOBODY</span>'),
        ("<@U0BO>", '<span class="mention">@bo</span>'),
        ("<@U0ANA|ana>", '<span class="mention mine">@ana</span>'),
        ("<!subteam^S0ONCALL>", '<span class="mention mine">@oncall</span>'),
        ("<!here>", '<span class="mention mine">@here</span>'),
        ("<#C0GENERAL>", '<a class="mention" href="/as/U0ANA/c/C0GENERAL">#general</a>'),
        (
            "<https://x.example/?a=1&amp;b=2|see>",
            '<a href="https://x.example/?a=1&amp;b=2" rel="noopener noreferrer" target="_blank">see</a>',
        ),
        (":tada: :nonsense: 12:30:00", "🎉 :nonsense: 12:30:00"),
    ],
)
def test_mrkdwn_becomes_html(at: Stage, text: str, html: str) -> None:
    assert mrkdwn(at.reader(), text) == html


def test_a_link_into_the_workspace_stays_on_the_page(at: Stage) -> None:
    html = mrkdwn(at.reader(), f"<{BASE}/archives/{GENERAL}/p1795262400000123?thread_ts=1.2|there>")

    assert html == '<a href="/as/U0ANA/c/C0GENERAL?thread=1.2#m-1795262400.000123">there</a>'


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", f"{BASE}/archives/<x"]
)
def test_a_link_elsewhere_than_the_web_is_only_its_text(at: Stage, url: str) -> None:
    page = parse(mrkdwn(at.reader(), f"<{url}|press>"))

    assert page.all("a") == []


def test_a_channel_that_the_reader_may_not_see_is_not_named(at: Stage) -> None:
    html = mrkdwn(at.reader(EVE), f"<#{SECURITY}|security>")

    assert "security" not in html


@pytest.mark.parametrize(
    ("form", "lisbon", "new_york"),
    [
        ("{date_num} {time}", "2026-11-21 12:00", "2026-11-21 07:00"),
        (
            "{date_long} {time_secs}",
            "Saturday, 21 November 2026 12:00:00",
            "Saturday, 21 November 2026 07:00:00",
        ),
        ("{date_short_pretty} at {time}", "today at 12:00", "today at 07:00"),
        ("{ago} {unknown}", "just now {unknown}", "just now {unknown}"),
    ],
)
def test_dates_are_in_the_zone_of_the_reader(at: Stage, form: str, lisbon: str, new_york: str) -> None:
    text = f"<!date^{NOON_SECONDS}^{form}|noon in London>"

    shown = [parse(mrkdwn(at.reader(who), text)).text for who in (ANA, "U0DEE")]

    assert shown == [lisbon, new_york]


@pytest.mark.parametrize(
    ("seconds", "words"), [(-90, "1 minute ago"), (-7300, "2 hours ago"), (90000, "in 1 day")]
)
def test_how_long_ago_is_said_in_words(at: Stage, seconds: int, words: str) -> None:
    text = f"<!date^{NOON_SECONDS + seconds}^{{ago}}|then>"

    assert parse(mrkdwn(at.reader(), text)).text == words


def test_a_zone_that_this_machine_does_not_know_falls_back_to_the_offset(at: Stage) -> None:
    lost = replace(at.reader(), me=replace(at.reader().me, tz="Mars/Olympus", tz_offset=7200))

    assert f"{lost.local(NOON_SECONDS):%H:%M}" == "14:00"


def part(kind: str, *elements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": f"rich_text_{kind}", "elements": list(elements), **more}


def words(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


@pytest.mark.parametrize(
    ("element", "html"),
    [
        (
            part("section", words("a*b*\n<b>", bold=True, code=True)),
            "<p><b><code>a*b*<br>&lt;b&gt;</code></b></p>",
        ),
        (part("preformatted", words("a\n  <b>")), "<pre>\na\n  &lt;b&gt;</pre>"),
        (part("quote", words("why")), "<blockquote>why</blockquote>"),
        (
            part("list", part("section", words("one")), style="bullet", indent=1),
            '<ul class="in1"><li>one</li></ul>',
        ),
        (
            part("list", part("section", words("three")), style="ordered", offset=2),
            '<ol class="in0" type="1" start="3"><li>three</li></ol>',
        ),
        (part("section", {"type": "user", "user_id": "U0BO"}), '<p><span class="mention">@bo</span></p>'),
        (
            part("section", {"type": "usergroup", "usergroup_id": "S0DEVOPS"}),
            '<p><span class="mention">@devops</span></p>',
        ),
        (
            part("section", {"type": "broadcast", "range": "here"}),
            '<p><span class="mention mine">@here</span></p>',
        ),
        (part("section", {"type": "link", "url": "javascript:x", "text": "t"}), "<p>t</p>"),
        (part("section", {"type": "emoji", "name": "rocket"}), "<p>🚀</p>"),
        (
            part("section", {"type": "colour", "value": "#fff"}),
            '<p><span class="unknown">[colour]</span></p>',
        ),
        (part("table"), '<p class="unknown">[rich_text_table]</p>'),
    ],
)
def test_rich_text_becomes_html(at: Stage, element: dict[str, Any], html: str) -> None:
    assert rich_text(at.reader(), {"type": "rich_text", "elements": [element]}) == html


def test_a_channel_and_a_date_in_rich_text_are_as_in_mrkdwn(at: Stage) -> None:
    date = {"type": "date", "timestamp": NOON_SECONDS, "format": "{time}", "fallback": "noon"}
    block = {"elements": [part("section", {"type": "channel", "channel_id": INCIDENTS}, date)]}

    page = parse(rich_text(at.reader("U0BO"), block))

    assert page.text == "#incidents13:00"
    assert page.all("time")[0].get("title") == "noon"


def is_harmless(node: Node) -> bool:
    names = {name for each in node.walk() for name in each.attributes}
    links = [each.get("href") for each in node.walk() if each.has("href")]
    return (
        {each.tag for each in node.walk()} - {"#page"} <= SAFE_TAGS
        and not any(name.startswith("on") or name == "style" for name in names)
        and all(
            link.startswith(("http:", "https:", "mailto:", "/as/", "/page/static/", "HTTP")) for link in links
        )
    )


PIECES = [
    *"<>&\"'*_~`|^:/ a\n",
    "```",
    "@U0ANA",
    "#C0GENERAL",
    "!date^1^",
    "{time}",
    "https://x",
    "script",
    "&lt;",
]
PIECES += ["javascript:alert(1)", "img src=x onerror=alert(1)"]
HOSTILE = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE)
def test_no_text_becomes_anything_but_words_links_and_emphasis(at: Stage, text: str) -> None:
    block = {"elements": [part("section", words(text), {"type": "link", "url": text})]}

    assert is_harmless(parse(mrkdwn(at.reader(), text)))
    assert is_harmless(parse(rich_text(at.reader(), block)))
