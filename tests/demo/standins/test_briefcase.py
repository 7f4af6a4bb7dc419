import json
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo.standins.briefcase import cli
from bot.demo.standins.briefcase.backups import listing, restore, restores_so_far, validate
from bot.demo.standins.briefcase.chain import GENESIS, append, link, verify
from bot.demo.standins.briefcase.console import runs
from bot.demo.standins.briefcase.daemon import control_plane_app, create_app
from bot.demo.standins.briefcase.disk import corrupt
from bot.demo.standins.briefcase.gateway import CACHE_LIMIT, break_gateway, gateway, serve
from bot.demo.standins.briefcase.home import Home, entries, entry, settings
from bot.demo.standins.briefcase.launcher import write_launcher
from bot.demo.standins.briefcase.leak import CANARY, misuse
from bot.demo.standins.briefcase.providers import Peer, peer
from bot.demo.standins.briefcase.seed import seed
from bot.demo.standins.briefcase.sync import ADDRESS, break_sync, sync_when_due
from bot.demo.standins.briefcase.upstream import break_provider
from bot.demo.standins.briefcase.writers import alive, registered
from tests.demo.standins.local import Local, served

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
MINT = ("capabilities", "mint", "--provider")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return seed(tmp_path / "data", NOW)


@pytest.fixture
def daemon(home: Home) -> Iterator[Local]:
    with served(create_app(home.path, lambda: NOW)) as client:
        client.headers["Authorization"] = f"Bearer {home.token.read_text().strip()}"
        yield client


def rows(home: Home) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home.receipts)) as db:
        return db.execute(
            "SELECT id, at, body, prev_hash_hex, hash_hex FROM receipts ORDER BY seq"
        ).fetchall()


def change(home: Home, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(home.receipts)) as db, db:
        db.execute(statement, values)


def run(home: Home, *argv: str) -> tuple[int, str]:
    lines: list[str] = []
    code = cli.main(["--data", str(home.path), *argv], NOW, lines.append)
    return code, "\n".join(lines)


def good_backup(home: Home) -> str:
    return next(str(row["id"]) for row in listing(home) if validate(home, row["id"]).ok)


def test_every_receipt_names_the_hash_of_the_one_before(home: Home) -> None:
    chain = rows(home)

    before = [GENESIS, *(row[4] for row in chain)]
    assert [row[3] for row in chain] == before[:-1]
    assert chain[0][0] == "r-8001"
    assert chain[0][4] == link(GENESIS.encode(), *(value.encode() for value in chain[0][:3]))
    assert verify(home.receipts).checked == len(chain) == 900


@pytest.mark.parametrize("column", ["id", "at", "body", "hash_hex"])
def test_a_change_of_any_field_is_found_at_its_receipt(home: Home, column: str) -> None:
    change(home, f"UPDATE receipts SET {column} = {column} || 'x' WHERE id = 'r-8400'")  # noqa: S608 - listed above

    found = verify(home.receipts)

    assert not found.ok
    assert found.checked == 399
    assert found.first_bad_id in {"r-8400", "r-8400x"}
    assert found.prev_hash_hex == rows(home)[398][4]
    assert found.problem == "hash mismatch"


def test_a_deleted_receipt_is_a_break_at_the_next(home: Home) -> None:
    change(home, "DELETE FROM receipts WHERE id = 'r-8400'")

    found = verify(home.receipts)

    assert (found.first_bad_id, found.problem) == ("r-8401", "chain break")
    assert found.prev_hash_hex != found.found_prev_hash_hex


def test_a_file_that_is_no_database_is_reported_and_not_raised(home: Home) -> None:
    home.receipts.write_bytes(b"not a database" * 99)

    found = verify(home.receipts)

    assert not found.ok
    assert found.problem is not None
    assert "unreadable" in found.problem


def test_damage_on_disk_names_the_receipt_and_leaves_the_database_readable(home: Home) -> None:
    before = rows(home)

    bad = corrupt(home.path)

    found = verify(home.receipts)
    assert found.first_bad_id == bad
    assert found.prev_hash_hex == next(row[3] for row in before if row[0] == bad)
    assert run(home, "receipts", "writers", "--json")[0] == 0


