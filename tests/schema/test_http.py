"""GraphQL over HTTP: whatever is sent, the answer is a GraphQL body with the right status."""

from __future__ import annotations

import asyncio

import pytest

from schema.transport.door import COOKIE
from schema.transport.http import BODY_LIMIT_BYTES
from server import members, oauth, storage
from tests.schema.conftest import House, person, till

DEEP = b"[" * 100_000


async def test_a_query(house: House) -> None:
    reply = await house.ask("query ($n: Int!) { shelf(number: $n) { name metal } }", {"n": 3})

    assert reply.status == 200
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.body["data"] == {"shelf": {"name": "shelf 3", "metal": "GOLD"}}
    assert reply.body["extensions"]["cost"] == {"requested": 3, "limit": 5000, "remaining": 4997}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"null", 400),
        (b'"query"', 400),
        (b'{"query": 1}', 400),
        (b'{"variables": {}}', 400),
        (b'{"query": "{hello}", "variables": []}', 400),
        (b'[{"query": "{hello}"}]', 400),
        (DEEP, 400),
        (b'{"query": "{hello}", "variables": {"a": ' + DEEP + b"]" * 100_000 + b"}}", 400),
        (b'{"query": "{hello}", "variables": {"a": "' + b"x" * BODY_LIMIT_BYTES + b'"}}', 413),
        (b"\xff\xfe", 400),
        (b'{"query": "{hello}\xff"}', 400),
    ],
    ids=["empty", "cut", "null", "text", "number", "no query", "list", "batch", "deep", "deep in", "big", "bom", "utf"],
)
async def test_what_is_no_request_gets_errors(house: House, body: bytes, status: int) -> None:
    reply = await house.post(body)

    assert reply.status == status
    assert reply.codes == ["BAD_INPUT"]
    assert "data" not in reply.body


async def test_a_body_that_does_not_say_its_length_is_limited_too(house: House) -> None:
    async def chunks():  # type: ignore[no-untyped-def]
        for _ in range(BODY_LIMIT_BYTES // 65536 + 1):
            yield b" " * 65536

    async with house.http.post(house.url, data=chunks(), headers={"content-type": "application/json"}) as response:
        body = await response.json()

    assert response.status == 413
    assert body["errors"][0]["extensions"]["code"] == "BAD_INPUT"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
async def test_another_content_type_is_refused(house: House, kind: str) -> None:
    reply = await house.post(b'{"query": "{hello}"}', content_type=kind)

    assert (reply.status, reply.codes) == (415, ["BAD_INPUT"])


async def test_another_method_is_refused(house: House) -> None:
    async with house.http.put(house.url, json={"query": "{hello}"}) as response:
        body = await response.json()

    assert (response.status, response.headers["allow"]) == (405, "GET, POST")
    assert body["errors"][0]["extensions"]["code"] == "BAD_INPUT"


async def test_get_answers_queries_only(house: House) -> None:
    query = await house.get({"query": "query ($n: Int!) { shelf(number: $n) { id } }", "variables": '{"n": 1}'})
    mutation = await house.get({"query": "mutation { signIn }"})
    subscription = await house.get({"query": "subscription { count(to: 1) }"})
    nothing = await house.get({})

    assert query.body["data"] == {"shelf": {"id": "U2hlbGY6MQ=="}}
    assert mutation.codes == subscription.codes == nothing.codes == ["BAD_INPUT"]
    assert not mutation.cookies
    assert nothing.status == 400


async def test_a_client_of_the_newer_type_sees_400_where_nothing_ran(house: House) -> None:
    newer = {"accept": "application/graphql-response+json"}

    wrong, fine = await house.ask("{ nothing }", **newer), await house.ask("{ hello }", **newer)

    assert (wrong.status, wrong.codes) == (400, ["BAD_INPUT"])
    assert (fine.status, fine.headers["content-type"]) == (200, "application/graphql-response+json; charset=utf-8")


async def test_a_token_never_travels_in_an_address(house: House) -> None:
    own = await till(house, "members:read")

    reply = await house.get({"query": "{ hello }", "access_token": own.bearer.removeprefix("Bearer ")})

    assert (reply.status, reply.codes) == (401, ["UNAUTHENTICATED"])
    assert reply.headers["www-authenticate"] == 'Bearer error="invalid_token"'


@pytest.mark.parametrize("value", ["Bearer nonsense", "Basic abc", "Bearer ", "Bearer a.b.c", "nonsense"])
async def test_a_token_that_is_not_ours_is_refused(house: House, value: str) -> None:
    reply = await house.ask("{ hello }", authorization=value)

    assert (reply.status, reply.codes) == (401, ["UNAUTHENTICATED"])
    assert reply.headers["www-authenticate"] == 'Bearer error="invalid_token"'
    assert "data" not in reply.body


async def test_a_revoked_token_is_refused(house: House) -> None:
    own = await till(house, "members:read")
    before = await house.ask("{ hello }", authorization=own.bearer)
    async with storage.transaction() as tx:
        await oauth.revoke_client(tx, own.client_id)

    async with asyncio.timeout(5):
        while (after := await house.ask("{ hello }", authorization=own.bearer)).status == 200:  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    assert before.status == 200
    assert (after.status, after.codes) == (401, ["UNAUTHENTICATED"])


async def test_scopes_and_roles(house: House) -> None:
    poor = await till(house, "members:read")
    sale = "mutation ($i: [Sold!]!) { sellMany(input: $i) { __typename } }"
    variables = {"i": [{"key": "k", "to": {"card": "c"}}]}

    by_stranger = await house.ask(sale, variables)
    by_person = await house.ask(sale, variables, cookie=(await person("Anna")).cookie)
    by_poor = await house.ask(sale, variables, authorization=poor.bearer)

    assert [reply.status for reply in (by_stranger, by_person, by_poor)] == [200] * 3
    assert by_stranger.codes == ["UNAUTHENTICATED"]
    assert by_person.codes == ["FORBIDDEN"]
    assert by_poor.codes == ["INSUFFICIENT_SCOPE"]
    assert by_poor.body["errors"][0]["extensions"]["scope"] == "activities:write"
    assert by_poor.body["errors"][0]["path"] == ["sellMany"]


async def test_no_token_is_no_error_but_a_protected_field_is(house: House) -> None:
    reply = await house.ask("{ hello mine }")

    assert reply.body["data"] == {"hello": "hello", "mine": None}
    assert reply.codes == ["UNAUTHENTICATED"]


async def test_the_session_cookie_is_set_once_and_known_again(house: House) -> None:
    anna = await person("Anna")

    signed_in = await house.ask("mutation { a: signIn b: signIn }")
    known = await house.ask("{ mine }", cookie=anna.cookie)
    signed_out = await house.ask("mutation { signOut }", cookie=anna.cookie)

    assert signed_in.cookies == [f"{COOKIE}=a-new-token; Path=/; Max-Age=3600; HttpOnly; SameSite=Lax"]
    assert known.body["data"] == {"mine": str(anna.member_id)}
    assert signed_out.cookies == [f"{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"]


async def test_a_session_that_ended_is_a_stranger(house: House) -> None:
    anna = await person("Anna")
    await members.sign_out(anna.session_id)

    reply = await house.ask("{ mine }", cookie=anna.cookie)

    assert (reply.status, reply.codes) == (200, ["UNAUTHENTICATED"])


async def test_another_site_cannot_use_the_cookie(house: House) -> None:
    anna = await person("Anna")

    elsewhere = await house.ask("{ mine }", cookie=anna.cookie, origin="https://evil.example")
    fetched = await house.ask("{ mine }", cookie=anna.cookie, sec_fetch_site="cross-site")
    own = await house.ask("{ mine }", cookie=anna.cookie, origin=house.url.removesuffix("/graphql"))

    assert (elsewhere.status, elsewhere.codes) == (fetched.status, fetched.codes) == (403, ["FORBIDDEN"])
    assert own.body["data"] == {"mine": str(anna.member_id)}


async def test_a_bug_is_masked_and_logged_whole(house: House, capsys: pytest.CaptureFixture[str]) -> None:
    reply = await house.ask("{ shelf(number: 1) { broken } }")

    assert reply.status == 200
    assert reply.codes == ["INTERNAL"]
    assert "secret" not in str(reply.body)
    assert "a secret of the shelf" in capsys.readouterr().out


async def test_domain_errors_carry_their_facts(house: House) -> None:
    reply = await house.ask("{ busy shelf(number: 1) { missing } }")

    facts = {error["extensions"]["code"]: error["extensions"] for error in reply.body["errors"]}
    assert facts["RATE_LIMITED"]["retryAfter"] == 7
    assert facts["NOT_FOUND"]
    bad = await house.ask("{ bad }")
    assert bad.body["errors"][0]["extensions"] == {"code": "BAD_INPUT", "field": "first"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("en-GB,en;q=0.8,sv;q=0.5", "en"),
        ("sv-SE", "sv"),
        ("de, fr", "sv"),
        ("", "sv"),
        ("en;q=0.2, sv;q=0.3", "sv"),
        ("en;q=x", "sv"),
    ],
)
async def test_the_language(house: House, given: str, expected: str) -> None:
    reply = await house.ask("{ language }", accept_language=given)

    assert reply.body["data"] == {"language": expected}


