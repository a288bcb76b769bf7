"""The home screen as a plain server gives it: Starlette and Tortoise models, one query after the other, as their
documentation shows it. It reads the tables that ours reads and answers the JSON that ours answers.

    DB_URL=sqlite:///path/hemmaplan.sqlite3 uvicorn tests.load.bench.plain_home:app

What it is given: the models, the programme's file compiled once at its start, and the words that pure functions make.
What it is not given: our storage, loaders, caches, planner and encoder.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from tortoise import Tortoise
from tortoise.expressions import Q

from schema.activities import name_of_kind
from schema.badges import why_of
from schema.said import listed, said, said_or_none
from schema.scalars import from_micro
from schema.transport.door import COOKIE
from server import challenges, programme
from server.badges.models import BadgeAward
from server.challenges.models import ChallengeProgress
from server.challenges.queries import SHOWN_AFTERWARDS
from server.kernel import clock
from server.kernel.ids import global_id
from server.ledger.models import LedgerAccount, LedgerLot
from server.live.models import TimelineEvent, TimelineHead
from server.members.models import Member, MemberRole, Session
from server.partners.models import PartnerRow, ShopRow
from server.programme import Rulebook, rulebook, words
from server.programme.models import ProgrammeVersion
from server.programme.rulebook import Language, Rolling, window_name
from server.storage.config import MODELS
from server.tiers.models import TierStanding

Answer = dict[str, Any]
ROLES = ("member", "moderator", "manager", "staff")


async def home(request: Request) -> JSONResponse:
    """`?challenges=30&badges=50&events=12`: how many of each, at most."""
    first = {name: int(request.query_params.get(name, "20")) for name in ("challenges", "badges", "events")}
    now = clock.now()
    token = request.cookies.get(COOKIE, "")
    digest = hashlib.sha256(token.encode()).hexdigest()
    session = await Session.get_or_none(token_hash=digest, ended_at=None, expires_at__gt=now)
    if session is None:
        return JSONResponse({"data": {"me": None}})
    member = await Member.get(id=session.member_id)
    head = await TimelineHead.get(member_id=member.id)
    roles = {"member", *[role.role for role in await MemberRole.filter(member_id=member.id)]}
    book: Rulebook = request.app.state.book
    language: Language = member.language
    me = {
        "timelinePosition": head.position,
        "id": global_id("Member", member.id),
        "displayName": member.display_name,
        "alias": member.alias,
        "card": member.card,
        "language": member.language.upper(),
        "timezone": member.timezone,
        "email": member.email,
        "emailVerified": member.email_verified_at is not None,
        "roles": [role.upper() for role in ROLES if role in roles],
        "joinedAt": clock.to_iso(member.joined_at),
        "boardVisibility": member.board_visibility.upper(),
        "balances": await _balances(member, head, book, language, now),
        **await _tiers(member, book, language),
        "challenges": await _challenges(member, book, language, now, first["challenges"]),
        "badges": await _badges(member, book, language, first["badges"]),
        "recentEvents": await _events(member, book, language, first["events"]),
    }
    return JSONResponse({"data": {"me": me}})


async def _balances(member: Member, head: TimelineHead, book: Rulebook, language: Language, now: int) -> list[Answer]:
    accounts = await LedgerAccount.filter(owner_kind="member", owner_id=member.id, purpose="spending")
    balances = {account.currency: account.balance for account in accounts}
    if head.due_at is not None and head.due_at <= now:
        for lot in await LedgerLot.filter(member_id=member.id, expires_at__lte=now, remaining__gt=0):
            balances[lot.currency] -= lot.remaining
    return [
        {"points": balances.get(code, 0), "pending": 0, "currency": _currency(book, code, language)}
        for code, currency in book.currencies.items()
        if code in balances or currency.redeemable
    ]


async def _tiers(member: Member, book: Rulebook, language: Language) -> Answer:
    ladder = book.ladder
    assert ladder is not None
    standing = await TierStanding.get_or_none(member_id=member.id)
    assert isinstance(ladder.window, Rolling)
    counted = json.loads(standing.state).get("w", {}) if standing is not None else {}
    points = counted.get(window_name(ladder.window), {}).get(ladder.currency, [0])[0]
    held = _tier([tier for tier in ladder.tiers if tier.threshold <= points][-1], language)
    above = next((tier for tier in ladder.tiers if tier.threshold > points), None)
    return {
        "tier": held,
        "tierProgress": {
            "points": points,
            "left": above.threshold - points if above is not None else None,
            "windowDays": ladder.window.days,
            "tier": held,
            "next": _tier(above, language) if above is not None else None,
            "currency": _currency(book, ladder.currency, language),
        },
    }


async def _challenges(member: Member, book: Rulebook, language: Language, now: int, first: int) -> Answer:
    recent = Q(ends_at=None) | Q(ends_at__gt=now - SHOWN_AFTERWARDS)
    rows = [
        challenges.Row(
            row.member_id, row.challenge, row.period, row.amount, json.loads(row.marks), row.starts_at, row.ends_at,
            row.joined_at, row.left_at, row.completed_at,
        )
        for row in await ChallengeProgress.filter(recent, member_id=member.id).order_by("id")
    ]  # fmt: skip
    places = challenges.places(book, rows, timezone=member.timezone, now=now)
    edges = [
        {
            "node": _progress(
                book, place.challenge, language, amount=place.amount, target=place.challenge.measure.target,
                joined=place.joined, completed_at=place.completed_at, starts_at=place.starts_at, ends_at=place.ends_at,
            )
        }
        for place in places[:first]
    ]  # fmt: skip
    return {"edges": edges}


async def _badges(member: Member, book: Rulebook, language: Language, first: int) -> Answer:
    awards = await BadgeAward.filter(member_id=member.id, revoked_at=None).order_by("-id").limit(first)
    return {
        "edges": [
            {
                "node": {
                    "id": global_id("BadgeAward", award.id),
                    "awardedAt": clock.to_iso(award.awarded_at),
                    "why": why_of(book, award.badge, award.cause, language),
                    "badge": _badge(book, award.badge, language),
                }
            }
            for award in awards
        ]
    }


async def _events(member: Member, book: Rulebook, language: Language, first: int) -> list[Answer]:
    rows = await TimelineEvent.filter(member_id=member.id).order_by("-last_position").limit(first)
    told = [
        (row, position, data)
        for row in rows
        for position, data in reversed(list(enumerate(json.loads(row.events), row.first_position)))
    ][:first]
    partner_ids = {data["partner"] for _, _, data in told if data.get("partner") is not None}
    partners = {partner.id: partner.name for partner in await PartnerRow.filter(id__in=list(partner_ids))}
    shops = {(shop.partner_id, shop.code): shop.name for shop in await ShopRow.filter(partner_id__in=list(partner_ids))}
    answers = []
    for row, position, data in told:
        base = {"__typename": data["type"], "position": position, "occurredAt": clock.to_iso(row.occurred_at)}
        place = shops.get((data.get("partner"), data.get("shop")), partners.get(data.get("partner")))
        answers.append(base | _event(book, data, language, place))
    return answers


def _event(book: Rulebook, data: Mapping[str, Any], language: Language, place: str | None) -> Answer:
    if data["type"] == "PointsPosted":
        line = programme.Line(data["reason"], data["rule"], data["currency"], data["points"], data["arithmetic"])
        return {
            "points": data["points"],
            "balance": data["balance"],
            "currency": _currency(book, data["currency"], language),
            "reason": data["reason"],
            "why": programme.why(line, book, language),
            "place": place,
            "entryId": global_id("LedgerEntry", data["entry"]),
            "kind": data["kind"],
            "kindName": name_of_kind(book, data["kind"], language) if data["kind"] else None,
        }
    if data["type"] == "BadgeAwarded":
        why = why_of(book, data["badge"], data["cause"], language)
        return {"badge": _badge(book, data["badge"], language), "why": why}
    if data["type"] == "TierChanged":
        assert book.ladder is not None
        of_code = {tier.code: tier for tier in book.ladder.tiers}
        return {
            "tier": _tier(of_code[data["tier"]], language),
            "previous": _tier(of_code[data["previous"]], language),
            "up": data["up"],
        }
    if data["type"].startswith("Challenge"):
        progress = _progress(
            book, book.challenges[data["challenge"]], language, amount=data["amount"], target=data["target"],
            joined=True, completed_at=data.get("completed_at"), starts_at=data["starts_at"], ends_at=data["ends_at"],
        )  # fmt: skip
        return {"progress": progress}
    raise ValueError(f"An event of a type that the town does not have: {data['type']}.")


def _currency(book: Rulebook, code: str, language: Language) -> Answer:
    known = book.currencies[code]
    name = said(known.texts, language, "name")
    return {"code": code, "name": name, "decimals": known.decimals, "redeemable": known.redeemable}


def _tier(tier: rulebook.Tier, language: Language) -> Answer:
    perks = listed(tier.texts, language, "perks")
    return {"code": tier.code, "name": said(tier.texts, language, "name"), "perks": perks, "from": tier.threshold}


def _badge(book: Rulebook, code: str, language: Language) -> Answer:
    known = book.badges[code]
    texts = {name: said(known.texts, language, name) for name in ("name", "text")}
    return {"code": code, **texts, "metal": known.metal, "shape": known.shape, "hidden": known.hidden}


def _progress(
    book: Rulebook, challenge: rulebook.Challenge, language: Language, *, amount: int, target: int, joined: bool,
    completed_at: int | None, starts_at: int | None, ends_at: int | None,
) -> Answer:  # fmt: skip
    reached = words.number(programme.plain_quantity(min(amount, target)), language)
    return {
        "amount": f"{from_micro(amount):f}",
        "target": f"{from_micro(target):f}",
        "step": said(challenge.texts, language, "step").replace("{n}", reached),
        "joined": joined,
        "completedAt": _instant(completed_at),
        "startsAt": _instant(starts_at or None),
        "endsAt": _instant(ends_at),
        "done": said(challenge.texts, language, "done"),
        "challenge": {
            "code": challenge.code,
            "name": said(challenge.texts, language, "name"),
            "text": said(challenge.texts, language, "text"),
            "automatic": challenge.join == "automatic",
            "target": f"{from_micro(challenge.measure.target):f}",
            "unit": said_or_none(challenge.texts, language, "unit"),
            "points": challenge.pays_points or None,
            "badge": _badge(book, challenge.pays_badge, language) if challenge.pays_badge is not None else None,
        },
    }


def _instant(instant: int | None) -> str | None:
    return clock.to_iso(instant) if instant is not None else None


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[None]:
    await Tortoise.init(
        db_url=os.environ["DB_URL"].replace("sqlite:///", "sqlite://"),
        modules={"models": list(MODELS)},
        _enable_global_fallback=True,
    )
    newest: Sequence[ProgrammeVersion] = await ProgrammeVersion.all().order_by("-number").limit(1)
    app.state.book = programme.compile(programme.parse(newest[0].document, newest[0].file), newest[0].number)
    yield
    await Tortoise.close_connections()


app = Starlette(routes=[Route("/home", home)], lifespan=lifespan)
