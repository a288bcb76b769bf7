"""Badges: achievements that a programme gives for challenges, tiers and counts."""

from server.jobs import Periodic
from server.kernel.clock import HOUR

from .queries import Award, awards_by_id, awards_of, awards_of_activities, held_by, revoked_by_activities
from .rarity import Share, count_shares, shares_of

PERIODICS = (Periodic("badges.rarity", every=6 * HOUR, run=count_shares),)

__all__ = [
    "PERIODICS", "Award", "Share", "awards_by_id", "awards_of", "awards_of_activities", "count_shares", "held_by",
    "revoked_by_activities", "shares_of",
]  # fmt: skip
