"""Households: members who live together and may spend each other's points."""

from .errors import AlreadyTogether, HouseholdFull, NobodyWithCard, NoHouseholds, NotYourHousehold
from .queries import Household, Invite, households_of, invites_to, mates_of
from .service import answer, invite, leave

__all__ = [
    "AlreadyTogether", "Household", "HouseholdFull", "Invite", "NoHouseholds", "NobodyWithCard", "NotYourHousehold",
    "answer", "households_of", "invite", "invites_to", "leave", "mates_of",
]  # fmt: skip
