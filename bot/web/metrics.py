"""`/metrics`, as Prometheus reads it. Everything is worked out when somebody asks, and imported then too."""

import platform
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from bot.engine.tally import COUNTED, Series, Tally
from bot.web.reply import Reply

if TYPE_CHECKING:
    from prometheus_client.core import Metric

READY: Final = Series("handrail_ready", "1 when the bot can work, else 0.")
ROWS: Final = Series(
    "handrail_outbox_rows", "Effects that are not delivered: `due`, `later`, `under_way`, `dead`.", ("state",)
)
LATE: Final = Series(
    "handrail_outbox_oldest_due_seconds", "How long the oldest undelivered effect has been due; 0 for none."
)
OPEN: Final = Series(
    "handrail_incidents_open",
    "Incidents that are not closed; restricted ones are not counted.",
    ("severity",),
)
PROCEDURES: Final = Series("handrail_procedures_open", "Procedures that are not closed.")
SOCKET_UP: Final = Series("handrail_socket_up", "In Socket Mode: 1 while Slack is heard, else 0.")
SOCKET_AGE: Final = Series("handrail_socket_age_seconds", "In Socket Mode: since Slack was last heard.")
SOCKET_REBUILT: Final = Series(
    "handrail_socket_rebuilt_total", "In Socket Mode: connections that broke or fell silent and were rebuilt."
)
SANDBOX: Final = Series(
    "handrail_sandbox_info",
    "Always 1; the labels tell what programs run in (`none`, `landlock`, `bwrap`, or `by_hand` where they "
    "may not), the version of Landlock (0: none), and whether bubblewrap works.",
    ("programs", "landlock", "bwrap"),
)
BUILD: Final = Series("handrail_build_info", "Always 1; the labels tell what runs.", ("version", "python"))
SEEN: Final = (READY, ROWS, LATE, OPEN, PROCEDURES, SOCKET_UP, SOCKET_AGE, SOCKET_REBUILT, SANDBOX, BUILD)
SERIES: Final = (*COUNTED, *SEEN)


@dataclass(frozen=True, slots=True)
class Gauges:
    """What is looked up when somebody asks, by series and labels. A series without an entry is left out."""

    values: Mapping[Series, Mapping[tuple[str, ...], float]]


@dataclass(frozen=True, slots=True)
class Metrics:
    """`look` may ask the database; `version` is the bot's."""

    tally: Tally
    look: Callable[[], Gauges]
    version: str

    def page(self) -> Reply:
        """Called in a thread."""
        from prometheus_client import CollectorRegistry, ProcessCollector  # noqa: PLC0415 - 44 ms of a start
        from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest  # noqa: PLC0415 - too

        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        registry.register(self)
        return Reply(200, generate_latest(registry).decode(), {"content-type": CONTENT_TYPE_LATEST})

    def collect(self) -> Iterator["Metric"]:
        """Every series, as prometheus-client wants it."""
        from prometheus_client.core import (  # noqa: PLC0415 - 44 ms of a start
            CounterMetricFamily,
            GaugeMetricFamily,
            HistogramMetricFamily,
        )

        for series in COUNTED:
            if series.buckets:
                histogram = HistogramMetricFamily(series.name, series.about, labels=series.labels)
                bounds = [*map(str, series.buckets), "+Inf"]
                for labels, times in self.tally.times(series).items():
                    below = accumulate(times.counts)
                    histogram.add_metric(labels, list(zip(bounds, below, strict=True)), times.seconds)
                yield histogram
            else:
                counter = CounterMetricFamily(series.name, series.about, labels=series.labels)
                for labels, count in self.tally.counts(series).items():
                    counter.add_metric(labels, count)
                yield counter
        build: Mapping[tuple[str, ...], float] = {(self.version, platform.python_version()): 1.0}
        told: dict[Series, Mapping[tuple[str, ...], float]] = {**self.look().values, BUILD: build}
        for series, values in told.items():
            make = CounterMetricFamily if series.name.endswith("_total") else GaugeMetricFamily
            family = make(series.name, series.about, labels=series.labels)
            for labels, value in values.items():
                family.add_metric(labels, value)
            yield family
