"""A programme that says everything which a document can say, each key at least once."""

from __future__ import annotations

from collections.abc import Iterator

from server.programme.document.toml import Located, read_toml

WHOLE = '''[programme]
code = "town"
timezone = "Europe/Stockholm"
currency = "SEK"
late_days = 30
terms_version = "2026-01"
adjust_limit = 500
notice_days = 30
holds_from = 2026-01-01
sv = { name = "Staden", line = "Vi ses.", promise = ["Vi säljer inget."], human = "Ring oss." }
en = { name = "The town", line = "See you.", promise = ["We sell nothing."], human = "Call us." }

[parameters]
points_per_krona = "1.5"

[eligibility]
age = 18
with_guardian = 16
countries = ["SE", "NO"]

[[currency]]
code = "points"
decimals = 0
redeemable = true
expires = { months = 36, at_end_of = "month", never_for = ["gold"] }
pending_days = 14
transfer = { least = 100, most_a_year = 1000 }
sv = { name = "Poäng", one = "poäng", many = "poäng" }
en = { name = "Points", one = "point", many = "points" }

[[currency]]
code = "level"
redeemable = false
sv = { name = "Nivåpoäng", one = "nivåpoäng", many = "nivåpoäng" }
en = { name = "Level points", one = "level point", many = "level points" }

[[currency]]
code = "stars"
expires = { idle_months = 6, kept_by = ["purchase"] }
sv = { name = "Stjärnor", one = "stjärna", many = "stjärnor" }
en = { name = "Stars", one = "star", many = "stars" }

[[currency]]
code = "coins"
expires_months = 24
sv = { name = "Mynt", one = "mynt", many = "mynt" }
en = { name = "Coins", one = "coin", many = "coins" }

[[currency]]
code = "miles"
expires = { months = 12, at_end_of = "membership_year" }
sv = { name = "Mil", one = "mil", many = "mil" }
en = { name = "Miles", one = "mile", many = "miles" }

[household]
members = 6
currencies = ["points", "coins", "miles"]
expires = "owner"
spends = "owner"
takes = "soonest"
sv = { name = "Delningsgrupp", one = "en delningsgrupp", the = "delningsgruppen" }
en = { name = "Sharing group", one = "a sharing group", the = "the sharing group" }

[[kind]]
code = "purchase"
senders = ["partner", "staff", "member"]
days_back = 2
facts.amount = { type = "money", min = 1, max = 10000, staff_max = 5000 }
facts.shop = { type = "text", filled_by = "shop" }
facts.kg = { type = "decimal", default = "0.5", unit = "kg" }
sv = { name = "Köp" }
en = { name = "Purchase" }
[kind.facts.tender]
type = "text"
required = false
choices = ["cash", "card"]
[kind.facts.tender.names]
sv = { cash = "kontant", card = "kort" }
en = { cash = "cash", card = "card" }
[kind.facts.lines]
type = "lines"
required = false
[kind.facts.lines.fields.amount]
type = "money"
[kind.facts.lines.fields.category]
type = "text"
choices = ["food", "tobacco"]

[[kind]]
code = "flight"
senders = ["partner"]
facts.flights = { type = "integer", default = 1 }
sv = { name = "Flygning" }
en = { name = "Flight" }

[[counter]]
code = "flights"
kind = "flight"
of = "flights"
decimals = 0
only = { tier = ["guest", "silver", "gold"] }
except = { partner = "rival" }
when = "flights > 0"
sv = { name = "Flygningar", one = "flygning", many = "flygningar" }
en = { name = "Flights", one = "flight", many = "flights" }

[[cap]]
code = "shared"
points = 5000
currency = "points"
per = "month"
each = ["member", "shop"]

[[cap]]
code = "twice"
times = 2
per = "day"

[[earn]]
code = "shop"
kind = "purchase"
currency = "points"
rate = "$points_per_krona"
of = "lines.amount"
rounding = "down"
only = { tender = "card" }
except = { category = ["tobacco"] }
when = "member.age == null || member.age >= 18"
caps = [{ points = 1000, per = "day", each = ["member"] }, "shared", "twice"]
pending_days = 7
sv = { name = "Handla", why = "1,5 poäng per krona" }
en = { name = "Shop", why = "1.5 points per krona" }

[[earn]]
code = "for_club"
kind = "purchase"
currency = "points"
rate = "0.03"
of = "amount"
to = "beneficiary"
else = "school"
sv = { name = "Till klubben", why = "3 procent" }
en = { name = "For the club", why = "3 percent" }

[[earn]]
code = "levels"
kind = "purchase"
currency = "level"
rates = [{ tier = "gold", rate = 2 }, { rate = 1 }]
of = "amount"
budget = 1000000
sv = { name = "Nivå", why = "Nivåpoäng för köp" }
en = { name = "Level", why = "Level points for purchases" }

[[earn]]
code = "miles"
kind = "purchase"
currency = "miles"
points = 1
sv = { name = "Mil", why = "1 mil per köp" }
en = { name = "Miles", why = "1 mile a purchase" }

[[earn]]
code = "surprise"
kind = "purchase"
currency = "stars"
points = 5
chance = "0.02"
seed = "2026"
cap = { times = 1, per = "day" }
gives = [
  { reward = "welcome" },
  { tier = "silver", months = 3 },
  { extend = "points", months = 6 },
  { points = 5, currency = "coins" },
]
sv = { name = "Överraskning", why = "En överraskning" }
en = { name = "Surprise", why = "A surprise" }

[[multiplier]]
code = "double"
currency = "points"
rules = ["shop"]
factor = "2"
from = 2026-03-01
until = 2099-05-31
only = { tender = "card" }
except = { category = "tobacco" }
when = "occurred.weekday == 6"
budget = 5000
stack = "best"
sv = { name = "Dubbelt", why = "Dubbla poäng på lördagar" }
en = { name = "Double", why = "Double points on Saturdays" }

[[multiplier]]
code = "gold_bonus"
currency = "points"
factors = [{ tier = "gold", factor = "1.25" }]
caps = ["shared"]
stack = "add"
sv = { name = "Guldtillägg", why = "Mer för guld" }
en = { name = "Gold bonus", why = "More for gold" }

[ladder]
currency = "level"
within = "year"
keeps = { periods = 1, months = 3 }

[[tier]]
code = "guest"
from = 0
sv = { name = "Gäst" }
en = { name = "Guest" }

[[tier]]
code = "silver"
from = 500
sv = { name = "Silver", perks = ["Fika"] }
en = { name = "Silver", perks = ["Coffee"] }

[[tier]]
code = "gold"
reach = [{ level = 2000 }, { flights = 45, within = { months = 12 } }]
lifetime = [{ level = 9000, years = 7 }, { years_in_a_row = 10 }]
lands_on = "silver"
sv = { name = "Guld" }
en = { name = "Gold" }

[[tier]]
code = "circle"
given_only = true
sv = { name = "Kretsen" }
en = { name = "The circle" }

[[perk]]
code = "friend"
tier = ["gold", "circle"]
uses = 1
per = "year"
gives_tier = "silver"
sv = { name = "Ge silver", text = "Ge en vän silver." }
en = { name = "Give silver", text = "Give a friend silver." }

[[milestone]]
code = "thousand"
counts = "points"
every = 1000
within = "membership_year"
times = 3
only = { tier = ["silver", "gold"] }
gives = [{ reward = "check" }, { reward = "welcome" }]
sv = { name = "Tusen", why = "Var tusende poäng" }
en = { name = "Thousand", why = "Every thousandth point" }

[[milestone]]
code = "steps"
counts = "flights"
at = [1, 5]
gives = [{ points = 10, currency = "stars" }]
sv = { name = "Steg", why = "Första och femte flygningen" }
en = { name = "Steps", why = "The first and the fifth flight" }

[[closing]]
code = "month"
counts = "points"
per = "month"
brackets = [
  { from = 1000, below = 2000, in_a_row = 2, reward = "welcome" },
  { from = 2000, gives = [{ reward = "check" }] },
]
sv = { name = "Månaden", why = "Månadens summa" }
en = { name = "The month", why = "The month's sum" }

[[occasion]]
code = "birthday"
on = "birthday"
only = { tier = "gold" }
gives = [{ reward = "welcome" }]
days = [{ tier = "gold", days = 7 }, { days = 1 }]
holdout = "0.1"
seed = "spring"
sv = { name = "Födelsedag", why = "Grattis" }
en = { name = "Birthday", why = "Congratulations" }

[[occasion]]
code = "missed"
on = { idle_days = 90, kinds = ["purchase"] }
gives = [{ points = 10, currency = "stars" }]
sv = { name = "Saknad", why = "Vi har saknat dig" }
en = { name = "Missed", why = "We have missed you" }

[beneficiaries]
most = 3

[[charity]]
code = "club"
chosen = true
sv = { name = "Klubben", text = "Boll." }
en = { name = "The club", text = "Ball." }

[[charity]]
code = "school"
sv = { name = "Skolan", text = "Läxhjälp." }
en = { name = "The school", text = "Homework." }

[[reward]]
code = "welcome"
percent = 35
valid_until_end_of = "next_month"
sv = { name = "Välkommen", text = "35 % på ett köp." }
en = { name = "Welcome", text = "35% off one purchase." }

[[reward]]
code = "check"
face = 25
valid_days = 60
shops = ["torget"]
sv = { name = "Check", text = "25 kr." }
en = { name = "Check", text = "SEK 25." }

[[reward]]
code = "drop"
points = 2500
currency = "points"
unused = "lost"
face = 100
value = "emotional"
tier = "gold"
from = 2026-01-01
until = 2099-12-31
opens = { weekdays = ["tuesday", "thursday"], at = "09:00", hours = 24, timezone = "America/Los_Angeles" }
places = { total = 400, month = 40, member = 2, drop = 10 }
sv = { name = "Släppet", text = "Bara några." }
en = { name = "The drop", text = "Only a few." }

[[reward]]
code = "give"
points = 100
currency = "points"
face = 10
charity = "school"
sv = { name = "Ge", text = "10 kr." }
en = { name = "Give", text = "SEK 10." }

[[challenge]]
code = "thrice"
join = "choice"
measure = "count"
kind = "purchase"
target = 3
within = "week"
when = "amount >= 10"
points = 10
currency = "points"
after_leaving = "kept"
sv = { name = "Tre", text = "Kom tre gånger.", step = "{n} av 3", done = "Klart." }
en = { name = "Three", text = "Come three times.", step = "{n} of 3", done = "Done." }

[[challenge]]
code = "together"
join = "together"
measure = "sum"
fact = "kg"
kind = "purchase"
target = 100
within = "year"
gift = { charity = "school", amount = 1000 }
sv = { name = "Ihop", text = "Hundra kilo.", step = "{n} av 100", done = "Klart." }
en = { name = "Together", text = "A hundred kilograms.", step = "{n} of 100", done = "Done." }

[[badge]]
code = "thrice_done"
metal = "silver"
shape = "hexagon"
hidden = true
given = { challenge = "thrice" }
sv = { name = "Tre", text = "Tre gånger." }
en = { name = "Three", text = "Three times." }

[[board]]
code = "week"
currency = "points"
window = "week"
ties = "first"
settling_hours = 24
sv = { name = "Veckan", tie = "Först dit." }
en = { name = "The week", tie = "First there." }

[[board]]
code = "winter"
currency = "points"
window = "seasons"
seasons = [{ from = 2026-12-01, until = 2027-02-28, sv = { name = "Vinter" }, en = { name = "Winter" } }]
sv = { name = "Vintern", tie = "Först dit." }
en = { name = "The winter", tie = "First there." }

[[topic]]
code = "tips"
sv = { name = "Tips" }
en = { name = "Tips" }

[[rule]]
no = 1
sv = "Skriv om saken."
en = "Write about the matter."

[moderation]
new_days = 3
posts_an_hour_new = 3
posts_an_hour = 20
links_new = 0
undo_hours = 24
appeal_days = 30
silence_days = 30
watched_sv = ["spel"]
watched_en = ["casino"]

[[version]]
holds_from = 2099-01-01
remove = { board = ["week"] }
[version.programme]
late_days = 20
[[version.earn]]
code = "shop"
rate = 2
'''


def keys() -> set[str]:
    """Every key that it says, as section.key: “earn.rate”, “kind.facts.*.min”. Texts and codes are left out: they are
    asked of all sections alike."""
    found: set[str] = set()
    for section, at in read_toml(WHOLE, "whole.toml").table.items():
        if section not in ("parameters", "version"):
            for entry in at.items or [at]:
                found |= set(_inside(section, entry))
    return found


def _inside(path: str, at: Located) -> Iterator[str]:
    for key, item in at.table.items():
        if key in ("sv", "en", "code", "names"):
            continue
        name = f"{path}.*" if path.endswith((".facts", ".fields")) else f"{path}.{key}"
        yield name
        for one in [item, *item.items]:
            yield from _inside(name, one)
