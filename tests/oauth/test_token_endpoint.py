"""POST /oauth/token over a real socket, as programs meet it."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from joserfc import jwt
from joserfc.jwk import KeySet

from server import oauth, partners, storage
from server.kernel import clock
from server.oauth import SCOPES
from server.settings import Settings
from tests.oauth.conftest import Desk, Till, basic, one_database, register

GRANT = {"grant_type": "client_credentials"}


async def test_a_till_gets_a_token_that_the_published_keys_verify(desk: Desk, till: Till) -> None:
    reply = await desk.token(till)

    keys = KeySet.import_key_set((await desk.read("/oauth/jwks.json")).body)  # type: ignore[arg-type]
    token = jwt.decode(reply.body["access_token"], keys, algorithms=["ES256"])
    assert reply.status == 200
    assert reply.body | {"access_token": ""} == {
        "access_token": "", "token_type": "Bearer", "expires_in": 600, "scope": "activities:write members:read",
    }  # fmt: skip
    assert (reply.headers["cache-control"], reply.headers["pragma"]) == ("no-store", "no-cache")
    assert token.header["typ"] == "at+jwt"
    assert token.claims | {"jti": "", "iat": 0, "exp": 0} == {
        "iss": desk.url, "aud": f"{desk.url}/graphql", "sub": till.client_id, "client_id": till.client_id,
        "scope": "activities:write members:read", "jti": "", "iat": 0, "exp": 0,
    }  # fmt: skip
    assert token.claims["exp"] - token.claims["iat"] == 600


async def test_the_token_speaks_for_the_till(desk: Desk, till: Till) -> None:
    reply = await desk.token(till, scope="members:read")

    principal = await oauth.principal_of_token(reply.body["access_token"], address="192.0.2.1")

    assert reply.body["scope"] == "members:read"
    assert (principal.kind, principal.client_id, principal.partner_id) == ("client", till.client_id, till.partner_id)
    assert (principal.shop_code, principal.scopes, principal.member_id) == ("sodra", {"members:read"}, None)
    assert principal.address == "192.0.2.1"


@one_database
@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
async def test_authlibs_own_client_finds_its_way_from_the_metadata(desk: Desk, till: Till, method: str) -> None:
    known = (await desk.read("/.well-known/oauth-authorization-server")).body

    async with AsyncOAuth2Client(till.client_id, till.secret, token_endpoint_auth_method=method) as client:
        token = await client.fetch_token(known["token_endpoint"], grant_type="client_credentials")

    assert method in known["token_endpoint_auth_methods_supported"]
    assert (await oauth.principal_of_token(token["access_token"])).client_id == till.client_id


@one_database
async def test_the_metadata_says_what_works_and_no_more(desk: Desk) -> None:
    reply = await desk.read("/.well-known/oauth-authorization-server")

    assert reply.body == {
        "issuer": desk.url,
        "token_endpoint": f"{desk.url}/oauth/token",
        "jwks_uri": f"{desk.url}/oauth/jwks.json",
        "scopes_supported": list(SCOPES),
        "response_types_supported": [],
        "grant_types_supported": ["client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }
    known = AuthorizationServerMetadata(reply.body)
    known.validate_issuer()
    known.validate_token_endpoint()
    known.validate_jwks_uri()


@one_database
async def test_the_published_keys_hold_nothing_private(desk: Desk) -> None:
    reply = await desk.read("/oauth/jwks.json")

    assert [set(key) for key in reply.body["keys"]] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}]


@one_database
@pytest.mark.parametrize(
    ("data", "changes", "status", "error"),
    [
        (GRANT | {"scope": "points:award"}, {}, 400, "invalid_scope"),
        (GRANT | {"scope": "members:read admin"}, {}, 400, "invalid_scope"),
        ({"grant_type": "password"}, {}, 400, "unsupported_grant_type"),
        ({"grant_type": "å\"\\<script>"}, {}, 400, "unsupported_grant_type"),
        ({}, {}, 400, "invalid_request"),
        (GRANT | {"resource": "https://other.example/"}, {}, 400, "invalid_target"),
        ([*GRANT.items(), ("scope", "members:read"), ("scope", "members:read")], {}, 400, "invalid_request"),
        (GRANT | {"client_secret": "twice"}, {}, 400, "invalid_request"),
        (GRANT | {"pad": "x" * 9000}, {}, 413, "invalid_request"),
        ('{"grant_type":"client_credentials"}', {"content-type": "application/json"}, 400, "invalid_request"),
        (GRANT, {"authorization": ""}, 401, "invalid_client"),
        (GRANT, {"authorization": "Bearer abc"}, 401, "invalid_client"),
        (GRANT, basic("hp-nobody", "x"), 401, "invalid_client"),
        (GRANT | {"client_id": "hp-nobody", "client_secret": "x"}, {"authorization": ""}, 401, "invalid_client"),
    ],
)  # fmt: skip
async def test_each_refusal_is_rfc_6749s(
    desk: Desk, till: Till, data: Any, changes: dict[str, str], status: int, error: str
) -> None:
    headers = basic(till.client_id, till.secret) | changes

    reply = await desk.ask(data, headers={name: value for name, value in headers.items() if value})

    assert (reply.status, reply.body["error"]) == (status, error)
    assert reply.body["error_description"].isascii()
    assert not set('"\\') & set(reply.body["error_description"])
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["cache-control"] == "no-store"
    assert reply.headers.get("www-authenticate", "").startswith("Basic realm=") == (status == 401)


@one_database
async def test_the_resource_may_be_named(desk: Desk, till: Till) -> None:
    assert (await desk.token(till, resource=f"{desk.url}/graphql")).status == 200


@one_database
async def test_secrets_in_the_address_are_refused(desk: Desk, till: Till) -> None:
    reply = await desk.ask(GRANT, query=f"?client_id={till.client_id}&client_secret={till.secret}")

    assert (reply.status, reply.body["error"]) == (400, "invalid_request")


@one_database
async def test_a_token_is_posted_for(desk: Desk) -> None:
    async with desk.http.get(f"{desk.url}/oauth/token") as response:
        assert (response.status, response.headers["allow"]) == (405, "POST")


async def test_a_client_kept_for_another_grant_gets_nothing(desk: Desk) -> None:
    app = await register(code="appen", grants=("authorization_code",))

    reply = await desk.token(app)

    assert (reply.status, reply.body["error"]) == (400, "unauthorized_client")


@one_database
async def test_http_that_leaves_the_machine_gets_no_token(desk: Desk, till: Till) -> None:
    await oauth.start(Settings(public_url="http://shop.example"))

    reply = await desk.token(till)

    assert (reply.status, reply.body["error"]) == (400, "insecure_transport")


async def test_a_wrong_secret_looks_like_an_unknown_client(desk: Desk, till: Till) -> None:
    wrong = await desk.ask(GRANT, headers=basic(till.client_id, "hps_wrong"))
    unknown = await desk.ask(GRANT, headers=basic("hp-nobody", "hps_wrong"))

    assert (wrong.status, wrong.body) == (unknown.status, unknown.body)


async def test_guessing_ends_and_harms_no_other_client(desk: Desk, till: Till) -> None:
    other = await register(code="loppis")

    with clock.stepped() as time:
        time.to(clock.now())
        guesses = [(await desk.ask(GRANT, headers=basic(till.client_id, f"hps_{n}"))).status for n in range(12)]
        right = await desk.token(till)
        others = await desk.token(other)
        time.by(int(right.headers["retry-after"]) * clock.SECOND)
        later = await desk.token(till)

    assert guesses == [401] * 10 + [429] * 2
    assert (right.status, right.body["error"]) == (429, "temporarily_unavailable")
    assert 0 < int(right.headers["retry-after"]) <= 60
    assert others.status == 200
    assert later.status == 200


async def test_guesses_at_the_same_time_are_counted_too(desk: Desk, till: Till) -> None:
    with clock.stepped() as time:
        time.to(clock.now())
        guesses = await asyncio.gather(*(desk.ask(GRANT, headers=basic(till.client_id, f"hps_{n}")) for n in range(30)))

    assert sorted(guess.status for guess in guesses) == [401] * 10 + [429] * 20


async def test_right_secrets_are_never_counted(desk: Desk, till: Till) -> None:
    with clock.stepped() as time:
        time.to(clock.now())
        statuses = {(await desk.token(till)).status for _ in range(15)}
        refused = {(await desk.token(till, scope="points:award")).status for _ in range(15)}

    assert (statuses, refused) == ({200}, {400})


async def test_two_secrets_live_through_a_rotation(desk: Desk, till: Till) -> None:
    async with storage.transaction() as tx:
        second = Till(till.client_id, await oauth.rotate_secret(tx, till.client_id), till.partner_id)
    during = [(await desk.token(one)).status for one in (till, second)]
    with clock.stepped() as time:
        time.to(clock.now() + 8 * clock.DAY)
        after = [(await desk.token(one)).status for one in (till, second)]

    assert (during, after) == ([200, 200], [401, 200])


async def test_a_second_rotation_ends_the_first_secret(desk: Desk, till: Till) -> None:
    async with storage.transaction() as tx:
        second = Till(till.client_id, await oauth.rotate_secret(tx, till.client_id), till.partner_id)
        third = Till(till.client_id, await oauth.rotate_secret(tx, till.client_id), till.partner_id)
    rotated = [(await desk.token(one)).status for one in (till, second, third)]
    async with storage.transaction() as tx:
        await oauth.retire_old_secrets(tx, till.client_id)
    retired = [(await desk.token(one)).status for one in (till, second, third)]

    assert (rotated, retired) == ([401, 200, 200], [401, 401, 200])


async def test_the_revoked_and_the_suspended_get_no_token(desk: Desk, till: Till) -> None:
    other = await register(code="loppis")
    async with storage.transaction() as tx:
        await oauth.revoke_client(tx, till.client_id)
        await partners.suspend_partner(tx, other.partner_id)

    replies = [await desk.token(till), await desk.token(other)]
    async with storage.transaction() as tx:
        await partners.reinstate_partner(tx, other.partner_id)

    assert [(reply.status, reply.body["error"]) for reply in replies] == [(401, "invalid_client")] * 2
    assert (await desk.token(other)).status == 200


async def test_secrets_and_tokens_are_in_no_table_and_no_log(
    desk: Desk, till: Till, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    token = (await desk.token(till)).body["access_token"]
    await desk.ask(GRANT | {"client_id": till.client_id, "client_secret": till.secret})
    await desk.ask(GRANT, headers=basic(till.secret, "hps_pasted-the-wrong-way-round"))
    await oauth.principal_of_token(token)

    tables = ("partner", "shop", "oauth_client", "oauth_secret", "oauth_key", "throttle", "counter")
    kept = str([tuple(row) for table in tables for row in await storage.rows(f"SELECT * FROM {table}")])
    for secret in (till.secret, till.secret.removeprefix("hps_"), token, token.rpartition(".")[2]):
        assert secret not in kept
        assert base64.b64encode(secret.encode()).decode() not in kept
        assert secret not in caplog.text
    assert till.client_id in kept
    assert f"token for {till.client_id}: issued" in caplog.text
