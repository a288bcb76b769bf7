"""What an open socket must not go on being."""

from __future__ import annotations

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

from schema.transport import websocket
from schema.transport.connection import PROTOCOL
from server import members, partners, storage
from tests.schema.conftest import House, begun, close_code, house, person, tell, told

__all__ = ["house"]


async def test_a_token_in_a_sockets_address_is_refused_before_it_opens(house: House) -> None:
    for query in ("access_token=x", "a=1&access%5Ftoken=", "access_token"):
        address = f"{house.url.replace('http:', 'ws:')}?{query}"

        with pytest.raises(InvalidStatus) as refused:
            await connect(address, subprotocols=[Subprotocol(PROTOCOL)])

        assert refused.value.response.status_code == 401
        assert refused.value.response.headers["www-authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("change", ["withdrawn", "moved"])
async def test_whoever_loses_a_role_loses_the_socket_that_had_it(
    house: House, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    monkeypatch.setattr(websocket, "SWEEP_SECONDS", 0.05)
    async with storage.transaction() as tx:
        here = await partners.create_partner(tx, code=f"here-{change}", name="Här")
        there = await partners.create_partner(tx, code=f"there-{change}", name="Där")
    tove = await person("Tove")
    async with storage.transaction() as tx:
        await members.grant_role(tx, tove.member_id, "staff", partner_id=here.id)

    async with house.connect(cookie=tove.cookie) as wire:
        await begun(wire)
        await tell(wire, "ping")
        assert await told(wire) == {"type": "pong"}
        async with storage.transaction() as tx:
            if change == "withdrawn":
                await members.withdraw_role(tx, tove.member_id, "staff")
            else:
                await members.grant_role(tx, tove.member_id, "staff", partner_id=there.id)

        assert await close_code(wire) == 1013


async def test_an_official_keeps_the_socket_and_a_sweep_is_no_use_of_the_session(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(websocket, "SWEEP_SECONDS", 0.05)
    karin = await person("Karin", "manager")
    seen = "SELECT last_seen_at FROM session WHERE id = :id"

    async with house.connect(cookie=karin.cookie) as wire:
        await begun(wire)
        async with storage.transaction() as tx:
            await tx.execute("UPDATE session SET last_seen_at = last_seen_at - 120000000 WHERE id = :id",
                             id=karin.session_id)  # fmt: skip
        before = await storage.value(seen, id=karin.session_id)
        await asyncio.sleep(1.3)  # Longer than a principal is remembered, and many sweeps.
        await tell(wire, "ping")

        assert await told(wire) == {"type": "pong"}
        assert await storage.value(seen, id=karin.session_id) == before
