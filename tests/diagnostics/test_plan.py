"""Exactly what would run, and what an approval of it is bound to."""

import shlex
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.catalogue import Entry, Http, Parameter, as_typed
from bot.core.values import BadValue, Type
from bot.diagnostics.approval import plan_digest
from bot.diagnostics.bindings import Identity, Interpreter, Program, Reach, Site, Unfit
from bot.diagnostics.plan import Bound, Planned, Process, Request, by_hand, plan
from bot.diagnostics.sandbox import UNCONFINED, Confined
from tests.diagnostics.entries import command, entry

NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
TOOL = Program("/opt/bin/tool", "/opt/bin/tool-1", "a" * 64)
BOUND = Bound(program=TOOL)
SITE = Site("http://127.0.0.1:8787/base", network=(ip_network("127.0.0.0/8"),))
TEXT = {"p": Type("text")}
LOOK = command("tool", "look", Parameter("p"), parameters=TEXT)
ASK = entry(Http("daemon", path=("v1", "items", Parameter("p"))), {"p": Type("word")})


def test_a_bound_program_runs_under_the_path_that_was_bound() -> None:
    planned = plan(LOOK, {"p": "a b"}, BOUND, "prod")

    assert planned.call == Process(TOOL, ("/opt/bin/tool", "look", "a b"))
    assert planned.text == "/opt/bin/tool look 'a b'"
    assert planned.why == ""


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30))
def test_the_text_to_copy_says_the_same_words_to_a_shell(value: str) -> None:
    try:
        planned = plan(LOOK, {"p": value}, Bound(), "prod")
    except BadValue:
        return

    assert shlex.split(planned.text) == ["tool", "look", value]


def test_whom_a_program_acts_as_is_shown_and_a_secret_is_not() -> None:
    identity = Identity((("KUBECONFIG", "/etc/a b"),), (("PGPASSWORD", Path("/run/pg")),))

    planned = plan(LOOK, {"p": "x"}, Bound(program=replace(TOOL, identity=identity)), "prod")

    assert planned.text == ("KUBECONFIG='/etc/a b' PGPASSWORD=\"$(cat /run/pg)\" /opt/bin/tool look x")
    assert planned.argv == ("/opt/bin/tool", "look", "x")


BY_HAND = [
    (command("tool", hand=True), BOUND, "the catalogue says that a person runs it"),
    (command("tool"), Bound(), "the program `tool` is not bound"),
    (command("tool"), Bound(program=Unfit("/opt/x is not executable")), "/opt/x is not executable"),
    (entry(Http("daemon")), Bound(), "the endpoint `box.daemon` is not bound for prod"),
    (
        entry(Http("daemon")),
        Bound(site=Site("http://127.1/")),
        "the endpoint `box.daemon` cannot be used: its host is a number in an odd spelling; "
        "write four decimal numbers",
    ),
]


@pytest.mark.parametrize(("what", "bound", "why"), BY_HAND)
def test_what_the_bot_cannot_run_is_by_hand_with_the_reason(what: Entry, bound: Bound, why: str) -> None:
    planned = plan(what, {}, bound, "prod")

    assert planned.call is None
    assert planned.why == why
    assert planned.text


def test_a_program_under_another_name_is_held_to_what_is_known_of_it() -> None:
    asks = command("ask", "-At", "-c", "select 1")

    planned = plan(asks, {}, Bound(program=replace(TOOL, file="/usr/bin/psql")), "prod")

    assert planned.call is None
    assert planned.why.startswith("`ask` is psql: `psql` without `--no-psqlrc`")
    assert plan(asks, {}, Bound(program=replace(TOOL, file="/opt/ask")), "prod").why == ""


def test_a_request_goes_to_the_bound_origin_below_its_prefix() -> None:
    planned = plan(ASK, {"p": "r-1"}, Bound(site=SITE), "prod")

    assert isinstance(planned.call, Request)
    assert planned.call.path == "/base/v1/items/r-1"
    assert planned.text == (
        "curl -q --silent --show-error --globoff --proto =http,https --max-redirs 0 --max-time 10 "
        "--request GET http://127.0.0.1:8787/base/v1/items/r-1"
    )


def test_a_request_by_hand_names_a_variable_for_the_address() -> None:
    assert plan(ASK, {"p": "r-1"}, Bound(), "prod").text.endswith('--request GET "$BOX_DAEMON"/v1/items/r-1')


PICK = entry(
    Http(Parameter("where"), path=("v1",)),
    {"where": Type("enum", preset="endpoint", options=("daemon", "metrics"))},
)


def test_an_endpoint_that_is_picked_is_named() -> None:
    there = plan(PICK, {"where": "metrics"}, Bound(site=SITE, endpoint="metrics"), "prod")
    nowhere = plan(PICK, {"where": "metrics"}, Bound(endpoint="metrics"), "prod")

    assert isinstance(there.call, Request)
    assert nowhere.why == "the endpoint `box.metrics` is not bound for prod"
    assert nowhere.text.endswith('--request GET "$BOX_METRICS"/v1')
    assert as_typed(PICK, {"where": "metrics"}) == "GET /v1 (metrics)"
    assert by_hand(PICK, Bound(), "prod") == (
        "the endpoint `box.daemon` or `box.metrics` is not bound for prod"
    )


