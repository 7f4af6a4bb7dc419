"""The shipped catalogue reads what the stand-in of LumenLink really says: well, broken and repaired."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from urllib.parse import urlencode

import httpx
import pytest

from bot.authoring.library import load
from bot.core.catalogue import Exec, Http, Parameter
from bot.core.result import Output, Reading
from bot.core.runbook import Risk
from bot.demo.serving import Server, free, port_of
from bot.demo.standins.lumenlink.promql import BadQuery, Query, Sample, Value
from bot.demo.standins.lumenlink.standin import LUMENLINK
from bot.demo.standins.standin import Furnished, Place
from bot.slack.ranking import clear_best
from tests.authoring.trees import SHIPPED

LOADED = load(SHIPPED)
PATIENCE = 10.0


@dataclass(frozen=True, slots=True)
class Played:
    """The stand-in, asked through the catalogue."""

    made: Furnished
    public: int

    def happens(self, fault: str, **options: str) -> httpx.Response:
        address = f"http://127.0.0.1:{self.public}/_control/faults"
        return httpx.post(address, json={"fault": fault, **options}, timeout=PATIENCE)

    def ask(self, name: str, **arguments: str) -> Reading:
        entry = LOADED.entries[f"lumenlink.{name}"]
        match entry.how:
            case Exec(argv=argv):
                words = [arguments[word.name] if isinstance(word, Parameter) else word for word in argv[1:]]
                ran = subprocess.run(
                    [str(self.made.programs["docker"]), *words], capture_output=True, text=True, check=False
                )
                output = Output(exit=ran.returncode, text=ran.stdout, errors=ran.stderr)
            case Http() as http:
                output = self._requested(http)
        return LOADED.readers[entry.id].interpret(output)

    def _requested(self, http: Http) -> Output:
        port = {"public": self.public, **self.made.own_ports}[str(http.endpoint)]
        query = urlencode({name: str(value) for name, value in http.query.items()})
        address = f"http://127.0.0.1:{port}/{'/'.join(map(str, http.path))}?{query}"
        try:
            got = httpx.request(http.method, address, headers=dict(http.headers))
        except httpx.TransportError as problem:
            return Output(status=0, errors=str(problem))
        return Output(status=got.status_code, text=got.text, headers=dict(got.headers))

    def verdict(self, name: str, **arguments: str) -> str:
        reading = self.ask(name, **arguments)
        return reading.verdict or reading.trouble

    def comes_to(self, name: str, verdict: str) -> None:
        """Wait until the entry says so: averages look back a while."""
        until(lambda: self.verdict(name) == verdict, f"{name} to be {verdict}")


def until(holds: Callable[[], bool], what: str) -> None:
    pause, deadline = threading.Event(), monotonic() + PATIENCE
    while not holds():
        assert monotonic() < deadline, f"waited in vain for {what}"
        pause.wait(0.05)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    folder, at = tmp_path_factory.mktemp("lumenlink"), free(0)
    made = LUMENLINK.furnish(Place(folder / "data", folder / "bin", {"public": port_of(at)}))
    server = Server("public of lumenlink", made.endpoints["public"], at)
    server.wait()
    yield Played(made, port_of(at))
    server.stop()
    made.take_down()


@pytest.fixture
def lumenlink(place: Played) -> Played:
    """The one project, well at the start of each test: a test repairs what it breaks."""
    assert [place.verdict(name) for name in ("health", "containers")] == ["ok", "ok"]
    return place


READS = sorted(
    name.partition(".")[2]
    for name, entry in LOADED.entries.items()
    if entry.system == "lumenlink" and entry.risk is Risk.READ and not entry.hand
)

pytestmark = pytest.mark.process


def test_a_project_that_is_well_gives_good_verdicts_and_no_trouble(lumenlink: Played) -> None:
    lumenlink.comes_to("error-rate", "ok")

    said = {name: lumenlink.verdict(name) for name in READS}

    assert {name: verdict for name, verdict in said.items() if verdict != "ok"} == {"error-paths": "none"}


def test_a_full_postgres_turns_the_rendezvous_away_until_idle_sessions_are_ended(lumenlink: Played) -> None:
    lumenlink.happens("sessions")

    looks = {name: lumenlink.verdict(name) for name in ("health", "postgres-ready", "postgres-sessions")}
    logs = [lumenlink.verdict(name) for name in ("rendezvous-logs", "postgres-logs")]
    ended = lumenlink.ask("postgres-end-idle")

    assert looks == {"health": "unhealthy", "postgres-ready": "ok", "postgres-sessions": "full"}
    assert logs == ["no-postgres", "too-many"]
    assert ended.values["ended"] == 20
    assert lumenlink.verdict("postgres-end-idle") == "none"
    assert [lumenlink.verdict(name) for name in ("health", "postgres-sessions")] == ["ok", "ok"]


def test_a_postgres_that_stopped_listens_again_after_a_restart(lumenlink: Played) -> None:
    lumenlink.happens("postgres-down")

    looks = [lumenlink.verdict(name) for name in ("health", "postgres-ready", "containers")]
    lumenlink.ask("restart", service="postgres")

    assert looks == ["unhealthy", "down", "no-postgres"]
    assert [lumenlink.verdict(name) for name in ("health", "postgres-ready")] == ["ok", "ok"]


def test_a_restart_does_not_bring_back_a_setting_but_bringing_up_does(lumenlink: Played) -> None:
    lumenlink.happens("setting", setting="REDIS_URL", made="yes")
    lumenlink.ask("restart", service="rendezvous")

    refused = lumenlink.ask("rendezvous-logs")
    looks = [lumenlink.verdict(name) for name in ("health", "containers", "cors")]
    lumenlink.happens("setting", setting="REDIS_URL", value="set")
    lumenlink.ask("restart", service="rendezvous")
    after_a_restart = lumenlink.verdict("health")
    lumenlink.ask("up")

    assert refused.verdict == "refused-start"
    assert "REDIS_URL is required" in str(refused.values["refusal"])
    assert looks[:2] == ["down", "no-rendezvous"]
    assert after_a_restart == "down"
    assert lumenlink.verdict("health") == "ok"


def test_a_signing_key_of_the_moment_is_refused(lumenlink: Played) -> None:
    lumenlink.happens("setting", setting="CONFIG_SIGNING_KEY", value="ephemeral", made="yes")

    refused = lumenlink.ask("rendezvous-logs")
    lumenlink.happens("setting", setting="CONFIG_SIGNING_KEY", value="set", made="yes")

    assert refused.verdict == "refused-start"
    assert "ephemeral" in str(refused.values["refusal"])


def test_a_redis_without_disk_refuses_and_the_rendezvous_does_not_care(lumenlink: Played) -> None:
    lumenlink.happens("full-disk")

    looks = [lumenlink.verdict(name) for name in ("redis-ping", "redis-logs", "health")]
    lumenlink.happens("full-disk", **{"is": "free"})

    assert looks == ["refusing", "disk", "ok"]
    assert lumenlink.verdict("redis-ping") == "ok"


def test_prometheus_counts_what_a_bad_version_answers_and_forgets_it_after_the_way_back(
    lumenlink: Played,
) -> None:
    lumenlink.happens("bad-version")

    high, paths = lumenlink.ask("error-rate"), lumenlink.ask("error-paths")
    smoke = httpx.post(
        f"http://127.0.0.1:{lumenlink.public}/_control/prints",
        params={"command": "bash scripts/smoke/smoke-all.sh"},
    )
    lumenlink.happens("checkout", version="v1.2.3")
    lumenlink.ask("deploy")

    assert high.verdict == "high"
    assert paths.values == {"paths": ("/v1/announce of v1.3.0",), "version": "v1.3.0"}
    assert (smoke.headers["X-Exit"], smoke.text) == ("1", "FAIL: /v1/announce")
    lumenlink.comes_to("error-rate", "ok")
    lumenlink.comes_to("rendezvous-logs", "ok")


def test_a_scrape_of_the_wrong_path_is_named_and_a_dead_prometheus_says_nothing(lumenlink: Played) -> None:
    lumenlink.happens("scrape-path", path="/nothing-here")
    lumenlink.comes_to("scrapes", "failing")

    failing = lumenlink.ask("scrapes")
    lumenlink.happens("scrape-path")
    lumenlink.comes_to("scrapes", "ok")
    lumenlink.happens("prometheus-down")
    looks = [lumenlink.verdict(name) for name in ("prometheus-up", "scrapes", "error-rate")]
    lumenlink.ask("restart", service="prometheus")

    assert failing.values["down"] == ("rendezvous",)
    assert "404" in str(failing.values["error"])
    assert looks == ["down", "silent", "silent"]
    assert lumenlink.verdict("prometheus-up") == "ok"


def test_who_floods_is_named_until_nginx_denies_them(lumenlink: Played) -> None:
    lumenlink.happens("flood", client="203.0.113.9")

    flooding = lumenlink.ask("callers")
    lumenlink.happens("denied", client="203.0.113.9")

    assert flooding.values["over"] == ("203.0.113.9",)
    lumenlink.comes_to("callers", "ok")


EXPOSED = {"metrics": "metrics-outside", "cors": "cors", "ports": "ports", "debug": "debug-lines"}


@pytest.mark.parametrize("what", EXPOSED)
def test_what_is_open_to_strangers_is_seen_until_it_is_closed(what: str, lumenlink: Played) -> None:
    lumenlink.happens("exposed", what=what)

    seen = lumenlink.verdict(EXPOSED[what])
    lumenlink.happens("closed", what=what)

    assert seen == "open"
    assert lumenlink.verdict(EXPOSED[what]) == "ok"


def test_each_fault_that_is_offered_leads_to_one_class() -> None:
    classes = [book for book in LOADED.runbooks.values() if book.kind == "incident"]

    found = {fault.name: clear_best(fault.words, classes) for fault in LUMENLINK.faults}

    assert {name: best.id.partition("/")[2] if best else "" for name, best in found.items()} == {
        "panics": "rendezvous-down",
        "setting-lost": "rendezvous-down",
        "bad-version": "error-rate",
        "sessions": "postgres-connections",
        "postgres-down": "postgres-connections",
        "redis-down": "redis-connections",
        "prometheus-down": "scrape-failure",
        "metrics-open": "exposure-drift",
        "flood": "flood",
    }


WRONG = [
    {"fault": "no-such"},
    {"fault": "stops", "container": "nginx"},
    {"fault": "exposed", "what": "everything"},
    {"fault": "exposed"},
]


@pytest.mark.parametrize("wish", WRONG)
def test_a_fault_that_is_not_played_is_refused_with_what_there_is(
    wish: dict[str, str], lumenlink: Played
) -> None:
    refused = lumenlink.happens(**wish)

    assert refused.status_code == 400
    assert refused.json()["error"]


NOW = [
    Sample({"__name__": "up", "job": "a"}, 1.0),
    Sample({"__name__": "up", "job": "b"}, 0.0),
    Sample({"__name__": "load", "job": "a"}, 3.0),
]
QUERIES: list[tuple[str, Value]] = [
    ("2 * 3 / 4", 1.5),
    ("up", NOW[:2]),
    ('up{job="a"}', NOW[:1]),
    ('up{job!="a",job!~"c|d"}', NOW[1:2]),
    ("up > 0", NOW[:1]),
    ("sum(up)", [Sample({}, 1.0)]),
    ("sum by (job) (up) > 0", [Sample({"job": "a"}, 1.0)]),
    ("topk(1, load)", NOW[2:]),
    ("sum(nothing) or vector(0)", [Sample({}, 0.0)]),
    ("sum(up) or vector(7)", [Sample({}, 1.0)]),
    ("sum(load) / sum(up)", [Sample({}, 3.0)]),
    ("sum(rate(up[5m]))", [Sample({}, 1.5)]),
]


@pytest.mark.parametrize(("text", "value"), QUERIES)
def test_a_query_comes_to_what_prometheus_would_say(text: str, value: Value) -> None:
    seconds: list[float] = []

    def rate(span: float) -> list[Sample]:
        seconds.append(span)
        return [Sample(sample.labels, span) for sample in NOW[:1]]

    assert Query(text, NOW, rate).value() == value
    assert seconds in ([], [1.5])


@pytest.mark.parametrize(
    "text", ["", "up up", "sum(", "up &", "5 > up", "sum(5)", 'up{job<"a"}', "topk(up, up)"]
)
def test_a_query_that_is_not_understood_is_told_so(text: str) -> None:
    with pytest.raises(BadQuery):
        Query(text, NOW, lambda _: NOW).value()
