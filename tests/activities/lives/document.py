"""The town's programme: the small one of tests, with everything that pays, counts and waits in the feed."""

from __future__ import annotations

from tests.activities.world import PROGRAMME

TALK = """
[[topic]]
code = "talk"
sv = { name = "Snack" }
en = { name = "Talk" }

[[rule]]
no = 1
sv = "Om saken."
en = "About the matter."

[[rule]]
no = 2
sv = "Ingen reklam."
en = "No advertising."

[moderation]
new_days = 3
posts_an_hour_new = 3
watched_sv = ["snabblån"]
watched_en = ["payday loan"]

[[kind]]
code = "wrote_post"
senders = ["system"]
sv = { name = "Skrev" }
en = { name = "Wrote" }

[[kind]]
code = "answered"
senders = ["system"]
sv = { name = "Svarade" }
en = { name = "Answered" }

[[kind]]
code = "thanked"
senders = ["system"]
facts.neighbour = { type = "text" }
sv = { name = "Fick tack" }
en = { name = "Was thanked" }

[[kind]]
code = "liked_post"
senders = ["system"]
sv = { name = "Gillade" }
en = { name = "Liked" }

[[kind]]
code = "idea_done"
senders = ["system"]
sv = { name = "Idé blev av" }
en = { name = "Idea came true" }

[[earn]]
code = "idea"
kind = "idea_done"
points = 30
sv = { name = "Idé", why = "30 poäng för en idé som blev av" }
en = { name = "Idea", why = "30 points for an idea that came true" }

[[badge]]
code = "voice"
given = { measure = "count", kind = "idea_done", target = 1 }
sv = { name = "Röst", text = "En idé blev av." }
en = { name = "Voice", text = "An idea came true." }

[[kind]]
code = "pinned_goal"
senders = ["system"]
sv = { name = "Valde mål" }
en = { name = "Chose a goal" }

[[earn]]
code = "wrote"
kind = "wrote_post"
points = 20
cap = { points = 60, per = "day" }
sv = { name = "Skriv", why = "20 poäng för ett inlägg" }
en = { name = "Write", why = "20 points for a post" }

[[earn]]
code = "answered"
kind = "answered"
points = 5
sv = { name = "Svara", why = "5 poäng för ett svar" }
en = { name = "Answer", why = "5 points for an answer" }

[[earn]]
code = "thanked"
kind = "thanked"
points = 15
sv = { name = "Tack", why = "15 poäng för ett tack" }
en = { name = "Thanks", why = "15 points for a thank-you" }

[[earn]]
code = "liked"
kind = "liked_post"
points = 1
cap = { points = 3, per = "week" }
sv = { name = "Gilla", why = "1 poäng" }
en = { name = "Like", why = "1 point" }

[[challenge]]
code = "helper"
join = "automatic"
measure = "count"
kind = "thanked"
target = 2
within = "month"
sv = { name = "Två tack", text = "Två.", step = "{n} av 2", done = "Klart." }
en = { name = "Two thanks", text = "Two.", step = "{n} of 2", done = "Done." }

[[challenge]]
code = "begin"
join = "automatic"
measure = "sequence"
within = "month"
sv = { name = "Börja", text = "Tre saker.", step = "{n} av 3", done = "Klart." }
en = { name = "Begin", text = "Three things.", step = "{n} of 3", done = "Done." }

[[challenge.steps]]
kind = "pinned_goal"
sv = { name = "Välj" }
en = { name = "Choose" }

[[challenge.steps]]
kind = "ride"
sv = { name = "Cykla" }
en = { name = "Cycle" }

[[challenge.steps]]
kind = ["liked_post", "wrote_post"]
sv = { name = "Säg något" }
en = { name = "Say something" }

[[badge]]
code = "begin"
given = { challenge = "begin" }
sv = { name = "Började", text = "Började." }
en = { name = "Began", text = "Began." }

[[badge]]
code = "helper"
given = { challenge = "helper" }
sv = { name = "Hjälpsam", text = "Hjälpsam." }
en = { name = "Helper", text = "Helper." }

[[badge]]
code = "writer"
given = { measure = "count", kind = "wrote_post", target = 2 }
sv = { name = "Skriver", text = "Två inlägg." }
en = { name = "Writes", text = "Two posts." }
"""
TOGETHER = """
[[kind]]
code = "bottles"
senders = ["partner"]
facts.packs = { type = "integer", min = 1, max = 1000 }
sv = { name = "Pant" }
en = { name = "Deposit" }

[[earn]]
code = "deposit"
kind = "bottles"
rate = "0.2"
of = "packs"
rounding = "down"
sv = { name = "Panta", why = "1 poäng per fem" }
en = { name = "Return", why = "1 point for five" }

[[challenge]]
code = "cans"
join = "together"
measure = "sum"
fact = "packs"
kind = "bottles"
target = 200
within = "month"
sv = { name = "Burkar", text = "Tillsammans.", step = "{n} av 200", done = "Klart." }
en = { name = "Cans", text = "Together.", step = "{n} of 200", done = "Done." }

[[badge]]
code = "together"
given = { challenge = "cans" }
sv = { name = "Tillsammans", text = "Tillsammans." }
en = { name = "Together", text = "Together." }

[estimates]
factors = "2026-11"
picture = "car_petrol_pkm"
sv = { picture = "Ungefär {km} km i bensinbil." }
en = { picture = "About {km} km in a petrol car." }

[[action]]
code = "bike"
kind = "ride"
of = "km"
proof = "own word"
baseline = "car_petrol_pkm"
chosen = "bike_pkm"
sv = { name = "Cyklade", impact = "Uppskattat {kg} kg mindre", source = "källa 2022" }
en = { name = "Cycled", impact = "Estimated {kg} kg less", source = "source 2022" }
"""
STEADY = """
[[challenge]]
code = "steady"
join = "automatic"
measure = "days_a_week"
kind = "purchase"
days = 2
target = 2
rest_weeks = 1
within = "lifetime"
sv = { name = "Stadigt", text = "Två veckor.", step = "Vecka {w} av 2, {n} av 2 dagar", done = "Klart." }
en = { name = "Steady", text = "Two weeks.", step = "Week {w} of 2, {n} of 2 days", done = "Done." }

[[badge]]
code = "steady"
given = { challenge = "steady" }
sv = { name = "Stadig", text = "Två veckor." }
en = { name = "Steady", text = "Two weeks." }

[[board]]
code = "seasons"
currency = "points"
window = "seasons"
sv = { name = "Säsongen", tie = "Först dit." }
en = { name = "The season", tie = "First there." }
"""
# First and last day. Most lives see the first two; between April and June nothing counts.
SEASONS = (("2026-03-01", "2026-03-15"), ("2026-03-16", "2026-04-10"), ("2026-06-01", "2027-05-31"))
_NAMED = "".join(
    f"""
[[board.seasons]]
from = {first}
until = {last}
sv = {{ name = "Säsong {number}" }}
en = {{ name = "Season {number}" }}
"""
    for number, (first, last) in enumerate(SEASONS, 1)
)
ADJUST_LIMIT = 40  # Small, so that many a correction waits for a second manager.
_SMALL = PROGRAMME.replace('currency = "SEK"\n', f'currency = "SEK"\nadjust_limit = {ADJUST_LIMIT}\n', 1).replace(
    'min = "0.1", max = 10 }', 'min = "0.1", max = 10, unit = "km" }'
)
TEXT = _SMALL + TALK + TOGETHER + STEADY + _NAMED
