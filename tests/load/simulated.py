"""How a simulation grows: `python -m tests.load.simulated 10000 100000` records so many purchases over three hundred
days and lives through them again under a draft that pays double. Prints seconds and the peak memory of both
processes."""

from __future__ import annotations

import asyncio
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

from server import activities, partners, programme, simulation, storage
from server.activities import RecordActivity, Source
from server.kernel import clock
from server.kernel.clock import DAY, Instant
from server.members import NewMember, Principal, add_members

DAYS = 300
MEMBERS_FOR = 25  # Activities of each member, on average.
BATCH = 250
KVARTERET = (programme.EXAMPLES / "kvarteret.toml").read_text(encoding="utf-8")
DEARER = KVARTERET.replace('rate = "1"', 'rate = "2"', 1)


async def measure(count: int) -> str:
    with tempfile.TemporaryDirectory() as folder:
        programme.forget()
        await storage.connect(f"sqlite:///{Path(folder) / 'history.sqlite3'}?synchronous=OFF")
        try:
            await storage.migrate()
            await storage.start_process()
            began = clock.now() - DAYS * DAY
            await _record(count, began)
            ours = _peak()
            started = time.perf_counter()
            found = await simulation.simulate(DEARER, "dearer.toml", since=began + DAYS * DAY // 2, progress=_ignore)
            seconds = time.perf_counter() - started
        finally:
            await storage.close()
    assert found.real.issued["points"] < found.draft.issued["points"]
    assert not found.refused, found.refused
    return (
        f"{count} activities: {seconds:.0f} s, {count / seconds:.0f} a second; "
        f"the process that lives: {found.peak_kilobytes // 1024} MB, the one that asks: {_peak() // 1024} MB "
        f"({ours // 1024} before)"
    )


async def _record(count: int, began: Instant) -> None:
    chance = random.Random(count)
    with clock.stepped() as steps:
        steps.to(began - DAY)
        await programme.publish(KVARTERET, "kvarteret.toml")
        people = max(10, count // MEMBERS_FOR)
        async with storage.transaction() as tx:
            partner = await partners.create_partner(tx, code="linneas", name="Linneas")
            members = await add_members(tx, [
                NewMember(display_name="Någon", language="sv", timezone="Europe/Stockholm") for _ in range(people)
            ])  # fmt: skip
        till = Source.of(Principal(kind="client", partner_id=partner.id, shop_code="linneas", client_id="till"))
        activities.start()
        try:
            for first in range(0, count, BATCH):
                steps.to(began + DAYS * DAY * first // count)
                answers = await activities.record_many([
                    RecordActivity(
                        source=till, key=str(number), member=("id", chance.choice(members)), kind="purchase",
                        facts={"amount": str(chance.randrange(20, 600))},
                    )
                    for number in range(first, min(first + BATCH, count))
                ])  # fmt: skip
                assert all(isinstance(answer, activities.Outcome) for answer in answers), answers[0]
                while await activities.visit_due():
                    pass
        finally:
            await activities.stop()


async def _ignore(done: int, total: int) -> None:
    return


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    for wanted in sys.argv[1:] or ("10000", "100000"):
        sys.stdout.write(asyncio.run(measure(int(wanted))) + "\n")
        sys.stdout.flush()
