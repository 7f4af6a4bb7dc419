from datetime import timedelta

from bot.core.effects import Queued, RefreshCard, SetTopic, Wake
from bot.core.runbook import Severity
from bot.store.standing import Standing
from bot.store.store import SqlStore
from tests.fakes.clock import NOON, FakeClock
from tests.store.samples import declaring

LATER = NOON + timedelta(hours=1)


def test_how_it_stands_is_told_in_numbers(store: SqlStore, clock: FakeClock) -> None:
    for name in ("INC-0001", "INC-0002", "PRC-0001"):
        store.transact(declaring(name))
    queued = [Queued(f"INC-0001/1/{n}", RefreshCard(), NOON) for n in range(3)]
    rows = [*queued, Queued("INC-0001/1/8", SetTopic("P1"), NOON), Queued("INC-0001/1/9", Wake(), LATER)]
    store.transact(lambda tx: tx.enqueue("INC-0001", rows))
    leased = store.outbox.lease(NOON)
    assert leased is not None
    store.transact(lambda tx: tx.finish(leased.id))
    assert store.outbox.lease(NOON) is not None
    store.transact(lambda tx: tx.bury("INC-0001/1/8", "no such channel"))
    clock.forward(timedelta(seconds=90) - (clock.now() - NOON))

    found = store.standing()

    assert found == Standing(
        due=1,
        later=1,
        under_way=1,
        dead=1,
        late=(clock.now() - NOON).total_seconds(),
        incidents={Severity.P1.value: 2},
        procedures=1,
    )
