"""Tiers: the ladder that qualifying points lift a member on."""

from .queries import Holding, holdings_of

__all__ = ["Holding", "holdings_of"]
