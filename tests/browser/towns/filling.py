"""Fills a town by living it: `python -m tests.browser.towns.filling HOME CODE`.

Everything goes through the recorder, on a clock that is stepped from the first day to now, with whatever falls due
between. A deed of `lives.toml` is [days ago, who, what, with what].
"""

from __future__ import annotations

import asyncio
import json
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from server import activities, groups, jobs, live, members, moderation, partners, programme, storage, tiers
from server.activities import (
    ChooseBeneficiaries,
    ConfirmVoucher,
    Intent,
    RecordActivity,
    RedeemReward,
    ReverseActivity,
    Source,
    answering,
    offering,
    transfer_to,
)
from server.app import HANDLERS
from server.kernel import clock, periods
from server.kernel.clock import DAY, Instant, Stepper
from server.members import NewMember, Principal
from server.reactions import REACTIONS
from server.settings import current
from server.simulation import stepping
from tests.browser.towns.town import LIVES
from tests.journeys.serving import CHECKOUT

PASSWORD = "ett lösenord för bilder"
FIRST_DAY = date(2010, 1, 1)  # From when a programme holds that says nothing of it.


class Filling:
    """One town's life. `ids` and `cards` by first name, `sent` the keys of what each deed recorded, by its number."""

    def __init__(self, town: dict[str, Any], steps: Stepper, now: Instant) -> None:
        self.town, self.steps, self.now = town, steps, now
        self.ids: dict[str, int] = {}
        self.cards: dict[str, str] = {}
        self.partner = 0

    async def live(self) -> None:
        """Founds the programme, lets everybody in when they joined, and lives on until now."""
        file = CHECKOUT / self.town["document"]
        document = programme.parse(file.read_text(encoding="utf-8"), file.name)
        first = document.versions[0]
        begins = first.holds_from if first.holds_from is not None else periods.start_of(FIRST_DAY, first.timezone)
        self.steps.to(begins)
        await programme.publish(document.text, document.file, holds_from=begins)
        async with storage.transaction() as tx:
            partner = await partners.create_partner(tx, code="shop", name=self.town["shop"])
            await partners.add_shop(tx, partner_id=partner.id, code="shop", name=self.town["shop"])
        self.partner = partner.id
        told = [(float(row["joined"]), row) for row in self.town["members"]]
        told += [(float(deed[0]), deed) for deed in self.town.get("deeds", [])]
        for ago, what in sorted(told, key=lambda one: -one[0]):
            await stepping.pass_until(self.steps, max(self.now - int(ago * DAY), clock.now()), HANDLERS)
            if isinstance(what, dict):
                await self._join(what)
            else:
                await self._do(what)
        await stepping.pass_until(self.steps, self.now, HANDLERS)

    async def _join(self, row: dict[str, Any]) -> None:
        name = row["name"]
        book = programme.current()
        member = NewMember(
            display_name=name, language="sv", timezone=book.timezone, email=_email(name), email_verified=clock.now(),
            birthday=self._birthday(row), country=row.get("country"), board_visibility="name", source="picture",
            terms_version=book.terms_version, password_hash=await members.hash_password(PASSWORD),
        )  # fmt: skip
        async with storage.transaction() as tx:
            (member_id,) = await members.add_members(tx, [member])
        self.ids[name.split()[0]], self.cards[name.split()[0]] = member_id, member.card

    def _birthday(self, row: dict[str, Any]) -> str | None:
        """`born`: a date; or `birthday_ago`, so many days before today, in a leap year of their own."""
        if "birthday_ago" not in row:
            return str(row["born"]) if "born" in row else None
        day = periods.local_date(self.now - row["birthday_ago"] * DAY, programme.current().timezone)
        return day.replace(year=1988).isoformat()

    async def _do(self, deed: list[Any]) -> None:
        number = self.town["deeds"].index(deed)
        _, who, verb, facts = deed
        member_id, key = self.ids[who], f"deed-{number}"
        own = Principal(kind="person", member_id=member_id, roles=frozenset({"member"}))
        if verb == "@ask":
            return await groups.invite(member_id, self.cards[facts["to"]])
        if verb == "@come":
            (asked, *_) = await groups.invites_to(member_id)
            return await groups.answer(member_id, asked.id, comes=True)
        await activities.record(await self._intent(verb, facts, own, key, number))
        return None

    async def _intent(self, verb: str, facts: dict[str, Any], own: Principal, key: str, number: int) -> Intent:
        till = Source.of(Principal(kind="client", partner_id=self.partner, shop_code="shop", client_id="picture"))
        member = ("id", own.member_id or 0)
        source = Source.member(own)
        if verb == "@redeem":
            return RedeemReward(source=source, key=key, member=member, reward=facts["reward"])
        if verb == "@clubs":
            return ChooseBeneficiaries(source=source, key=key, member=member, charities=tuple(facts["codes"]))
        if verb == "@give":
            return await transfer_to(
                self.cards[facts["to"]], by=own, key=key, currency=facts["currency"], points=facts["points"]
            )
        if verb == "@offer":
            return await offering(self.cards[facts["to"]], by=own, key=key, perk=facts["perk"])
        if verb == "@answer":
            (offer, *_) = await tiers.offers_to(own.member_id or 0)
            return await answering(offer.id, by=own, key=key, answer=facts["answer"])
        if verb == "@return":
            return ReverseActivity(
                source=till, key=key, activity_key=f"deed-{number - facts['back']}", reason="Återköp",
                share=int(facts.get("share", 1) * 1_000_000),
            )  # fmt: skip
        if verb == "@use":
            return ConfirmVoucher(source=till, key=key, member=member, voucher_id=facts["voucher"])
        return RecordActivity(source=till, key=key, member=member, kind=verb, facts=facts)


def _email(name: str) -> str:
    plain = name.split()[0].lower().translate(str.maketrans("åäöé", "aaoe"))
    return f"{plain}@stan.example"


async def fill(home: Path, town: dict[str, Any]) -> None:
    settings = current()
    await storage.connect(settings.database)
    await storage.migrate()
    await storage.start_process()
    await live.connect(None)
    moderation.stand_at_the_door()
    activities.start()
    jobs.react(REACTIONS)
    now = clock.now()
    try:
        with clock.stepped() as steps:
            filling = Filling(town, steps, now)
            await filling.live()
    finally:
        await activities.stop()
        await live.close()
        await storage.close()
    people = {
        name: {"name": name, "email": _email(name), "password": PASSWORD, "card": card}
        for name, card in filling.cards.items()
    }
    (home / "people.json").write_text(json.dumps(people, ensure_ascii=False, indent=2), encoding="utf-8")


if __name__ == "__main__":
    towns = {town["code"]: town for town in tomllib.loads(LIVES.read_text(encoding="utf-8"))["town"]}
    asyncio.run(fill(Path(sys.argv[1]), towns[sys.argv[2]]))
