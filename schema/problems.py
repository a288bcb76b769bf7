"""Expected outcomes of a verb are data: each is a type that ends in …Problem and implements `Problem`.

`TABLE` is the one place where a DomainError becomes such a type. Nobody catches a domain error in a resolver: where a
field answers a union, `HemmaplanSchema` looks the raised error up here (the error's own class first, then its bases)
and answers the first problem that the union holds; a list's items may be errors too, each mapped alone. What no union
holds, and what is raised for a whole list, becomes a top-level error (`errors`). The types stand by noun in files of
their own, and are found here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from schema.context import Language
from schema.deciding_problems import AlreadyDecidedProblem as AlreadyDecidedProblem
from schema.deciding_problems import CaseClaimedProblem as CaseClaimedProblem
from schema.deciding_problems import DraftEndedProblem as DraftEndedProblem
from schema.deciding_problems import DraftMovedProblem as DraftMovedProblem
from schema.deciding_problems import ProgrammeMistake as ProgrammeMistake
from schema.deciding_problems import ProgrammeMistakesProblem as ProgrammeMistakesProblem
from schema.deciding_problems import TimeIsOverProblem as TimeIsOverProblem
from schema.membership_problems import AlreadyEnrolledProblem as AlreadyEnrolledProblem
from schema.membership_problems import AlreadyTogetherProblem as AlreadyTogetherProblem
from schema.membership_problems import CardTakenProblem as CardTakenProblem
from schema.membership_problems import GuardianNeededProblem as GuardianNeededProblem
from schema.membership_problems import HouseholdFullProblem as HouseholdFullProblem
from schema.membership_problems import InvalidTokenProblem as InvalidTokenProblem
from schema.membership_problems import NoHouseholdsProblem as NoHouseholdsProblem
from schema.membership_problems import NotOfferedThereProblem as NotOfferedThereProblem
from schema.membership_problems import StaleSignInProblem as StaleSignInProblem
from schema.membership_problems import TermsOutdatedProblem as TermsOutdatedProblem
from schema.membership_problems import TooYoungProblem as TooYoungProblem
from schema.membership_problems import WrongCredentialsProblem as WrongCredentialsProblem
from schema.points_problems import AdjustmentDecidedProblem as AdjustmentDecidedProblem
from schema.points_problems import FreezeSettledProblem as FreezeSettledProblem
from schema.points_problems import FrozenEnoughProblem as FrozenEnoughProblem
from schema.points_problems import LessThanThatProblem as LessThanThatProblem
from schema.points_problems import NotFreezableProblem as NotFreezableProblem
from schema.points_problems import NothingToFreezeProblem as NothingToFreezeProblem
from schema.points_problems import NotTransferableProblem as NotTransferableProblem
from schema.points_problems import TooLittleAtOnceProblem as TooLittleAtOnceProblem
from schema.points_problems import TooMuchThisYearProblem as TooMuchThisYearProblem
from schema.problem_kinds import BadInputProblem as BadInputProblem
from schema.problem_kinds import InternalProblem as InternalProblem
from schema.problem_kinds import KeyConflictProblem as KeyConflictProblem
from schema.problem_kinds import NotAllowedProblem as NotAllowedProblem
from schema.problem_kinds import NotFoundProblem as NotFoundProblem
from schema.problem_kinds import Problem as Problem
from schema.problem_kinds import ThrottledProblem as ThrottledProblem
from schema.problem_words import told
from schema.recording_problems import ActivityNotFoundProblem as ActivityNotFoundProblem
from schema.recording_problems import AlreadyJoinedProblem as AlreadyJoinedProblem
from schema.recording_problems import BeforeProgrammeProblem as BeforeProgrammeProblem
from schema.recording_problems import BudgetExhaustedProblem as BudgetExhaustedProblem
from schema.recording_problems import FactProblem as FactProblem
from schema.recording_problems import InFutureProblem as InFutureProblem
from schema.recording_problems import MemberNotFoundProblem as MemberNotFoundProblem
from schema.recording_problems import NotJoinedProblem as NotJoinedProblem
from schema.recording_problems import OwnWordFullProblem as OwnWordFullProblem
from schema.recording_problems import ShareExceededProblem as ShareExceededProblem
from schema.recording_problems import TooLateProblem as TooLateProblem
from schema.recording_problems import UnknownCurrencyProblem as UnknownCurrencyProblem
from schema.recording_problems import UnknownKindProblem as UnknownKindProblem
from schema.reward_problems import LevelRequiredProblem as LevelRequiredProblem
from schema.reward_problems import LimitReachedProblem as LimitReachedProblem
from schema.reward_problems import NotEnoughPointsProblem as NotEnoughPointsProblem
from schema.reward_problems import NotOpenProblem as NotOpenProblem
from schema.reward_problems import OfferClosedProblem as OfferClosedProblem
from schema.reward_problems import SoldOutProblem as SoldOutProblem
from schema.reward_problems import VoucherCancelledProblem as VoucherCancelledProblem
from schema.reward_problems import VoucherExpiredProblem as VoucherExpiredProblem
from schema.reward_problems import VoucherNotFoundProblem as VoucherNotFoundProblem
from schema.reward_problems import VoucherUsedProblem as VoucherUsedProblem
from schema.scalars import DateTime, Points, from_micro
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
