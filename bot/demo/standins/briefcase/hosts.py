"""What people type on hosts beside the daemon: its shell, the control plane's, a checkout of the source."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple, TypeAlias

from bot.demo.standins.briefcase.gateway import (
    REFUSALS,
    gateway,
    pass_on,
    restart,
    set_clock,
    tracking,
)
from bot.demo.standins.briefcase.home import Home, change_setting, settings
from bot.demo.standins.briefcase.host import ENVIRONMENT, listening, modes, restart_daemon
from bot.demo.standins.briefcase.leak import holding
from bot.demo.standins.briefcase.providers import NoSuchPeer, peers
from bot.demo.standins.briefcase.sync import (
    ADDRESS,
    SIGNER,
    SPEAKS,
    ControlPlane,
    change_control_plane,
    control_plane,
    sync,
)
from bot.demo.standins.briefcase.upstream import WRONG, break_provider, upstream


class Printed(NamedTuple):
    """How a command ended, and what it said."""

    exit: int
    text: str


Act: TypeAlias = Callable[[Home, datetime, Sequence[str]], Printed]


def _openssl(home: Home, _: datetime, words: Sequence[str]) -> Printed:
    """`openssl s_client`, as the daemon's host sees the control plane."""
    there = control_plane(home)
    if ADDRESS not in words or not there.is_reached:
        return Printed(1, "BIO_connect:No route to host\nconnect:errno=113")
    if not there.is_trusted:
        return Printed(
            1,
            "verify error:num=20:unable to get local issuer certificate\n"
            "error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed",
        )
    return Printed(0, "CONNECTION ESTABLISHED\nProtocol version: TLSv1.3\nVerification: OK")


def _mended(what: Callable[[ControlPlane], ControlPlane], said: str) -> Act:
    """Something is put right at the control plane, or on the way to it."""

    def act(home: Home, _: datetime, __: Sequence[str]) -> Printed:
        change_control_plane(home, what(control_plane(home)))
        return Printed(0, said)

    return act


def _daemon_setting(home: Home, _: datetime, words: Sequence[str]) -> Printed:
    """A line of the daemon's environment is written, and the daemon restarted."""
    name, value = [*" ".join(words).split("=", 1), ""][:2]
    numeric = name.endswith("_SECS")
    if name not in ENVIRONMENT or not value or (numeric and not value.isdigit()):
        return Printed(1, f"editor daemon.env NAME=VALUE, with one of {', '.join(ENVIRONMENT)}")
    change_setting(home, ENVIRONMENT[name], value)
    refusal = restart_daemon(home)
    return Printed(1 if refusal else 0, refusal)


def _resolver(home: Home, _: datetime, __: Sequence[str]) -> Printed:
    """The resolver of the daemon's host works again."""
    for one in peers(home, "provider"):
        if upstream(home, one.id).breaks == "dns":
            break_provider(home, one.id, "over")
    return Printed(0, "")


def _harness(home: Home, _: datetime, words: Sequence[str]) -> Printed:
    """The provider contract harness, over the state that the provider is in."""
    try:
        seen = upstream(home, words[0] if words else "")
    except NoSuchPeer as problem:
        return Printed(2, str(problem))
    failures = [WRONG[seen.breaks]] if seen.breaks else []
    failures += [REFUSALS[known.wrong]] if (known := gateway(home)).refuses(words[0]) else []
    failures += ["no capability was minted"] if seen.capability != "fresh" else []
    report = {"provider": words[0], "passed": not failures, "failures": failures}
    return Printed(1 if failures else 0, json.dumps(report))


def _search(home: Home, _: datetime, words: Sequence[str]) -> Printed:
    """`grep -rlF -e TEXT FOLDER`, where the logs of all hosts are collected."""
    text, folder = words
    found = [f"{folder}/{path.relative_to(home.central_logs)}" for path in holding(home, text)]
    return Printed(0 if found else 1, "\n".join(found))


def _enrol(home: Home, now: datetime, words: Sequence[str]) -> Printed:
    """An administrator enrols a device anew; it syncs with its new token at once."""
    generation = int(settings(home)["device_generation"]) + 1
    change_setting(home, "device_generation", str(generation))
    sync(home, now)
    return Printed(0, f"{' '.join(words)}: enrolled anew, the old device token is refused")


def _tracking(home: Home, _: datetime, words: Sequence[str]) -> Printed:
    """`chronyc tracking`, on the daemon's host; on the gateway's after `ssh gateway`."""
    return Printed(0, tracking(gateway(home).clock_ahead if words else 0.00003))


def _gateway_log(home: Home, _: datetime, __: Sequence[str]) -> Printed:
    return Printed(0, "\n".join(gateway(home).log) or "-- No entries --")


def _restarted(home: Home, now: datetime, _: Sequence[str]) -> Printed:
    restart(home, now)
    return Printed(0, "")


def _clock_set(home: Home, _: datetime, __: Sequence[str]) -> Printed:
    set_clock(home)
    return Printed(0, "200 OK")


def _passed_on(home: Home, _: datetime, __: Sequence[str]) -> Printed:
    pass_on(home)
    return Printed(0, "")


def _signed(there: ControlPlane) -> ControlPlane:
    return replace(there, bundle=there.bundle + 1, signed_by=SIGNER, speaks=SPEAKS)


HOSTS: Mapping[tuple[str, ...], Act] = {
    ("openssl", "s_client"): _openssl,
    ("update-ca-certificates",): _mended(
        lambda it: replace(it, is_trusted=True), "1 added, 0 removed; done."
    ),
    ("ip", "route", "replace"): _mended(lambda it: replace(it, is_reached=True), ""),
    ("systemctl", "restart", "control-plane"): _mended(lambda it: replace(it, is_up=True), ""),
    ("ss", "--listening"): lambda home, _, __: Printed(0, listening(home)),
    ("find",): lambda home, _, words: Printed(0, modes(home, words[0])),
    ("chronyc", "tracking"): _tracking,
    ("ssh", "gateway", "chronyc", "tracking"): lambda home, now, _: _tracking(home, now, ("gateway",)),
    ("ssh", "gateway", "chronyc", "makestep"): _clock_set,
    ("ssh", "gateway", "journalctl"): _gateway_log,
    ("ssh", "gateway", "systemctl", "restart"): _restarted,
    ("ssh", "proxy", "nginx", "-s", "reload"): _passed_on,
    ("grep", "-rlF", "-e"): _search,
    ("control-plane", "devices", "re-enrol"): _enrol,
    ("control-plane", "publish", "--signed"): _mended(_signed, "published, signed, for this daemon"),
    ("editor", "daemon.env"): _daemon_setting,
    ("systemctl", "restart", "systemd-resolved"): _resolver,
    ("cargo", "run", "-p", "briefcase-conformance", "--bin", "provider-contract", "--"): _harness,
}
