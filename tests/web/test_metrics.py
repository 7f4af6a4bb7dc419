"""`/metrics` as Prometheus reads it."""

import subprocess
import sys

from prometheus_client.parser import text_string_to_metric_families

from bot.engine.tally import ANSWERED, SIGNALS, Tally
from bot.web.metrics import BUILD, LATE, OPEN, SERIES, SOCKET_REBUILT, Gauges, Metrics
from bot.web.routes import create_app
from tests.web.test_routes import Echo, all_is_ready, asked


def counted() -> Tally:
    tally = Tally()
    tally.count(SIGNALS, "declare", "typed")
    tally.count(SIGNALS, "declare", "typed")
    tally.took(ANSWERED, 0.02, "socket")
    tally.took(ANSWERED, 9.0, "socket")
    return tally


def looked() -> Gauges:
    return Gauges({LATE: {(): 1.5}, OPEN: {("P1",): 2}, SOCKET_REBUILT: {(): 3}})


def test_what_was_counted_and_what_is_now_are_told_in_prometheus_own_words() -> None:
    metrics = Metrics(counted(), looked, "1.2.3")
    app = create_app(Echo(), all_is_ready, metrics=metrics.page)

    answer = asked(app, "GET", "/metrics")

    found = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert found["handrail_signals_total", ("signal", "declare"), ("via", "typed")] == 2
    assert found["handrail_answer_seconds_bucket", ("le", "0.01"), ("via", "socket")] == 0
    assert found["handrail_answer_seconds_bucket", ("le", "0.025"), ("via", "socket")] == 1
    assert found["handrail_answer_seconds_bucket", ("le", "+Inf"), ("via", "socket")] == 2
    assert found["handrail_answer_seconds_sum", ("via", "socket")] == 9.02
    assert found["handrail_incidents_open", ("severity", "P1")] == 2
    assert found["handrail_outbox_oldest_due_seconds",] == 1.5
    assert found["handrail_socket_rebuilt_total",] == 3
    assert [key for key in found if key[0] == BUILD.name and ("version", "1.2.3") in key]
    assert "process_resident_memory_bytes" in answer.text


def test_every_series_has_a_name_of_its_own_that_tells_its_unit() -> None:
    names = [series.name for series in SERIES]

    assert len(set(names)) == len(names)
    assert all(name.startswith("handrail_") for name in names)


def test_without_metrics_there_is_no_such_door() -> None:
    assert asked(create_app(Echo(), all_is_ready), "GET", "/metrics").status_code == 404


def test_a_start_imports_neither_prometheus_nor_the_client_of_socket_mode() -> None:
    late = "{'prometheus_client', 'bot.slack.socket', 'slack_sdk.socket_mode'}"
    asked_for = f"import bot.cli.run, sys; print(sorted({late} & set(sys.modules)))"

    told = subprocess.run([sys.executable, "-c", asked_for], capture_output=True, text=True, check=True)

    assert told.stdout == "[]\n"
