"""What `docker` prints on the host of the project: logs, compose and what is run inside a container."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.demo.standins.lumenlink.pace import MINUTE, played
from bot.demo.standins.lumenlink.postgres import connect, knock
from bot.demo.standins.lumenlink.project import INNER, NAMES, Name, Project
from bot.demo.standins.lumenlink.redis import ping

READY = {"ok": (0, "accepting connections"), "full": (0, "accepting connections")}
"""pg_isready takes a refusal for lack of room as a sign of life, as the real one does."""


class Printed(NamedTuple):
    """How a command ended and what it printed."""

    exit: int
    text: str


def docker(project: Project, argv: Sequence[str]) -> Printed:
    """Carry out one command line, without its first word."""
    match list(argv):
        case ["logs", name, *options] if name in NAMES:
            return _logs(project, name, options)
        case ["exec", "postgres", "pg_isready"]:
            return _pg_isready(project)
        case ["exec", "postgres", "psql", *_, sql]:
            return _psql(project, sql)
        case ["exec", "redis", "redis-cli", "ping"]:
            return _redis_ping(project)
        case ["compose", "-f", "docker-compose.prod.yml", *rest]:
            return _compose(project, rest)
        case _:
            return Printed(125, f"docker: not played here: {' '.join(argv)}")


def _logs(project: Project, name: Name, options: Sequence[str]) -> Printed:
    given = dict(zip(options[::2], options[1::2], strict=False))
    try:
        since = played(given["--since"]) if "--since" in given else None
        most = int(given.get("--tail", "1000"))
    except ValueError as problem:
        return Printed(1, f"docker logs: {problem}")
    return Printed(0, project.containers[name].log.since(since, most))


def _compose(project: Project, words: Sequence[str]) -> Printed:
    match list(words):
        case ["ps", "--all"]:
            return Printed(0, _listing(project))
        case ["restart", name] if name in NAMES:
            project.restart(name)
            return Printed(0, f" Container {name}  Started")
        case ["stop", name] if name in NAMES:
            project.stop(name)
            return Printed(0, f" Container {name}  Stopped")
        case ["up", "-d", *build] if build in ([], ["--build"]):
            started = project.up(build=bool(build))
            return Printed(
                0, "\n".join(f" Container {name}  Started" for name in started) or " nothing to do"
            )
        case _:
            return Printed(16, f"docker compose: not played here: {' '.join(words)}")


def _listing(project: Project) -> str:
    rows = [("NAME", "IMAGE", "COMMAND", "SERVICE", "CREATED", "STATUS", "PORTS")]
    for name, container in project.containers.items():
        row = (name, f"lumenlink/{name}:1", f'"/{name}"', name, "3 days ago", container.status)
        rows.append((*row, _ports(project, name) if container.is_up else ""))
    widths = [max(len(row[column]) for row in rows) + 3 for column in range(7)]
    return "\n".join("".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _ports(project: Project, name: Name) -> str:
    inner = INNER[name]
    if project.is_public(name):
        return f"0.0.0.0:{inner}->{inner}/tcp"
    return f"{inner}/tcp" if name in {"postgres", "redis"} else f"127.0.0.1:{inner}->{inner}/tcp"


def _pg_isready(project: Project) -> Printed:
    if not project.containers["postgres"].is_up:
        return Printed(1, "Error response from daemon: container postgres is not running")
    answer = knock(project.ports.postgres)
    code, said = READY.get(
        answer, (1, "rejecting connections") if answer == "starting" else (2, "no response")
    )
    return Printed(code, f"/var/run/postgresql:5432 - {said}")


def _psql(project: Project, sql: str) -> Printed:
    """A superuser has sessions of its own, so it gets in when others do not."""
    answer, connection = connect(project.ports.postgres)
    if connection is not None:
        connection.close()
    if answer not in {"ok", "full"}:
        return Printed(
            2, 'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed'
        )
    postgres = project.postgres
    if "pg_terminate_backend" in sql:
        minutes = re.search(r"interval '(\d+) minutes'", sql)
        idle = postgres.idle_for(int(minutes[1]) * MINUTE if minutes else timedelta())
        postgres.end(idle)
        return Printed(0, str(len(idle)))
    if "pg_stat_activity" in sql:
        used = len(postgres.idle_for(timedelta()))
        return Printed(0, f"{used} of {postgres.most}, idle {used}")
    return Printed(1, "ERROR:  not played here")


def _redis_ping(project: Project) -> Printed:
    try:
        return Printed(0, ping(project.ports.redis))
    except OSError:
        return Printed(1, "Could not connect to Redis at 127.0.0.1:6379: Connection refused")
