"""graphql-transport-ws over real sockets: the protocol, who may, what ends a socket, and that many share one answer."""

from __future__ import annotations

import asyncio
import json

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from schema.transport import connection, outbox, websocket
from server import members, oauth, storage
from tests.schema.conftest import House, begun, close_code, eventually, person, tell, till, told
from tests.schema.sample import DONE, SOURCES

TICKS = 'subscription { ticks(code: "veckan") { number text } }'


async def test_a_query_a_mutation_and_a_subscription(house: House) -> None:
    async with house.connect() as wire:
        await begun(wire)

        await tell(wire, "subscribe", id="q", payload={"query": "{ hello }"})
        query = [await told(wire), await told(wire)]
        await tell(wire, "subscribe", id="m", payload={"query": 'mutation { slowly(name: "over a socket") }'})
        mutation = [await told(wire), await told(wire)]
        await tell(wire, "subscribe", id="s", payload={"query": "subscription { count(to: 2) }"})
        subscription = [await told(wire) for _ in range(3)]

    assert query[0]["id"] == "q"
    assert query[0]["type"] == "next"
    assert query[0]["payload"]["data"] == {"hello": "hello"}
    assert query[1] == {"id": "q", "type": "complete"}
    assert mutation[0]["payload"]["data"] == {"slowly": "over a socket"}
    assert subscription == [
        {"id": "s", "type": "next", "payload": {"data": {"count": 0}}},
        {"id": "s", "type": "next", "payload": {"data": {"count": 1}}},
        {"id": "s", "type": "complete"},
    ]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (b'{"type":"connection_init"}', 4400),
        ("nonsense", 4400),
        ("[" * 50_000, 4400),
        ('{"type":"start"}', 4400),
        ('{"id":"1"}', 4400),
        ("[]", 4400),
        ('{"type":"connection_init","payload":"x"}', 4400),
        ('{"type":"subscribe","id":"1","payload":{"query":"{hello}"}}', 4401),
        ("x" * 66_000, 1009),
    ],
    ids=["binary", "no json", "deep", "unknown", "no type", "list", "payload", "too early", "too large"],
)
async def test_what_is_no_message_closes_the_socket(house: House, sent: bytes | str, code: int) -> None:
    async with house.connect() as wire:
        await wire.send(sent)

        assert await close_code(wire) == code


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([{"type": "connection_init"}], 4429),
        ([{"type": "subscribe", "payload": {"query": "{hello}"}}], 4400),
        ([{"type": "subscribe", "id": "", "payload": {"query": "{hello}"}}], 4400),
        ([{"type": "subscribe", "id": "1"}], 4400),
        ([{"type": "subscribe", "id": "1", "payload": {"variables": {}}}], 4400),
        ([{"type": "subscribe", "id": "1", "payload": {"query": TICKS}}] * 2, 4409),
    ],
)
async def test_what_breaks_the_protocol_after_the_handshake(
    house: House, messages: list[dict[str, object]], code: int
) -> None:
    async with house.connect() as wire:
        await begun(wire)
        for message in messages:
            await wire.send(json.dumps(message))

        assert await close_code(wire) == code


async def test_another_subprotocol_is_not_acceptable(house: House) -> None:
    async with house.connect(protocol=None) as bare:
        assert await close_code(bare) == 4406


async def test_whoever_says_nothing_is_closed(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "INIT_SECONDS", 0.05)

    async with house.connect() as wire:
        assert await close_code(wire) == 4408


async def test_pings_are_answered_and_sent(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "SWEEP_SECONDS", 0.02)
    monkeypatch.setattr(connection, "PING_SECONDS", 0.05)
    monkeypatch.setattr(connection, "SILENCE_SECONDS", 0.5)

    async with house.connect() as wire:
        await begun(wire)
        await tell(wire, "ping", payload={"at": 1})
        answers = [await told(wire), await told(wire)]
        await tell(wire, "pong")

        assert {message["type"] for message in answers} == {"pong", "ping"}
        assert await close_code(wire) == 1013  # Nobody answered the later ones.


