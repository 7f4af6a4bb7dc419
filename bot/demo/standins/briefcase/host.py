"""The daemon's own host: where it listens, who can read its files, and what strict mode makes of both."""

import stat
from collections.abc import Mapping

from bot.demo.standins.briefcase.home import Home, change_setting, settings

LOOPBACK = ("127.", "[::1]")
ENVIRONMENT: Mapping[str, str] = {
    "BRIEFCASE_STRICT_HOST": "strict_host",
    "BRIEFCASE_BIND": "tcp_bind",
    "BRIEFCASE_PROFILE_MODE": "profile_mode",
    "BRIEFCASE_CONTROL_PLANE_SYNC_INTERVAL_SECS": "sync_interval_secs",
}
"""Lines of the daemon's environment, and the setting that each becomes with the next start."""
BIND = "127.0.0.1:8787"
OPEN = "0.0.0.0:8787"


def restart_daemon(home: Home) -> str:
    """Start it with its environment. Return what it refuses, and is down for; empty when it is up."""
    known = settings(home)
    bind = known.get("tcp_bind", BIND)
    strict = known["strict_host"] == "1"
    refusal = f"strict host: {bind} is not loopback" if strict and not bind.startswith(LOOPBACK) else ""
    if strict and not refusal:
        home.path.chmod(0o700)
        home.token.chmod(0o600)
    change_setting(home, "refuses", refusal)
    return refusal


def refuses(home: Home) -> str:
    """Why the daemon did not start; empty when it did."""
    return settings(home).get("refuses", "")


def loosen(home: Home) -> None:
    """Somebody opened the host, to make something work from elsewhere."""
    change_setting(home, "strict_host", "0")
    change_setting(home, "tcp_bind", OPEN)
    home.path.chmod(0o755)
    home.token.chmod(0o644)
    restart_daemon(home)


def listening(home: Home) -> str:
    """`ss --listening --numeric --tcp --processes`."""
    lines = ['LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=801,fd=3))']
    if not refuses(home):
        bind = settings(home).get("tcp_bind", BIND)
        lines.append(f'LISTEN 0 4096 {bind} 0.0.0.0:* users:(("briefcase",pid=4711,fd=9))')
    return "\n".join(lines)


def modes(home: Home, data_dir: str) -> str:
    """What `find` prints of them: mode, kind and path; the socket is made up."""
    found = [f"{_mode(home.path.stat().st_mode)} d {data_dir}"]
    found += [
        f"{_mode(path.stat().st_mode)} f {data_dir}/{path.name}"
        for path in sorted(home.path.iterdir())
        if path.is_file()
    ]
    return "\n".join([*found, f"600 s {data_dir}/briefcase.sock"])


def _mode(bits: int) -> str:
    return f"{stat.S_IMODE(bits):o}"
