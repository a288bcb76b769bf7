"""The gamification loop on one screen: what may follow from an activity, in the order in which it is worked out.

A new effect is a room of its own and one line here.
"""

from __future__ import annotations

from typing import Any

from server.badges.effects import GiveBadges
from server.challenges import MoveGoals
from server.challenges.effects import AdvanceChallenges
from server.earning.effects import CountShared, EarnPoints
from server.leaderboards.effects import MoveStandings
from server.ledger.effects import PostEntries
from server.milestones.effects import ClosePeriods, ReachMilestones
from server.occasions.effects import MeetOccasions
from server.programme.effect import Effect
from server.rewards.effects import CountPlaces, KeepBeneficiaries, RedeemRewards
from server.sustainability.effects import RecordImpact
from server.tiers.effects import ClimbTiers

from .budget import DrawBudget
from .timeline import TellMember

EFFECTS: tuple[Effect[Any], ...] = (
    EarnPoints(),
    AdvanceChallenges(),
    GiveBadges(),
    RedeemRewards(),
    KeepBeneficiaries(),
    PostEntries(),
    ClimbTiers(),
    ReachMilestones(),
    ClosePeriods(),
    MeetOccasions(),
    MoveStandings(),
    RecordImpact(),
    TellMember(),
    DrawBudget(),  # Last: their rows are shared by many members, and locked for the shortest time.
    CountShared(),
    CountPlaces(),
    MoveGoals(),
)
