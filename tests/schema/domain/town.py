"""Kvarteret, small: two shops with their tills, members, staff and a manager, asked through GraphQL."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import schema
from schema.context import Context, Language
from schema.engine.execution import answer_event, subscribe
from schema.engine.operations import MUTATION, QUERY, SUBSCRIPTION, Asked, Operations, encoded
from schema.engine.operations import Refused as OperationRefused
from schema.relay import global_id
from server import members, partners, storage
from server.kernel import clock
from server.kernel.clock import DAY
from server.members import NewMember, Principal, Role

OPERATIONS = Operations(schema.build())
SCOPES = frozenset({"activities:write", "points:award", "members:read", "members:enroll"})
BEGAN = 400 * DAY
_numbers = itertools.count(1)


@dataclass
class Shop:
    partner_id: int
    code: str
    till: Principal

    def with_scopes(self, *scopes: str) -> Principal:
        return Principal(
            kind="client", partner_id=self.partner_id, shop_code=self.code, client_id="till", scopes=frozenset(scopes)
        )


@dataclass
class Person:
    member_id: int
    card: str
    email: str
    principal: Principal
    author_no: int

    @property
    def id(self) -> str:
        return global_id("Member", self.member_id)

    @property
    def author_id(self) -> str:
        """By which everybody else knows them."""
        return global_id("Author", self.author_no)


@dataclass
class Town:
    """The town, and how one asks it."""

    linneas: Shop
    omtag: Shop
    elsa: Person
    nils: Person
    people: list[Person] = field(default_factory=list)

    async def ask(
        self, principal: Principal, query: str, language: Language = "sv", demo: bool = False,
        transport: Literal["http", "socket"] = "http", **variables: Any,
    ) -> Any:  # fmt: skip
        """The whole answer, errors and all."""
        context = Context(principal, language=language, request_id="request-1", demo=demo, transport=transport)
        try:
            begun = OPERATIONS.begin(Asked(query, variables), context, {QUERY, MUTATION})
        except OperationRefused as refusal:
            return {"errors": [{"message": str(error)} for error in refusal.errors], "data": None}
        answer = json.loads(await OPERATIONS.run(begun, context))
        answer["cookie"] = context.cookie
        return answer

    async def data(self, principal: Principal, query: str, language: Language = "sv", **variables: Any) -> Any:
        """The only field's answer, where there is no error."""
        answer = await self.ask(principal, query, language, **variables)
        assert "errors" not in answer, answer["errors"]
        (value,) = answer["data"].values()
        return value

    async def refusal(self, principal: Principal, query: str, **variables: Any) -> str:
        """The code of the only error."""
        answer = await self.ask(principal, query, **variables)
        (error,) = answer["errors"]
        return str(error["extensions"]["code"])

    @asynccontextmanager
    async def follow(
        self, principal: Principal, query: str, language: Language = "sv", **variables: Any
    ) -> AsyncIterator[AsyncIterator[Any]]:
        """A subscription's answers, one after another."""
        context = Context(principal, language=language, transport="socket")
        begun = OPERATIONS.begin(Asked(query, variables), context, {SUBSCRIPTION})

        async def answers() -> AsyncIterator[Any]:
            source: Any = await subscribe(begun.operation, begun.variables, context)
            async with aclosing(source):
                async for event in source:
                    data, errors = await answer_event(begun.operation, begun.variables, context, event)
                    answer = json.loads(encoded(data, errors, "", None))
                    assert "errors" not in answer, answer["errors"]
                    (value,) = answer["data"].values()
                    yield value

        stream: Any = answers()
        async with aclosing(stream):
            yield stream

    async def buy(
        self, amount: str, *, who: Person | None = None, key: str | None = None, till: Principal | None = None,
        **more: Any,
    ) -> Any:  # fmt: skip
        """A receipt; the answer's ActivityRecorded or …Problem."""
        receipt = purchase(who or self.elsa, amount, key=key, **more)
        return await self.data(till or self.linneas.till, RECORD, input=receipt)

    async def new_person(
        self, name: str, *roles: Role, partner: Shop | None = None, days_ago: int = 0, **more: Any
    ) -> Person:
        """Somebody with an account, made without the page."""
        number = next(_numbers)
        given: dict[str, Any] = {
            "display_name": name, "language": "sv", "timezone": "Europe/Stockholm", "email": f"{number}@example.se",
            "board_visibility": "name", **more,
        }  # fmt: skip
        with clock.stepped() as stepper:
            stepper.by(-days_ago * DAY)
            member = NewMember(**given)
            async with storage.transaction() as tx:
                await members.add_members(tx, [member])
        principal = Principal(
            kind="person", member_id=member.id, roles=frozenset({"member", *roles}),
            session_id=number, partner_id=partner.partner_id if partner else None,
            shop_code=partner.code if partner else None, address="192.0.2.7",
        )  # fmt: skip
        person = Person(member.id, member.card, given["email"], principal, member.author_no)
        self.people.append(person)
        return person


PROBLEM = "... on Problem { message }"
OUTCOME = """
    activity { id key kind kindName occurredAt facts partner { code name kind } shop reversedShare }
    replayed
    entries { id points currency { code } reason why balanceAfter place }
    badges { id badge { code name } why }
    balances { points pending currency { code redeemable } }
"""
RECORD = f"""
mutation Record($input: RecordActivityInput!) {{
  recordActivity(input: $input) {{
    __typename
    ... on ActivityRecorded {{ {OUTCOME} }}
    {PROBLEM}
    ... on UnknownKindProblem {{ kind known }}
    ... on FactProblem {{ fact }}
    ... on KeyConflictProblem {{ key }}
    ... on TooLateProblem {{ oldest }}
    ... on InFutureProblem {{ now }}
    ... on BeforeProgrammeProblem {{ begins }}
    ... on BadInputProblem {{ field }}
  }}
}}
"""


def purchase(who: Person, amount: Any, *, key: str | None = None, **more: Any) -> dict[str, Any]:
    facts = {"facts": {"amount": amount}, **more}
    return {"key": key or f"kvitto-{next(_numbers)}", "member": {"card": who.card}, "kind": "purchase", **facts}


def after(position: int) -> str:
    return f"subscription {{ memberEvents(after: {position}) {{ __typename position {EVENT} }} }}"


EVENT = """
    ... on PointsPosted { points balance currency { code } reason why place entryId kind }
    ... on BadgeAwarded { badge { code name } why }
    ... on BadgeRevoked { badge { code } }
    ... on ChallengeProgressed { progress { step amount target completedAt challenge { code } } }
    ... on ChallengeCompleted { progress { step completedAt done challenge { code } } }
    ... on ChallengeReopened { progress { step completedAt challenge { code } } }
    ... on TierChanged { tier { code name } previous { code } up }
"""


async def open_shop(code: str, name: str, kind: str) -> Shop:
    async with storage.transaction() as tx:
        texts = {"sv": {"kind": kind}, "en": {"kind": kind}}
        partner = await partners.create_partner(tx, code=code, name=name, texts=texts)
        await partners.add_shop(tx, partner_id=partner.id, code=code, name=name)
        await partners.grant_budget(tx, partner_id=partner.id, currency="points", points=1000)
    till = Principal(kind="client", partner_id=partner.id, shop_code=code, client_id=f"{code}-till", scopes=SCOPES)
    return Shop(partner.id, code, till)
