"""What members collect, in the document: currencies."""

from __future__ import annotations

from dataclasses import replace

from server.programme.rulebook import Currency, Expiry, Period, Transfer

from .parts import Known, codes_of, points_of
from .reading import Reader
from .toml import Located
from .windows import period_of

MONTHS_LIMIT = 600
PENDING_LIMIT = 366  # Days: nobody waits longer than a year for a return window.
FREEZE_LIMIT = 12  # Months of a year.
_FREEZE = "freeze_months_a_year"


def currencies(tree: Located, known: Known) -> dict[str, Currency]:
    found = {}
    for code, reader in known.entries(tree, "currency", "currency"):
        redeemable = reader.boolean("redeemable", default=True)
        decimals = reader.whole("decimals", least=0, most=4, default=0)
        expires = _expires(reader, known, redeemable, codes_of(tree, "kind"))
        pending_days = reader.whole("pending_days", least=0, most=PENDING_LIMIT, default=0)
        plain = Currency(code, decimals, redeemable, expires, {}, pending_days=pending_days)
        transfer = _transfer(reader, plain)
        found[code] = replace(plain, texts=reader.texts("name", "one", "many"), transfer=transfer)
        reader.nothing_else()
    return found


def _expires(reader: Reader, known: Known, redeemable: bool, kinds: tuple[str, ...]) -> Expiry | None:
    short = reader.whole("expires_months", least=1, most=MONTHS_LIMIT) if reader.has("expires_months") else None
    if short is not None and not redeemable:
        reader.wrong("expires_months", f"{reader.what} is not spent, so it does not expire.",
                     "Remove expires_months: the ladder's within says for how long it counts. "
                     'Or write expires = { at_end_of = "year" }: it is shown as 0 from then on.')
        return None
    if short is not None and reader.has("expires"):
        reader.wrong("expires_months", f"{reader.what} says twice when it expires.",
                     "Keep expires, and write months = … inside it.")
        return None
    if short is not None:
        return Expiry(months=short)
    inner = reader.table("expires")
    return _expiry(inner, reader, known, redeemable, kinds) if inner is not None else None


def _expiry(
    reader: Reader, currency: Reader, known: Known, redeemable: bool, kinds: tuple[str, ...]
) -> Expiry | None:
    months = reader.whole("months", least=1, most=MONTHS_LIMIT) if reader.has("months") else None
    idle = reader.whole("idle_months", least=1, most=MONTHS_LIMIT) if reader.has("idle_months") else None
    told = known.mistakes.told
    at_end_of = period_of(reader, known, key="at_end_of") if reader.has("at_end_of") else None
    if at_end_of == Period("lifetime") and known.mistakes.told == told:
        reader.wrong("at_end_of", f"{reader.what}: a lifetime has no end at which points could expire.",
                     'Write "month", "year" or "membership_year".')
        at_end_of = None
    kept_by = reader.choices("kept_by", kinds) if reader.has("kept_by") else frozenset[str]()
    never_for = reader.choices("never_for", known.tiers) if reader.has("never_for") else frozenset[str]()
    freeze = reader.whole(_FREEZE, least=1, most=FREEZE_LIMIT) if reader.has(_FREEZE) else 0
    reader.nothing_else({"expires_months": "Write months = 24.", "freeze": f"Write {_FREEZE} = 3."})
    if not (months or idle or at_end_of):
        currency.wrong("expires", f"{reader.what} does not say when.",
                       'Write { months = 24 }, { months = 36, at_end_of = "month" }, { at_end_of = "year" } '
                       'or { idle_months = 12 }.')
        return None
    if kept_by and not idle:
        reader.wrong("kept_by", f"{reader.what}: kept_by says what ends idleness, and nothing here asks for activity.",
                     "Add idle_months = 12, or remove kept_by.")
    if (months or idle) and not redeemable:
        currency.wrong("expires", f"{currency.what} is not spent, so it does not expire with age or idleness.",
                       'Write expires = { at_end_of = "year" }, or remove expires: the ladder\'s within says for how '
                       "long it counts.")
        return None
    if never_for and never_for == frozenset(known.tiers):
        reader.wrong("never_for", f"{reader.what}: never_for names every tier, so nothing ever expires.",
                     "Leave out the tiers whose members' points expire, or remove expires.")
    if freeze and not redeemable:
        reader.wrong(_FREEZE, f"{currency.what} is not spent: it counts in a period, whose end nobody can put off.",
                     f"Remove {_FREEZE}.")
    return Expiry(months, at_end_of, idle, kept_by, never_for, freeze or 0)


def _transfer(reader: Reader, currency: Currency) -> Transfer | None:
    inner = reader.table("transfer")
    if inner is None:
        return None
    least = points_of(inner, "least", currency) if inner.has("least") else 1
    most = points_of(inner, "most_a_year", currency) if inner.has("most_a_year") else None
    inner.nothing_else()
    if not currency.redeemable:
        reader.wrong("transfer", f"{reader.what} is not spent, so members cannot give it to each other.",
                     "Remove transfer.")
        return None
    if least is not None and most is not None and least > most:
        inner.wrong("least", f"{inner.what}: the least at once is more than the most in a year.",
                    "Write least below most_a_year.")
        return None
    return Transfer(least or 1, most)