@pytest.mark.parametrize("where", ["http://169.254.169.254", "other", "", "daemon/../x"])
def test_an_endpoint_is_never_typed(where: str) -> None:
    with pytest.raises(BadValue, match="is not one of daemon, metrics"):
        plan(PICK, {"where": where}, Bound(site=SITE), "prod")


def test_a_query_is_escaped_and_a_value_in_it_stays_one_value() -> None:
    http = Http("daemon", path=("api",), query={"query": 'rate(up{job="a b"}[5m])', "time": Parameter("p")})
    what = entry(http, {"p": Type("text")})

    asked = plan(what, {"p": "1&query=other#x"}, Bound(site=SITE), "prod")

    assert isinstance(asked.call, Request)
    assert asked.call.path == "/base/api"
    query = "query=rate%28up%7Bjob%3D%22a%20b%22%7D%5B5m%5D%29&time=1%26query%3Dother%23x"
    assert asked.call.query == query
    assert asked.text.endswith(f"'http://127.0.0.1:8787/base/api?{query}'")
    assert as_typed(what, {"p": "1"}) == 'GET /api?query=rate(up{job="a b"}[5m])&time=1 (daemon)'
    assert plan(what, {"p": "1"}, Bound(), "prod").text.endswith("&time=1'")


def test_a_token_is_a_variable_and_never_a_text(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("s3cr3t", encoding="ascii")
    http = Http("daemon", "POST", ("v1",), {"X-Mode": "a b"}, '{"n": 1}')

    planned = plan(entry(http), {}, Bound(site=replace(SITE, token_file=token)), "prod")

    assert "s3cr3t" not in repr(planned)
    assert planned.text.endswith(
        "--request POST --header 'X-Mode: a b' --header 'Content-Type: application/json' "
        "--data-raw '{\"n\": 1}'"
        ' --header "Authorization: Bearer $BOX_DAEMON_TOKEN" http://127.0.0.1:8787/base/v1'
    )


def test_a_value_that_would_be_an_option_is_refused_by_hand_too() -> None:
    with pytest.raises(BadValue, match="dash"):
        plan(LOOK, {"p": "--all"}, Bound(), "prod")


def planned(
    what: Entry = LOOK,
    program: Program = TOOL,
    p: str = "x",
    target: str = "prod",
    confined: Confined = UNCONFINED,
) -> Planned:
    return plan(what, {"p": p}, Bound(program=program, confined=confined), target)


def test_every_change_of_what_would_run_changes_the_digest() -> None:
    variants = [
        planned(),
        planned(p="y"),
        planned(target="staging"),
        planned(replace(LOOK, digest="d2")),
        planned(replace(LOOK, id="box.other")),
        planned(replace(LOOK, timeout=timedelta(seconds=11))),
        planned(replace(LOOK, hand=True)),
        planned(program=replace(TOOL, sha256="b" * 64)),
        planned(program=replace(TOOL, file="/opt/bin/tool-2")),
        planned(program=replace(TOOL, path="/opt/bin/alias")),
        planned(program=replace(TOOL, identity=Identity((("KUBECONFIG", "/a"),)))),
        planned(program=replace(TOOL, identity=Identity((("KUBECONFIG", "/b"),)))),
        planned(program=replace(TOOL, identity=Identity((("KUBECONFIG", "/a"),), files=(("/a", "1"),)))),
        planned(program=replace(TOOL, identity=Identity((("KUBECONFIG", "/a"),), files=(("/a", "2"),)))),
        planned(program=replace(TOOL, identity=Identity(secret=(("PGPASSWORD", Path("/a")),)))),
        planned(program=replace(TOOL, identity=Identity(secret=(("PGPASSWORD", Path("/b")),)))),
        planned(program=replace(TOOL, identity=Identity(secret=(("PGUSER", Path("/b")),)))),
        planned(program=replace(TOOL, interpreter=Interpreter("/bin/sh", "/bin/dash", (), "c" * 64))),
        planned(program=replace(TOOL, interpreter=Interpreter("/bin/sh", "/bin/dash", ("-e",), "c" * 64))),
        planned(program=replace(TOOL, interpreter=Interpreter("/bin/sh", "/bin/dash", ("-e",), "d" * 64))),
        planned(program=replace(TOOL, interpreter=Interpreter("/bin/sh", "/bin/bash", ("-e",), "d" * 64))),
        planned(program=replace(TOOL, reach=Reach(read=(Path("/a"),)))),
        planned(program=replace(TOOL, reach=Reach(write=(Path("/a"),)))),
        planned(confined=Confined("landlock", 7)),
        planned(confined=Confined("landlock", 7), program=replace(TOOL, reach=Reach(connect=(443,)))),
        planned(confined=Confined("bwrap", 7)),
    ]

    digests = {plan_digest(variant) for variant in variants}

    assert len(digests) == len(variants)
    assert plan_digest(planned()) == plan_digest(planned())


def test_every_change_of_a_request_changes_the_digest() -> None:
    sites = [
        SITE,
        replace(SITE, url="http://127.0.0.1:8788/base"),
        replace(SITE, network=()),
        replace(SITE, token_file=Path("/run/token")),
    ]
    https = [
        Http("daemon"),
        Http("daemon", "POST"),
        Http("daemon", headers={"X": "y"}),
        Http("daemon", "POST", body="1"),
        Http("daemon", query={"query": "up"}),
    ]

    digests = {
        plan_digest(plan(entry(http), {}, Bound(site=site), "prod")) for site in sites for http in https
    }

    assert len(digests) == len(sites) * len(https)