def test_receipts_continue_the_chain_after_a_restore(home: Home) -> None:
    corrupt(home.path)
    restored = restore(home, good_backup(home), NOW)

    append(home.receipts, [entry(1, NOW), entry(2, NOW)])

    assert verify(home.receipts).checked == restored.chain.checked + 2


def test_appending_behind_a_damaged_receipt_does_not_hide_it(home: Home) -> None:
    bad = corrupt(home.path, "r-8700")

    append(home.receipts, entries(0, 200, NOW, NOW + timedelta(hours=1)))

    assert verify(home.receipts).first_bad_id == bad == "r-8700"


def test_backups_have_different_ages_and_one_of_them_is_rotten(home: Home) -> None:
    taken = [row["taken_at"] for row in listing(home)]

    verdicts = [validate(home, row["id"]).ok for row in listing(home)]

    assert taken == sorted(taken, reverse=True)
    assert len(set(taken)) == 4
    assert verdicts == [True, True, False, True]


@pytest.mark.parametrize("name", ["receipts.sqlite", "briefcase.sqlite", "policy.json"])
def test_a_changed_file_of_a_backup_is_named(home: Home, name: str) -> None:
    backup = good_backup(home)
    with (home.backups / backup / name).open("ab") as file:
        file.write(b" ")

    code, text = run(home, "backups", "validate", "--id", backup, "--json")

    assert code == 1
    assert json.loads(text)["bad_files"] == [name]


def test_a_backup_of_a_broken_chain_does_not_validate_although_its_files_are_sound(home: Home) -> None:
    bad = corrupt(home.path)
    code, text = run(home, "receipts", "preserve", "--json")
    copy = Path(json.loads(text)["path"])
    copy.rename(home.backups / copy.name)

    found = validate(home, copy.name)

    assert code == 0
    assert not found.ok
    assert found.bad_files == ()
    assert found.chain.first_bad_id == bad


def test_a_restore_puts_the_exact_copy_back_and_logs_one_line(home: Home) -> None:
    corrupt(home.path)
    backup = good_backup(home)

    code, text = run(home, "backups", "restore", "--id", backup)

    assert (code, text.split(":")[0]) == (0, f"restored {backup}")
    assert home.receipts.read_bytes() == (home.backups / backup / "receipts.sqlite").read_bytes()
    assert home.restores.read_text().splitlines() == [f"2026-01-15T12:00:00Z restored {backup} receipts=875"]
    assert [path.name for path in home.path.glob(".receipts*")] == []


def test_a_rotten_backup_is_refused_and_changes_nothing(home: Home) -> None:
    corrupt(home.path)
    before = home.receipts.read_bytes()
    rotten = next(row["id"] for row in listing(home) if not validate(home, row["id"]).ok)

    code, text = run(home, "backups", "restore", "--id", rotten)

    assert code == 1
    assert "nothing was changed" in text
    assert home.receipts.read_bytes() == before
    assert restores_so_far(home) == 0


def test_an_unknown_backup_is_refused_with_the_known_ones(home: Home) -> None:
    code, text = run(home, "backups", "restore", "--id", "b-1999")

    assert code == 2
    assert good_backup(home) in text


def test_diagnostics_pass_on_a_sound_directory_and_print_no_secret(home: Home) -> None:
    code, text = run(home, "diagnostics", "check")

    assert code == 0
    assert text.splitlines()[-1] == "all checks passed"
    assert home.token.read_text().strip() not in text


def test_diagnostics_name_what_is_wrong(home: Home) -> None:
    home.token.chmod(0o644)
    home.policy.write_text("{}")

    code, text = run(home, "diagnostics", "check")

    assert code == 1
    assert "auth token: mode is 0644, not 0600" in text
    assert "policy state: the active bundle is not signed" in text
    assert text.splitlines()[-1] == "2 findings"


