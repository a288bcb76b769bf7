"""Earning: rules turn facts into points, inside their caps."""

from .explaining import Unfired, unfired
from .queries import Budget, budgets_of
from .reconcile import Misused, reconcile
from .rooms import Usage

__all__ = ["Budget", "Misused", "Unfired", "Usage", "budgets_of", "reconcile", "unfired"]
