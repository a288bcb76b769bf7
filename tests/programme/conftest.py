"""A database with its tables, of which this process remembers nothing yet."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server import programme, storage


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    await storage.connect(migrated_url)
    programme.forget()
    try:
        yield migrated_url
    finally:
        programme.forget()
        await storage.close()
