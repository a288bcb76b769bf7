"""Earning: rules turn facts into points, inside their caps."""

from .explaining import Unfired, unfired
from .limiting import limited_by_activity, limited_of
from .queries import Budget, budgets_of
from .reconcile import Misused, gifts_of, reconcile
from .rooms import Usage

__all__ = [
    "Budget", "Misused", "Unfired", "Usage", "budgets_of", "gifts_of", "limited_by_activity", "limited_of",
    "reconcile", "unfired",
]  # fmt: skip
