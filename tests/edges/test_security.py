from __future__ import annotations

import json
from typing import Any

import pytest

from server.security import DEMO_FLAG, GRAPHQL_BODY_LIMIT_BYTES, Gate, LanKeys, at_this_machine, is_within, origin_of
from server.settings import Settings
from tests.edges.asgi import ask, scope_of

COOKIE = {"cookie": "session=abc"}


class Echo:
    """Answers what was brought, and remembers what it was asked."""

    def __init__(self) -> None:
        self.scopes: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scopes.append(scope)
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        taken = b""
        while True:
            message = await receive()
            taken += message["body"]
            if not message["more_body"]:
                break
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        await send({"type": "http.response.body", "body": str(len(taken)).encode()})


def gate(echo: Echo | None = None, keys: LanKeys | None = None, **settings: Any) -> Gate:
    return Gate(echo or Echo(), Settings(**settings), keys)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({**COOKIE, "sec-fetch-site": "same-origin"}, 200),
        ({**COOKIE, "sec-fetch-site": "cross-site"}, 403),
        ({**COOKIE, "sec-fetch-site": "same-site"}, 403),
        ({**COOKIE, "origin": "http://127.0.0.1:8000"}, 200),
        ({**COOKIE, "origin": "https://elsewhere.example"}, 403),
        ({**COOKIE, "origin": "null"}, 403),
        ({**COOKIE, "origin": "http://127.0.0.1:8001"}, 403),
        ({**COOKIE, "authorization": "Bearer x", "sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),  # Signing somebody in from afar carries no cookie yet.
        ({"authorization": "Bearer x", "origin": "https://elsewhere.example"}, 200),
        (COOKIE, 200),  # No browser: browsers say one of the two.
        ({}, 200),
    ],
)
async def test_other_sites_cannot_act_for_a_person(headers: dict[str, str], status: int) -> None:
    answer = await ask(gate(), "POST", "/graphql", headers)

    assert answer.status == status
    if status == 403:
        assert json.loads(answer.body)["errors"][0]["extensions"]["code"] == "FORBIDDEN"


async def test_behind_a_proxy_the_public_address_is_our_own() -> None:
    app = gate(public_url="https://poang.example.se/")

    own = await ask(app, "POST", "/graphql", {**COOKIE, "host": "10.0.0.7:8000", "origin": "https://poang.example.se"})
    other = await ask(app, "POST", "/graphql", {**COOKIE, "host": "10.0.0.7:8000", "origin": "https://example.se"})

    assert (own.status, other.status) == (200, 403)


async def test_reading_is_open_to_links_from_elsewhere() -> None:
    assert (await ask(gate(), "GET", "/", {**COOKIE, "sec-fetch-site": "cross-site"})).status == 200


async def test_a_socket_from_another_site_is_refused_before_it_opens() -> None:
    echo = Echo()
    app = gate(echo)

    said = [await _open(app, origin) for origin in ("https://elsewhere.example", "http://127.0.0.1:8000", None)]

    assert said == ["websocket.close", "websocket.accept", "websocket.accept"]
    assert len(echo.scopes) == 2


async def _open(app: Gate, origin: str | None) -> str:
    said: list[str] = []

    async def send(message: Any) -> None:
        said.append(message["type"])

    scope = scope_of(path="/graphql", headers={"origin": origin} if origin else {}, scheme="ws")
    await app({**scope, "type": "websocket"}, None, send)  # type: ignore[arg-type]
    return said[0]


@pytest.mark.parametrize("how", ["told", "untold"])
async def test_a_body_over_the_limit_is_refused_in_graphql(how: str) -> None:
    half = b"x" * (GRAPHQL_BODY_LIMIT_BYTES // 2 + 1)
    length = {"content-length": str(2 * len(half))} if how == "told" else {"transfer-encoding": "chunked"}

    too_much = await ask(gate(), "POST", "/graphql", length, [half, half])
    enough = await ask(gate(), "POST", "/graphql", {"content-length": str(len(half))}, [half])

    assert too_much.status == 413
    assert json.loads(too_much.body)["errors"][0]["extensions"]["code"] == "BAD_INPUT"
    assert (enough.status, enough.body) == (200, str(len(half)).encode())


async def test_a_form_may_be_small_only() -> None:
    answer = await ask(gate(), "POST", "/oauth/token", {"content-length": "70000"})

    assert (answer.status, answer.headers["content-type"]) == (413, "application/problem+json")


async def test_every_answer_tells_browsers_what_they_may_do() -> None:
    plain = await ask(gate())
    secure = await ask(gate(public_url="https://poang.example.se"))

    assert plain.headers["x-content-type-options"] == "nosniff"
    assert plain.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in plain.headers["content-security-policy"]
    assert "strict-transport-security" not in plain.headers
    assert secure.headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize(
    ("client", "headers", "here"),
    [
        ("127.0.0.1", {}, True),
        ("::1", {"host": "[::1]:8000"}, True),
        ("::ffff:127.0.0.1", {"host": "localhost:8000"}, True),
        ("192.0.2.7", {}, False),
        ("127.0.0.1", {"host": "elsewhere.example:8000"}, False),  # A name that was pointed here.
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.7"}, False),
        ("127.0.0.1", {"forwarded": "for=192.0.2.7"}, False),
    ],
)
def test_the_demo_knows_its_own_machine(client: str, headers: dict[str, str], here: bool) -> None:
    assert at_this_machine(scope_of(headers=headers, client=(client, 5))) is here


async def test_the_lan_key_works_once_and_its_cookie_goes_on() -> None:
    keys, echo = LanKeys(), Echo()
    app = gate(echo, keys, demo=True, lan=True)
    phone = ("192.168.1.20", 40000)

    cookie = keys.exchange(keys.key or "")
    again = keys.exchange("anything")
    await ask(app, headers={"cookie": f"a=b; hemmaplan_lan={cookie}"}, client=phone)
    await ask(app, headers={"cookie": "hemmaplan_lan=guess"}, client=phone)

    assert cookie is not None
    assert again is None
    assert [scope[DEMO_FLAG] for scope in echo.scopes] == [True, False]


async def test_without_the_demo_nobody_is_at_the_demo() -> None:
    echo = Echo()

    await ask(gate(echo))

    assert DEMO_FLAG not in echo.scopes[0]


def test_addresses_and_origins() -> None:
    allowed = Settings(metrics_allow="10.0.0.0/8, 192.0.2.7").metrics_allow  # type: ignore[arg-type]

    assert is_within(("10.1.2.3", 1), allowed)
    assert not is_within(("192.0.2.8", 1), allowed)
    assert not is_within(None, allowed)
    assert not is_within(("a-unix-socket", 1), allowed)
    assert origin_of("https://poang.example.se:443/x") == "https://poang.example.se"
    assert origin_of("http://[::1]:8000") == "http://[::1]:8000"