async def test_an_operation_that_is_wrong_ends_alone(house: House) -> None:
    async with house.connect() as wire:
        await begun(wire)
        await tell(wire, "subscribe", id="1", payload={"query": "{ nothing }"})
        wrong = await told(wire)
        await tell(wire, "subscribe", id="1", payload={"query": "{ hello }"})
        fine = await told(wire)

    assert (wrong["id"], wrong["type"]) == ("1", "error")
    assert wrong["payload"][0]["extensions"]["code"] == "BAD_INPUT"
    assert fine["payload"]["data"] == {"hello": "hello"}


async def test_refusals_and_bugs_in_a_subscription(house: House) -> None:
    async with house.connect() as wire:
        await begun(wire)
        await tell(wire, "subscribe", id="1", payload={"query": "subscription { mine { text } }"})
        refused = await told(wire)
        await tell(wire, "subscribe", id="2", payload={"query": "subscription { failing }"})
        first, broken = await told(wire), await told(wire)

    assert refused["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert first["payload"]["data"] == {"failing": 1}
    assert (broken["type"], broken["payload"][0]["extensions"]["code"]) == ("error", "INTERNAL")
    assert "secret" not in str(broken)


async def test_a_program_signs_in_with_its_token(house: House) -> None:
    own = await till(house, "activities:write")
    sale = {
        "query": "mutation ($i: [Sold!]!) { sellMany(input: $i) { __typename } }",
        "variables": {"i": [{"key": "k", "to": {"card": "c"}}]},
    }

    async with house.connect() as wire:
        await begun(wire, Authorization=own.bearer)
        await tell(wire, "subscribe", id="1", payload=sale)
        by_payload = await told(wire)
    async with house.connect(authorization=own.bearer) as wire:
        await begun(wire)
        await tell(wire, "subscribe", id="1", payload=sale)
        by_header = await told(wire)

    assert by_payload["payload"]["data"] == by_header["payload"]["data"] == {"sellMany": [{"__typename": "SoldAs"}]}


async def test_a_token_that_is_not_taken_closes_the_socket(house: House) -> None:
    async with house.connect() as wire:
        await tell(wire, "connection_init", payload={"Authorization": "Bearer nonsense"})

        assert await close_code(wire) == 4401


async def test_a_revoked_token_ends_the_open_socket(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "SWEEP_SECONDS", 0.05)
    own = await till(house, "members:read")

    async with house.connect() as wire:
        await begun(wire, Authorization=own.bearer)
        async with storage.transaction() as tx:
            await oauth.revoke_client(tx, own.client_id)

        assert await close_code(wire) == 4403


async def test_a_session_that_ends_ends_the_open_socket(house: House) -> None:
    anna = await person("Anna")

    async with house.connect(cookie=anna.cookie) as wire:
        await begun(wire)
        await tell(wire, "subscribe", id="1", payload={"query": "subscription { mine { text } }"})
        await eventually(lambda: SOURCES.ticks)
        SOURCES.tick(1)
        event = await told(wire)
        await members.sign_out(anna.session_id)
        SOURCES.tick(2)

        assert await close_code(wire) == 4401
        with pytest.raises(ConnectionClosed):
            await wire.recv()  # What happened after the end was not told.
    assert event["payload"]["data"] == {"mine": {"text": f"member {anna.member_id}"}}
    await eventually(lambda: not SOURCES.ticks)


async def test_another_site_gets_no_socket(house: House) -> None:
    anna = await person("Anna")

    with pytest.raises(InvalidStatus) as refused:
        async with house.connect(cookie=anna.cookie, origin="https://evil.example"):
            pass

    assert refused.value.response.status_code == 403


async def test_the_language_of_a_socket(house: House) -> None:
    async with house.connect(accept_language="en") as wire:
        await begun(wire, language="sv")
        await tell(wire, "subscribe", id="1", payload={"query": "{ language }"})
        chosen = await told(wire)
    async with house.connect(accept_language="en") as wire:
        await begun(wire)
        await tell(wire, "subscribe", id="1", payload={"query": "{ language }"})
        accepted = await told(wire)

    assert chosen["payload"]["data"] == {"language": "sv"}
    assert accepted["payload"]["data"] == {"language": "en"}


async def test_a_socket_sets_no_cookie(house: House) -> None:
    async with house.connect() as wire:
        await begun(wire)
        await tell(wire, "subscribe", id="1", payload={"query": "mutation { signIn }"})
        answer = await told(wire)

    assert answer["payload"]["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_who_asks_alike_shares_one_execution(house: House) -> None:
    before = SOURCES.started
    async with house.connect() as one, house.connect() as two, house.connect() as english:
        for wire, id_ in ((one, "a"), (two, 'b"'), (english, "a")):
            await begun(wire, language="en" if wire is english else "sv")
            await tell(wire, "subscribe", id=id_, payload={"query": TICKS})
        await eventually(lambda: len(SOURCES.ticks) == 2 and _listening(house) == 3)

        SOURCES.tick(7)
        heard = [await told(wire) for wire in (one, two, english)]

        assert SOURCES.started - before == 2  # One for each language.
        assert [message["id"] for message in heard] == ["a", 'b"', "a"]
        assert heard[0]["payload"] == heard[1]["payload"] == {"data": {"ticks": {"number": 7, "text": "veckan in sv"}}}
        assert heard[2]["payload"]["data"]["ticks"]["text"] == "veckan in en"
    await eventually(lambda: not SOURCES.ticks)  # The last who leaves turns off the light.


async def test_one_who_leaves_takes_nothing_from_the_others(house: House) -> None:
    async with house.connect() as one, house.connect() as two:
        for wire in (one, two):
            await begun(wire)
            await tell(wire, "subscribe", id="1", payload={"query": TICKS})
        await eventually(lambda: _listening(house) == 2)
        await tell(one, "complete", id="1")
        await eventually(lambda: _listening(house) == 1)

        SOURCES.tick(1)
        await tell(one, "ping")

        assert (await told(two))["payload"]["data"]["ticks"]["number"] == 1
        assert await told(one) == {"type": "pong"}  # And no event before it.


async def test_a_shared_answer_never_knows_who_asks(house: House) -> None:
    anna = await person("Anna")
    async with house.connect(cookie=anna.cookie) as wire:
        await begun(wire)
        await tell(wire, "subscribe", id="1", payload={"query": "subscription { curious { text } }"})
        await eventually(lambda: SOURCES.ticks)
        SOURCES.tick(1)
        answer = await told(wire)

    assert (answer["type"], answer["payload"][0]["extensions"]["code"]) == ("error", "INTERNAL")


async def test_a_socket_that_does_not_read_is_told_to_come_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "QUEUE_LIMIT", 4)
    monkeypatch.setattr(connection, "CLOSE_SECONDS", 0.2)
    code = "x" * 60_000
    by_variable = "subscription ($c: String!) { ticks(code: $c) { number text } }"
    async with house.connect(window=4096) as slow, house.connect() as quick:
        for wire in (slow, quick):
            await begun(wire)
            await tell(wire, "subscribe", id="1", payload={"query": by_variable, "variables": {"c": code}})
        await eventually(lambda: _listening(house) == 2)
        slow.transport.pause_reading()

        for number in range(200):
            SOURCES.tick(number)
            assert (await told(quick))["payload"]["data"]["ticks"]["number"] == number

        await eventually(lambda: len(house.endpoint) == 1)  # Only the quick one is left, and it missed nothing.
        slow.transport.resume_reading()


async def test_a_mutation_runs_to_its_end_also_when_the_caller_leaves(house: House) -> None:
    DONE.clear()
    async with house.connect() as wire:
        await begun(wire)
        await tell(wire, "subscribe", id="1", payload={"query": 'mutation { slowly(name: "left alone") }'})
        await eventually(lambda: DONE)

    await eventually(lambda: "left alone ended" in DONE)


async def test_a_socket_carries_so_many_operations_and_no_more(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "OPERATIONS_LIMIT", 2)
    async with house.connect() as wire:
        await begun(wire)
        for number in range(3):
            await tell(wire, "subscribe", id=str(number), payload={"query": TICKS})
        answer = await told(wire)

    assert (answer["id"], answer["type"]) == ("2", "error")
    assert answer["payload"][0]["extensions"]["code"] == "RATE_LIMITED"


async def test_nothing_is_left_behind(house: House) -> None:
    await eventually(lambda: len(house.endpoint) == 0)

    assert house.endpoint.sharing._groups == {}
    assert not [task for task in asyncio.all_tasks() if "play" in repr(task) or "stream" in repr(task)]


def _listening(house: House) -> int:
    return sum(len(group) for group in house.endpoint.sharing._groups.values())
