"""What the ladder's room refuses. Nothing is changed by it, and no key is claimed."""

from __future__ import annotations

from server.kernel.errors import BadInput, DomainError, NotFound
from server.programme.rulebook import Ladder, Language, Perk, Tier


class TierNotFound(NotFound):
    def __init__(self, tier: str) -> None:
        super().__init__(f"The level “{tier[:60]}”")
        self.texts = {
            "sv": "Nivån finns inte, eller har alla redan. Inget ändrades.",
            "en": "There is no such level, or everybody has it. Nothing was changed.",
        }


class NotGiven(NotFound):
    def __init__(self, tier: str) -> None:
        super().__init__(f"The level “{tier[:60]}” of this member's, given by hand,")
        self.texts = {
            "sv": "Medlemmen har inte fått den nivån för hand eller av någon annan. Inget ändrades.",
            "en": "The member was not given that level by hand or by another member. Nothing was changed.",
        }


class PerkNotFound(NotFound):
    def __init__(self, perk: str) -> None:
        super().__init__(f"The perk “{perk[:60]}”")
        self.texts = {
            "sv": "Förmånen finns inte på det sättet. Inget ändrades.",
            "en": "There is no such perk in that way. Nothing was changed.",
        }


class PerkNotYours(DomainError):
    """The perk belongs to other levels; `tier` is the lowest of them."""

    def __init__(self, perk: Perk, ladder: Ladder) -> None:
        self.tier = perk.tiers[0]
        names: dict[Language, str] = {
            "sv": _name(ladder.tiers[ladder.place(self.tier)], "sv"),
            "en": _name(ladder.tiers[ladder.place(self.tier)], "en"),
        }
        self.texts = {
            "sv": f"{perk.texts['sv']['name']} hör till {names['sv']}. Inget ändrades.",
            "en": f"{perk.texts['en']['name']} belongs to {names['en']}. Nothing was changed.",
        }
        super().__init__(self.texts["en"])


class PerkUsedUp(DomainError):
    def __init__(self, perk: Perk) -> None:
        self.limit = perk.uses
        times = {"sv": "en gång" if perk.uses == 1 else f"{perk.uses} gånger",
                 "en": "once" if perk.uses == 1 else f"{perk.uses} times"}  # fmt: skip
        self.texts = {
            "sv": f"{perk.texts['sv']['name']} är redan använd så ofta det går: {times['sv']}. Inget ändrades.",
            "en": f"{perk.texts['en']['name']} has been used as often as it can: {times['en']}. Nothing was changed.",
        }
        super().__init__(self.texts["en"])


class OfferedToOneself(BadInput):
    def __init__(self) -> None:
        super().__init__("card", "That is the giver's own card: give to somebody else.")
        self.texts = {
            "sv": "Det är ditt eget kort: ge till någon annan.",
            "en": "That is your own card: give to somebody else.",
        }


class OfferNotFound(NotFound):
    def __init__(self) -> None:
        super().__init__("The offer")
        self.texts = {
            "sv": "Erbjudandet finns inte. Inget ändrades.",
            "en": "There is no such offer. Nothing was changed.",
        }


class OfferClosed(DomainError):
    """It was answered, taken back, or has lapsed."""

    def __init__(self) -> None:
        self.texts = {
            "sv": "Erbjudandet gäller inte längre. Inget ändrades.",
            "en": "The offer is closed. Nothing was changed.",
        }
        super().__init__(self.texts["en"])


def _name(tier: Tier, language: Language) -> str:
    return str(tier.texts[language]["name"])
