"""Callers of the rendezvous: a few honest ones, and those who flood it. Each goes through nginx."""

import itertools
import threading

from bot.demo.standins.lumenlink.nginx import Nginx
from bot.demo.standins.lumenlink.project import Project
from bot.demo.standins.lumenlink.rendezvous import PATHS

HONEST = tuple(f"198.51.100.{number}" for number in range(1, 17))
EVERY_SECONDS = 0.1
"""One honest request in this time, by each in turn: well below the limit for each of them."""


class Traffic:
    """Goes on until it is stopped."""

    def __init__(self, project: Project, nginx: Nginx) -> None:
        self.floods: set[str] = set()
        self._project = project
        self._nginx = nginx

    def run(self, stopped: threading.Event) -> None:
        for turn in itertools.count():
            if stopped.wait(EVERY_SECONDS):
                return
            for client in (HONEST[turn % len(HONEST)], *self.floods):
                if client not in self._nginx.denied and self._project.containers["rendezvous"].is_up:
                    self._project.rendezvous.serve(client, PATHS[turn // len(HONEST) % len(PATHS)])
