from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from server import ledger, programme
from tests.activities.world import PROGRAMME, World, world_on

Worlds = Callable[..., AbstractAsyncContextManager[World]]


@pytest.fixture
def world_with(migrated_url: str) -> Worlds:
    """`async with world_with({old: new, …}) as world`: the small programme with some of its text changed; at the end
    the ledger agrees with itself."""

    @asynccontextmanager
    async def of(changes: dict[str, str]) -> AsyncIterator[World]:
        text = PROGRAMME
        for old, new in changes.items():
            assert old in text
            text = text.replace(old, new, 1)
        async with world_on(migrated_url, text=text) as world:
            yield world
            in_lots = [code for code, currency in programme.current().currencies.items() if currency.in_lots]
            assert await ledger.reconcile(in_lots) == []

    return of
