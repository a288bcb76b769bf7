"""Leaderboards: standings by season, and ranks that do not count rows."""

from .queries import Ranked, around, size, standing_of, standings
from .ranks import Place, Ranks, position_of, rank_of, ranks_of_page
from .service import close_ranks, open_ranks, ranks

__all__ = [
    "Place", "Ranked", "Ranks", "around", "close_ranks", "open_ranks", "position_of", "rank_of", "ranks",
    "ranks_of_page", "size", "standing_of", "standings",
]  # fmt: skip
