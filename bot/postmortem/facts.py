"""What a draft tells, computed from the log: texts and lists of texts, already escaped for Markdown."""

from collections.abc import Mapping, Sequence

from bot.core.apply import replay
from bot.core.incident import Incident, Run
from bot.engine.ports import Logged
from bot.postmortem import (
    commands,
    evidence,
    honest,
    kept,
    known,
    life,
    people,
    questions,
    story,
    trouble,
    walk,
    words,
    written,
)
from bot.postmortem.markdown import code, plain
from bot.postmortem.words import clock, named


def draft_facts(log: Sequence[Logged]) -> Mapping[str, object]:
    """Everything the template shows. The log begins with a declaration."""
    incident = replay((entry.event, entry.stamp) for entry in log)
    assert incident is not None, "a log is never empty"
    return {
        **_head(log, incident),
        "course": f"{life.course(incident)} {_way(log, incident)}",
        "severities": life.severities(log),
        "roles": people.roles(log, incident),
        "others": people.others(log),
        "moments": life.moments(incident),
        "metrics": life.metrics(incident),
        "walks": walk.walks(log, incident),
        "deviations": walk.deviations(log),
        "by_hand": honest.by_hand(log),
        "overdue": [*honest.overdue(log), *honest.snoozed(log)],
        "written": written.sections(log, incident),
        "actions": written.actions(incident, log[-1].stamp.at),
        "interruptions": trouble.interruptions(log),
        "facts": known.facts(log, incident),
        "commands": commands.commands(log, incident),
        "looks": commands.looks(log),
        "approvals": commands.approvals(log, incident),
        "evidence": evidence.evidence(incident),
        "put_back": evidence.put_back(incident),
        "files": kept.files(log),
        "related": kept.related(incident),
        "questions": questions.questions(log, incident),
        "lines": story.timeline(log, incident),
        "runbooks": [_runbook(run) for run in incident.runs.values()],
    }


def _head(log: Sequence[Logged], incident: Incident) -> dict[str, object]:
    return {
        "id": plain(incident.id),
        "title": plain(incident.title),
        "severity": life.severity(log, incident),
        "state": life.state(incident),
        "target": plain(incident.target),
        "runbook": plain(incident.runbook),
        "declared_by": named(incident.declared_by),
        "declared_at": clock(incident.declared_at),
        "channel": plain(incident.channel_name),
        "card": story.card(incident),
        "review": written.review(incident),
        "former": written.former(incident),
        "elsewhere": honest.elsewhere(incident),
        "events": str(len(log)),
        "last_at": clock(log[-1].stamp.at),
        "bot": plain(log[-1].bot),
    }


def _way(log: Sequence[Logged], incident: Incident) -> str:
    """How the walk went, in one sentence."""
    runs = words.listed([walk.head(run).rstrip(".") for run in incident.top_runs()])
    met = (
        _count(len(walk.deviations(log)), "deviation"),
        _count(len(trouble.interruptions(log)), "interruption"),
        f"{_count(len(honest.overdue(log)), 'limit')} passed",
    )
    return f"{runs}, with {words.listed(list(met))}."


def _count(number: int, thing: str) -> str:
    return f"{number or 'no'} {thing}{'' if number == 1 else 's'}"


def _runbook(run: Run) -> str:
    end = f"ended at {code(run.end)}" if run.end else "not ended"
    return f"**{plain(run.title)}** ({code(run.runbook)}), {end}, sha256 {code(run.digest)}"
