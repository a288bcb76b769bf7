"""Tiers that people give, and perks that are used: what a manager decides, and what one member offers another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.kernel.clock import DAY, Instant
from server.kernel.ids import Id
from server.programme import spans
from server.programme.effect import Activity
from server.programme.rulebook import Perk, Rulebook
from server.storage import Tx

from .counting import Counted, Terms
from .errors import NotGiven, OfferClosed, OfferNotFound, PerkNotFound, PerkNotYours, PerkUsedUp, TierNotFound
from .events import OfferAnswered, PerkShown, TierGranted, TierOffered, TierWithdrawn
from .models import TierOffer

OFFER_DAYS = 30  # To answer; then it lapses, and the perk can be used again.
PERIODS_KEPT = 2  # Of a perk's uses: what is undone later than that makes no difference.
BY_HAND = "hand"
OFFERED = "perk:"
_COLUMNS = ("id", "giver_id", "taker_id", "perk", "tier", "state", "made_at", "expires_at", "answered_at")


@dataclass(slots=True, eq=False)
class Offer:
    id: Id
    giver_id: Id
    taker_id: Id
    perk: str
    tier: str
    state: str
    made_at: Instant
    expires_at: Instant
    answered_at: Instant | None = None
    new: bool = False

    def is_open(self, now: Instant) -> bool:
        return self.state == "open" and now < self.expires_at


Opening = TierGranted | TierWithdrawn | PerkShown | TierOffered | OfferAnswered
OPENINGS = (TierGranted, TierWithdrawn, PerkShown, TierOffered, OfferAnswered)


async def load_offers(tx: Tx, openings: Sequence[object]) -> dict[Id, Offer]:
    """The offers that a batch speaks of, and those of who makes new ones."""
    named = sorted({one.offer_id for one in openings if isinstance(one, OfferAnswered)})
    givers = sorted({one.activity.member.id for one in openings if isinstance(one, TierOffered)})
    if not named and not givers:
        return {}
    rows = await tx.rows(
        f"SELECT {', '.join(_COLUMNS)} FROM tier_offer WHERE id {{in named bigint}} "
        "OR (giver_id {in givers bigint} AND state IN ('open', 'accepted'))",
        named=named,
        givers=givers,
    )
    return {row[0]: Offer(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8]) for row in rows}


async def store_offers(tx: Tx, offers: Sequence[Offer]) -> None:
    await tx.insert(
        TierOffer,
        _COLUMNS,
        [
            (one.id, one.giver_id, one.taker_id, one.perk, one.tier, one.state, one.made_at, one.expires_at,
             one.answered_at)
            for one in offers if one.new
        ],
    )  # fmt: skip
    await tx.update(
        TierOffer,
        key=("id",),
        values=("state", "answered_at"),
        rows=[(one.id, one.state, one.answered_at) for one in offers if not one.new and one.answered_at is not None],
    )


def admit(opening: Opening, book: Rulebook, counted: Counted | None, offers: dict[Id, Offer], now: Instant) -> None:
    """Raises what the room refuses; `counted` is the member's, None where nothing is known of them."""
    activity = opening.activity
    if isinstance(opening, TierGranted):
        if book.ladder is None or not book.ladder.place(opening.tier):
            raise TierNotFound(opening.tier)
    elif isinstance(opening, TierWithdrawn):
        if counted is None or not any(is_given(grant.rule) and grant.tier == opening.tier for grant in counted.grants):
            raise NotGiven(opening.tier)
    elif isinstance(opening, PerkShown):
        perk = _perk(book, opening.perk, gives=False)
        _check_left(book, perk, activity, counted, offers, now)
    elif isinstance(opening, TierOffered):
        _check_left(book, _perk(book, opening.perk, gives=True), activity, counted, offers, now)
    else:
        offer = offers.get(opening.offer_id)
        mine = offer is not None and activity.member.id == (
            offer.giver_id if opening.answer == "withdrawn" else offer.taker_id
        )
        if offer is None or not mine:
            raise OfferNotFound
        if not offer.is_open(now):
            raise OfferClosed


def _perk(book: Rulebook, code: str, *, gives: bool) -> Perk:
    perk = book.perks.get(code)
    if perk is None or book.ladder is None or (perk.gives_tier is not None) != gives:
        raise PerkNotFound(code)
    return perk


def _check_left(
    book: Rulebook, perk: Perk, activity: Activity, counted: Counted | None, offers: dict[Id, Offer], now: Instant
) -> None:
    assert book.ladder is not None
    if activity.member.tier not in perk.tiers:
        raise PerkNotYours(perk, book.ladder)
    terms = Terms(book.ladder, book.timezone, activity.member.joined_at)
    own = [offer for offer in offers.values() if offer.giver_id == activity.member.id]
    if left_of(perk, terms, counted, own, now) <= 0:
        raise PerkUsedUp(perk)


def left_of(perk: Perk, terms: Terms, counted: Counted | None, own: Sequence[Offer], now: Instant) -> int:
    """How often a perk can still be used in the period that holds. An offer counts while it can be taken, and once it
    was."""
    start = period_of(perk, terms, now)
    if perk.gives_tier is None:
        used = counted.used.get(perk.code, {}).get(start, 0) if counted is not None else 0
    else:
        used = sum(
            offer.perk == perk.code and offer.made_at >= start and (offer.state == "accepted" or offer.is_open(now))
            for offer in own
        )
    return max(0, perk.uses - used)


def period_of(perk: Perk, terms: Terms, now: Instant) -> Instant:
    return spans.bounds(perk.period, now, terms.zone, terms.joined_at)[0]


def use(counted: Counted, perk: Perk, terms: Terms, activity: Activity, now: Instant) -> None:
    start = period_of(perk, terms, now)
    uses = counted.used.setdefault(perk.code, {})
    uses[start] = uses.get(start, 0) + 1
    for old in sorted(uses)[:-PERIODS_KEPT]:
        del uses[old]
    activity.notes["tiers"] = [perk.code, start]


def give_back(counted: Counted, perk: str, start: Instant) -> None:
    uses = counted.used.get(perk, {})
    if uses.get(start):
        uses[start] -= 1


def offer_of(opening: TierOffered, perk: Perk, now: Instant) -> Offer:
    """A new offer, to the one who stands beside."""
    activity = opening.activity
    (taker,) = activity.beside
    return Offer(
        activity.id, activity.member.id, taker.member.id, perk.code, perk.gives_tier or "", "open", now,
        now + OFFER_DAYS * DAY, new=True,
    )  # fmt: skip


def is_given(rule: str) -> bool:
    """Whether people gave it, by hand or by a perk."""
    return rule == BY_HAND or rule.startswith(OFFERED)


def without(counted: Counted, tier: str) -> None:
    """Takes back every grant of a tier by people."""
    counted.grants = [grant for grant in counted.grants if grant.tier != tier or not is_given(grant.rule)]
