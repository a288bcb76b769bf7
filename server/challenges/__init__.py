"""Challenges: what members take on, alone or together, and how far they have come."""

from .goals import SETTLE_JOB, MoveGoals, goal_topic
from .queries import (
    ORDER,
    Place,
    Row,
    Shared,
    Standing,
    concerned_by,
    gifts_to,
    goals_now,
    places,
    progress_of,
    shared_goals,
)

__all__ = [
    "ORDER", "SETTLE_JOB", "MoveGoals", "Place", "Row", "Shared", "Standing", "concerned_by", "gifts_to", "goal_topic",
    "goals_now", "places", "progress_of", "shared_goals",
]  # fmt: skip
