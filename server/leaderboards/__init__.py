"""Leaderboards: standings by season, ranks that do not count rows, and places that are final once a season is over."""

from server.jobs import Periodic
from server.kernel.clock import MINUTE

from .final import (
    Final,
    Past,
    final_around,
    final_place_of,
    final_ranks,
    final_season,
    final_standings,
    freeze_seasons,
    past_seasons,
)
from .history import season_known
from .queries import around, size, standing_of, standings
from .ranks import Place, Ranked, Ranks, position_of, rank_of, ranks_of_page
from .reconcile import Misplaced, reconcile
from .seasons import Season, season_at, season_named, season_shown
from .service import close_ranks, open_ranks, ranks

PERIODICS = (Periodic("boards.freeze", every=10 * MINUTE, run=freeze_seasons),)

__all__ = [
    "PERIODICS", "Final", "Misplaced", "Past", "Place", "Ranked", "Ranks", "Season", "around", "close_ranks",
    "final_around", "final_place_of", "final_ranks", "final_season", "final_standings", "freeze_seasons", "open_ranks",
    "past_seasons", "position_of", "rank_of", "ranks", "ranks_of_page", "reconcile", "season_at", "season_known",
    "season_named", "season_shown", "size", "standing_of", "standings",
]  # fmt: skip
