"""Runbooks: proven or not, what only people can do here, who can say yes, what the documents leave open."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from bot.authoring.checks import check_library
from bot.authoring.library import Loaded
from bot.authoring.needs import Place, entries_of, policy_of, unanswerable, uses
from bot.cli.doctor.finding import Finding, some
from bot.cli.telling import counted
from bot.core.catalogue import Entry, Exec
from bot.diagnostics.run import Commands
from bot.settings import OperatorFile

RUNBOOKS: Final = "Runbooks"
COMMANDS: Final = "Commands"
GROUPS: Final = "Groups"
OPEN: Final = "Left open by the documents"
BIND: Final = "Bind in handrail.toml what the bot is to run itself."


def of_runbooks(loaded: Loaded, folder: Path) -> Iterator[Finding]:
    """Whether the bot would start with them."""
    problems = check_library(loaded)
    if problems:
        what = f"{counted(len(problems), 'problem')} in {folder}: {problems[0]}"
        yield Finding(RUNBOOKS, "problem", what, "`handrail runbook check` tells all of them.")
        return
    count = counted(len(loaded.runbooks), "runbook")
    yield Finding(RUNBOOKS, "ok", f"{count} of {folder}, all proven")


def of_commands(loaded: Loaded, operator: OperatorFile, commands: Commands) -> Iterator[Finding]:
    """What the bot runs itself, what only a person can and why, and what is bound for nothing."""
    used = uses(loaded)
    for name in sorted(loaded.systems):
        entries = list(entries_of(loaded, name))
        for target in loaded.systems[name].targets:
            yield from _of_target(name, target, entries, used, commands)
    yield from _bound_for_nothing(loaded, operator)


def _of_target(
    system: str,
    target: str,
    entries: Sequence[Entry],
    used: Mapping[str, tuple[Place, ...]],
    commands: Commands,
) -> Iterator[Finding]:
    able = [entry for entry in entries if not entry.hand]
    by_hand = commands.by_hand(able, target)
    if able and len(by_hand) == len(able) and all(_is_unbound(why) for why in by_hand.values()):
        what = f"{system} in {target}: nothing is bound, so everything is by hand"
        yield Finding(COMMANDS, "note", what, BIND, tuple(by_hand))
        return
    runs = len(able) - len(by_hand)
    yield Finding(COMMANDS, "ok", f"{system} in {target}: {counted(runs, 'command')} run by the bot")
    reasons: dict[str, list[Entry]] = {}
    for entry in able:
        if entry.id in by_hand:
            reasons.setdefault(by_hand[entry.id], []).append(entry)
    for why, those in reasons.items():
        places = list(dict.fromkeys(place for entry in those for place in used.get(entry.id, ())))
        steps = f"; {counted(len(places), 'step')} by hand" if places else "."
        about = tuple(map(str, places))
        if _is_unbound(why):
            yield Finding(COMMANDS, "note", f"{system} in {target}: {why}{steps}", BIND, about)
        else:
            what = f"{system} in {target}: {_named(those, why)}{steps}"
            yield Finding(COMMANDS, "warning", what, "Put it right, or unbind it.", about)


def _named(those: Sequence[Entry], why: str) -> str:
    """What is wrong, with the program that it is wrong with."""
    programs = dict.fromkeys(str(one.how.argv[0]) for one in those if isinstance(one.how, Exec))
    return f"the program {some(list(programs))} cannot be used: {why}" if programs else why


def _is_unbound(why: str) -> bool:
    return "is not bound" in why


def _bound_for_nothing(loaded: Loaded, operator: OperatorFile) -> Iterator[Finding]:
    """Names of handrail.toml that no file of the folder knows: most likely misspelt."""
    entries = loaded.own_entries().values()
    programs = {str(entry.how.argv[0]) for entry in entries if isinstance(entry.how, Exec)}
    endpoints = {
        f"{system.id}.{endpoint}": system.targets
        for system in loaded.systems.values()
        for endpoint in system.endpoints
    }
    yield from _programs_for_nothing(loaded, operator, programs)
    for endpoint, targets in operator.endpoints.items():
        if endpoint not in endpoints:
            yield _unknown(f'endpoints."{endpoint}"', "no system has such an endpoint", endpoint, endpoints)
            continue
        for target in targets:
            if target not in endpoints[endpoint]:
                key, known = f'endpoints."{endpoint}".{target}', endpoints[endpoint]
                yield _unknown(key, "the system has no such target", target, known)


def _programs_for_nothing(
    loaded: Loaded, operator: OperatorFile, started: Collection[str]
) -> Iterator[Finding]:
    for system, target, program in operator.bound_programs():
        at = "".join([f"systems.{system}." if system else "", f"targets.{target}." if target else ""])
        key = f"{at}programs.{program}"
        if system and system not in loaded.systems:
            yield _unknown(key, "there is no such system", system, loaded.systems)
        elif target and target not in loaded.systems[system].targets:
            yield _unknown(key, "the system has no such target", target, loaded.systems[system].targets)
        elif program not in started:
            yield _unknown(key, "no command starts such a program", program, started)


def of_groups(loaded: Loaded, operator: OperatorFile) -> Iterator[Finding]:
    """Who may respond, who can say yes, who is not there; and what is bound for nothing."""
    staffed = operator.staffed()
    policies = [policy_of(loaded, system) for system in sorted({*loaded.systems, ""})]
    groups = dict.fromkeys(name for policy in policies for name in policy.groups)
    roles = dict.fromkeys(name for policy in policies for name in policy.roles)
    for policy in policies:
        if policy.respond and not staffed & {*policy.respond}:
            what = f"Nobody may respond: nobody is in {some(policy.respond)}."
            yield Finding(GROUPS, "problem", what, "Bind one of them in handrail.toml, under [groups].")
            break
    for named, places in unanswerable(loaded, staffed).items():
        what = f"Nobody is in {some(named)}, so nobody can say yes at {counted(len(places), 'step')}"
        do = "Bind one of them in handrail.toml, under [groups]; until then such a request is refused."
        yield Finding(GROUPS, "warning", what, do, tuple(map(str, places)))
    empty = [name for name in groups if name not in staffed]
    if empty:
        do = "Bind them in handrail.toml, under [groups]; nobody is asked or told in their name until then."
        yield Finding(GROUPS, "note", "Nobody is in", do, tuple(empty))
    for name in operator.groups:
        if name not in groups:
            yield _unknown(f"groups.{name}", "the policy has no such group", name, groups)
    for name in operator.roles:
        if name not in roles:
            yield _unknown(f"roles.{name}", "the policy has no such role", name, roles)
    if not empty:
        yield Finding(GROUPS, "ok", "somebody is in every group of the policy")


def left_open(loaded: Loaded) -> Iterator[Finding]:
    """What the documents of the systems do not say; the operator knows, or decides."""
    for system in sorted(loaded.systems):
        for name, text in loaded.systems[system].operator.items():
            yield Finding(OPEN, "note", f"{system} · {name}: {text}")


def _unknown(key: str, why: str, name: str, known: object) -> Finding:
    names = sorted(map(str, known)) if isinstance(known, (set, dict, tuple)) else []
    near = get_close_matches(name, names, n=1, cutoff=0.6)
    do = f"Did you mean {near[0]}?" if near else f"There are: {some(names)}." if names else "Take it out."
    return Finding(
        GROUPS if key.startswith(("groups", "roles")) else COMMANDS,
        "warning",
        f"handrail.toml binds {key}, and {why}.",
        do,
    )
