"""What the sentences are made of: a rulebook and a language, and the names that people know its parts by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from server.kernel.clock import Instant
from server.programme import words
from server.programme.rulebook import Currency, FactSpec, FactValue, Gift, Kind, Language, Reward, Rulebook, Texts

MICRO_DIGITS = 6
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "level": "nivån {names}", "levels": "nivåerna {names}", "level_for": "nivån {name} i {months}",
        "extension": "{months} längre tid för {points}", "your": "dina {points}", "off": "{percent} rabatt",
        "worth": "{name} ({worth})",
    },
    "en": {
        "level": "the level {names}", "levels": "the levels {names}", "level_for": "the level {name} for {months}",
        "extension": "{months} more for {points}", "your": "your {points}", "off": "{percent} off",
        "worth": "{name} ({worth})",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Telling:
    """A rulebook, told in a language, as of an instant: what has ended by then is left out (None: nothing is). What the
    rulebook no longer has is told without its name, never by its code."""

    book: Rulebook
    language: Language
    at: Instant | None = None

    def is_over(self, ends_at: Instant | None) -> bool:
        return self.at is not None and ends_at is not None and ends_at <= self.at

    def text(self, texts: Texts, name: str = "name") -> str:
        return str(texts.get(self.language, {}).get(name, ""))

    def joined(self, parts: Sequence[str], by: str = "and") -> str:
        return words.joined(parts, self.language, by)

    def number(self, value: int | Decimal | str) -> str:
        return words.number(value, self.language)

    def currency(self, code: str) -> Currency:
        return self.book.currencies[code]

    def points(self, units: int, code: str) -> str:
        """“1 380 poäng”; of a counter “45 flygningar”."""
        return words.points(units, self.currency(code), self.language)

    def bare(self, units: int, code: str) -> str:
        """As `points`, without the word."""
        return words.points(units, self.currency(code), self.language).rpartition(words.HARD_SPACE)[0]

    def amount(self, whole: Decimal, code: str) -> str:
        """Whole points that a rate says: “1,2 stjärnor”."""
        return words.amount(whole, self.currency(code), self.language)

    def many(self, code: str) -> str:
        return self.text(self.currency(code).texts, "many")

    def money(self, units: int) -> str:
        return words.sum_of_money(units, self.book.money_decimals, self.book.money, self.language)

    def percent(self, share: Decimal | int) -> str:
        """“35 %” of 35, “35%” in English."""
        shown = words.number(words.plain(Decimal(share)), self.language)
        return f"{shown}{words.HARD_SPACE}%" if self.language == "sv" else f"{shown}%"

    def day(self, instant: int) -> str:
        return words.day(instant, self.book.timezone, self.language)

    def so_many(self, value: int, unit: str) -> str:
        return words.so_many(value, unit, self.language)

    def tier(self, code: str) -> str:
        tiers = self.book.ladder.tiers if self.book.ladder is not None else ()
        return next((self.text(tier.texts) for tier in tiers if tier.code == code), "")

    def in_order(self, tiers: Iterable[str]) -> list[str]:
        """Tiers' codes, lowest first."""
        wanted = set(tiers)
        ladder = self.book.ladder.tiers if self.book.ladder is not None else ()
        return [tier.code for tier in ladder if tier.code in wanted]

    def level_names(self, tiers: Iterable[str]) -> str:
        """“Guld och Reserve”."""
        return self.joined([self.tier(code) for code in self.in_order(tiers)])

    def levels(self, tiers: Iterable[str]) -> str:
        """“nivån Guld”, “nivåerna Guld och Reserve”."""
        names = [self.tier(code) for code in self.in_order(tiers)]
        return _WORDS[self.language]["level" if len(names) == 1 else "levels"].format(names=self.joined(names))

    def worth(self, reward: Reward) -> str:
        """“25 kr” or “35 % rabatt”; empty where it has none."""
        if reward.percent is not None:
            return _WORDS[self.language]["off"].format(percent=self.percent(reward.percent))
        return self.money(reward.face) if reward.face else ""

    def reward(self, code: str) -> str:
        """Its name, with what it is worth where the name does not say it."""
        reward = self.book.rewards[code]
        name, worth = self.text(reward.texts), self.worth(reward)
        figure = re.search(r"[\d.,]+", worth.replace(words.HARD_SPACE, ""))
        said = figure is not None and figure[0] in name.replace(words.HARD_SPACE, "")
        if reward.charity is not None or not worth or said:
            return name
        return _WORDS[self.language]["worth"].format(name=name, worth=worth)

    def gift(self, gift: Gift) -> str:
        """“100 poäng”, “Bonuscheck (25 kr)”, “nivån Guld i 3 månader”."""
        said = _WORDS[self.language]
        if gift.type == "points":
            return self.points(gift.points, gift.code)
        if gift.type == "reward":
            return self.reward(gift.code)
        months = self.so_many(gift.months, "month")
        if gift.type == "extension":
            return said["extension"].format(months=months, points=said["your"].format(points=self.many(gift.code)))
        if gift.months:
            return said["level_for"].format(name=self.tier(gift.code), months=months)
        return said["level"].format(names=self.tier(gift.code))

    def gifts(self, gifts: Sequence[Gift]) -> str:
        return self.joined([self.gift(gift) for gift in gifts])

    def kinds(self, codes: Iterable[str], by: str = "or") -> str:
        """What happens, by name: “köp eller besök”."""
        names = [self.text(kind.texts) for code, kind in self.book.kinds.items() if code in set(codes)]
        return self.joined([self.named(name) for name in names], by)

    def named(self, name: str) -> str:
        """What happens, inside a sentence: a word as it is, “köp”; several in quotation marks, ”Lämnade kläder”."""
        if " " not in name:
            return words.inside(name)
        return f"”{name}”" if self.language == "sv" else f"“{name}”"

    def choice(self, spec: FactSpec, value: FactValue) -> str:
        """What people call one of a fact's values: its name, else the word itself."""
        named = spec.names.get(self.language, {}).get(str(value))
        return str(named) if named is not None else str(value).replace("_", " ")

    def fact(self, spec: FactSpec) -> str:
        """A fact's name inside a sentence."""
        return words.inside(self.text(spec.texts) or spec.name.replace("_", " "))

    def unit(self, spec: FactSpec) -> tuple[str, str]:
        """What one and several of a number fact are called, where the document says it: “krona”, “kr”; “natt”,
        “nätter”; “kg”, “kg”. Empty: it does not."""
        if spec.type == "money":
            return words.money_unit(self.book.money, self.language)
        if spec.unit:
            return spec.unit, spec.unit
        return self.text(spec.texts, "one"), self.text(spec.texts, "many")

    def quantity(self, spec: FactSpec, whole: Decimal) -> str:
        """“300 kr”, “4,5 kg”, “3 nätter”; without words of its own “3 {name}”."""
        if spec.type == "money":
            units = int(whole.scaleb(self.book.money_decimals))
            return self.money(units)
        shown = words.plain(whole)
        one, many = self.unit(spec)
        word = (one if shown == "1" else many) or self.fact(spec)
        return f"{self.number(shown)}{words.HARD_SPACE}{word}"


def fact_of(kind: Kind | None, name: str, lines: str | None = None) -> FactSpec | None:
    """A fact of a kind, or a field of its receipt's lines: that first where a rule looks into them."""
    if kind is None:
        return None
    listed = [kind.facts[lines]] if lines is not None and lines in kind.facts else list(kind.facts.values())
    fields = next((spec.fields[name] for spec in listed if name in spec.fields), None)
    return (fields or kind.facts.get(name)) if lines is not None else (kind.facts.get(name) or fields)


def whole(spec: FactSpec, value: FactValue, money_decimals: int) -> Decimal:
    """A typed number in whole units: kronor, kilograms, pieces."""
    scale = {"money": money_decimals, "decimal": MICRO_DIGITS}.get(spec.type, 0)
    return Decimal(str(value)).scaleb(-scale)
