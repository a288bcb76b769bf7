"""A programme for the tests of earning: purchases with receipts, two currencies, three tiers."""

HEAD = '''[programme]
code = "corner"
timezone = "Europe/Stockholm"
currency = "SEK"
sv = { name = "Hörnet", line = "Kaffet minns dig." }
en = { name = "The Corner", line = "The coffee remembers you." }

[[currency]]
code = "points"
expires_months = 24
sv = { name = "Poäng", one = "poäng", many = "poäng" }
en = { name = "Points", one = "point", many = "points" }

[[currency]]
code = "level"
redeemable = false
decimals = 1
sv = { name = "Nivåpoäng", one = "nivåpoäng", many = "nivåpoäng" }
en = { name = "Level points", one = "level point", many = "level points" }

[[kind]]
code = "purchase"
senders = ["partner", "staff"]
facts.amount = { type = "money", max = 100000 }
facts.brand = { type = "text", required = false, choices = ["standard", "extended", "flat"] }
facts.tender = { type = "text", required = false, choices = ["cash", "card", "gift_card"] }
facts.items = { type = "integer", required = false, max = 100 }
sv = { name = "Köp" }
en = { name = "Purchase" }
[kind.facts.lines]
type = "lines"
required = false
[kind.facts.lines.fields.amount]
type = "money"
max = 100000
[kind.facts.lines.fields.category]
type = "text"
required = false
choices = ["food", "tobacco", "lottery", "pharmacy"]

[[kind]]
code = "visit"
senders = ["member", "partner"]
sv = { name = "Besök" }
en = { name = "Visit" }

[[reward]]
code = "welcome"
face = 20
value = "rational"
sv = { name = "Välkommen", text = "Tjugo kronor." }
en = { name = "Welcome", text = "Twenty kronor." }

[ladder]
currency = "level"
within = "year"
[[tier]]
code = "green"
from = 0
sv = { name = "Grön" }
en = { name = "Green" }
[[tier]]
code = "gold"
from = 500
sv = { name = "Guld" }
en = { name = "Gold" }
[[tier]]
code = "reserve"
from = 2500
sv = { name = "Reserv" }
en = { name = "Reserve" }
'''


def earn(body: str, code: str = "shop", kind: str = "purchase") -> str:
    return f'\n[[earn]]\ncode = "{code}"\nkind = "{kind}"\n{body}\n{words(code)}'


def multiplier(body: str, code: str) -> str:
    return f'\n[[multiplier]]\ncode = "{code}"\n{body}\n{words(code)}'


def words(code: str) -> str:
    return (f'sv = {{ name = "{code.title()}", why = "För {code}" }}\n'
            f'en = {{ name = "{code.title()}", why = "For {code}" }}\n')  # fmt: skip


PLAIN = earn('currency = "points"\nrate = "1"\nof = "amount"')