def test_exports_can_be_paused_and_resumed(home: Home) -> None:
    assert run(home, "exports", "pause", "--id", "audit-warehouse")[0] == 0

    states = {row["id"]: row["state"] for row in json.loads(run(home, "exports", "list", "--json")[1])}

    assert states == {"audit-warehouse": "paused", "compliance-monthly": "active"}
    assert run(home, "exports", "pause", "--id", "nothing")[0] == 2


def test_a_writer_is_known_as_long_as_it_lives(home: Home) -> None:
    with registered(home, "a"), registered(home, "b"):
        code, text = run(home, "receipts", "writers", "--json")

    assert code == 1
    assert json.loads(text)["concurrent"] is True
    assert alive(home) == []


def test_the_daemon_verifies_what_is_on_disk(daemon: Local, home: Home) -> None:
    sound = daemon.post("/v1/receipts/verify").json()
    bad = corrupt(home.path)

    broken = daemon.post("/v1/receipts/verify").json()

    assert sound["ok"] is True
    assert (broken["ok"], broken["first_bad_id"]) == (False, bad)
    assert len(broken["prev_hash_hex"]) == 64


def test_health_is_open_and_all_else_needs_the_token(daemon: Local) -> None:
    del daemon.headers["Authorization"]

    assert daemon.get("/health").json() == {"status": "ok"}
    for path in ("profile", "diagnostics/compat", "diagnostics/security", "control-plane"):
        assert daemon.get(f"/v1/{path}").status_code == 401
    assert daemon.post("/v1/receipts/verify", headers={"Authorization": "Bearer guess"}).status_code == 401


def test_profile_diagnostics_and_control_plane_read_the_data_directory(daemon: Local, home: Home) -> None:
    home.token.chmod(0o640)

    assert daemon.get("/v1/profile").json()["mode"] == "ga"
    assert daemon.get("/v1/diagnostics/compat").json()["ok"] is True
    assert daemon.get("/v1/diagnostics/security").json()["findings"] == [
        {"check": "auth token", "problem": "mode is 0640, not 0600"}
    ]
    assert daemon.get("/v1/control-plane").json() == {
        "last_error": None,
        "last_success": "2026-01-15T12:00:00Z",
        "policy_bundle_id": 41,
        "receipt_watermark": 8900,
    }


def test_health_fails_when_the_store_is_gone(daemon: Local, home: Home) -> None:
    home.receipts.unlink()

    assert daemon.get("/health").status_code == 503


@pytest.mark.parametrize(("when", "expected"), [("once", True), ("keeps", False), ("off", True)])
def test_a_restore_heals_unless_the_disk_keeps_corrupting(
    daemon: Local, home: Home, when: str, expected: bool
) -> None:
    daemon.post("/_control/faults", json={"fault": "corrupt-receipts", "when": "keeps"})
    daemon.post("/_control/faults", json={"fault": "corrupt-receipts", "when": when})
    assert daemon.post("/v1/receipts/verify").json()["ok"] is False

    restore(home, good_backup(home), NOW)

    assert daemon.post("/v1/receipts/verify").json()["ok"] is expected
    assert daemon.post("/v1/receipts/verify").json()["ok"] is expected


def test_an_armed_fault_strikes_after_the_next_restore_only(daemon: Local, home: Home) -> None:
    daemon.post("/_control/faults", json={"fault": "corrupt-receipts", "when": "after-restore"})

    verdicts = [daemon.post("/v1/receipts/verify").json()["ok"]]
    for _ in range(2):
        restore(home, good_backup(home), NOW)
        verdicts.append(daemon.post("/v1/receipts/verify").json()["ok"])

    assert verdicts == [True, False, True]
    assert daemon.get("/_control/faults").json()["strikes"] == 1


