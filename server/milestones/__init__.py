"""Milestones and closings: what a sum reached brings, and what a period's total decides at its close."""

from .reconcile import Misreckoned, reconcile

__all__ = ["Misreckoned", "reconcile"]
