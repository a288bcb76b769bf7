"""The ladder's part in the fold: what is earned and given lifts a member, time and reversals lower them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from server.kernel.clock import DAY, Instant
from server.ledger.events import PointsPosted
from server.programme.effect import (
    WHOLE,
    Activity,
    ActivityReversed,
    Batch,
    Fact,
    GiftGiven,
    GiftTakenBack,
    TimePassed,
)
from server.programme.rulebook import Tier
from server.storage import Tx

from . import counting, giving, rules
from .counting import Grant, Terms
from .events import (
    OfferMoved,
    PerkShown,
    PerkUsed,
    TierChanged,
    TierGranted,
    TierOffered,
    TiersUnreached,
    TierWithdrawn,
)
from .holdings import Held, Holdings, holdings_of, keep, settled

REMEMBERED = 366 * DAY  # As far back as a programme may let anybody report.
REMEMBERED_MOST = 12


class ClimbTiers:
    hears: ClassVar[tuple[type[Fact], ...]] = (
        PointsPosted, TimePassed, GiftGiven, GiftTakenBack, ActivityReversed, *giving.OPENINGS,
    )  # fmt: skip

    async def load(self, tx: Tx, batch: Batch) -> Holdings:
        return await holdings_of(tx, batch)

    def admit(self, holdings: Holdings, opening: Fact) -> None:
        """Raises TierNotFound, NotGiven, PerkNotFound, PerkNotYours, PerkUsedUp, OfferNotFound, OfferClosed."""
        if isinstance(opening, giving.OPENINGS):
            held = holdings.of.get(opening.activity.member.id)
            giving.admit(
                opening, holdings.batch.current, held.counted if held is not None else None, holdings.offers,
                holdings.batch.now,
            )  # fmt: skip

    def decide(self, holdings: Holdings, fact: Any) -> Iterator[Fact]:
        ladder = holdings.batch.current.ladder
        if ladder is None:
            return
        if isinstance(fact, TimePassed):
            yield from _let_time_pass(holdings, fact)
        elif isinstance(fact, PointsPosted):
            counts = ladder.windows if fact.activity.reverses_id is None else holdings.units
            if fact.earned and fact.currency in counts:
                yield from _count(holdings, fact)
        elif isinstance(fact, GiftGiven | GiftTakenBack):
            if fact.gift.type == "tier":
                yield from _give(holdings, fact) if isinstance(fact, GiftGiven) else _take_back(holdings, fact)
        elif isinstance(fact, ActivityReversed):
            _give_use_back(holdings, fact)
        else:
            yield from _by_people(holdings, fact)

    async def store(self, tx: Tx, holdings: Holdings) -> None:
        await keep(tx, holdings)


def _let_time_pass(holdings: Holdings, fact: TimePassed) -> Iterator[Fact]:
    if fact.activity.member.id not in holdings.of and fact.activity.member.id not in holdings.earned:
        return
    held = settled(holdings, fact.activity)
    held.changed = True
    yield from _placed(holdings, held, fact.activity)


def _count(holdings: Holdings, fact: PointsPosted) -> Iterator[Fact]:
    held, terms, now = settled(holdings, fact.activity), holdings.terms(fact.activity), holdings.batch.now
    earned = holdings.earned.get(held.member_id)
    if earned is None:
        counting.add(held.counted, terms, fact.currency, fact.earned, fact.occurred_at, now=now)
    else:
        before = _best_before(holdings, held, terms) if fact.earned < 0 else None
        at = earned.setdefault(fact.occurred_at, {})
        at[fact.currency] = at.get(fact.currency, 0) + fact.earned
        held.counted = counting.of_history(terms, earned, now=now, before=held.counted)
        if before is None:
            holdings.best.pop(held.member_id, None)
        else:
            earlier = _earlier(holdings, fact.activity)
            rules.drop_unkept(held.counted, earned, earlier)
            yield from _unreached(holdings, held, terms, before, fact.activity)
    rules.forget(terms, held.counted, now)
    yield from _placed(holdings, held, fact.activity)


def _best_before(holdings: Holdings, held: Held, terms: Terms) -> int | None:
    """How high the member ever stood, before something is undone."""
    if held.member_id not in holdings.undoing:
        return None
    known = holdings.best.get(held.member_id)
    return known if known is not None else rules.best(terms, held.counted, holdings.earned[held.member_id])


def _unreached(
    holdings: Holdings, held: Held, terms: Terms, before: int, activity: Activity
) -> Iterator[TiersUnreached]:
    """Whether a tier was reached is asked of all times, also where the window has moved on since."""
    after = before
    if before:
        after = holdings.best[held.member_id] = rules.best(terms, held.counted, holdings.earned[held.member_id])
    if codes := tuple(tier.code for tier in terms.ladder.tiers[after + 1 : before + 1]):
        yield TiersUnreached(activity, codes)


def _earlier(holdings: Holdings, activity: Activity) -> Mapping[int, Terms]:
    return {
        number: Terms(book.ladder, book.timezone, activity.member.joined_at)
        for number, book in holdings.batch.rulebooks.items()
        if book.ladder is not None
    }


def _give(holdings: Holdings, fact: GiftGiven) -> Iterator[Fact]:
    if holdings.terms(fact.activity).ladder.place(fact.gift.code):
        yield from _grant(holdings, fact.activity, fact.gift.code, fact.gift.months, fact.rule, number=fact.number)


def _grant(
    holdings: Holdings, activity: Activity, tier: str, months: int, rule: str, *, source: int = 0, number: int = 0
) -> Iterator[Fact]:
    held, terms = settled(holdings, activity), holdings.terms(activity)
    until = rules.given_end(terms, activity.occurred_at, months)
    held.counted.grants.append(Grant(tier, activity.occurred_at, until, rule, source or activity.id, number))
    yield from _placed(holdings, held, activity)


def _by_people(holdings: Holdings, fact: giving.Opening) -> Iterator[Fact]:
    """What a manager decides, or a member does with a perk."""
    activity, book, now = fact.activity, holdings.batch.current, holdings.batch.now
    if isinstance(fact, TierGranted):
        yield from _grant(holdings, activity, fact.tier, fact.months, giving.BY_HAND)
    elif isinstance(fact, TierWithdrawn):
        held = settled(holdings, activity)
        giving.without(held.counted, fact.tier)
        yield from _placed(holdings, held, activity)
    elif isinstance(fact, PerkShown):
        held, perk, terms = settled(holdings, activity), book.perks[fact.perk], holdings.terms(activity)
        giving.use(held.counted, perk, terms, activity, now)
        yield from _placed(holdings, held, activity)
        yield PerkUsed(activity, perk.code, giving.left_of(perk, terms, held.counted, (), now), book.number)
    elif isinstance(fact, TierOffered):
        offer = giving.offer_of(fact, book.perks[fact.perk], now)
        holdings.offers[offer.id] = offer
        (taker,) = activity.beside
        yield OfferMoved(taker, offer.id, offer.tier, "open", fact.names[0], offer.expires_at, book.number)
    else:
        offer = holdings.offers[fact.offer_id]
        offer.state, offer.answered_at = fact.answer, now
        if fact.answer == "accepted":
            yield from _grant(holdings, activity, offer.tier, 0, f"{giving.OFFERED}{offer.perk}", source=offer.id)
        (other,) = activity.beside
        yield OfferMoved(other, offer.id, offer.tier, fact.answer, fact.name, offer.expires_at, book.number)


def _give_use_back(holdings: Holdings, fact: ActivityReversed) -> None:
    """A use of a perk that is undone whole can be used again."""
    if (used := fact.original.notes.get("tiers")) is None or fact.until < WHOLE:
        return
    held = settled(holdings, fact.activity)
    giving.give_back(held.counted, *used)
    held.changed = True


def _take_back(holdings: Holdings, fact: GiftTakenBack) -> Iterator[Fact]:
    held, terms = holdings.of.get(fact.activity.member.id), holdings.terms(fact.activity)
    gone = (fact.rule, fact.source, fact.number)
    if held is None or all(grant[3:] != gone for grant in held.counted.grants):
        return
    held = settled(holdings, fact.activity)
    before = _best_before(holdings, held, terms)
    held.counted.grants = [grant for grant in held.counted.grants if grant[3:] != gone]
    if before is not None:
        yield from _unreached(holdings, held, terms, before, fact.activity)
    yield from _placed(holdings, held, fact.activity)


def _placed(holdings: Holdings, held: Held, activity: Activity) -> Iterator[TierChanged]:
    batch, terms = holdings.batch, holdings.terms(activity)
    tiers, standing = terms.ladder.tiers, rules.assess(terms, held.counted, batch.now)
    was, now = terms.ladder.place(held.tier), standing.place
    ended, held.until, held.leaves_at, held.changed = held.until, standing.until, standing.due, True
    activity.member.due(standing.due)
    if tiers[now].code == held.tier:
        return
    previous, held.tier, held.since = held.tier, tiers[now].code, activity.posted_at
    held.before = _remembered(held.before, previous, _turned_at(batch, activity, ended), activity.reverses_id is None)
    held.before = [one for one in held.before if one[0] > batch.now - REMEMBERED][-REMEMBERED_MOST:]
    activity.member.tier, activity.member.tiers_before = held.tier, held.before
    until = standing.until if standing.until != counting.FOREVER else None
    yield TierChanged(
        activity, held.tier, previous, _passed(tiers[was + 1 : now], tiers[now].code) if now > was else (),
        tuple(tier.code for tier in tiers[now + 1 : was + 1]), batch.current.number, until,
    )  # fmt: skip


def _turned_at(batch: Batch, activity: Activity, ended: Instant | None) -> Instant:
    """When the tier really changed: by time when the one before ended, however late that is seen; by something that is
    undone, when that occurred."""
    if activity.reverses_id is not None and (original := batch.originals.get(activity.reverses_id)) is not None:
        return original.occurred_at
    if activity.kind == "@due" and ended is not None and ended <= batch.now:
        return ended
    return activity.occurred_at


def _remembered(
    before: Sequence[tuple[Instant, str]], previous: str, at: Instant, keep: bool
) -> list[tuple[Instant, str]]:
    """Which tiers were held until when, now that another is held from an instant on. What is undone was never held."""
    then = next((tier for until, tier in before if at <= until), previous)
    earlier = [one for one in before if one[0] < at]
    return [*earlier, (at, then)] if keep else earlier


def _passed(between: Sequence[Tier], reached: str) -> tuple[str, ...]:
    """Who climbs has gained every tier on the way, but for those that are only given."""
    return (*(tier.code for tier in between if not tier.given_only), reached)