def test_what_people_type_on_its_hosts_is_really_done(daemon: Local, home: Home) -> None:
    revoked = daemon.post(
        "/_control/prints", params={"command": "briefcase providers oauth-revoke --id mail"}
    )
    unknown = daemon.post("/_control/prints", params={"command": "make coffee"})

    assert (revoked.text, revoked.headers["x-exit"]) == ("mail: OAuth credentials revoked", "0")
    assert peer(home, "provider", "mail").oauth == "revoked"
    assert (unknown.status_code, unknown.headers["x-exit"]) == (400, "127")


def test_a_login_gives_credentials_of_a_new_generation(home: Home) -> None:
    codes = [
        run(home, "mcp", "servers", "oauth-revoke", "files")[0],
        run(home, "mcp", "servers", "oauth-login", "files")[0],
        run(home, "providers", "disable", "--id", "mail")[0],
    ]

    assert codes == [0, 0, 0]
    assert peer(home, "mcp server", "files") == Peer("files", "active", 2, minted=1, enabled=True)
    assert peer(home, "provider", "mail") == Peer("mail", "active", 1, minted=1, enabled=False)
    assert run(home, "providers", "oauth-revoke", "--id", "files") == (
        2,
        "briefcase: no provider 'files'; there are: mail, payments, quotes",
    )


REPAIRS = {
    "unsigned": "control-plane publish --signed",
    "misfit": "control-plane publish --signed",
    "tls": "update-ca-certificates",
    "network": "ip route replace default",
    "outage": "systemctl restart control-plane",
}


@pytest.mark.parametrize("how", REPAIRS)
def test_a_sync_that_fails_keeps_the_policy_until_its_cause_is_repaired(
    daemon: Local, home: Home, how: str
) -> None:
    daemon.post("/_control/faults", json={"fault": "sync-fails", "how": how})
    before = daemon.get("/v1/control-plane").json()
    refused = run(home, "control-plane", "sync")
    kept = daemon.get("/v1/control-plane").json()

    daemon.post("/_control/prints", params={"command": REPAIRS[how]})
    again = run(home, "control-plane", "sync")

    after = daemon.get("/v1/control-plane").json()
    assert (refused[0], again[0]) == (1, 0)
    assert before["last_error"] in refused[1]
    assert (kept["policy_bundle_id"], kept["receipt_watermark"]) == (41, 8888)
    assert (after["policy_bundle_id"] > 41, after["receipt_watermark"]) == (True, 8900)
    assert after["last_error"] is None


def test_a_longer_interval_pauses_the_sync_of_the_daemon_and_not_the_one_by_hand(home: Home) -> None:
    assert runs(home, NOW, "editor daemon.env BRIEFCASE_CONTROL_PLANE_SYNC_INTERVAL_SECS=3600").exit == 0
    append(home.receipts, [entry(1, NOW)])

    sync_when_due(home, NOW + timedelta(minutes=59))
    paused = settings(home)["receipt_watermark"]
    run(home, "control-plane", "sync")

    assert (paused, settings(home)["receipt_watermark"]) == ("8900", "8901")


@pytest.mark.parametrize(("how", "says"), [("tls", "certificate verify failed"), ("network", "errno=113")])
def test_the_host_of_the_daemon_tells_why_the_control_plane_is_not_reached(
    home: Home, how: str, says: str
) -> None:
    looks = f"openssl s_client -connect {ADDRESS} -verify_return_error -brief"
    sound = runs(home, NOW, looks)

    break_sync(home, NOW, how)

    assert sound.text.endswith("Verification: OK")
    assert says in runs(home, NOW, looks).text


def test_an_outage_of_a_provider_leaves_a_stale_capability_behind(home: Home) -> None:
    harness = "cargo run -p briefcase-conformance --bin provider-contract -- mail"
    break_provider(home, "mail", "token")
    down = run(home, "providers", "health", "--id", "mail", "--json"), run(home, *MINT, "mail")
    break_provider(home, "mail", "over")

    back = run(home, "providers", "health", "--json"), run(home, *MINT, "mail"), runs(home, NOW, harness)
    run(home, "capabilities", "clear", "--provider", "mail")
    good = run(home, *MINT, "mail"), runs(home, NOW, harness)

    assert [code for code, _ in down] == [1, 1]
    assert [code for code, _ in back] == [0, 1, 1]
    assert "stale" in back[1][1]
    assert [code for code, _ in good] == [0, 0]