async def test_strangers_get_neither_the_schema_nor_suggestions(house: House) -> None:
    schema = await house.ask("{ __schema { queryType { name } } }")
    misspelt = await house.ask("{ helo }")

    assert {*schema.codes, *misspelt.codes} == {"BAD_INPUT"}
    assert "data" not in schema.body
    assert "hello" not in str(misspelt.body)


async def test_partners_and_managers_get_both(house: House) -> None:
    own, manager = await till(house, "members:read"), await person("Maja", "manager")

    for who in ({"authorization": own.bearer}, {"cookie": manager.cookie}):
        schema = await house.ask("{ __schema { queryType { name } } }", **who)
        misspelt = await house.ask("{ helo }", **who)

        assert schema.body["data"] == {"__schema": {"queryType": {"name": "Query"}}}
        assert "hello" in misspelt.body["errors"][0]["message"]


async def test_the_explorer_is_for_those_who_may_see_the_schema(house: House) -> None:
    manager = await person("Maja", "manager")

    page = await house.get({}, accept="text/html", cookie=manager.cookie)
    refused = await house.get({}, accept="text/html")

    assert (page.status, refused.status) == (200, 400)
    assert "<textarea" in page.body
    assert "http" not in page.body.replace("http-equiv", "")  # Nothing is loaded from elsewhere.
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")


async def test_the_demo_is_open_to_this_machine(demo_house: House) -> None:
    house = demo_house
    reply = await house.ask('mutation { tryAs(key: "anna") }')
    schema = await house.ask("{ __schema { queryType { name } } }")
    through_a_proxy = await house.ask('mutation { tryAs(key: "anna") }', x_forwarded_for="192.0.2.9")

    assert reply.body["data"] == {"tryAs": True}
    assert "errors" not in schema.body
    assert through_a_proxy.codes == ["FORBIDDEN"]


async def test_outside_the_demo_there_is_no_demo(house: House) -> None:
    reply = await house.ask('mutation { tryAs(key: "anna") }')

    assert reply.codes == ["FORBIDDEN"]
