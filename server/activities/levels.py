"""The verbs of the ladder's room: a manager gives a level, a member uses what theirs brings, or gives one on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from server import members, tiers
from server.kernel.errors import BadInput
from server.kernel.ids import Id
from server.members import Principal, Ref
from server.programme.effect import Activity, Fact
from server.programme.rulebook import FactValue
from server.tiers.errors import OfferedToOneself, OfferNotFound
from server.tiers.events import Answer, OfferAnswered, PerkShown, TierGranted, TierOffered, TierWithdrawn

from .errors import MemberNotFound
from .intents import Intent, Source, Verb, check_reason

MONTHS_LIMIT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantTier(Verb):
    """`months`: for how long; 0: as if it were reached now."""

    kind: ClassVar[str] = "@tier"
    tier: str
    months: int = 0
    reason: str

    def __post_init__(self) -> None:
        Intent.__post_init__(self)
        if not 0 <= self.months <= MONTHS_LIMIT:
            raise BadInput("months", f"months must be a whole number from 1 to {MONTHS_LIMIT}, or left out.")
        check_reason(self.reason)

    def facts(self) -> dict[str, FactValue]:
        return {"tier": self.tier, "months": self.months, "reason": self.reason}

    def opening(self, activity: Activity) -> Fact:
        return TierGranted(activity, self.tier, self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawTier(Verb):
    kind: ClassVar[str] = "@tier_back"
    tier: str
    reason: str

    def __post_init__(self) -> None:
        Intent.__post_init__(self)
        check_reason(self.reason)

    def facts(self) -> dict[str, FactValue]:
        return {"tier": self.tier, "reason": self.reason}

    def opening(self, activity: Activity) -> Fact:
        return TierWithdrawn(activity, self.tier)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsePerk(Verb):
    """At a till. It is undone as a purchase is, by reversing it whole."""

    kind: ClassVar[str] = "@perk"
    perk: str

    def facts(self) -> dict[str, FactValue]:
        return {"perk": self.perk}

    def opening(self, activity: Activity) -> Fact:
        return PerkShown(activity, self.perk)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTier(Verb):
    """`names`: what giver and taker are called to each other, no part of what a key is compared by."""

    kind: ClassVar[str] = "@offer"
    perk: str
    to: Id
    names: tuple[str, str] = ("", "")

    @property
    def others(self) -> tuple[Id, ...]:
        return (self.to,)

    def __post_init__(self) -> None:
        Intent.__post_init__(self)
        if self.member == ("id", self.to):
            raise OfferedToOneself

    def facts(self) -> dict[str, FactValue]:
        return {"perk": self.perk}

    def opening(self, activity: Activity) -> Fact:
        return TierOffered(activity, self.perk, self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOffer(Verb):
    """`other`: the one of the two who does not answer."""

    kind: ClassVar[str] = "@offer_answer"
    offer_id: Id
    answer: Answer
    other: Id
    name: str = ""

    @property
    def others(self) -> tuple[Id, ...]:
        return (self.other,)

    def facts(self) -> dict[str, FactValue]:
        return {"offer": str(self.offer_id), "answer": self.answer}

    def opening(self, activity: Activity) -> Fact:
        return OfferAnswered(activity, self.offer_id, self.answer, self.name)


async def granting(
    by: Principal, *, key: str, member: Ref, tier: str, months: int, reason: str
) -> GrantTier:
    """What a manager decides. Raises StaleSignIn, MemberNotFound, BadInput."""
    return GrantTier(source=await _manager(by), key=key, member=member, tier=tier, months=months, reason=reason)


async def withdrawing(by: Principal, *, key: str, member: Ref, tier: str, reason: str) -> WithdrawTier:
    """What a manager decides. Raises StaleSignIn, BadInput."""
    return WithdrawTier(source=await _manager(by), key=key, member=member, tier=tier, reason=reason)


async def _manager(by: Principal) -> Source:
    await members.require_fresh(by)
    return Source(f"manager:{by.member_id}", "system", by)


async def offering(card: str, *, by: Principal, key: str, perk: str) -> OfferTier:
    """What a member asks for who has been told another's card. Raises MemberNotFound, OfferedToOneself."""
    source = Source.member(by)
    taker = (await members.resolve([("card", card)], Source.system("tiers").principal)).get(("card", card))
    if taker is None:
        raise MemberNotFound
    giver = source.principal.member_id or 0
    found = await members.members_by_id([giver, taker])
    return OfferTier(
        source=source, key=key, member=("id", giver), perk=perk, to=taker,
        names=(found[giver].display_name, found[taker].display_name),
    )  # fmt: skip


async def answering(offer_id: Id, *, by: Principal, key: str, answer: Answer) -> AnswerOffer:
    """What either of the two says to an offer. Raises OfferNotFound."""
    source = Source.member(by)
    own = source.principal.member_id or 0
    offer = (await tiers.offers_by_id([offer_id])).get(offer_id)
    if offer is None or own != (offer.giver_id if answer == "withdrawn" else offer.taker_id):
        raise OfferNotFound
    found = await members.members_by_id([own])
    return AnswerOffer(
        source=source, key=key, member=("id", own), offer_id=offer_id, answer=answer, name=found[own].display_name,
        other=offer.taker_id if answer == "withdrawn" else offer.giver_id,
    )  # fmt: skip
