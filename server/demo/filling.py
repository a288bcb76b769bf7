"""Filling the demo by living it: every point, badge and standing comes of an activity that went through the recorder,
on a clock that is stepped from the first day to now. Nothing is set by hand, and what is not built yet is left out."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from server import activities, jobs, live, members, moderation, oauth, partners, programme, storage
from server.activities import DonatePoints, JoinChallenge, PinReward, RecordActivity, Source
from server.kernel import clock
from server.kernel.clock import DAY, Instant, Stepper
from server.kernel.ids import global_id
from server.members import NewMember, Principal
from server.reactions import REACTIONS
from server.settings import Settings

from . import desk, talk
from .story import Language, instant_of, moment_of, story

BEGINS = 400 * DAY  # How long ago the programme's first version began to hold.
BUDGET = 100_000  # Points that each partner may award outside the rules.
SCOPES = (
    "activities:write", "points:award", "members:read", "members:enroll", "rewards:redeem", "webhooks:manage",
)  # fmt: skip
PASSWORD_BYTES = 9
FOLLOWING_SECONDS = 20
UNFOLLOWED = "SELECT COUNT(*) FROM job WHERE kind LIKE 'reaction:%' AND done_at IS NULL"

Progress = Callable[[float], None]


@dataclass(slots=True)
class _Filled:
    """What `describe` tells of, and what the lives need."""

    url: str = ""
    now: Instant = 0
    zone: str = ""
    partners: dict[str, int] = field(default_factory=dict)
    clients: dict[str, tuple[str, str]] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)  # by e-mail
    passwords: dict[str, str] = field(default_factory=dict)
    cards: dict[str, str] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)  # by code


_last: dict[str, Any] = {}


async def fill(settings: Settings, progress: Progress) -> bool:
    """Fills an empty database; False where somebody lives there already. `progress` hears a share from 0 to 1.

    The database is connected and migrated, and the clock is the real one again afterwards. Where it fails halfway
    the database is not to be used: begin again with --fresh.
    """
    if await storage.value("SELECT COUNT(*) FROM member"):
        return False
    filled = _Filled(url=settings.public_url, now=clock.now())
    await live.connect(None)
    moderation.stand_at_the_door()
    activities.start()
    worker = jobs.Worker(jobs.react(REACTIONS))
    await worker.start()
    try:
        with clock.stepped() as steps:
            steps.to(filled.now - BEGINS)
            await _found(filled)
            progress(0.1)
            await _move_in(filled, steps, progress)
            await _let_in_newcomers(filled, steps)
            await _live_on(filled, steps, progress)
    finally:
        await worker.stop()
        await activities.stop()
        await live.close()
    _last.clear()
    _last.update(_described(filled))
    return True


def describe() -> dict[str, Any]:
    """What was just filled, for demo.json: who can sign in, and the credentials of two partners."""
    return dict(_last)


async def _found(filled: _Filled) -> None:
    """The programme, the shops, and the clients of their tills."""
    text = (programme.EXAMPLES / "kvarteret.toml").read_text(encoding="utf-8")
    (book, *_) = await programme.publish(text, "kvarteret.toml", holds_from=clock.now())
    filled.zone = book.timezone
    async with storage.transaction() as tx:
        for shop in story()["shop"]:
            texts: Any = {"sv": {"kind": shop["sv"]}, "en": {"kind": shop["en"]}}
            partner = await partners.create_partner(tx, code=shop["code"], name=shop["name"], texts=texts)
            await partners.add_shop(tx, partner_id=partner.id, code=shop["code"], name=shop["name"])
            await partners.grant_budget(tx, partner_id=partner.id, currency="points", points=BUDGET)
            filled.partners[shop["code"]] = partner.id
            if "client" in shop:
                filled.clients[shop["code"]] = await oauth.create_client(
                    tx, partner_id=partner.id, shop_code=shop["code"], name=shop["client"], scopes=SCOPES
                )


async def _move_in(filled: _Filled, steps: Stepper, progress: Progress) -> None:
    """Members and officials, each when they joined, with a password of their own that only demo.json knows."""
    everybody = (*story()["member"], *story()["official"], *story()["partner_person"])
    rows = sorted(everybody, key=lambda row: instant_of(row["joins"], filled.now, filled.zone))
    terms = programme.current().terms_version
    for place, row in enumerate(rows):
        email, password = row["email"], secrets.token_urlsafe(PASSWORD_BYTES)
        steps.to(instant_of(row["joins"], filled.now, filled.zone))
        language: Language = row.get("language", "sv")
        member = NewMember(
            display_name=row["name"], language=language, timezone=filled.zone, email=email, email_verified=clock.now(),
            alias=row.get("alias"), board_visibility=row.get("board", "name"), terms_version=terms, source="demo",
            password_hash=await members.hash_password(password),
        )  # fmt: skip
        async with storage.transaction() as tx:
            (filled.ids[email],) = await members.add_members(tx, [member])
            if "seat" in row:
                await partners.add_person(
                    tx, partner_id=filled.partners[row["shop"]], member_id=filled.ids[email], seat=row["seat"],
                    name=row["name"],
                )  # fmt: skip
            if "role" in row:
                partner_id = filled.partners[row["shop"]] if "shop" in row else None
                await members.grant_role(
                    tx, filled.ids[email], row["role"], partner_id=partner_id, shop_code=row.get("shop")
                )
        filled.passwords[email], filled.cards[email] = password, member.card
        progress(0.1 + 0.5 * (place + 1) / len(rows))


async def _let_in_newcomers(filled: _Filled, steps: Stepper) -> None:
    """The neighbours of the feed. Nobody signs in as one of them."""
    for row in talk.newcomers():
        steps.to(instant_of(row["joins"], filled.now, filled.zone))
        member = NewMember(
            display_name=row["name"], language="sv", timezone=filled.zone, email=row["email"],
            email_verified=clock.now(), board_visibility="hidden", terms_version=programme.current().terms_version,
            source="demo",
        )  # fmt: skip
        async with storage.transaction() as tx:
            (filled.ids[row["email"]],) = await members.add_members(tx, [member])


async def _live_on(filled: _Filled, steps: Stepper, progress: Progress) -> None:
    """Everything that anybody did or said, in the order of time, each with all that followed from it."""
    events = [
        *((moment_of(row, filled.now, filled.zone), _deed(filled, row, f"kvitto-{17_000 + place}"))
          for place, row in enumerate(story()["event"])),
        *talk.happenings(filled.ids, filled.posts, filled.now, filled.zone),
        *desk.happenings(filled.ids, filled.posts, filled.now, filled.zone),
    ]  # fmt: skip
    events.sort(key=lambda event: event[0])
    for number, (instant, happen) in enumerate(events, 1):
        steps.to(instant)
        await happen()
        await _follow()
        progress(0.6 + 0.4 * number / len(events))


async def _follow() -> None:
    """Waits until all that must follow has followed. The clock stands still, so what failed would never be tried
    again: it raises instead."""
    async with asyncio.timeout(FOLLOWING_SECONDS):
        while await storage.value(UNFOLLOWED):  # noqa: ASYNC110
            await asyncio.sleep(0.002)


def _deed(filled: _Filled, row: dict[str, Any], key: str) -> Callable[[], Awaitable[object]]:
    return lambda: activities.record(_intent(filled, row, key))


def _intent(filled: _Filled, row: dict[str, Any], key: str) -> activities.Intent:
    member_id = filled.ids[row["who"]]
    by_hand = Principal(kind="person", member_id=member_id, roles=frozenset({"member"}))
    if "challenge" in row:
        return JoinChallenge(source=Source.of(by_hand), key=key, member=("id", member_id), challenge=row["challenge"])
    if "pins" in row:
        return PinReward(source=Source.of(by_hand), key=key, member=("id", member_id), reward=row["pins"])
    if "gives" in row:
        return DonatePoints(source=Source.of(by_hand), key=key, member=("id", member_id), reward=row["gives"])
    principal = by_hand
    if "shop" in row:
        shop = row["shop"]
        principal = Principal(kind="client", partner_id=filled.partners[shop], shop_code=shop, client_id="demo")
    return RecordActivity(
        source=Source.of(principal), key=key, member=("id", member_id), kind=row.get("kind", "purchase"),
        facts=row["facts"],
    )  # fmt: skip


def _described(filled: _Filled) -> dict[str, Any]:
    def account(row: dict[str, Any]) -> dict[str, Any]:
        email = row["email"]
        return {
            "id": global_id("Member", filled.ids[email]), "name": row["name"], "email": email,
            "password": filled.passwords[email], "card": filled.cards[email],
        }  # fmt: skip

    def client(shop: str) -> dict[str, str]:
        client_id, secret = filled.clients[shop]
        return {"client_id": client_id, "client_secret": secret}

    told = story()
    officials = {role: [account(row) for row in told["official"] if row["role"] == role] for role in
                 ("moderator", "manager", "staff")}  # fmt: skip
    till = next(shop for shop in told["shop"] if "client" in shop)
    first = told["member"][0]
    return {
        "url": filled.url,
        "partner": client(till["code"]),
        "other": client(told["other"]),
        "members": [account(row) for row in told["member"]],
        "moderators": officials["moderator"],
        "manager": officials["manager"][0],
        "managers": officials["manager"],
        "staff": officials["staff"][0],
        "partner_people": [account(row) for row in told["partner_person"]],
        "till": {"card": filled.cards[first["email"]], "shop": till["name"], "name": first["name"].split()[0]},
    }
