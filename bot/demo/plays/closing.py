"""How an incident is closed: its postmortem has a summary and says what will be changed."""

from collections.abc import Sequence

from bot.demo.plays.acts import Act, Fills, Presses, Sees, Types


def closes(who: str, summary: str, change: str) -> Sequence[Act]:
    """Resolves, writes what the policy wants, and closes."""
    return (
        Presses(who, "Resolve"),
        Sees(who, "Postmortem draft 1 of {incident}"),
        Presses(who, "Write “Summary”…"),
        Fills(who, {"Summary": summary}, "Write it"),
        Sees(who, "1 of 5 sections"),
        Types(who, f"/incident action add {change} due=2w"),
        Sees(who, "1 action item, 1 open"),
        Presses(who, "Close"),
        Presses(who, "Close it"),
        Sees(who, "· closed"),
    )
