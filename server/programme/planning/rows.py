"""What a plan compares of each section's entries, what it calls it, and when a change of it is stricter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from server.programme.rulebook import Language

from . import earned as earned
from . import phrases as phrases
from . import worse as worse
from .phrases import Phrase
from .worse import Worse


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is compared: a field of an entry, or several that say one thing together (`of`)."""

    field: str
    sv: str
    en: str
    phrase: Phrase = phrases.plain
    worse: Worse = worse.never
    new: bool = False  # Whether it is said of an entry that is new.
    of: Callable[[Any], Any] | None = None
    with_it: tuple[str, ...] = ()  # Fields that it covers besides.

    def value(self, entry: Any) -> Any:
        return self.of(entry) if self.of is not None else getattr(entry, self.field)

    def label(self, language: Language) -> str:
        return self.sv if language == "sv" else self.en


def whole(entry: Any) -> Any:
    return entry


_CONDITION = Row("condition", "bara när", "only when", earned.condition, worse.began)
_ONLY = Row("only", "bara för", "only for", earned.chosen, worse.asked)
_EXCEPT = Row("unless", "undantar", "leaves out", earned.left_out, worse.left_out, of=whole)
_CAPS = Row("caps", "tak", "cap", earned.caps, worse.caps, new=True)
_GIVES = Row("gives", "ger", "gives", phrases.gifts, worse.ended, new=True)
_ONLY_TIERS = Row("tiers", "bara för nivåerna", "only for the levels", phrases.named("tier"), worse.fewer)
_STARTS = Row("starts_at", "från", "from", phrases.instant, worse.later, new=True)
_ENDS = Row("ends_at", "till och med", "to and including", phrases.last_day, worse.sooner, new=True)
_SEED = Row("seed", "lottningens frö", "the draw's seed")

