"""How much of what must not be shown is found, what else is changed by mistake, and how fast.

    python -m benchmarks.redaction [--lines FILE] [--show]

Lines stand in `*.jsonl`, and no secret stands in them: each is written as a tiny pattern, generated when
it is needed (`pattern`), so that everybody may read, copy and scan these files.
"""
