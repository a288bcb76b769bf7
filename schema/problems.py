"""Expected outcomes of a verb are data: each is a type that ends in …Problem and implements `Problem`.

`TABLE` is the one place where a DomainError becomes such a type. Nobody catches a domain error in a resolver: where a
field answers a union, `HemmaplanSchema` looks the raised error up here (the error's own class first, then its bases)
and answers the first problem that the union holds; a list's items may be errors too, each mapped alone. What no union
holds, and what is raised for a whole list, becomes a top-level error (`errors`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import strawberry

from schema.context import Language
from schema.partners import places
from schema.problem_words import told
from schema.scalars import DateTime, Decimal, Points, from_micro
from server import activities, groups, insights, members, moderation, programme, rewards
from server.challenges.errors import AlreadyJoined, NotJoined
from server.community.errors import KeyConflict
from server.earning.errors import OwnWordFull
from server.kernel.errors import BadInput, DomainError, Forbidden, NotFound, RateLimited
from server.ledger.errors import (
    FreezeSettled,
    FrozenEnough,
    LessThanThat,
    NotFreezable,
    NothingToFreeze,
    NotTransferable,
    TooLittleAtOnce,
    TooMuchThisYear,
)
from server.programme import ProgrammeError
from server.tiers.errors import OfferClosed, PerkNotYours, PerkUsedUp


@strawberry.interface(description="An expected outcome that is no success.")
class Problem:
    message: str = strawberry.field(description="What happened and what to do, in the asker's language.")


@strawberry.type(description="What was sent cannot be used.")
class BadInputProblem(Problem):
    field: str = strawberry.field(description="The input's field that is at fault.")


@strawberry.type(description="The asker is known, and may not.")
class NotAllowedProblem(Problem):
    pass


@strawberry.type(description="Too many attempts.")
class ThrottledProblem(Problem):
    retry_after: int = strawberry.field(description="Seconds to wait.")


@strawberry.type(description="What was asked for is not there, or is not the asker's.")
class NotFoundProblem(Problem):
    pass


@strawberry.type(description="There is no such member, or not one whom the asker may reach by this reference.")
class MemberNotFoundProblem(Problem):
    pass


@strawberry.type(description="The programme has no such kind of activity.")
class UnknownKindProblem(Problem):
    kind: str = strawberry.field(description="The kind that was sent.")
    known: list[str] = strawberry.field(description="The kinds that there are.")


@strawberry.type(description="A fact is missing, unknown, mistyped or out of bounds.")
class FactProblem(Problem):
    fact: str = strawberry.field(description="The fact's name.")


@strawberry.type(description="The key was used before, for something else. Nothing was changed.")
class KeyConflictProblem(Problem):
    key: str = strawberry.field(description="The key that was sent.")


@strawberry.type(description="It occurred longer ago than the programme takes.")
class TooLateProblem(Problem):
    oldest: DateTime = strawberry.field(description="The earliest moment that is still taken.")


@strawberry.type(description="It has not occurred yet: the sender's clock is ahead.")
class InFutureProblem(Problem):
    now: DateTime = strawberry.field(description="What the time is here.")


@strawberry.type(description="It occurred before the programme began.")
class BeforeProgrammeProblem(Problem):
    begins: DateTime = strawberry.field(description="When the programme began.")


@strawberry.type(description="The partner's budget does not hold what was to be awarded. Nothing was awarded.")
class BudgetExhaustedProblem(Problem):
    left: Points = strawberry.field(description="What the budget holds.")


@strawberry.type(description="The member has told of as much as counts for now. Nothing was changed.")
class OwnWordFullProblem(Problem):
    pass


@strawberry.type(description="The programme has no such currency.")
class UnknownCurrencyProblem(Problem):
    currency: str = strawberry.field(description="The currency that was sent.")
    known: list[str] = strawberry.field(description="The currencies that there are.")


@strawberry.type(description="The sender has recorded nothing under the key.")
class ActivityNotFoundProblem(Problem):
    key: str = strawberry.field(description="The key that was sent.")


@strawberry.type(description="More would be taken back than there is.")
class ShareExceededProblem(Problem):
    left: Decimal = strawberry.field(description="The share that is left to take back, from 0 to 1.")


@strawberry.type(description="The terms that were accepted are not those in force.")
class TermsOutdatedProblem(Problem):
    current: str = strawberry.field(description="The version in force.")


@strawberry.type(description="Whoever wants to join is younger than anybody may be. Nothing was made.")
class TooYoungProblem(Problem):
    age: int = strawberry.field(description="The least age to join, with or without a guardian.")


@strawberry.type(description="At the age that was told one joins with a guardian's word. Nothing was made.")
class GuardianNeededProblem(Problem):
    age: int = strawberry.field(description="The age from which nobody needs it.")


@strawberry.type(description="The programme is for those who live elsewhere. Nothing was made.")
class NotOfferedThereProblem(Problem):
    countries: list[str] = strawberry.field(description="Where it is offered, by ISO 3166 codes.")


@strawberry.type(description="The email or the password is wrong. Which one is never said.")
class WrongCredentialsProblem(Problem):
    pass


@strawberry.type(description="It was too long ago that the asker showed who they are: `confirmPassword` comes first.")
class StaleSignInProblem(Problem):
    max_age: int = strawberry.field(description="For how many seconds a password holds.")


@strawberry.type(description="The link was used before, has expired, or never was.")
class InvalidTokenProblem(Problem):
    pass


@strawberry.type(description="The card belongs to a member already.")
class CardTakenProblem(Problem):
    pass


@strawberry.type(description="The partner has enrolled this email before, under another key.")
class AlreadyEnrolledProblem(Problem):
    pass


@strawberry.type(description="The member takes part in the challenge already.")
class AlreadyJoinedProblem(Problem):
    pass


@strawberry.type(description="The member does not take part in the challenge, or is done with it.")
class NotJoinedProblem(Problem):
    pass


@strawberry.type(description="Another moderator is looking at the case.")
class CaseClaimedProblem(Problem):
    by: str = strawberry.field(description="Who.")
    until: DateTime = strawberry.field(description="Until when it is theirs.")


@strawberry.type(description="There is nothing left to decide, to undo or to appeal: somebody did it before.")
class AlreadyDecidedProblem(Problem):
    pass


@strawberry.type(description="The time in which it could be done is over.")
class TimeIsOverProblem(Problem):
    ended_at: DateTime = strawberry.field(description="When it ended.")


@strawberry.type(description="The member has too few points. Nothing was changed.")
class NotEnoughPointsProblem(Problem):
    missing: Points = strawberry.field(description="How many are missing, in minor units.")


@strawberry.type(description="All places of the reward are taken. Nothing was changed.")
class SoldOutProblem(Problem):
    opens_at: DateTime | None = strawberry.field(description="When there are places again, of a drop; null: unknown.")


@strawberry.type(description="The reward cannot be had now. Nothing was changed.")
class NotOpenProblem(Problem):
    opens_at: DateTime = strawberry.field(description="When it can.")


@strawberry.type(description="The reward is for a level that the member has not reached. Nothing was changed.")
class LevelRequiredProblem(Problem):
    tier: str = strawberry.field(description="The level's code.")


@strawberry.type(description="The member has had it as often as one can. Nothing was changed.")
class LimitReachedProblem(Problem):
    limit: int = strawberry.field(description="How often that is.")


@strawberry.type(description="The offer was answered, taken back, or has lapsed. Nothing was changed.")
class OfferClosedProblem(Problem):
    pass


@strawberry.type(description="There is no such code, or it is misspelt. Nothing was changed.")
class VoucherNotFoundProblem(Problem):
    pass


@strawberry.type(description="The code was used before. Nothing was changed.")
class VoucherUsedProblem(Problem):
    used_at: DateTime = strawberry.field(description="When.")
    partner_id: strawberry.Private[int | None]
    shop: strawberry.Private[str | None]

    @strawberry.field(description="Where.")
    async def place(self) -> str | None:
        await places.ready([self.partner_id])
        return places.name(self.partner_id, self.shop)


@strawberry.type(description="The code's time is over, and what it cost went back. Nothing was changed.")
class VoucherExpiredProblem(Problem):
    expired_at: DateTime = strawberry.field(description="When it ended.")


@strawberry.type(description="The code was called off before, and what it cost went back. Nothing was changed.")
class VoucherCancelledProblem(Problem):
    cancelled_at: DateTime = strawberry.field(description="When.")


@strawberry.type(description="More points would be taken than there are.")
class LessThanThatProblem(Problem):
    balance: Points = strawberry.field(description="What there is, in minor units.")


@strawberry.type(description="The programme lets nobody give this currency to another member. Nothing was changed.")
class NotTransferableProblem(Problem):
    currency: str = strawberry.field(description="The currency that was sent.")


@strawberry.type(description="Less than can be given at once. Nothing was changed.")
class TooLittleAtOnceProblem(Problem):
    least: Points = strawberry.field(description="The least at once, in minor units.")


@strawberry.type(description="More than one member can give in a year. Nothing was changed.")
class TooMuchThisYearProblem(Problem):
    left: Points = strawberry.field(description="What can still be given this year, in minor units.")


@strawberry.type(description="Members may not let the time of this currency stand still. Nothing was changed.")
class NotFreezableProblem(Problem):
    currency: str = strawberry.field(description="The currency's code.")


@strawberry.type(description="More months than a member may freeze in a year. Nothing was changed.")
class FrozenEnoughProblem(Problem):
    left: int = strawberry.field(description="For how many months still this year.")


@strawberry.type(description="The member has nothing of it that would expire. Nothing was changed.")
class NothingToFreezeProblem(Problem):
    pass


@strawberry.type(description="It is taken back already, or older than a day. Nothing was changed.")
class FreezeSettledProblem(Problem):
    pass


@strawberry.type(description="The programme has no households. Nothing was changed.")
class NoHouseholdsProblem(Problem):
    pass


@strawberry.type(description="The household has as many members as it may. Nothing was changed.")
class HouseholdFullProblem(Problem):
    members: int = strawberry.field(description="How many it may have, those invited included.")


@strawberry.type(description="Whoever it is about is in a household already. Nothing was changed.")
class AlreadyTogetherProblem(Problem):
    pass


@strawberry.type(description="Somebody has agreed to the correction, or declined it, before.")
class AdjustmentDecidedProblem(Problem):
    pass


@strawberry.type(description="A mistake in a programme's document.")
class ProgrammeMistake:
    line: int = strawberry.field(description="Where it stands, from 1.")
    message: str = strawberry.field(description="What is wrong.")
    remedy: str = strawberry.field(description="What to write instead.")


@strawberry.type(description="The document has mistakes, or does not fit what is published. Nothing was changed.")
class ProgrammeMistakesProblem(Problem):
    mistakes: list[ProgrammeMistake] = strawberry.field(description="All of them, in the order of the lines.")


@strawberry.type(description="Somebody saved the draft meanwhile. Nothing was changed.")
class DraftMovedProblem(Problem):
    revision: int = strawberry.field(description="Where it stands now: read it again and go on from there.")


@strawberry.type(description="The draft was published or discarded before. Nothing was changed.")
class DraftEndedProblem(Problem):
    pass


@strawberry.type(
    description="One item of many could not be recorded through no fault of its own; the others were. "
    "Send the same again under the same key."
)
class InternalProblem(Problem):
    request_id: str = strawberry.field(description="What to name when asking about it.")


Maker = Callable[[Any, Language], Problem]


def mistakes_of(errors: Iterable[ProgrammeError], language: Language) -> list[ProgrammeMistake]:
    told = [programme.in_language(error, language) for error in errors]
    return [ProgrammeMistake(line=one.line, message=one.message, remedy=one.remedy) for one in told]


TABLE: dict[type[DomainError], Maker] = {
    BadInput: lambda e, language: BadInputProblem(message=told(e, language), field=e.field),
    Forbidden: lambda e, language: NotAllowedProblem(message=told(e, language)),
    RateLimited: lambda e, language: ThrottledProblem(message=told(e, language), retry_after=e.retry_after),
    NotFound: lambda e, language: NotFoundProblem(message=told(e, language)),
    activities.MemberNotFound: lambda e, language: MemberNotFoundProblem(message=told(e, language)),
    activities.NotAllowed: lambda e, language: NotAllowedProblem(message=told(e, language)),
    activities.OwnTransfer: lambda e, language: NotAllowedProblem(message=told(e, language)),
    activities.OwnCard: lambda e, language: NotAllowedProblem(message=told(e, language)),
    OwnWordFull: lambda e, language: OwnWordFullProblem(message=told(e, language)),
    activities.KeyConflict: lambda e, language: KeyConflictProblem(message=told(e, language), key=e.key),
    activities.TooLate: lambda e, language: TooLateProblem(message=told(e, language), oldest=DateTime(e.oldest)),
    activities.InFuture: lambda e, language: InFutureProblem(message=told(e, language), now=DateTime(e.now)),
    activities.UnknownCurrency: lambda e, language: UnknownCurrencyProblem(
        message=told(e, language), currency=e.currency, known=list(e.known)
    ),
    activities.BudgetExhausted: lambda e, language: BudgetExhaustedProblem(
        message=told(e, language), left=Points(e.left)
    ),
    activities.ActivityNotFound: lambda e, language: ActivityNotFoundProblem(message=told(e, language), key=e.key),
    activities.ShareExceeded: lambda e, language: ShareExceededProblem(
        message=told(e, language), left=from_micro(e.left)
    ),
    programme.UnknownKind: lambda e, language: UnknownKindProblem(
        message=told(e, language), kind=e.kind, known=list(e.known)
    ),
    programme.FactError: lambda e, language: FactProblem(message=told(e, language), fact=e.fact),
    programme.BeforeProgramme: lambda e, language: BeforeProgrammeProblem(
        message=told(e, language), begins=DateTime(e.begins_at)
    ),
    programme.TooYoung: lambda e, language: TooYoungProblem(message=told(e, language), age=e.age),
    programme.GuardianNeeded: lambda e, language: GuardianNeededProblem(message=told(e, language), age=e.age),
    programme.NotOfferedThere: lambda e, language: NotOfferedThereProblem(
        message=told(e, language), countries=list(e.countries)
    ),
    programme.ProgrammeErrors: lambda e, language: ProgrammeMistakesProblem(
        message=told(e, language), mistakes=mistakes_of(e.errors, language)
    ),
    programme.DraftMoved: lambda e, language: DraftMovedProblem(message=told(e, language), revision=e.revision),
    programme.DraftEnded: lambda e, language: DraftEndedProblem(message=told(e, language)),
    members.TermsOutdated: lambda e, language: TermsOutdatedProblem(message=told(e, language), current=e.current),
    members.WrongCredentials: lambda e, language: WrongCredentialsProblem(message=told(e, language)),
    members.StaleSignIn: lambda e, language: StaleSignInProblem(message=told(e, language), max_age=e.max_age),
    members.LinkExpired: lambda e, language: InvalidTokenProblem(message=told(e, language)),
    members.CardTaken: lambda e, language: CardTakenProblem(message=told(e, language)),
    members.AlreadyEnrolled: lambda e, language: AlreadyEnrolledProblem(message=told(e, language)),
    members.EnrollKeyConflict: lambda e, language: KeyConflictProblem(message=told(e, language), key=e.key),
    KeyConflict: lambda e, language: KeyConflictProblem(message=told(e, language), key=e.key),
    moderation.KeyConflict: lambda e, language: KeyConflictProblem(message=told(e, language), key=e.key),
    moderation.CaseClaimed: lambda e, language: CaseClaimedProblem(
        message=told(e, language), by=e.by, until=DateTime(e.until)
    ),
    moderation.AlreadyDecided: lambda e, language: AlreadyDecidedProblem(message=told(e, language)),
    moderation.TimeIsOver: lambda e, language: TimeIsOverProblem(
        message=told(e, language), ended_at=DateTime(e.ended_at)
    ),
    LessThanThat: lambda e, language: LessThanThatProblem(message=told(e, language), balance=Points(e.balance)),
    groups.NoHouseholds: lambda e, language: NoHouseholdsProblem(message=told(e, language)),
    groups.HouseholdFull: lambda e, language: HouseholdFullProblem(message=told(e, language), members=e.members),
    groups.AlreadyTogether: lambda e, language: AlreadyTogetherProblem(message=told(e, language)),
    groups.NotYourHousehold: lambda e, language: NotAllowedProblem(message=told(e, language)),
    NotTransferable: lambda e, language: NotTransferableProblem(message=told(e, language), currency=e.currency),
    TooLittleAtOnce: lambda e, language: TooLittleAtOnceProblem(message=told(e, language), least=Points(e.least)),
    TooMuchThisYear: lambda e, language: TooMuchThisYearProblem(message=told(e, language), left=Points(e.left)),
    NotFreezable: lambda e, language: NotFreezableProblem(message=told(e, language), currency=e.currency),
    FrozenEnough: lambda e, language: FrozenEnoughProblem(message=told(e, language), left=e.left),
    NothingToFreeze: lambda e, language: NothingToFreezeProblem(message=told(e, language)),
    FreezeSettled: lambda e, language: FreezeSettledProblem(message=told(e, language)),
    insights.AdjustmentDecided: lambda e, language: AdjustmentDecidedProblem(message=told(e, language)),
    AlreadyJoined: lambda e, language: AlreadyJoinedProblem(message=told(e, language)),
    NotJoined: lambda e, language: NotJoinedProblem(message=told(e, language)),
    rewards.NotEnoughPoints: lambda e, language: NotEnoughPointsProblem(
        message=told(e, language), missing=Points(e.missing)
    ),
    rewards.SoldOut: lambda e, language: SoldOutProblem(
        message=told(e, language), opens_at=DateTime(e.opens_at) if e.opens_at is not None else None
    ),
    rewards.NotOpen: lambda e, language: NotOpenProblem(message=told(e, language), opens_at=DateTime(e.opens_at)),
    rewards.LevelRequired: lambda e, language: LevelRequiredProblem(message=told(e, language), tier=e.tier),
    PerkNotYours: lambda e, language: LevelRequiredProblem(message=told(e, language), tier=e.tier),
    PerkUsedUp: lambda e, language: LimitReachedProblem(message=told(e, language), limit=e.limit),
    OfferClosed: lambda e, language: OfferClosedProblem(message=told(e, language)),
    rewards.LimitReached: lambda e, language: LimitReachedProblem(message=told(e, language), limit=e.limit),
    rewards.VoucherNotFound: lambda e, language: VoucherNotFoundProblem(message=told(e, language)),
    rewards.VoucherUsed: lambda e, language: VoucherUsedProblem(
        message=told(e, language), used_at=DateTime(e.at), partner_id=e.partner_id,
        shop=e.shop,
    ),
    rewards.VoucherExpired: lambda e, language: VoucherExpiredProblem(
        message=told(e, language), expired_at=DateTime(e.at)
    ),
    rewards.VoucherCancelled: lambda e, language: VoucherCancelledProblem(
        message=told(e, language), cancelled_at=DateTime(e.at)
    ),
}


def problem_of(
    error: DomainError, members: tuple[type, ...], language: Language, table: Mapping[type[DomainError], Maker] = TABLE
) -> Problem | None:
    """The problem that tells of the error, or None where the union has no such member."""
    for kind in type(error).__mro__:
        maker = table.get(kind)
        if maker is not None:
            problem = maker(error, language)
            if isinstance(problem, members):
                return problem
    return None
