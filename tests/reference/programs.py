"""The page of what a catalogue may not let a program do, made from the table that the checker reads."""

from collections.abc import Iterator

from bot.authoring.argv import INTERPRETERS
from bot.authoring.programs import Rules, table
from tests.reference.prose import page


def programs_page() -> str:
    """The Markdown of docs/reference/programs.md."""
    intro = [
        "# Programs in a catalogue",
        "",
        "A command names one program and its words; no shell reads them. Some programs do more than they",
        "seem to, so `handrail runbook check` refuses what stands here, with the place and the reason,",
        "unless the entry says `hand: true`: a person reads it before it runs. Long options count cut short",
        "too (`--kubeconf`), a short one among others (`-rno`).",
        "",
        "A program that is not listed may be used; look for itself what its options can do.",
    ]
    starters = [
        "## Programs that run others",
        "",
        "They run what their arguments say, or what a file that those name says, so none is started:",
        "not as the program, not in a container, and not with `-c` or `-e` behind another program:",
        "",
        ", ".join(f"`{name}`" for name in sorted(INTERPRETERS, key=str.lower)) + ".",
    ]
    return page(intro, starters, *(_section(name, rules) for name, rules in table().items()))


def _section(name: str, rules: Rules) -> Iterator[str]:
    like = next(one for one, other in table().items() if other is rules or other == rules)
    yield f"## {name}"
    yield ""
    if like != name:
        yield f"As `{like}`."
        return
    if rules.code:
        yield "- takes no parameter: whatever it became would be code"
    if rules.begins:
        yield f"- begins with {_all(rules.begins)}"
    if rules.known:
        yield f"- begins with one of {_all(rules.known)}"
    if rules.fixed:
        yield f"- takes no parameter as the value of {_all(rules.fixed)}"
    if rules.inside:
        yield f"- behind {_all(rules.inside)} stands a fixed program, which is looked at in its turn"
    yield from (f"- needs `{option}`: {why}" for option, why in rules.needs.items())
    yield from (f"- refuses `{option}`: {why}" for option, why in rules.refused.items())
    yield from (f"- refuses what matches `{source}`: {why}" for source, why in rules.values.items())


def _all(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name.rstrip('=')}`" for name in names)
