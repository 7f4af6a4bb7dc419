"""A request for a second person's yes to what is longer than anybody is shown."""

from bot.core.asking import plan_of
from bot.core.refusals import Refusal
from bot.core.signals import Part, Perform
from tests.attack.outcome import Outcome, passes, refused
from tests.core.chores import Chores


def attack(*, texts: list[str]) -> Outcome:
    """`texts`: what each item would run, for one or two items."""
    story = Chores("fix", hosts=("db-1", "db-2"))
    parts = [Part(str(number), text, f"plan-{number}") for number, text in enumerate(texts, 1)]
    try:
        story.on(Perform(story.place, "*" if len(parts) > 1 else "1", plan_of(parts), "t"))
    except Refusal as problem:
        return refused(problem)
    return passes(", ".join(approval.what for approval in story.incident.approvals.values()))
