"""A template looks up, chooses and repeats; everything else is refused before it runs, or when it tries."""

import itertools

import pytest
from jinja2.exceptions import SecurityError, TemplateRuntimeError, TemplateSyntaxError, UndefinedError

from bot.postmortem.sandbox import (
    CUT,
    RESULT_CAP,
    TEMPLATE_CAP,
    BadTemplate,
    TooSlow,
    compiled,
    environment,
    rendered,
)

DATA = {"title": "The app is out", "rows": [{"text": "one", "values": "known"}, {"text": "two"}]}

REFUSED = [
    "{{ 'A' * 10**8 }}",
    "{{ 'A' ~ 'B' }}",
    "{{ 1 + 1 }}",
    "{{ 7 % 3 }}",
    "{{ -1 }}",
    "{{ range(99999) }}",
    "{{ lipsum() }}",
    "{{ cycler('a') }}",
    "{{ title.upper() }}",
    "{{ title.format(1) }}",
    "{{ title|center(10**9) }}",
    "{{ title|upper }}",
    "{{ rows|tojson }}",
    "{{ rows|map(attribute='text') }}",
    "{{ rows|attr('clear') }}",
    "{{ rows[0:1] }}",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ (1, 2) }}",
    "{% set x = title %}",
    "{% set x %}{% endset %}",
    "{% macro m() %}{% endmacro %}",
    "{% call m() %}{% endcall %}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
    "{% block x %}{% endblock %}",
    "{% with %}{% endwith %}",
    "{% filter upper %}{% endfilter %}",
    "{% autoescape true %}{% endautoescape %}",
    "{% if title is string %}{% endif %}",
    "{% for a in rows %}{% for b in rows %}{% for c in rows %}{% endfor %}{% endfor %}{% endfor %}",
    "{% for a in rows %}{% if a %}"
    "{% for b in rows %}{% for c in rows %}x{% endfor %}{% endfor %}{% endif %}{% endfor %}",
]

STOPPED = [
    "{{ title.upper }}",
    "{{ title.__class__ }}",
    "{{ title['__class__'] }}",
    "{{ ''.__class__.__mro__ }}",
    "{{ rows.append }}",
    "{{ rows.__class__.__base__.__subclasses__ }}",
    "{{ rows[0].values }}",
    "{{ self.__init__ }}",
    "{% for a in rows %}{{ loop.__class__ }}{% endfor %}",
    "{{ unknown }}",
    "{{ title.unknown }}",
    "{% for a in unknown %}{% endfor %}",
]


def now() -> float:
    return 0.0


@pytest.mark.parametrize("source", REFUSED)
def test_what_computes_calls_or_builds_is_refused_before_it_runs(source: str) -> None:
    with pytest.raises((BadTemplate, TemplateSyntaxError)) as refused:
        compiled(source)

    assert "Line 1" in str(refused.value) or isinstance(refused.value, TemplateSyntaxError)


@pytest.mark.parametrize("source", STOPPED)
def test_what_reaches_behind_the_data_is_stopped(source: str) -> None:
    template = compiled(source)

    with pytest.raises((SecurityError, UndefinedError)):
        rendered(template, DATA, now)


@pytest.mark.parametrize(
    "source",
    [
        "{{ title.upper() }}",
        "{{ 'A' * 9 }}",
        "{{ 2 ** 9 }}",
        "{{ 'a%s' % title }}",
        "{{ -title }}",
        "{{ range(9) }}",
    ],
)
def test_the_sandbox_holds_without_the_inspection_too(source: str) -> None:
    template = environment().from_string(source)

    with pytest.raises((SecurityError, UndefinedError, BadTemplate, TemplateRuntimeError)):
        template.render(DATA)


def test_the_sandbox_has_no_filters_tests_or_globals() -> None:
    made = environment()

    assert (made.filters, made.tests, made.globals) == ({}, {}, {})


def test_a_template_looks_up_chooses_and_repeats() -> None:
    source = (
        "{% for one in rows %}{% if one.text == 'one' and not one.text == 'x' %}{{ one['text'] }}"
        "{% else %}{{ title if one else '' }}{% endif %}, {% else %}none{% endfor %}"
    )

    assert rendered(compiled(source), DATA, now) == "one, The app is out, "


def test_the_line_of_what_is_refused_is_named() -> None:
    with pytest.raises(BadTemplate) as refused:
        compiled("one\ntwo {{ title|upper }}")

    assert (
        str(refused.value)
        == "Line 2 of the template has filters; a draft may only look up, choose and repeat."
    )


def test_a_template_that_is_too_long_is_refused() -> None:
    compiled("x" * TEMPLATE_CAP)

    with pytest.raises(BadTemplate, match="may have 65536 characters; this one has 65537"):
        compiled("x" * (TEMPLATE_CAP + 1))


def test_a_result_that_grows_too_long_is_cut_at_the_end_of_a_line_and_says_so() -> None:
    template = compiled("{% for one in rows %}- {{ one }}\n{% endfor %}")
    data = {"rows": [f"{number:099d}" for number in range(RESULT_CAP // 50)]}

    text = rendered(template, data, now)

    assert RESULT_CAP - 200 < len(text) <= RESULT_CAP
    assert text.endswith(CUT)
    lines = text.removesuffix(CUT).splitlines()
    assert {len(line) for line in lines} == {101}


def test_a_result_at_the_cap_is_whole() -> None:
    text = rendered(compiled("{{ title }}"), {"title": "x" * RESULT_CAP}, now)

    assert len(text) == RESULT_CAP
    assert CUT not in text


def test_rendering_that_takes_too_long_is_given_up() -> None:
    ticks = itertools.count(step=1)
    template = compiled("{% for one in rows %}{{ one.text }}{% endfor %}")

    with pytest.raises(TooSlow, match="not written within 2 seconds"):
        rendered(template, {"rows": [{"text": "x"}] * 10}, lambda: float(next(ticks)))