def test_a_provider_that_was_revoked_mints_nothing(home: Home) -> None:
    run(home, "providers", "oauth-revoke", "--id", "mail")

    assert run(home, *MINT, "mail") == (1, "mail: its OAuth credentials are revoked: log in first")


def test_the_resolver_of_the_host_brings_names_back(home: Home) -> None:
    assert break_provider(home, "all", "dns") == ["mail", "payments", "quotes"]

    runs(home, NOW, "systemctl restart systemd-resolved")

    assert run(home, "providers", "health", "--json")[0] == 0


def test_the_control_plane_says_whether_it_is_up(home: Home) -> None:
    with served(control_plane_app(home.path)) as client:
        up = client.get("/healthz").status_code
        break_sync(home, NOW, "outage")

        assert (up, client.get("/healthz").status_code) == (200, 503)


def test_wrong_words_at_a_host_change_nothing(home: Home) -> None:
    assert runs(home, NOW, "editor daemon.env FOO=1").exit == 1
    assert runs(home, NOW, "cargo run -p briefcase-conformance --bin provider-contract -- nobody").exit == 2


def test_a_leaked_token_is_used_until_it_is_revoked_and_no_login_brings_it_back(
    daemon: Local, home: Home
) -> None:
    def calls() -> list[dict[str, Any]]:
        last = json.loads(run(home, "receipts", "list", "--last", "9", "--json")[1])
        return [row for row in last if row["client"] == "unknown-41"]

    daemon.post("/_control/faults", json={"fault": "leaked-canary", "of": "mail"})
    during = [len(calls()), misuse(home, NOW), len(calls())]
    run(home, "providers", "oauth-revoke", "--id", "mail")
    revoked = [misuse(home, NOW), run(home, "diagnostics", "check")[1]]
    run(home, "providers", "oauth-login", "--id", "mail")

    assert during == [2, True, 3]
    assert revoked[0] is misuse(home, NOW) is False
    assert "a revoked credential are still accepted: mail" in str(revoked[1])
    assert verify(home.receipts).ok
    run(home, "capabilities", "reissue")
    assert run(home, "diagnostics", "check")[0] == 0


def test_a_canary_is_found_in_the_central_logs_only_once_it_leaked(daemon: Local) -> None:
    def search(text: str) -> tuple[str, str]:
        command = f"grep -rlF -e {text} /var/log/remote"
        printed = daemon.post("/_control/prints", params={"command": command})
        return printed.headers["x-exit"], printed.text

    before = search(CANARY)
    daemon.post("/_control/faults", json={"fault": "leaked-canary"})

    assert before == ("1", "")
    assert search(CANARY) == ("0", "/var/log/remote/laptop-7/briefcase.log")
    assert search("other-canary") == ("1", "")


AT_THE_GATEWAY = {
    "cache": "ssh gateway systemctl restart briefcase-gateway",
    "clock": "ssh gateway chronyc makestep",
    "rewrite": "ssh proxy nginx -s reload",
}
HARNESS_OF_MAIL = "cargo run -p briefcase-conformance --bin provider-contract -- mail"


@pytest.mark.parametrize("how", AT_THE_GATEWAY)
def test_a_gateway_refuses_until_its_very_cause_is_repaired(home: Home, how: str) -> None:
    def refused() -> int:
        seen = serve(home, NOW)
        return seen.replays + seen.mismatches

    break_gateway(home, NOW, "mail", how)
    rises = refused() < refused()
    for other, repair in AT_THE_GATEWAY.items():
        if other != how:
            runs(home, NOW, repair)
    still = refused() < refused(), runs(home, NOW, HARNESS_OF_MAIL).exit

    runs(home, NOW, AT_THE_GATEWAY[how])

    assert (rises, *still) == (True, True, 1)
    assert refused() == refused()
    assert runs(home, NOW, HARNESS_OF_MAIL).exit == 0


