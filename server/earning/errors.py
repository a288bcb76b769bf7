"""What earning refuses."""

from __future__ import annotations

from collections.abc import Mapping

from server.kernel.errors import DomainError
from server.kernel.periods import Calendar
from server.programme.rulebook import Language

_FULL: Mapping[Calendar, tuple[str, str]] = {
    "day": ("det som räknas den dagen. En ny dag går det igen", "counts on that day. A new day counts again"),
    "week": ("det som räknas den veckan. Nästa vecka går det igen", "counts in that week. Next week counts again"),
    "month": ("det som räknas den månaden. Nästa månad går det igen", "counts in that month. Next month counts again"),
    "quarter": ("det som räknas det kvartalet. Nästa kvartal går det igen",
                "counts in that quarter. Next quarter counts again"),
    "year": ("det som räknas det året. Nästa år går det igen", "counts in that year. Next year counts again"),
    "lifetime": ("allt som räknas", "ever counts"),
}  # fmt: skip


class OwnWordFull(DomainError):
    """A member has told of as much as counts in the cap's period. `period`: which; None: it was too little to count."""

    def __init__(self, period: Calendar | None) -> None:
        if period is None:
            sv, en = "Det var för lite för att räknas. Inget ändrades.", "That is too little to count. Nothing changed."
        else:
            full_sv, full_en = _FULL[period]
            sv = f"Fint! Du har redan berättat om {full_sv}. Inget ändrades."
            en = f"Well done! You have already told of what {full_en}. Nothing was changed."
        self.texts: Mapping[Language, str] = {"sv": sv, "en": en}
        super().__init__(en)
        self.period = period
