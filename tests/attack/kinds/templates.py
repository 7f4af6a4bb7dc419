"""A postmortem template, as an administrator might have been talked into using."""

from jinja2.exceptions import SecurityError, TemplateRuntimeError, TemplateSyntaxError, UndefinedError

from bot.postmortem.sandbox import RESULT_CAP, BadTemplate, TooSlow, compiled, environment, rendered
from tests.attack.outcome import Outcome, passes, refused

DATA = {"title": "The app is out", "rows": [{"text": "one", "values": "known"}, {"text": "two"}]}


def attack(*, template: str, inspected: bool = True) -> Outcome:
    """`inspected: false`: past the inspection, so that the sandbox alone has to hold."""
    try:
        made = compiled(template) if inspected else environment().from_string(template)
        text = rendered(made, DATA, lambda: 0.0)
    except (
        BadTemplate,
        TooSlow,
        SecurityError,
        UndefinedError,
        TemplateRuntimeError,
        TemplateSyntaxError,
    ) as problem:
        return refused(f"{type(problem).__name__}: {problem}")
    return passes(text) if len(text) <= RESULT_CAP else Outcome("passes", f"{len(text)} characters")
