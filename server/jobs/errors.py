"""How a handler speaks of work that does not simply succeed."""

from __future__ import annotations


class Hopeless(Exception):
    """Raised by a handler: trying again will not help. The job is dead at once, with these words."""


class LeaseLost(Exception):
    """The job was held too long and belongs to another worker now. Whatever was done in this transaction is undone."""
