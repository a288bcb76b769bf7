"""A small schema with one of everything, for the tests of GraphQL's infrastructure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Annotated

import strawberry

from schema.access import DemoOnly, HasRole, HasScope, Public, ScopeOrPerson, SignedIn, access
from schema.context import Context, Info
from schema.hints import shared, sized, sized_by
from schema.problems import BadInputProblem, NotAllowedProblem, Problem
from schema.relay import Connection, Node, Nodes, connection, global_id
from schema.said import Constant
from schema.scalars import JSON, DateTime, Decimal, Points, from_micro, json_text
from server.kernel.errors import BadInput, DomainError, Forbidden, NotFound, RateLimited
from server.kernel.paging import Page, encode_cursor, page_size
from server.members.principal import Principal

STRANGER = Principal(kind="stranger")
ANNA = Principal(kind="person", member_id=1, roles=frozenset({"member"}), session_id=11, address="192.0.2.1")
MANAGER = Principal(kind="person", member_id=2, roles=frozenset({"member", "manager"}), session_id=12)
TILL = Principal(kind="client", client_id="till", partner_id=7, scopes=frozenset({"activities:write"}))
POOR = Principal(kind="client", client_id="poor", partner_id=8, scopes=frozenset())


@strawberry.enum
class Metal(Enum):
    BRONZE = "brons"
    GOLD = "guld"


@strawberry.interface
class Event:
    position: int


@strawberry.type
class Moved(Event):
    to: str


@strawberry.type
class Paid(Event):
    points: Points


@strawberry.type
class Label(Constant):
    text: str
    beside: Label | None


BLUE = Label(text="blue", beside=None)
RED = Label(text="red", beside=BLUE)


@strawberry.type
class Shelf(Node):
    name: str | None
    label: Label | None
    metal: Metal
    tags: list[str]
    grid: list[list[int]]
    inner: strawberry.Private[int]

    @strawberry.field
    def above(self, info: Info) -> Shelf | None:
        return info.context.load(shelves_by_number, self.inner + 1)  # type: ignore[return-value]

    @strawberry.field
    async def slow(self) -> str:
        await asyncio.sleep(0)
        return f"slow {self.inner}"

    @strawberry.field
    def broken(self) -> str:
        raise RuntimeError("a secret of the shelf")

    @strawberry.field
    async def broken_later(self) -> str:
        await asyncio.sleep(0)
        raise RuntimeError("a later secret")

    @strawberry.field
    def missing(self) -> str | None:
        raise NotFound("The shelf's label")

    @strawberry.field
    def nothing(self) -> str:
        return None  # type: ignore[return-value]

    @strawberry.field(metadata=sized(3))
    def events(self) -> list[Event]:
        return [Moved(position=1, to="there"), Paid(position=2, points=Points(5)), Moved(position=3, to="back")]

    @strawberry.field
    def neighbours(self, info: Info) -> list[Shelf | None]:
        return [info.context.load(shelves_by_number, n) for n in (self.inner - 1, self.inner + 1, 999)]  # type: ignore

    @strawberry.field
    def fragile(self) -> list[Shelf]:
        return [shelf(1), None, shelf(2)]  # type: ignore[list-item]

    @strawberry.field
    def maybe_fragile(self) -> list[Shelf | None]:
        return [shelf(1), RuntimeError("an item failed"), shelf(2)]  # type: ignore[list-item]

    @strawberry.field(metadata=access(HasRole("manager")))
    def secret(self) -> str | None:
        return "for managers"


def shelf(number: int) -> Shelf:
    return Shelf(
        id=global_id("Shelf", number),
        name=None if number % 5 == 0 else f"shelf {number}",
        label=None if number % 5 == 0 else RED if number % 2 else BLUE,
        metal=Metal.GOLD if number % 2 else Metal.BRONZE,
        tags=["a", "b"],
        grid=[[1, 2], [3]],
        inner=number,
    )


BATCHES: list[list[int]] = []


async def shelves_by_number(context: Context, numbers: Sequence[int]) -> Mapping[int, Shelf]:
    BATCHES.append(list(numbers))
    await asyncio.sleep(0)
    return {number: shelf(number) for number in numbers if number < 100}


@strawberry.type
class Facts:
    at: DateTime
    amount: Decimal
    points: Points
    facts: JSON
    raw: JSON


@strawberry.input(one_of=True)
class Ref:
    id: strawberry.ID | None = strawberry.UNSET
    card: str | None = strawberry.UNSET


@strawberry.input
class Sold:
    key: str
    to: Ref
    metal: Metal = Metal.BRONZE
    amount: Decimal | None = None
    facts: JSON | None = None
    notes: list[str] | None = None


@strawberry.type
class SoldAs:
    text: str
    lines: list[Facts]


@strawberry.type
class TakenProblem(Problem):
    key: str


class Taken(DomainError):
    def __init__(self, key: str) -> None:
        super().__init__(f"{key} is taken.")
        self.key = key


SellResult = Annotated[SoldAs | TakenProblem | BadInputProblem | NotAllowedProblem, strawberry.union("SellResult")]
NODES = Nodes({"Shelf": shelves_by_number})


def facts() -> Facts:
    return Facts(
        at=DateTime(1_773_144_000_000_000),
        amount=from_micro(4_500_000),
        points=Points(2**53),
        facts={"a": [1, None]},  # type: ignore[arg-type]
        raw=json_text('{"b":[1.5]}'),
    )


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "hello"

    @strawberry.field
    def language(self, info: Info) -> str:
        return info.context.language

    @strawberry.field
    def shelf(self, info: Info, number: int) -> Shelf | None:
        return info.context.load(shelves_by_number, number)  # type: ignore[return-value]

    @strawberry.field
    def shelves(self, info: Info, first: int | None = None, after: str | None = None) -> Connection[Shelf]:
        size = page_size(first)
        numbers = list(range(1, size + 1))
        page = Page(items=numbers, cursors=[encode_cursor(n) for n in numbers], has_next=True)
        return connection(page, shelf)

    @strawberry.field
    def echo(self, at: DateTime, amount: Decimal, points: Points, facts: JSON) -> Facts:
        return Facts(at=at, amount=amount, points=points, facts=facts, raw=facts)

    @strawberry.field
    def facts(self) -> Facts:
        return facts()

    @strawberry.field
    def described(self, sold: Sold, metals: list[Metal] | None = None) -> str:
        return f"{sold!r} {metals!r}"

    @strawberry.field
    def bad(self) -> str:
        raise BadInput("first", "first must be less.")

    @strawberry.field
    def busy(self) -> str | None:
        raise RateLimited("Not so fast.", retry_after=7)

    @strawberry.field(metadata=access(SignedIn()))
    def mine(self, info: Info) -> str | None:
        return str(info.context.principal.member_id)

    @strawberry.field
    async def node(self, info: Info, id: strawberry.ID) -> Node | None:
        found: Node | None = await NODES.node(info.context, id)
        return found


DONE: list[str] = []


@strawberry.type
class Mutation:
    @strawberry.mutation(metadata=access(ScopeOrPerson("activities:write")))
    async def sell(self, info: Info, input: Sold) -> SellResult:
        await asyncio.sleep(0)
        if input.key == "taken":
            raise Taken(input.key)
        if input.key == "busy":
            raise RateLimited("Later.", retry_after=3)
        if input.key == "forbidden":
            raise Forbidden("Not yours.")
        DONE.append(input.key)
        return SoldAs(text=f"{input.key} {input.metal.name}", lines=[facts()])

    @strawberry.mutation(metadata=access(HasScope("activities:write")) | sized_by("input"))
    async def sell_many(self, info: Info, input: list[Sold]) -> list[SellResult]:
        return [
            Taken(sold.key) if sold.key == "taken" else SoldAs(text=sold.key, lines=[])  # type: ignore[misc]
            for sold in input
        ]

    @strawberry.mutation(metadata=access(Public()))
    async def slowly(self, name: str) -> str:
        DONE.append(f"{name} began")
        await asyncio.sleep(0.001)
        DONE.append(f"{name} ended")
        return name

    @strawberry.mutation(metadata=access(Public()))
    def sign_in(self, info: Info) -> bool:
        info.context.sign_in("a-new-token", max_age=3600)
        return True

    @strawberry.mutation(metadata=access(Public()))
    def sign_out(self, info: Info) -> bool:
        info.context.sign_out()
        return True

    @strawberry.mutation(metadata=access(DemoOnly()))
    def try_as(self, key: str) -> bool:
        return True


@dataclass
class Sources:
    """What the subscriptions listen to: queues, so that a test decides when something happens."""

    ticks: list[asyncio.Queue[int]] = field(default_factory=list)
    started: int = 0
    ended: int = 0

    def tick(self, number: int) -> None:
        for queue in self.ticks:
            queue.put_nowait(number)

    async def listen(self) -> AsyncIterator[int]:
        queue: asyncio.Queue[int] = asyncio.Queue()
        self.ticks.append(queue)
        self.started += 1
        try:
            while True:
                yield await queue.get()
        finally:
            self.ticks.remove(queue)
            self.ended += 1


SOURCES = Sources()


@strawberry.type
class Tick:
    number: int
    text: str


@strawberry.type
class Subscription:
    @strawberry.subscription(metadata=access(Public()))
    async def count(self, to: int) -> AsyncIterator[int]:
        for number in range(to):
            yield number

    @strawberry.subscription(metadata=access(SignedIn()))
    async def mine(self, info: Info) -> AsyncIterator[Tick]:
        async for number in SOURCES.listen():
            yield Tick(number=number, text=f"member {info.context.principal.member_id}")

    @strawberry.subscription(metadata=access(Public()) | shared())
    async def ticks(self, info: Info, code: str) -> AsyncIterator[Tick]:
        async for number in SOURCES.listen():
            yield Tick(number=number, text=f"{code} in {info.context.language}")

    @strawberry.subscription(metadata=access(Public()) | shared())
    async def curious(self, info: Info) -> AsyncIterator[Tick]:
        async for number in SOURCES.listen():
            yield Tick(number=number, text=str(info.context.principal.member_id))

    @strawberry.subscription(metadata=access(Public()))
    async def failing(self) -> AsyncIterator[int]:
        yield 1
        raise RuntimeError("a secret of the stream")
