"""Emoji by their short names, as far as an incident channel needs them.

The most frequent are drawn in `static/emoji.svg`, so that they look alike on a machine without an emoji font.
"""

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

EMOJI = {
    "+1": "👍",
    "-1": "👎",
    "100": "💯",
    "alarm_clock": "⏰",
    "arrow_down": "⬇️",
    "arrow_left": "⬅️",
    "arrow_right": "➡️",
    "arrow_up": "⬆️",
    "ballot_box_with_check": "☑️",
    "bar_chart": "📊",
    "bell": "🔔",
    "black_circle": "⚫",
    "book": "📖",
    "bulb": "💡",
    "calendar": "📅",
    "checkered_flag": "🏁",
    "clipboard": "📋",
    "clock1": "🕐",
    "construction": "🚧",
    "diamond_shape_with_a_dot_inside": "💠",
    "exclamation": "❗",
    "eyes": "👀",
    "fire": "🔥",
    "fire_engine": "🚒",
    "hammer_and_wrench": "🛠️",
    "heart": "❤️",
    "heavy_check_mark": "✔️",
    "heavy_minus_sign": "\N{HEAVY MINUS SIGN}",
    "hourglass": "⌛",
    "hourglass_flowing_sand": "⏳",
    "information_source": "\N{INFORMATION SOURCE}",
    "key": "🔑",
    "large_blue_circle": "🔵",
    "large_green_circle": "🟢",
    "large_orange_circle": "🟠",
    "large_red_square": "🟥",
    "large_yellow_circle": "🟡",
    "link": "🔗",
    "lock": "🔒",
    "loudspeaker": "📢",
    "mag": "🔍",
    "memo": "📝",
    "muscle": "💪",
    "no_entry": "⛔",
    "no_entry_sign": "🚫",
    "octagonal_sign": "🛑",
    "ok_hand": "👌",
    "package": "📦",
    "page_facing_up": "📄",
    "paperclip": "📎",
    "pencil": "✏️",
    "pencil2": "✏️",
    "phone": "☎️",
    "pray": "🙏",
    "pushpin": "📌",
    "question": "❓",
    "raised_hand": "✋",
    "raised_hands": "🙌",
    "red_circle": "🔴",
    "repeat": "🔁",
    "rewind": "⏪",
    "robot_face": "🤖",
    "rocket": "🚀",
    "rotating_light": "🚨",
    "shield": "🛡️",
    "small_orange_diamond": "🔸",
    "sos": "🆘",
    "speech_balloon": "💬",
    "star": "⭐",
    "stopwatch": "⏱️",
    "tada": "🎉",
    "thumbsdown": "👎",
    "thumbsup": "👍",
    "timer_clock": "⏲️",
    "triangular_flag_on_post": "🚩",
    "unlock": "🔓",
    "warning": "⚠️",
    "wave": "👋",
    "white_check_mark": "✅",
    "white_circle": "⚪",
    "wrench": "🔧",
    "x": "❌",
    "zap": "⚡",
}

QUICK = ("eyes", "white_check_mark", "+1", "raised_hand", "pushpin", "memo", "warning", "x")
"""What the reaction menu offers."""


SHEET = Path(__file__).with_name("static") / "emoji.svg"
_SAME = {"thumbsup": "+1"}


@cache
def drawn() -> frozenset[str]:
    """The ids of the drawings; `+1` is `plus1` there."""
    return frozenset(re.findall(r'<symbol id="(\w+)"', SHEET.read_text(encoding="utf-8")))


def symbol(name: str) -> Markup:
    """What a short name stands for: a drawing, a character, or the name itself when it is unknown."""
    base = name.partition("::skin-tone-")[0]
    base = _SAME.get(base, base)
    if base.replace("+", "plus") in drawn():
        return Markup(
            '<svg class="emoji" role="img" aria-label=":{}:" viewBox="0 0 24 24">'
            '<use href="/page/static/emoji.svg#{}"/></svg>'
        ).format(name, base.replace("+", "plus"))
    return escape(EMOJI.get(base, f":{name}:"))