def test_a_restart_empties_the_cache_of_the_gateway_and_keeps_its_log(home: Home) -> None:
    break_gateway(home, NOW, "mail", "cache")
    full = gateway(home).cached

    runs(home, NOW, AT_THE_GATEWAY["cache"])

    assert (full > CACHE_LIMIT, gateway(home).cached) == (True, 0)
    assert "replay_detected" in runs(home, NOW, "ssh gateway journalctl").text


def test_a_provider_that_is_disabled_is_asked_for_nothing(home: Home) -> None:
    for name in ("mail", "payments", "quotes"):
        run(home, "providers", "disable", "--id", name)

    assert serve(home, NOW).minted == gateway(home).minted == 40


def test_a_strict_daemon_does_not_start_on_the_network_and_locks_its_files_on_loopback(
    daemon: Local, home: Home
) -> None:
    daemon.post("/_control/faults", json={"fault": "loose-host"})
    open_to_all = runs(home, NOW, "ss --listening --numeric --tcp --processes").text
    loose = run(home, "diagnostics", "check")[1]

    refused = runs(home, NOW, "editor daemon.env BRIEFCASE_STRICT_HOST=1")
    down = daemon.get("/health").status_code
    runs(home, NOW, "editor daemon.env BRIEFCASE_BIND=127.0.0.1:8787")

    assert "0.0.0.0:8787" in open_to_all
    assert "auth token: mode is 0644, not 0600" in loose
    assert (refused.exit, refused.text, down) == (1, "strict host: 0.0.0.0:8787 is not loopback", 503)
    assert daemon.get("/health").status_code == 200
    assert daemon.get("/v1/profile").json()["strict_host"] is True
    assert runs(home, NOW, "find /srv/briefcase -maxdepth 1").text.startswith("700 d /srv/briefcase\n600 f ")


def test_a_damaged_receipt_is_listed_as_one_that_cannot_be_read(home: Home) -> None:
    corrupt(home.path, "r-8900")

    code, text = run(home, "receipts", "list", "--last", "2", "--json")

    assert code == 0
    assert json.loads(text)[0]["tool"] == "cannot be read"


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'{"fault": "fire"}', b'{"fault": "corrupt-receipts", "when": 1}']
)
def test_an_unknown_fault_is_refused_with_what_is_known(daemon: Local, home: Home, body: bytes) -> None:
    answer = daemon.post("/_control/faults", content=body)

    assert answer.status_code == 400
    assert "after-restore" in answer.json()["error"]
    assert verify(home.receipts).ok


def test_the_daemon_goes_on_writing_while_it_is_up(home: Home) -> None:
    before = verify(home.receipts).checked
    app = create_app(home.path, lambda: NOW, write_every_seconds=0.01)

    with served(app) as client:
        headers = {"Authorization": f"Bearer {home.token.read_text().strip()}"}
        for _ in range(500):
            found = client.post("/v1/receipts/verify", headers=headers).json()
            if found["checked"] >= before + 3:
                break
        writers = alive(home)

    assert found["ok"] is True
    assert found["checked"] >= before + 3
    assert writers == [f"briefcase-daemon-{os.getpid()}"]
    assert alive(home) == []


@pytest.mark.process
def test_the_launcher_runs_in_an_empty_environment(home: Home, tmp_path: Path) -> None:
    launcher = write_launcher(tmp_path / "pro grams", home.path)

    done = subprocess.run(
        [launcher, "diagnostics", "check"],
        env={},
        cwd="/",
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert launcher.is_absolute()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("all checks passed\n")


@pytest.mark.process
def test_the_launcher_passes_wrong_arguments_on_as_they_are(home: Home, tmp_path: Path) -> None:
    launcher = write_launcher(tmp_path, home.path)

    done = subprocess.run(
        [launcher, "backups", "restore", "--id", "$(id) 'x'"],
        env={},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )

    assert done.returncode == 2
    assert "$(id) 'x'" in done.stdout
