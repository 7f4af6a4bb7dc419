"""LumenLink: each thing that its readiness report wants watched goes wrong once, and is repaired."""

from collections.abc import Mapping, Sequence

from bot.demo.plays.acts import Act, Declares, Fills, Goes, Happens, Presses, Prints, Sees, Types
from bot.demo.plays.closing import closes

LUMENLINK = "lumenlink"
WHO_AND_WHAT = "Who is affected, and what changed?"
REACH = "Who can still find others? Ask support, or try two clients of your own."
NEWEST = "Was a version deployed shortly before it began?"
DEPLOYED = "Was this version deployed shortly before the errors began?"
PREVIOUS = "Which tag ran before? Write the present one if nothing was deployed."

MEANT = "Who is it? (own-client: a client of ours with a fault, or a load test)"
HONEST = "Are honest callers turned away (429) or served slowly?"
STOLEN = "Do they use an identity or token that is not theirs?"
SAID = "What it said"
EXIT = "Exit code, or the status of the answer"


def kept(title: str, near: str, where: str) -> Sequence[Act]:
    """Ana keeps what is owed before a step."""
    return (
        Presses("Ana", f"Keep: {title}", near),
        Fills("Ana", {"What was kept, and where it lies": where}, "It is kept"),
    )


def approved(step: str, outcome: str) -> Sequence[Act]:
    """Ana asks, Bo says yes to exactly that command, and Ana goes on."""
    return (
        Presses("Ana", "Ask for approval", step),
        Goes("Bo", "{incident}"),
        Presses("Bo", "Approve", "It changes the system"),
        Presses("Bo", "Approve"),
        Presses("Ana", outcome, step),
    )


def over(last: str, *owed: Act) -> Sequence[Act]:
    """The last step, what is owed still, and the paper work."""
    return (
        Sees("Ana", last),
        Presses("Ana", "Done", last),
        *owed,
        *closes("Ana", "It is as it was, and this is what was seen.", "Tell before people do"),
    )


RENDEZVOUS_LOGS = "Log and metrics of the rendezvous before anybody restarts it"
RENDEZVOUS_DOWN: Sequence[Act] = (
    Happens(LUMENLINK, "panics", told="The rendezvous falls over"),
    Declares("Ana", "lumenlink/rendezvous-down"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "Answer…", WHO_AND_WHAT),
    Fills("Ana", {REACH: "some", NEWEST: "No"}, "Answer"),
    *kept(RENDEZVOUS_LOGS, "Restart the rendezvous", "rendezvous.log in the ticket"),
    *approved("Restart the rendezvous", "It is restarted"),
    *over("Write down what it was"),
)

SETTINGS_LOST: Sequence[Act] = (
    Happens(LUMENLINK, "setting-lost", told="A deployment loses DATABASE_URL"),
    Declares("Ana", "lumenlink/rendezvous-down"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "Answer…", WHO_AND_WHAT),
    Fills("Ana", {REACH: "nobody", NEWEST: "No"}, "Answer"),
    Sees("Ana", "P0"),
    Presses("Ana", "DATABASE_URL", "What does it miss?"),
    Happens(LUMENLINK, "setting", {"setting": "DATABASE_URL", "value": "set"}, "DATABASE_URL is put back"),
    Presses("Ana", "Done", "Put DATABASE_URL back"),
    *approved("Bring it up with its settings", "It is up"),
    *over(
        "Write down what it was",
        Presses("Ana", "Keep…"),
        Fills("Ana", {"What was kept, and where it lies": "rendezvous.log in the ticket"}, "It is kept"),
    ),
)

POSTGRES: Sequence[Act] = (
    Happens(LUMENLINK, "sessions", told="A program takes every session of Postgres"),
    Declares("Ana", "lumenlink/postgres-connections"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "Most are idle", "Who holds the sessions?"),
    *kept("Log of Postgres before anything is ended or restarted", "End the idle sessions", "postgres.log"),
    *approved("End the idle sessions", "Some were ended"),
    *over("Write down what filled or stopped it"),
)

REDIS: Sequence[Act] = (
    Happens(LUMENLINK, "redis-down", told="Redis is killed for its memory"),
    Declares("Ana", "lumenlink/redis-connections"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "Repair it now", "Nobody suffers."),
    *kept("Log of Redis before it is restarted", "Restart Redis", "redis.log in the ticket"),
    *approved("Restart Redis", "It is restarted"),
    *over("Did anybody need it?"),
)

