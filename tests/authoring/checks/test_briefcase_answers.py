"""The shipped catalogue reads what the stand-in of Briefcase really says, sound and damaged."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.authoring.library import load
from bot.core.catalogue import Exec, Http, Parameter
from bot.core.result import Output, Reading
from bot.demo.standins.briefcase.cli import main
from bot.demo.standins.briefcase.console import runs
from bot.demo.standins.briefcase.daemon import create_app
from bot.demo.standins.briefcase.disk import corrupt
from bot.demo.standins.briefcase.faults import cause
from bot.demo.standins.briefcase.gateway import break_gateway, gateway_app
from bot.demo.standins.briefcase.home import Home
from bot.demo.standins.briefcase.host import loosen
from bot.demo.standins.briefcase.seed import seed
from tests.authoring.trees import SHIPPED

NOW = datetime(2026, 1, 15, 3, 0, tzinfo=UTC)
LOADED = load(SHIPPED)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return seed(tmp_path / "data", NOW)


def answer(home: Home, name: str, **arguments: str) -> Reading:
    """What the catalogue reads in the stand-in's answer to one of its entries."""
    entry = LOADED.entries[f"briefcase.{name}"]
    match entry.how:
        case Exec(argv=argv):
            words = [arguments[word.name] if isinstance(word, Parameter) else word for word in argv[1:]]
            said: list[object] = []
            code = main(["--data", str(home.path), *words], NOW, said.append)
            output = Output(exit=code, text="\n".join(map(str, said)))
        case Http(method=method, path=path):
            token = home.token.read_text(encoding="ascii").strip()
            app = (
                gateway_app(home.path, lambda: NOW) if name in GATEWAY else create_app(home.path, lambda: NOW)
            )
            got = asyncio.run(asked(app, method, "/" + "/".join(map(str, path)), token))
            output = Output(status=got.status_code, text=got.text, headers=dict(got.headers))
    return LOADED.readers[entry.id].interpret(output)