ROWS: Mapping[str, tuple[Row, ...]] = {
    "programme": (
        Row("timezone", "tidszon", "time zone"),
        Row("money", "pengar", "money", with_it=("money_decimals",)),
        Row("late_days", "så sent får något registreras", "so late may something be recorded", phrases.counted("day"),
            worse.less),
        Row("terms_version", "villkorens version", "the terms' version"),
        Row("adjust_limit", "så mycket rättar en person ensam", "so much one person corrects alone"),
        Row("notice_days", "så långt före meddelas ändringar", "changes are told so long before",
            phrases.counted("day"), worse.less),
        Row("beneficiaries", "så många mottagare kan en medlem välja", "so many a member may choose to support",
            worse=worse.less),
    ),
    "eligibility": (
        Row("age", "ålder för att gå med", "age to join", worse=worse.more),
        Row("with_guardian", "ålder med vårdnadshavare", "age with a guardian", worse=worse.rarer),
        Row("countries", "länder", "countries", worse=worse.fewer),
    ),
    "currency": (
        Row("expires", "går ut", "expire", phrases.expiry, worse.expiry, new=True),
        Row("pending_days", "väntar innan de är medlemmens", "wait before they are the member's",
            phrases.counted("day"), worse.more),
        Row("transfer", "kan ges till en annan medlem", "can be given to another member", phrases.transfer,
            worse.transfer),
        Row("redeemable", "kan lösas in", "can be redeemed", worse=worse.ended),
        Row("decimals", "decimaler", "decimals", with_it=("counter",)),
    ),
    "household": (
        Row("members", "medlemmar, högst", "members, at most", worse=worse.less, new=True),
        Row("currencies", "delar", "share", phrases.named("currencies"), worse.fewer_of_those_named, new=True),
        Row("spends", "de andras poäng används av", "the others' points are used by", phrases.of_household,
            worse.is_now("owner")),
        Row("takes", "först används", "used first", phrases.of_household),
        Row("expires", "poängen går ut med", "points expire with", phrases.ends_of_household,
            worse.is_now("own")),
    ),
    "kind": (
        Row("senders", "får rapporteras av", "may be reported by", with_it=("facts",)),  # See planning_facts.py.
        Row("days_back", "dagar bakåt på eget ord", "days back on one's own word", worse=worse.less),
    ),
    "earn": (
        Row("rate", "", "", earned.earned, worse.earned, new=True, of=whole,
            with_it=("rates", "fixed", "of", "lines")),
        Row("kind", "för", "for", phrases.named("kinds"), new=True),
        Row("currency", "i", "in", phrases.named("currencies")),
        Row("rounding", "avrundas", "rounded", phrases.rounding, worse.rounded),
        _CONDITION, _ONLY, _EXCEPT, _CAPS, _GIVES,
        Row("pending_days", "väntar innan de är medlemmens", "wait before they are the member's",
            phrases.counted("day"), worse.more),
        Row("chance", "chans", "chance", phrases.chance, worse.limited), _SEED,
        Row("to_beneficiary", "går till dem som medlemmen valt", "goes to those whom the member chose",
            worse=worse.began, new=True),
        Row("otherwise", "går utan val till", "goes without a choice to", phrases.named("charities")),
    ),
    "multiplier": (
        Row("factors", "", "", earned.rows, worse.rows, new=True),
        Row("currency", "i", "in", phrases.named("currencies")),
        Row("rules", "för reglerna", "for the rules", worse=worse.fewer),
        Row("stack", "läggs ihop så här", "is combined so"),
        _CONDITION, _ONLY, _EXCEPT, _STARTS, _ENDS, _CAPS,
    ),
    "ladder": (
        Row("currency", "räknas i", "is counted in", phrases.named("currencies")),
        Row("window", "räknas över", "is counted over", phrases.within, worse.shorter),
        Row("validity", "behålls", "is kept", phrases.validity, worse.validity),
    ),
    "tier": (
        Row("reach", "nås vid", "is reached at", phrases.paths, worse.paths, new=True,
            of=lambda tier: tier.reach, with_it=("threshold",)),  # The ladder's window is told there.
        Row("lifetime", "för livet vid", "for life at", phrases.paths, worse.paths, of=lambda tier: tier.lifetime),
        Row("given_only", "bara på inbjudan", "by invitation only", worse=worse.began),
        Row("lands_on", "landar på", "lands on", phrases.named("tier"), worse.ended),
    ),
    "perk": (
        Row("tiers", "för nivåerna", "for the levels", phrases.named("tier"), worse.fewer_of_those_named, new=True),
        Row("uses", "gånger", "times", worse=worse.less),
        Row("period", "räknat", "counted", phrases.period),
        Row("gives_tier", "ger en annan nivån", "gives another the level", phrases.named("tier")),
    ),
    "milestone": (
        Row("every", "för varje", "for every", phrases.in_unit, worse.rarer, new=True),
        Row("at", "vid", "at", phrases.sums),
        Row("unit", "räknar", "counts", phrases.named("currencies")),
        Row("within", "inom", "within", phrases.period),
        Row("times", "högst så ofta", "at most so often", phrases.counted("time"), worse.limited),
        _ONLY_TIERS, _GIVES,
    ),
    "closing": (
        Row("brackets", "ger", "gives", phrases.brackets, worse.brackets, new=True),
        Row("unit", "räknar", "counts", phrases.named("currencies")),
        Row("period", "räknat", "counted", phrases.period),
    ),
    "occasion": (
        Row("on", "vid", "on"),
        Row("month", "månad", "month"), Row("day", "dag", "day"),
        Row("idle_days", "efter dagar utan aktivitet", "after days without an activity", worse=worse.more),
        Row("kinds", "aktiviteter", "activities", phrases.named("kinds")),
        _ONLY_TIERS, _GIVES,
        Row("days", "gäller", "is good for", phrases.days, worse.days),
        Row("holdout", "andel som inget får", "share that gets nothing", phrases.chance, worse.more), _SEED,
    ),
    "reward": (
        Row("points", "kostar", "costs", phrases.in_unit, worse.more, new=True),
        Row("currency", "betalas i", "is paid in", phrases.named("currencies")),
        Row("face", "är värd", "is worth", phrases.money, worse.less),
        Row("percent", "ger rabatten", "takes off", phrases.percent, worse.less),
        Row("tier", "från nivån", "from the level", phrases.named("tier"), worse.began),
        Row("places", "platser", "places", phrases.places, worse.places),
        Row("valid_days", "koden gäller i", "the code is good for", phrases.counted("day"), worse.less),
        Row("valid_until", "koden gäller till slutet av", "the code is good to the end of", phrases.period_end),
        Row("lost", "utan återbetalning när koden inte används", "with nothing back where the code is not used",
            worse=worse.began),
        Row("shops", "gäller hos", "is good at", worse=worse.fewer),
        Row("charity", "går till", "goes to", phrases.named("charities")),
        Row("value", "slag", "sort"), _STARTS, _ENDS,
        Row("opening", "öppnar", "opens", phrases.opening, worse.began),
    ),
    "challenge": (
        Row("measure", "mål", "goal", phrases.measure, lambda a, b: bool(b.target > a.target)),
        Row("window", "inom", "within", phrases.window),
        Row("join", "deltagande", "taking part"),
        Row("pays_points", "ger", "gives",
            lambda value, entry, book, language: phrases.of_unit(value, entry.pays_currency or "", book, language),
            worse.less, with_it=("pays_currency",)),
        Row("pays_badge", "ger märket", "gives the badge", phrases.named("badges"), worse.ended),
        Row("kept", "det gjorda finns kvar för den som kommer tillbaka", "what was done is kept for who comes back",
            worse=worse.ended),
        Row("gift", "skänker", "gives away", phrases.shared_gift),
    ),
    "badge": (
        Row("given", "ges för", "is given for",
            lambda value, _, book, language: value.code or phrases.measure(value.measure, None, book, language)),
        Row("metal", "metall", "metal"), Row("shape", "form", "shape"), Row("hidden", "hemligt", "secret"),
    ),
    "board": (
        Row("currency", "räknar", "counts", phrases.named("currencies")),
        Row("window", "räknat", "counted"), Row("ties", "vid lika", "on ties"),
        Row("settling", "slutgiltig efter", "final after", phrases.hours),
        Row("seasons", "säsonger", "seasons", lambda value, _, __, language: ", ".join(
            phrases.name_of(one, language) for one in value)),
    ),
    "action": (
        Row("kind", "för", "for", phrases.named("kinds")), Row("of", "räknar", "counts"),
        Row("proof", "på vems ord", "on whose word"),
        Row("figure", "siffra", "figure", lambda value, _, __, language: value.baseline.code if value else "–"),
        Row("capped", "regler med tak", "rules with a cap"),
    ),
    "moderation": (
        Row("new_days", "ny i", "new for", phrases.counted("day")),
        Row("hourly_new", "inlägg i timmen för nya", "posts an hour of who is new"),
        Row("hourly", "inlägg i timmen", "posts an hour"), Row("links_new", "länkar för nya", "links of who is new"),
        Row("undo_hours", "kan ångras i", "can be undone for", phrases.counted("hour")),
        Row("appeal_days", "kan överklagas i", "can be appealed for", phrases.counted("day"), worse.less),
        Row("silence_days", "längsta tystnad", "longest silence", phrases.counted("day"), worse.more),
        Row("watched", "bevakade ord", "watched words", lambda value, _, __, language: ", ".join(
            value.get(language, ())) or "–"),
    ),
    "charity": (Row("chosen", "kan väljas av medlemmar", "can be chosen by members", worse=worse.ended, new=True),),
    "topic": (), "rule": (),
}  # fmt: skip

