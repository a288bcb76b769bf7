"""What is refused to managers. Each says the same sentence in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping

from server.kernel.errors import DomainError, Forbidden
from server.programme.rulebook import Language

Texts = Mapping[Language, str]


class OwnAccount(Forbidden):
    """Nobody corrects their own points, nor agrees to it."""

    def __init__(self) -> None:
        self.texts: Texts = {
            "sv": "Dina egna poäng rättar någon annan. Inget ändrades.",
            "en": "Somebody else corrects your own points. Nothing was changed.",
        }
        super().__init__(self.texts["en"])


class SecondManagerNeeded(Forbidden):
    """Who asked for a correction does not agree to it as well."""

    def __init__(self) -> None:
        self.texts: Texts = {
            "sv": "Du bad om rättelsen själv. En annan ledare behöver hålla med.",
            "en": "You asked for this correction yourself. Another manager has to agree.",
        }
        super().__init__(self.texts["en"])


class AdjustmentDecided(DomainError):
    """Somebody has agreed or declined already."""

    def __init__(self, *, agreed: bool) -> None:
        self.texts: Texts = {
            "sv": "Rättelsen är redan gjord." if agreed else "Rättelsen är redan avböjd.",
            "en": "The correction is made already." if agreed else "The correction was declined already.",
        }
        super().__init__(self.texts["en"])
