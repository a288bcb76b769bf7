"""The hub and the coalescer, without a database."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from server.live import MISSED, SOCKET_QUEUE_LIMIT, Hub
from server.live.coalesce import Coalescer


async def test_a_subscriber_gets_what_comes_after_it_came() -> None:
    hub = Hub()
    hub.deliver("a", 1)
    subscription = hub.subscribe("a")

    assert hub.deliver("a", 2) == 1
    hub.deliver("b", 3)
    hub.deliver("a", 4)
    subscription.close()

    assert [message async for message in subscription] == [2, 4]
    assert hub.deliver("a", 5) == 0
    assert not hub.has("a")


async def test_a_waiting_subscriber_wakes_for_a_message_and_for_its_end() -> None:
    hub = Hub()
    subscription = hub.subscribe("a")
    reader = asyncio.create_task(collect(subscription))
    await asyncio.sleep(0)

    hub.deliver("a", 1)
    await asyncio.sleep(0)
    subscription.close()

    assert await asyncio.wait_for(reader, 1) == [1]


async def test_a_subscriber_who_is_cancelled_can_go_on() -> None:
    hub = Hub()
    subscription = hub.subscribe("a")

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(subscription), 0.01)
    hub.deliver("a", 1)

    assert await asyncio.wait_for(anext(subscription), 1) == 1


async def test_a_full_queue_becomes_one_sign_that_something_was_missed() -> None:
    hub = Hub()
    subscription = hub.subscribe("a")

    for number in range(SOCKET_QUEUE_LIMIT + 3):
        hub.deliver("a", number)
    subscription.close()

    assert [message async for message in subscription] == [MISSED, SOCKET_QUEUE_LIMIT + 1, SOCKET_QUEUE_LIMIT + 2]


async def test_a_listener_that_fails_or_leaves_disturbs_no_other() -> None:
    hub, heard = Hub(), []

    def leave(message: Any) -> None:
        second.close()

    def fail(message: Any) -> None:
        raise RuntimeError("listener's own fault")

    hub.listen("a", leave)
    second = hub.listen("a", lambda message: heard.append(("second", message)))
    hub.listen("a", fail)
    hub.listen("a", lambda message: heard.append(("fourth", message)))

    hub.deliver("a", 1)

    assert heard == [("fourth", 1)]
    assert hub.size() == 3


async def test_5000_listeners_are_reached_without_a_task_each() -> None:
    hub, heard = Hub(), []
    for _ in range(5_000):
        hub.listen("board:week", heard.append)
    tasks = len(asyncio.all_tasks())

    assert hub.deliver("board:week", {"code": "week"}) == 5_000

    assert len(heard) == 5_000
    assert len(asyncio.all_tasks()) == tasks


async def test_the_first_and_the_last_of_many_changes_are_told() -> None:
    told: list[tuple[str, int]] = []
    coalescer = Coalescer(0.05, lambda topic, message: told.append((topic, message)))

    for number in range(10):
        coalescer.offer("a", number)
    coalescer.offer("b", 100)
    assert told == [("a", 0), ("b", 100)]
    await asyncio.sleep(0.12)
    assert told == [("a", 0), ("b", 100), ("a", 9)]
    coalescer.offer("a", 10)
    await asyncio.sleep(0.1)

    assert told == [("a", 0), ("b", 100), ("a", 9), ("a", 10)]


async def test_what_lists_name_is_told_of_together_and_each_once() -> None:
    told: list[dict[str, object]] = []
    coalescer = Coalescer(0.05, lambda topic, message: told.append(message))

    for posts in ([1], [2], [3, 2], [4]):
        coalescer.offer("feed", {"posts": posts, "at": posts[0]})
    await asyncio.sleep(0.12)

    assert told == [{"posts": [1], "at": 1}, {"posts": [2, 3, 4], "at": 4}]


async def test_a_closing_coalescer_tells_what_waits() -> None:
    told: list[int] = []
    coalescer = Coalescer(60, lambda topic, message: told.append(message))
    coalescer.offer("a", 1)
    coalescer.offer("a", 2)

    coalescer.close()

    assert told == [1, 2]


async def collect(subscription: Any) -> list[Any]:
    return [message async for message in subscription]
