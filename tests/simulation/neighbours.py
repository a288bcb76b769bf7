"""Lives in which members also do what `run` has no line for: they fly to another zone, give points away, live together
and spend each other's, are given a level, tell of several things at once; and later versions come while they live.

    {"flies": "Asia/Tokyo"}  {"gives": 20, "to": "m2"}  {"lives_with": "m2"}  {"leaves_home": true}
    {"granted": "second", "months": 1}  {"tells": [lines]}  {"publishes": "the file's text"}

each with `member` and `occurredAt`; anything else is a line as `run` reads it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from server import activities, groups, members, programme, simulation, storage
from server.activities import DonatePoints, GrantTier, Intent, RedeemReward, Source, TransferPoints
from server.app import HANDLERS
from server.kernel import clock, periods
from server.kernel.clock import Instant
from server.kernel.errors import DomainError
from server.kernel.ids import Id
from server.members import Principal, ProfileChange
from server.simulation import living
from server.simulation.lines import Deed, Recording
from server.simulation.living import Lived
from server.simulation.passing import passing_database
from tests.simulation.auditing import books_agree

Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flying(Deed):
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving(Deed):
    to: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MovingIn(Deed):
    """With another member; None: out."""

    mate: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Granting(Deed):
    tier: str
    months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling(Deed):
    """Several recordings in one call, in their order there."""

    told: tuple[Recording, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing(Deed):
    text: str


Own = Flying | MovingIn | Telling | Publishing


class Neighbours(living.Life):
    """`audited`: whether the books are looked at after everything that happens, and not at the end alone."""

    audited = False

    async def _happen(self, at: Instant, together: Sequence[Deed]) -> None:
        """What is no intent parts a batch."""
        part: list[Deed] = []
        for line in together:
            if isinstance(line, Own):
                await super()._happen(at, part)
                part = []
                await self._pass_until(at)
                await self._do(line)
            else:
                part.append(line)
        await super()._happen(at, part)
        if self.audited:
            await books_agree()

    async def _do(self, line: Own) -> None:
        if isinstance(line, Publishing):
            await programme.publish(line.text, "random.toml")
            return
        member_id = await self._member(line.member)
        if isinstance(line, Flying):
            await members.update_profile(member_id, ProfileChange(timezone=line.timezone))
            self.zones[member_id] = line.timezone
        elif isinstance(line, MovingIn):
            try:
                await self._live_with(member_id, line.mate)
            except DomainError:
                return  # There is no household in this programme, or they live with each other already.
        else:
            lived = [Lived(told) for told in line.told]
            self.lived += lived
            intents = [await self._intent(told) for told in line.told]
            for one, intent, answer in zip(lived, intents, await activities.record_many(intents), strict=True):
                self._keep(one, intent, answer)

    async def _live_with(self, member_id: Id, mate: str | None) -> None:
        if mate is None:
            await groups.leave(member_id, member_id)
            return
        other = await self._member(mate)
        card = str(await storage.value("SELECT card FROM member WHERE id = :id", id=other))
        await groups.invite(member_id, card)
        for invited in await groups.invites_to(other):
            await groups.answer(other, invited.id, comes=True)

    async def _intent(self, line: Deed) -> Intent:
        if isinstance(line, Giving):
            giver, receiver = await self._member(line.member), await self._member(line.to)
            own = Source.member(Principal(kind="person", member_id=giver, roles=frozenset({"member"})))
            return TransferPoints(
                source=own, key=line.key, member=("id", giver), to=receiver, currency="points", points=line.points
            )
        if isinstance(line, Granting):
            member_id = await self._member(line.member)
            return GrantTier(
                source=Source.system("desk"), key=line.key, member=("id", member_id), tier=line.tier,
                months=line.months, reason="Hej",
            )  # fmt: skip
        intent = await super()._intent(line)
        if isinstance(intent, RedeemReward | DonatePoints):
            return replace(intent, household=await groups.mates_of(await self._member(line.member)))
        return intent


def read(lines: Sequence[Line]) -> list[Any]:
    """Lines as a life takes them."""
    found: list[Any] = []
    for number, line in enumerate(lines, 1):
        at = clock.from_iso(line["occurredAt"]) if "occurredAt" in line else None
        given: dict[str, Any] = {
            "number": number, "key": str(line.get("key", f"line:{number}")), "member": line.get("member", ""), "at": at
        }  # fmt: skip
        if "flies" in line:
            found.append(Flying(**given, timezone=line["flies"]))
        elif "gives" in line:
            found.append(Giving(**given, to=line["to"], points=line["gives"]))
        elif "lives_with" in line or "leaves_home" in line:
            found.append(MovingIn(**given, mate=line.get("lives_with")))
        elif "granted" in line:
            found.append(Granting(**given, tier=line["granted"], months=line.get("months", 0)))
        elif "tells" in line:
            found.append(Telling(**given, told=tuple(read(line["tells"]))))
        elif "publishes" in line:
            found.append(Publishing(**given, text=line["publishes"]))
        else:
            found += simulation.read_lines(msgspec.json.encode(line).decode())
    return found


@asynccontextmanager
async def lived(
    text: str, lines: Sequence[Line], *, until: Instant, empty: Path, audited: bool = False
) -> AsyncIterator[Neighbours]:
    """Lives through the lines under a file, until an instant: the database as it is then."""
    first = programme.parse(text, "random.toml").versions[0]
    begins = first.holds_from
    if begins is None:
        begins = periods.start_of(simulation.FIRST_DAY, first.timezone)
    async with passing_database(empty) as steps:
        steps.to(begins)
        await programme.publish(text, "random.toml", holds_from=begins)
        life = Neighbours(steps, read(lines), begins=begins, until=until, handlers=HANDLERS)
        life.audited = audited
        await life.live()
        yield life
