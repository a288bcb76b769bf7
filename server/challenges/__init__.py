"""Challenges: what members take on, and how far they have come."""

from .queries import ORDER, Place, Row, Standing, places, progress_of

__all__ = ["ORDER", "Place", "Row", "Standing", "places", "progress_of"]
