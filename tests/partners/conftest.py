"""A database with its tables, and a partner."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server import partners, storage
from server.partners import Partner

TEXTS = {"sv": {"kind": "Klädbutik"}, "en": {"kind": "Clothes shop"}}


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[str]:
    await storage.connect(migrated_url)
    yield migrated_url
    await storage.close()


@pytest.fixture
async def garderoben(database: str) -> Partner:
    async with storage.transaction() as tx:
        return await partners.create_partner(tx, code="garderoben", name="Garderoben", texts=TEXTS)
