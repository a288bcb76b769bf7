"""What households refuse. Nothing is changed by it."""

from __future__ import annotations

from collections.abc import Mapping

from server.kernel.errors import DomainError, NotFound
from server.programme.rulebook import Language

Texts = Mapping[Language, str]


class NoHouseholds(DomainError):
    """The programme has none."""

    def __init__(self) -> None:
        self.texts: Texts = {
            "sv": "Det här programmet har inga hushåll. Inget ändrades.",
            "en": "This programme has no households. Nothing was changed.",
        }
        super().__init__(self.texts["en"])


class NobodyWithCard(NotFound):
    def __init__(self) -> None:
        super().__init__("A member with that card")


class HouseholdFull(DomainError):
    """`members`: how many it may have."""

    def __init__(self, members: int) -> None:
        self.texts: Texts = {
            "sv": f"Ett hushåll har högst {members} medlemmar, inbjudna medräknade. Inget ändrades.",
            "en": f"A household has at most {members} members, those invited included. Nothing was changed.",
        }
        super().__init__(self.texts["en"])
        self.members = members


class AlreadyTogether(DomainError):
    """One is in one household at most: whoever is asked, or asks, is in one already."""

    def __init__(self) -> None:
        self.texts: Texts = {
            "sv": "Man kan vara med i ett hushåll. Den ni tänker på är redan med i ett. Inget ändrades.",
            "en": "One can be in one household, and that member is in one already. Nothing was changed.",
        }
        super().__init__(self.texts["en"])


class NotYourHousehold(DomainError):
    """Only who has the household invites and lets others go; an invitation is for one member, and for a while."""

    def __init__(self) -> None:
        self.texts: Texts = {
            "sv": "Det kan bara den göra som har hushållet, eller som inbjudan gäller. Inget ändrades.",
            "en": "Only who has the household, or who is invited, can do that. Nothing was changed.",
        }
        super().__init__(self.texts["en"])
