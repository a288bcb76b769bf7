"""What households refuse. Nothing is changed by it."""

from __future__ import annotations

from collections.abc import Mapping

from server.kernel.errors import DomainError, NotFound
from server.programme.rulebook import HOUSEHOLD, Household, Language

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

    def __init__(self, terms: Household) -> None:
        one = {language: said["one"][:1].upper() + said["one"][1:] for language, said in terms.texts.items()}
        self.members = terms.members
        self.texts: Texts = {
            "sv": f"{one['sv']} har högst {self.members} medlemmar, inbjudna medräknade. Inget ändrades.",
            "en": f"{one['en']} has at most {self.members} members, those invited included. Nothing was changed.",
        }
        super().__init__(self.texts["en"])


class AlreadyTogether(DomainError):
    """One is in one household at most: whoever is asked, or asks, is in one already."""

    def __init__(self, terms: Household) -> None:
        one = {language: said["one"] for language, said in terms.texts.items()}
        self.texts: Texts = {
            "sv": f"Man kan bara vara med i {one['sv']} åt gången, och den det gäller är redan med. Inget ändrades.",
            "en": f"One can only be in {one['en']} at a time, and that member already is. Nothing was changed.",
        }
        super().__init__(self.texts["en"])


class NotYourHousehold(DomainError):
    """Only who has the household invites and lets others go; an invitation is for one member, and for a while."""

    def __init__(self, terms: Household | None) -> None:
        the = {language: said["the"] for language, said in (terms.texts if terms is not None else HOUSEHOLD).items()}
        self.texts: Texts = {
            "sv": f"Det kan bara den göra som har {the['sv']}, eller som inbjudan gäller. Inget ändrades.",
            "en": f"Only who has {the['en']}, or who is invited, can do that. Nothing was changed.",
        }
        super().__init__(self.texts["en"])