SECTIONS: Mapping[str, tuple[str, str, str, str]] = {
    "programme": ("Programmet", "The programme", "", ""),
    "eligibility": ("Vem som får gå med", "Who may join", "", ""),
    "currency": ("Valutor", "Currencies", "valuta", "currency"),
    "counter": ("Räknare", "Counters", "räknare", "counter"),
    "household": ("Hushåll", "Households", "", ""),
    "kind": ("Aktiviteter", "Activities", "aktivitet", "activity"),
    "earn": ("Intjäning", "Earning", "intjäning", "earning rule"),
    "multiplier": ("Kampanjer", "Campaigns", "kampanj", "campaign"),
    "ladder": ("Nivåernas räkning", "How levels are counted", "", ""),
    "tier": ("Nivåer", "Levels", "nivå", "level"),
    "perk": ("Förmåner", "Perks", "förmån", "perk"),
    "milestone": ("Milstolpar", "Milestones", "milstolpe", "milestone"),
    "closing": ("Periodens slut", "At a period's end", "avslut", "closing"),
    "occasion": ("Tillfällen", "Occasions", "tillfälle", "occasion"),
    "reward": ("Belöningar", "Rewards", "belöning", "reward"),
    "charity": ("Välgörenhet", "Charities", "mottagare", "charity"),
    "challenge": ("Utmaningar", "Challenges", "utmaning", "challenge"),
    "badge": ("Märken", "Badges", "märke", "badge"),
    "board": ("Topplistor", "Leaderboards", "topplista", "leaderboard"),
    "action": ("Vardagsval", "Everyday choices", "vardagsval", "everyday choice"),
    "topic": ("Ämnen", "Topics", "ämne", "topic"),
    "rule": ("Husets regler", "House rules", "regel", "house rule"),
    "moderation": ("Moderering", "Moderation", "", ""),
}
"""In the order of a plan: what a section is called, and one of its entries."""

TEXTS: Mapping[str, tuple[str, str]] = {
    "name": ("namnet", "the name"), "one": ("ordet för en", "the word for one"),
    "the": ("ordet i bestämd form", "the word with “the”"),
    "many": ("ordet för flera", "the word for several"), "why": ("förklaringen", "the explanation"),
    "text": ("texten", "the text"), "perks": ("förmånerna", "the perks"), "line": ("mottot", "the line"),
    "promise": ("löftena", "the promises"), "human": ("vägen till en människa", "the way to a person"),
    "step": ("stegets text", "the step's text"), "done": ("slutets text", "the text when done"),
    "unit": ("enheten", "the unit"), "tie": ("regeln vid lika", "the rule on ties"),
    "impact": ("effekten", "the impact"), "source": ("källan", "the source"),
}
