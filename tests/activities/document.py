"""The small programme of the tests: purchases and rides, two tiers, two challenges, three badges, a board, rewards."""

PROGRAMME = """
[programme]
code = "test"
timezone = "Europe/Stockholm"
currency = "SEK"
sv = { name = "Test", line = "Test." }
en = { name = "Test", line = "Test." }

[[currency]]
code = "points"
expires_months = 2
sv = { name = "Poäng", one = "poäng", many = "poäng" }
en = { name = "Points", one = "point", many = "points" }

[[currency]]
code = "level"
redeemable = false
sv = { name = "Nivåpoäng", one = "nivåpoäng", many = "nivåpoäng" }
en = { name = "Level points", one = "level point", many = "level points" }

[[kind]]
code = "purchase"
senders = ["partner", "staff"]
facts.amount = { type = "money" }
facts.shop = { type = "text", filled_by = "shop" }
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
rounding = "down"
sv = { name = "Handla", why = "1 poäng per hel krona" }
en = { name = "Shop", why = "1 point per whole krona" }

[[earn]]
code = "shop_level"
kind = "purchase"
rate = "1"
of = "amount"
currency = "level"
rounding = "down"
sv = { name = "Handla", why = "1 nivåpoäng per hel krona" }
en = { name = "Shop", why = "1 level point per whole krona" }

[[earn]]
code = "ride"
kind = "ride"
points = 10
cap = { points = 10, per = "day" }
sv = { name = "Cykla", why = "10 poäng om dagen" }
en = { name = "Cycle", why = "10 points a day" }

[ladder]
currency = "level"
within = { days = 30 }

[[tier]]
code = "first"
from = 0
sv = { name = "Första", perks = ["x"] }
en = { name = "First", perks = ["x"] }

[[tier]]
code = "second"
from = 300
sv = { name = "Andra", perks = ["x"] }
en = { name = "Second", perks = ["x"] }

[[challenge]]
code = "thrice"
join = "automatic"
measure = "count"
kind = "purchase"
target = 3
within = "week"
sv = { name = "Tre", text = "Tre.", step = "{n} av 3", done = "Klart." }
en = { name = "Three", text = "Three.", step = "{n} of 3", done = "Done." }

[[challenge]]
code = "two_doors"
join = "choice"
measure = "distinct"
fact = "shop"
kind = "purchase"
target = 2
within = { days_from_joining = 30 }
points = 100
sv = { name = "Två dörrar", text = "Två.", step = "{n} av 2", done = "Klart." }
en = { name = "Two doors", text = "Two.", step = "{n} of 2", done = "Done." }

[[badge]]
code = "first_purchase"
given = { measure = "count", kind = "purchase", target = 1 }
sv = { name = "Första köpet", text = "Första." }
en = { name = "First purchase", text = "First." }

[[badge]]
code = "three"
given = { challenge = "thrice" }
sv = { name = "Tre", text = "Tre." }
en = { name = "Three", text = "Three." }

[[badge]]
code = "second"
given = { tier = "second" }
sv = { name = "Andra", text = "Andra." }
en = { name = "Second", text = "Second." }

[[board]]
code = "week"
currency = "points"
window = "week"
sv = { name = "Veckan", tie = "Först dit." }
en = { name = "The week", tie = "First there." }
"""

REWARDS = """
[[charity]]
code = "club"
sv = { name = "Klubben", text = "Läxor." }
en = { name = "The club", text = "Homework." }

[[reward]]
code = "cup"
points = 50
face = "4.50"
value = "rational"
valid_days = 10
sv = { name = "Påtår", text = "En till." }
en = { name = "Refill", text = "One more." }

[[reward]]
code = "seat"
points = 20
face = 10
value = "emotional"
places = { total = 2 }
sv = { name = "Plats", text = "En av två." }
en = { name = "Seat", text = "One of two." }

[[reward]]
code = "monthly"
points = 20
face = 10
value = "emotional"
places = { month = 2, member = 1 }
sv = { name = "Fika", text = "Två i månaden." }
en = { name = "Coffee", text = "Two a month." }

[[reward]]
code = "north_bun"
points = 10
face = 5
value = "rational"
shops = ["north"]
sv = { name = "Bulle", text = "Bara i norr." }
en = { name = "Bun", text = "In the north only." }

[[reward]]
code = "high"
points = 10
face = 5
value = "functional"
tier = "second"
sv = { name = "Högt", text = "För andra nivån." }
en = { name = "High", text = "For the second tier." }

[[reward]]
code = "gift"
points = 30
face = 3
value = "emotional"
charity = "club"
sv = { name = "Skänk 3 kr", text = "Till klubben." }
en = { name = "Give SEK 3", text = "To the club." }
"""
PROGRAMME += REWARDS