SCRAPES: Sequence[Act] = (
    Happens(LUMENLINK, "prometheus-down", told="Prometheus is killed"),
    Declares("Ana", "lumenlink/scrape-failure"),
    Presses("Ana", "Take Commander"),
    *approved("Restart Prometheus", "It is restarted"),
    *over("Write down how long nobody saw anything"),
)

ERRORS: Sequence[Act] = (
    Happens(LUMENLINK, "bad-version", told="Version v1.3.0 is deployed and panics"),
    Declares("Ana", "lumenlink/error-rate"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "Answer…", "Is it the new version?"),
    Fills("Ana", {DEPLOYED: "Yes", PREVIOUS: "v1.2.3"}, "Answer"),
    *kept(
        "Log and metrics of the rendezvous while it fails", "Deploy v1.2.3", "rendezvous.log in the ticket"
    ),
    Happens(LUMENLINK, "checkout", {"version": "v1.2.3"}, "On the host v1.2.3 is checked out"),
    Presses("Ana", "Done", "Check out v1.2.3"),
    Presses("Ana", "Done", "Are its settings there?"),
    *approved("Build and bring up v1.2.3", "It is up"),
    Presses("Ana", "Paste the result…", "Smoke test"),
    Fills("Ana", {SAID: Prints(LUMENLINK, "bash scripts/smoke/smoke-all.sh"), EXIT: "0"}, "Record it"),
    Presses("Ana", "It passed", "Smoke test"),
    *over("Write down how many were turned away"),
)

FLOOD: Sequence[Act] = (
    Happens(LUMENLINK, "flood", told="A stranger asks without end, and the limit is off"),
    Declares("Ana", "lumenlink/flood"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "Answer…", "Who is it, and who suffers?"),
    Fills("Ana", {MEANT: "abuse", HONEST: "Yes", STOLEN: "No"}, "Answer"),
    *kept("Access log of the flood", "Block them at nginx", "access.log in the ticket"),
    Happens(LUMENLINK, "denied", {"client": "203.0.113.7"}, "nginx denies 203.0.113.7"),
    Presses("Ana", "Done", "Block them at nginx"),
    *over("Write down how it was told", Presses("Ana", "It is back", "Take the block at nginx away again")),
)

CHECKS = "Ten checks, in any order, by anybody"
CLOSE = "Close each one, and check it again"
SEEN = "Do the access logs show that outsiders used it?"
LEAKED = "Was a secret among what could be seen?"


def ticked(item: str) -> Act:
    """Bo has done a check that only a person can do, and it passed."""
    return Types("Bo", f"/incident tick {item}")


EXPOSED: Sequence[Act] = (
    Happens(LUMENLINK, "metrics-open", told="Somebody opens the metrics to everybody"),
    Happens(LUMENLINK, "exposed", {"what": "ports"}, "Somebody publishes the ports of the stores"),
    Declares("Ana", "lumenlink/exposure-drift"),
    Presses("Ana", "Take Commander"),
    Sees("Ana", "3 of 10 done · 2 failed"),
    Goes("Bo", "{incident}"),
    *map(ticked, ("secrets", "attestation", "signing", "redis", "dashboards")),
    Sees("Ana", "8 of 10 done · 2 failed"),
    Presses("Ana", "Something is", CHECKS),
    Goes("Chi", "{incident}"),
    Presses("Chi", "Answer…", "Was it used?"),
    Fills("Chi", {SEEN: "no", LEAKED: "No"}, "Answer"),
    *kept("Access log since the last good check", CLOSE, "access.log in the ticket"),
    Happens(LUMENLINK, "closed", {"what": "ports"}, "The ports are taken out of the compose file"),
    Types("Ana", "/incident run stores"),
    Sees("Ana", "1 of 2 done"),
    Happens(LUMENLINK, "closed", {"what": "metrics"}, "The metrics are put behind nginx"),
    Types("Ana", "/incident run metrics"),
    *over("Why did nobody notice?"),
)

PLAYS: Mapping[str, Sequence[Act]] = {
    "lumenlink/rendezvous-down": RENDEZVOUS_DOWN,
    "lumenlink/rendezvous-down: settings": SETTINGS_LOST,
    "lumenlink/postgres-connections": POSTGRES,
    "lumenlink/redis-connections": REDIS,
    "lumenlink/scrape-failure": SCRAPES,
    "lumenlink/error-rate": ERRORS,
    "lumenlink/flood": FLOOD,
    "lumenlink/exposure-drift": EXPOSED,
}
