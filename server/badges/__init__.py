"""Badges: achievements that a programme gives for challenges, tiers and counts."""

from .queries import Award, awards_by_id, awards_of, awards_of_activities, revoked_by_activities

__all__ = ["Award", "awards_by_id", "awards_of", "awards_of_activities", "revoked_by_activities"]
