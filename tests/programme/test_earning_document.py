"""What an earning rule, a cap, a multiplier, a counter or a parameter may not say: the line, and what to write."""

from __future__ import annotations

import pytest

from server import programme
from tests.earning.document import HEAD, PLAIN, earn, multiplier

P = 'currency = "points"\n'
AMOUNT = P + 'rate = 1\nof = "amount"\n'
COUNTER = ('\n[[counter]]\ncode = "items"\nkind = "purchase"\n{}sv = {{ name = "V", one = "v", many = "v" }}\n'
           'en = {{ name = "I", one = "i", many = "i" }}\n')  # fmt: skip


@pytest.mark.parametrize(
    ("text", "at", "message", "remedy"),
    [
        (earn(P + 'of = "amount"'), "[[earn]]", "either a rate of a fact or points", "rates"),
        (earn(P + 'rate = 1\nrates = [{ rate = 1 }]\nof = "amount"'), "rate = 1", "either a rate", "points = 10"),
        (earn(P + 'points = 5\nof = "amount"'), "of =", "not a rate of something", "Remove of"),
        (earn(P + 'rate = 1\nof = "brand"'), "of =", "“brand” is no number", "amount"),
        (earn(P + 'rate = 1\nof = "lines"'), "of =", "“lines” is no number", "lines.amount"),
        (earn(P + 'rate = 1\nof = "lines.category"'), "of =", "is no number", "lines.amount"),
        (earn(P + 'rate = 1\nof = "lines.kg"'), "of =", "no fact of “purchase”", "lines.amount"),
        (earn(P + 'rate = "1,5"\nof = "amount"'), "rate =", "has a comma", 'rate = "1.5"'),
        (earn(P + 'rate = -1\nof = "amount"'), "rate =", "rate is -1", "from"),
        (earn(P + 'rate = "0.0000001"\nof = "amount"'), "rate =", "more than 6 decimals", "6 digits"),
        (earn(P + 'rates = []\nof = "amount"'), "rates =", "a list of 1 to 100 rows", "rate = 1"),
        (earn(P + 'rates = [{ brand = "castle", rate = 1 }]\nof = "amount"'), "rates =", "never “castle”", "standard"),
        (earn(P + 'rates = [{ rate = 1 }, { tier = "gold", rate = 2 }]\nof = "amount"'), "rates =", "never reached",
         "last"),
        (earn(P + 'rates = [{ tier = "gold" }]\nof = "amount"'), "rates =", "has no rate", "rate ="),
        (earn(P + 'rates = [{ brnd = "flat", rate = 1 }]\nof = "amount"'), "rates =", "has no “brnd”", "“brand”"),
        (earn(AMOUNT + 'only = { tender = "cheque" }'), "only =", "never “cheque”", "gift_card"),
        (earn(AMOUNT + 'only = { tier = "king" }'), "only =", "no tier “king”", "gold"),
        (earn(AMOUNT + 'only = { items = "three" }'), "only =", "a whole number", "whole number"),
        (earn(AMOUNT + 'only = { tender = [] }'), "only =", "one value or a list", "["),
        (earn(AMOUNT + 'only = "card"'), "only =", "must be a table", "{ }"),
        (earn(AMOUNT + 'only = { shop = 5 }'), "only =", "named by its code", '"…"'),
        (earn(AMOUNT + 'only = { category = "food" }'), "of =", "multiplies a fact of the whole", "lines.amount"),
        (earn(AMOUNT + 'only = { tender = "card" }\nexcept = { tender = ["card", "cash"] }'), "except =",
         "leaves out all that only asks for", "one of them"),
        (earn(AMOUNT + 'unless = { tender = "card" }'), "unless =", "no “unless”", "except = {"),
        (earn(AMOUNT + 'when = "lines.amount > 5"'), "when =", "cannot look into", "only and except"),
        (earn(AMOUNT + 'when = "lines == 5"'), "when =", "lists a receipt's lines", "only"),
        (earn(AMOUNT + 'when = "member.age >= \\"18\\""'), "when =", "member.age is a whole number", "a whole number"),
        (earn(AMOUNT + 'when = "member.points > 5"'), "when =", "no member.points", "tier"),
        (earn(AMOUNT + 'when = "shop > 5"'), "when =", "shop is a text", "=="),
        (earn(AMOUNT + 'cap = { per = "day" }'), "cap =", "neither points nor times", "times = 1"),
        (earn(AMOUNT + 'cap = { points = 5 }'), "cap =", "has no per", "per"),
        (earn(AMOUNT + 'cap = { points = 5, per = "fortnight" }'), "cap =", "per cannot be “fortnight”", "week"),
        (earn(AMOUNT + 'cap = { times = 1, per = "day", each = ["town"] }'), "cap =", "each cannot be “town”",
         "member"),
        (earn(AMOUNT + 'caps = ["nothing"]'), "caps =", "no [[cap]] “nothing”", "none yet"),
        (earn(AMOUNT + 'cap = { times = 1, per = "day" }\ncaps = [{ times = 1, per = "week" }]'), "caps =",
         "both cap and caps", "caps = ["),
        ('\n[[cap]]\ncode = "c"\npoints = 5\nper = "day"\ncurrency = "level"\n' + earn(AMOUNT + 'caps = ["c"]'),
         "caps =",
         "counts “level”", "one currency"),
        (earn('gives = [{ reward = "welcome" }]\nbudget = 5'), "budget =", "gives no points", "times = 100"),
        (earn(AMOUNT + "budget = 0"), "budget =", "budget is 0", "from 1"),
        (earn(AMOUNT + 'pending_days = 1000'), "pending_days =", "pending_days is 1000", "366"),
        (earn(AMOUNT + 'chance = 2'), "chance =", "chance is 2", "to 1"),
        (earn(AMOUNT + 'seed = "x"'), "seed =", "a seed, but no chance", "chance ="),
        (earn('gives = []'), "gives =", "1 to", "reward"),
        (earn('gives = [{ reward = "nothing" }]'), "gives =", "no reward “nothing”", "welcome"),
        (earn('gives = [{ tier = "gold", reward = "welcome" }]'), "gives =", "one thing", "reward"),
        (earn(P + 'rate = "$much"\nof = "amount"'), "rate =", "no parameter “much”", "none yet"),
        ('\n[parameters]\nmuch = 5\n' + earn(P + 'rate = "$mucg"\nof = "amount"'), "rate =", "no parameter “mucg”",
         "“much”"),
        ('\n[parameters]\nmuch = "many"\n' + earn(P + 'rate = "$much"\nof = "amount"'), "rate =", "must be a number",
         "2.5"),
        ('\n[parameters]\n"A b" = 5\n' + PLAIN, '"A b"', "cannot be the name of a parameter", "small letters"),
        (PLAIN + multiplier(P, "m"), "[[multiplier]]", "either a factor or a table", 'factor = "2"'),
        (PLAIN + multiplier(P + "factor = 2\nfactors = [{ factor = 2 }]", "m"), "factors =", "either a factor",
         "factor"),
        (PLAIN + multiplier(P + 'factor = "0.5"', "m"), "factor =", "factor is 0.5", "from 1"),
        (PLAIN + multiplier(P + "rate = 2", "m"), "rate = 2", "no “rate”", "factor"),
        (PLAIN + multiplier('currency = "level"\nfactor = 2', "m"), "[[multiplier]]", "which no rule earns",
         "currency"),
        (PLAIN + multiplier(P + 'factor = 2\nrules = ["shopp"]', "m"), "rules =", "no earning rule “shopp”", "“shop”"),
        (PLAIN + multiplier(P + "factor = 2", "shop"), 'code = "shop"\ncurrency = "points"\nfactor', "already",
         "another code"),
        (PLAIN + multiplier(P + "factor = 2\nfrom = 2026-03-02\nuntil = 2026-03-01", "m"), "until =", "before from",
         "last day"),
        (PLAIN + multiplier(P + 'factor = 2\nstack = "most"', "m"), "stack =", "stack cannot be “most”", "best"),
        (PLAIN + multiplier(P + "factor = 1000", "a") + multiplier(P + 'factor = 1000\nstack = "multiply"', "b"),
         'code = "a"', "does not say what then", "stack"),
        (PLAIN + COUNTER.format('of = "brand"\n'), 'of = "brand"', "“brand” is no number", "items"),
        (PLAIN + COUNTER.format("rate = 2\n"), "rate = 2", "no “rate”", "adds up a fact"),
        (COUNTER.format("").replace('"items"', '"points"') + PLAIN, 'code = "points"\nkind',
         "a currency “points” already",
         "another code"),
        (COUNTER.format("") + earn('currency = "items"\npoints = 1'), 'currency = "items"', "is a counter", "points"),
    ],
)
def test_what_is_wrong_with_earning_is_named(text: str, at: str, message: str, remedy: str) -> None:
    whole = HEAD + text
    with pytest.raises(programme.ProgrammeErrors) as caught:
        programme.parse(whole, "test.toml")

    found = caught.value.errors
    line = whole.count("\n", 0, whole.rindex(at)) + 1
    assert any(message in error.message and remedy in error.remedy and abs(error.line - line) <= 1
               for error in found), "\n".join(f"{error} (wanted line {line})" for error in found)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "message", "remedy"),
    [
        ("type = \"lines\"", "must have 1 to", "fields.amount"),
        ('type = "lines"\nfields = { more = { type = "lines", fields = { a = { type = "text" } } } }',
         "within lines", ""),
        ('type = "lines"\nfields = { at = { type = "text", filled_by = "shop" } }', "no filled_by", "Remove"),
        ('type = "lines"\nfields = { Bad = { type = "text" } }', "cannot be the name", "small letters"),
        ('type = "lines"\nfields = { a = { type = "text" } }\nmin = 2', "no “min”", ""),
    ],
)
def test_what_lines_may_not_be(facts: str, message: str, remedy: str) -> None:
    text = HEAD + PLAIN + f'\n[[kind]]\ncode = "other"\nsenders = ["partner"]\nsv = {{ name = "A" }}\n' \
                          f'en = {{ name = "O" }}\n[kind.facts.rows]\n{facts}\n'
    with pytest.raises(programme.ProgrammeErrors) as caught:
        programme.parse(text, "test.toml")

    assert any(message in error.message and remedy in error.remedy for error in caught.value.errors), caught.value
