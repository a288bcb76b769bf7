"""Sustainability: what everyday choices are estimated to save, each estimate with the figures that it was made of."""

from .queries import Kept, Total, everybodys, impacts_of_activities, totals_of
from .rules import arithmetic_of, as_distance, saved

__all__ = [
    "Kept", "Total", "arithmetic_of", "as_distance", "everybodys", "impacts_of_activities", "saved", "totals_of",
]  # fmt: skip
