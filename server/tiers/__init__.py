"""Tiers: the ladder that what members earn lifts them on, what is given on it, and what it brings."""

from .counting import FOREVER, Grant
from .giving import Offer
from .perks import PerkLeft, offers_by_id, offers_from, offers_to, perks_of
from .queries import Holding, holdings_of
from .reconcile import grants_held_by, offers_accepted_by
from .rules import KEPT

__all__ = [
    "FOREVER", "KEPT", "Grant", "Holding", "Offer", "PerkLeft", "grants_held_by", "holdings_of", "offers_accepted_by",
    "offers_by_id", "offers_from", "offers_to", "perks_of",
]  # fmt: skip