async def asked(app: Starlette, method: str, path: str, token: str) -> httpx.Response:
    """One request to an endpoint, without a network."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://daemon") as client:
        return await client.request(method, path, headers={"Authorization": f"Bearer {token}"})


def newest_sound(home: Home) -> str:
    """The newest backup that validates."""
    said: list[str] = []
    main(["--data", str(home.path), "backups", "list", "--json"], NOW, lambda line: said.append(str(line)))
    ids = [str(backup["id"]) for backup in json.loads(said[0])]
    return next(one for one in ids if answer(home, "backup-validate", backup=one).verdict == "ok")


READS = [
    "health",
    "profile",
    "compat",
    "security",
    "control-plane",
    "receipts-verify",
    "receipts-writers",
    "diagnostics-check",
    "backups-list",
    "providers-list",
    "providers-health",
    "policy-status",
    "control-plane-sync",
    "mcp-list",
    "receipts-recent",
]


@pytest.mark.parametrize("name", READS)
def test_a_sound_daemon_gives_the_good_verdict(name: str, home: Home) -> None:
    reading = answer(home, name)

    assert (reading.trouble, reading.verdict) == ("", "ok")


def test_running_exports_are_named(home: Home) -> None:
    reading = answer(home, "exports-list")

    assert reading.verdict == "active"
    assert reading.values["active"] == ("audit-warehouse", "compliance-monthly")


def test_a_damaged_chain_names_its_first_bad_receipt_and_a_restore_repairs_it(home: Home) -> None:
    bad = corrupt(home.path)

    broken = answer(home, "receipts-verify")
    restored = answer(home, "backup-restore", backup=newest_sound(home))
    after = answer(home, "receipts-verify")

    assert (broken.verdict, broken.values["first_bad_id"]) == ("broken", bad)
    assert restored.verdict == "ok"
    assert after.verdict == "ok"


def test_a_revoked_credential_is_active_no_more(home: Home) -> None:
    revoked = answer(home, "provider-revoke", provider="mail"), answer(home, "mcp-revoke", server="files")

    assert [one.verdict for one in revoked] == ["ok", "ok"]
    assert answer(home, "providers-list").values["active"] == ("payments", "quotes")
    assert answer(home, "mcp-list").values["active"] == ("calendar",)
    assert answer(home, "security").verdict == "findings"


GATEWAY = ("gateway-counters", "gateway-marker")


@pytest.mark.parametrize(
    ("how", "clock", "log", "counters"),
    [
        ("cache", "ok", "replays", "overgrown"),
        ("clock", "wrong", "replays", "ok"),
        ("rewrite", "ok", "mismatch", "ok"),
    ],
)
def test_what_is_wrong_with_the_gateway_is_read_where_it_shows(
    home: Home, how: str, clock: str, log: str, counters: str
) -> None:
    sound = [answer(home, name).verdict for name in GATEWAY]
    break_gateway(home, NOW, "mail", how)

    said = {
        "gateway-clock": runs(home, NOW, "ssh gateway chronyc tracking").text,
        "daemon-clock": runs(home, NOW, "chronyc tracking").text,
        "gateway-log": runs(home, NOW, "ssh gateway journalctl").text,
    }

    read = {
        name: LOADED.readers[f"briefcase.{name}"].interpret(Output(exit=0, text=text)).verdict
        for name, text in said.items()
    }
    assert sound == ["ok", "ok"]
    assert read == {"gateway-clock": clock, "daemon-clock": "ok", "gateway-log": log}
    assert [answer(home, name).verdict for name in GATEWAY] == [counters, "ok"]


def test_an_open_host_is_told_by_its_address_and_by_its_modes(home: Home) -> None:
    def read() -> list[str]:
        said = {
            "tcp-binds": runs(home, NOW, "ss --listening --numeric --tcp --processes").text,
            "data-dir-modes": runs(home, NOW, "find /srv/briefcase -maxdepth 1").text,
        }
        verdicts = [
            LOADED.readers[f"briefcase.{name}"].interpret(Output(exit=0, text=text)).verdict
            for name, text in said.items()
        ]
        return [*verdicts, answer(home, "strict-host").verdict]

    sound = read()
    loosen(home)

    assert sound == ["ok", "ok", "ok"]
    assert read() == ["open", "modes", "loose"]


def test_a_backup_that_rotted_does_not_validate(home: Home) -> None:
    backups = (home.backups / name.name for name in home.backups.iterdir())

    verdicts = sorted(answer(home, "backup-validate", backup=one.name).verdict for one in backups)

    assert verdicts == ["bad", "ok", "ok", "ok"]


@pytest.mark.parametrize(
    ("how", "state", "bundles"),
    [
        ("unsigned", "failing", "unsigned"),
        ("misfit", "failing", "misfit"),
        ("tls", "failing", "ok"),
        ("outage", "failing", "ok"),
    ],
)
def test_a_sync_that_fails_is_read_as_such(home: Home, how: str, state: str, bundles: str) -> None:
    cause(home, NOW, {"fault": "sync-fails", "how": how})

    found = answer(home, "control-plane")
    assert (found.verdict, answer(home, "policy-status").verdict) == (state, bundles)
    assert (found.values["bundle"], found.values["watermark"]) == (41, 8888)
    assert answer(home, "control-plane-sync").verdict == "refused"
    assert answer(home, "compat").verdict == "ok", "the last good policy stays in force"


def test_a_policy_that_nobody_signed_is_seen_when_it_is_in_force(home: Home) -> None:
    home.policy.write_text('{"bundle_id": 42}', encoding="utf-8")

    assert answer(home, "policy-status").verdict == "weakened"
    assert answer(home, "compat").verdict == "findings"


@pytest.mark.parametrize(
    ("how", "verdict"), [("token", "down"), ("slow", "slow"), ("dns", "name"), ("tls", "certificate")]
)
def test_where_a_provider_breaks_is_told_apart(home: Home, how: str, verdict: str) -> None:
    cause(home, NOW, {"fault": "provider-outage", "provider": "mail", "how": how})

    assert answer(home, "providers-health").values["failing"] == ("mail",)
    assert answer(home, "provider-health", provider="mail").verdict == verdict
    assert answer(home, "provider-health", provider="quotes").verdict == "ok"


def test_a_provider_mints_again_once_its_stale_state_is_cleared(home: Home) -> None:
    cause(home, NOW, {"fault": "provider-outage", "provider": "mail"})
    cause(home, NOW, {"fault": "provider-outage", "provider": "mail", "how": "over"})

    stale = answer(home, "capability-mint", provider="mail").verdict
    cleared = answer(home, "capability-clear", provider="mail").verdict

    assert (stale, cleared) == ("refused", "ok")
    assert answer(home, "capability-mint", provider="mail").verdict == "ok"
