"""Milestones and closings: what a sum reached brings, and what a period's total decides at its close."""

from .reconcile import Misreckoned, forgotten_of, gifts_of, reconcile

__all__ = ["Misreckoned", "forgotten_of", "gifts_of", "reconcile"]
