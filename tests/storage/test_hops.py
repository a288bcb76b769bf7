"""The thread beside the loop: in order, to the end, whoever leaves."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from server.storage.engines.hops import Hops


@pytest.fixture
def hops() -> Iterator[Hops]:
    thread = Hops("beside")
    yield thread
    thread.end()


async def test_work_runs_in_the_order_in_which_it_was_given_on_one_other_thread(hops: Hops) -> None:
    done: list[int] = []

    async def give(number: int) -> str:
        def work() -> str:
            done.append(number)
            return threading.current_thread().name

        return await hops.run(work)

    names = await asyncio.gather(*(give(number) for number in range(20)))

    assert done == list(range(20))
    assert set(names) == {"beside"}


async def test_what_is_raised_is_raised_to_the_one_who_waits_and_the_thread_goes_on(hops: Hops) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await hops.run(fail)

    assert await hops.run(lambda: "on") == "on"


@pytest.mark.parametrize("fails", [False, True])
async def test_whoever_is_cancelled_leaves_when_the_work_has_ended(hops: Hops, fails: bool) -> None:
    begun, let_go, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        let_go.wait()
        ended.set()
        if fails:
            raise ZeroDivisionError

    task = asyncio.create_task(hops.run(work))
    await asyncio.to_thread(begun.wait)
    for _ in range(3):  # However often.
        task.cancel()
        await asyncio.sleep(0.01)
    waited = not task.done()
    let_go.set()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert waited
    assert ended.is_set()
    assert await hops.run(lambda: "on") == "on"


async def test_an_ended_thread_finishes_what_it_took_and_takes_nothing_more(hops: Hops) -> None:
    taken = asyncio.ensure_future(hops.run(lambda: "taken"))
    await asyncio.sleep(0)
    hops.end()

    assert await taken == "taken"
    with pytest.raises(RuntimeError):
        await hops.run(lambda: "late")
