"""That something was recorded for a partner, told to those of its people who watch."""

from __future__ import annotations

from server import live

_PREFIX = "partner:"


def topic_of(partner_id: int) -> str:
    """The topic of what a partner's programs and staff record."""
    return f"{_PREFIX}{partner_id}"


def tell(partner_id: int, activity_id: int) -> None:
    """Tells of an activity that is committed; at most five times a second, the latest wins: who hears reads anew."""
    live.publish_topic(topic_of(partner_id), activity_id)
