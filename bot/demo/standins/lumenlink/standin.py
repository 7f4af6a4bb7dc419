"""LumenLink as the demo puts it up: nginx is always there, the containers listen while they are up."""

import threading
from contextlib import ExitStack

from bot.demo.serving import unused_port
from bot.demo.standins.lumenlink.faults import Faults
from bot.demo.standins.lumenlink.launcher import write_launcher
from bot.demo.standins.lumenlink.nginx import Nginx, public_app
from bot.demo.standins.lumenlink.project import Ports, Project
from bot.demo.standins.lumenlink.traffic import Traffic
from bot.demo.standins.standin import Fault, Furnished, Place, StandIn
from bot.demo.workspace.clock import wall_clock


def _furnish(place: Place) -> Furnished:
    project = Project(Ports(*(unused_port() for _ in range(5))), wall_clock)
    nginx = Nginx()
    traffic = Traffic(project, nginx)
    faults = Faults(project, nginx, traffic)
    down = ExitStack()
    stopped = threading.Event()
    project.up()
    down.callback(project.take_down)
    down.callback(faults.leave)
    down.callback(stopped.set)
    threading.Thread(target=traffic.run, args=(stopped,), daemon=True).start()
    return Furnished(
        endpoints={"public": public_app(project, nginx, faults.cause)},
        programs={"docker": write_launcher(place.programs, place.ports["public"])},
        own_ports={
            "rendezvous": project.ports.rendezvous,
            "prometheus": project.ports.prometheus,
            "grafana": project.ports.grafana,
        },
        take_down=down.close,
    )


LUMENLINK = StandIn(
    "lumenlink",
    ("public",),
    _furnish,
    (
        Fault("panics", "the rendezvous falls over", "rendezvous down"),
        Fault("setting-lost", "a deployment loses DATABASE_URL", "rendezvous down"),
        Fault("bad-version", "a version is deployed that panics", "too many errors"),
        Fault("sessions", "a program takes all sessions of Postgres", "postgres too many clients"),
        Fault("postgres-down", "Postgres stops", "postgres connection refused"),
        Fault("redis-down", "Redis stops", "redis connections"),
        Fault("prometheus-down", "Prometheus stops", "prometheus scrape"),
        Fault("metrics-open", "anybody can read the metrics", "metrics public"),
        Fault("flood", "a stranger asks without end", "flood"),
    ),
)
