"""Households, sharing groups, teams: members who may spend each other's points."""

from .errors import AlreadyTogether, HouseholdFull, NobodyWithCard, NoHouseholds, NotYourHousehold
from .queries import Household, Invite, Place, households_of, invites_to, lenders_of, mates_of, places_of
from .service import answer, invite, invite_member, leave, settle

__all__ = [
    "AlreadyTogether", "Household", "HouseholdFull", "Invite", "NoHouseholds", "NobodyWithCard", "NotYourHousehold",
    "Place", "answer", "households_of", "invite", "invite_member", "invites_to", "leave", "lenders_of", "mates_of",
    "places_of", "settle",
]  # fmt: skip
