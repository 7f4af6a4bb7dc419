"""What is owed, as drills name it: `evidence <id>`, `undo <step>`, a child's after its call."""

from bot.authoring.drills.astray import Astray
from bot.authoring.drills.stage import Stage
from bot.authoring.problem import did_you_mean
from bot.core.incident import Owed


def label(stage: Stage, owed: Owed) -> str:
    """`undo stop-exports`, `evidence restore/provenance`."""
    *calls, last = owed.id.split("/")[1:]
    name = last.removeprefix("undo-") if owed.kind == "undo" else last
    return f"{owed.kind} {stage.named(owed.run, '/'.join((*calls, name)))}"


def still_owed(stage: Stage) -> list[str]:
    """All that must be met or waived before the incident closes."""
    return sorted(label(stage, owed) for owed in stage.incident.must())


def find_owed(stage: Stage, kind: str, name: str) -> Owed:
    """The open thing of this name; `kind` "" looks among all."""
    open_now = {label(stage, owed): owed for owed in stage.incident.open_owed()}
    names = {known.partition(" ")[2]: owed for known, owed in open_now.items() if known.startswith(kind)}
    inside = {known.rpartition("/")[2]: owed for known, owed in names.items() if owed.run == stage.run().id}
    if name in names or name in inside:
        return names.get(name) or inside[name]
    raise Astray(f"nothing called `{name}` is owed here.", did_you_mean(name, names))
