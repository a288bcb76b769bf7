"""The partner's portal: what is asked of it, and who asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from server import members, oauth, partners, storage
from server.partners import Seat, requests
from server.settings import Settings
from tests.schema.domain.town import PROBLEM, Person, Shop, Town

AWARDS = """
query($partner: String!, $first: Int, $after: String) { portal(partner: $partner) {
  awards(first: $first, after: $after) {
    edges { node { key kind kindName shop member { name card } points { points currency { code } why } } }
    pageInfo { hasNextPage endCursor }
  } } }
"""
REQUESTS = """
query($partner: String!, $outcome: RequestOutcome, $verb: String, $key: String, $first: Int, $after: String) {
  portal(partner: $partner) { requests(outcome: $outcome, verb: $verb, key: $key, first: $first, after: $after) {
    edges { node { clientId clientName verb key calls items refused milliseconds outcome answer why } }
    pageInfo { hasNextPage endCursor }
  } } }
"""
BUDGETS = """
query($partner: String!) { portal(partner: $partner) { budgets {
  currency { code } granted remaining days { day drawn returned }
} } }
"""
CLIENTS = """
query($partner: String!) { portal(partner: $partner) { clients {
  clientId name shop scopes lastUsedAt revokedAt secrets { endsAt } guide { language code run }
} } }
"""
CHANGES = """
query($partner: String!) { portal(partner: $partner) { changes { edges { node { who act about hours } } } } }
"""
CONFIRM = f"""
mutation($password: String!) {{ confirmPassword(password: $password) {{
  __typename ... on PasswordConfirmed {{ until }} {PROBLEM}
}} }}
"""
ROTATE = f"""
mutation($input: RotateSecretInput!) {{ rotateSecret(input: $input) {{
  __typename ... on SecretRotated {{ secret client {{ clientId secrets {{ endsAt }} }} }} {PROBLEM}
  ... on StaleSignInProblem {{ maxAge }}
}} }}
"""
END = f"""
mutation($clientId: String!) {{ endOldSecret(clientId: $clientId) {{
  __typename ... on OldSecretEnded {{ client {{ secrets {{ endsAt }} }} }} {PROBLEM}
}} }}
"""
RECORD_PLAIN = f"mutation($input: RecordActivityInput!) {{ recordActivity(input: $input) {{ __typename {PROBLEM} }} }}"
MINE = "{ portals { seat partner { code name } shops { code } people { name seat } } }"
LIVE = """
subscription($partner: String!) { partnerAwards(partner: $partner) { awards { key member { name } } } }
"""


async def seat(town: Town, name: str, shop: Shop, seat: Seat, **more: Any) -> Person:
    """Somebody with a seat, who signed in a moment ago."""
    person = await town.new_person(name, **more)
    signed_in = await members.start_session(person.member_id)
    person.principal = replace(person.principal, session_id=signed_in.session_id)
    async with storage.transaction() as tx:
        await partners.add_person(
            tx, partner_id=shop.partner_id, member_id=person.member_id, seat=seat, name=name
        )
    return person


async def long_ago(person: Person) -> Person:
    """Who was last asked who they are long ago."""
    async with storage.transaction() as tx:
        await tx.execute("UPDATE session SET proved_at = 0 WHERE id = :id", id=person.principal.session_id)
    return person


async def client(shop: Shop, name: str = "Kassa 2") -> tuple[str, str]:
    await oauth.start(Settings(public_url="https://kvarteret.example"))
    async with storage.transaction() as tx:
        return await oauth.create_client(
            tx, partner_id=shop.partner_id, shop_code=shop.code, name=name, scopes=["activities:write"]
        )


def nodes(connection: Any) -> list[Any]:
    return [edge["node"] for edge in connection["edges"]]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What was changed just now is seen at once, not within a second; and nobody else's calls wait."""
    monkeypatch.setattr("server.partners.changes.RECHECK_SECONDS", -1.0)
    requests._log._waiting.clear()
    yield
    requests._log._waiting.clear()
