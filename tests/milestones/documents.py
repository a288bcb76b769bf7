"""Small programmes that count: points of purchases, visits, what a sum reached brings and what a month's close does."""

HEAD = """
[programme]
code = "test"
timezone = "Europe/Stockholm"
currency = "SEK"
sv = { name = "Test", line = "Test." }
en = { name = "Test", line = "Test." }

[[currency]]
code = "points"
sv = { name = "Poäng", one = "poäng", many = "poäng" }
en = { name = "Points", one = "point", many = "points" }

[[currency]]
code = "level"
redeemable = false
sv = { name = "Nivå", one = "nivåpoäng", many = "nivåpoäng" }
en = { name = "Level", one = "level point", many = "level points" }

[[kind]]
code = "purchase"
senders = ["partner"]
facts.amount = { type = "money" }
sv = { name = "Köp" }
en = { name = "Purchase" }

[[kind]]
code = "ride"
senders = ["member"]
facts.km = { type = "decimal", min = "0.1", max = 10 }
sv = { name = "Resa" }
en = { name = "Ride" }

[[earn]]
code = "shop"
kind = "purchase"
rate = "1"
of = "amount"
sv = { name = "Handla", why = "1 poäng per hel krona" }
en = { name = "Shop", why = "1 point per whole krona" }

[[earn]]
code = "shop_level"
kind = "purchase"
rate = "1"
of = "amount"
currency = "level"
sv = { name = "Handla", why = "1 nivåpoäng per hel krona" }
en = { name = "Shop", why = "1 level point per whole krona" }

[[earn]]
code = "ride"
kind = "ride"
points = 1
currency = "level"
sv = { name = "Cykla", why = "1 nivåpoäng" }
en = { name = "Cycle", why = "1 level point" }
"""


def reward(code: str, worth: str, more: str = "") -> str:
    return f"""
[[reward]]
code = "{code}"
{worth}
{more}
sv = {{ name = "Present {code}", text = "En present." }}
en = {{ name = "Gift {code}", text = "A gift." }}
"""


def entry(section: str, code: str, body: str) -> str:
    return f"""
[[{section}]]
code = "{code}"
{body}
sv = {{ name = "Namn {code}", why = "För att {code}." }}
en = {{ name = "Name {code}", why = "Because {code}." }}
"""


TIERS = """
[ladder]
currency = "level"
within = "year"

[[tier]]
code = "green"
from = 0
sv = { name = "Grön", perks = ["x"] }
en = { name = "Green", perks = ["x"] }

[[tier]]
code = "gold"
from = 500
sv = { name = "Guld", perks = ["x"] }
en = { name = "Gold", perks = ["x"] }

[[tier]]
code = "reserve"
from = 2500
sv = { name = "Reserv", perks = ["x"] }
en = { name = "Reserve", perks = ["x"] }
"""

CHECKS = reward("c35", "percent = 35") + reward("c50", "percent = 50") + entry(
    "milestone", "checks", 'counts = "points"\nevery = 10000\ngives = [{ reward = "c35" }, { reward = "c50" }]'
)

MONTH = "".join(
    reward(f"v{face}", f"face = {face}", 'valid_until_end_of = "month"') for face in (20, 25, 50, 75, 150)
) + entry(
    "closing",
    "month",
    """counts = "points"
per = "month"
brackets = [
  { from = 1000, below = 2000, in_a_row = 2, reward = "v20" },
  { from = 2000, below = 4000, reward = "v25" },
  { from = 4000, below = 6000, reward = "v50" },
  { from = 6000, below = 8000, reward = "v75" },
  { from = 8000, reward = "v150" },
]""",
)
