"""Occasions: birthdays, the day one joined, dates, and a long silence, that bring something by themselves."""

from .reconcile import met_by

__all__ = ["met_by"]
