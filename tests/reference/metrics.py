"""The page that lists every series of `/metrics`, made from the table that the code counts by."""

from bot.web.metrics import SERIES

INTRODUCTION = """\
# Metrics

`/metrics` tells Prometheus how the bot does. Nothing is worked out before somebody asks, and no label says
which incident, runbook, channel or person it was: a restricted incident counts like any other and cannot be
told apart. The numbers start at zero with the process. The usual `process_…` series come with them.

The address has no password. Let only Prometheus reach it: forward `/slack/events` and
`/alerts/alertmanager` from outside, and nothing else.

| series | labels | what it tells |
|---|---|---|
"""

WATCHING = """
## What to watch

- `handrail_ready == 0` for a minute: `/readyz` says what is missing.
- `handrail_outbox_oldest_due_seconds > 60`: deliveries do not get through; `handrail outbox` shows them.
- `increase(handrail_effects_dead_total[10m]) > 0`: something was given up and a person must look.
- `histogram_quantile(0.99, rate(handrail_answer_seconds_bucket[5m])) > 1`: Slack gives up after three
  seconds.
- In Socket Mode `handrail_socket_age_seconds > 60`, or `handrail_socket_rebuilt_total` that keeps growing.
"""


def metrics_page() -> str:
    """The Markdown of docs/reference/metrics.md."""
    rows = [f"| `{one.name}` | {_labels(one.labels)} | {one.about} |" for one in SERIES]
    return INTRODUCTION + "\n".join(rows) + "\n" + WATCHING


def _labels(labels: tuple[str, ...]) -> str:
    return ", ".join(f"`{label}`" for label in labels) or "none"
