"""Random programmes: documents made of every section that a file may have, each with numbers and words of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from hypothesis import strategies as st

Pick = Callable[[Sequence[str]], str]
HEAD = """[programme]
code = "random"
timezone = "Europe/Stockholm"
currency = "SEK"
sv = { name = "Slumpen", line = "Vad som helst." }
en = { name = "Chance", line = "Anything." }

[[kind]]
code = "purchase"
senders = ["partner"]
sv = { name = "Köp" }
en = { name = "Purchase" }
[kind.facts.amount]
type = "money"
max = 20000
[kind.facts.category]
type = "text"
default = "food"
choices = ["food", "tobacco"]
names.sv = { food = "mat", tobacco = "tobak" }
names.en = { food = "food", tobacco = "tobacco" }

[[kind]]
code = "visit"
senders = ["partner"]
sv = { name = "Besök" }
en = { name = "Visit" }
[kind.facts.hours]
type = "integer"
default = 1
max = 20
sv = { name = "Timmar", one = "timme", many = "timmar" }
en = { name = "Hours", one = "hour", many = "hours" }

[[counter]]
code = "visits"
kind = "visit"
sv = { name = "Besök", one = "besök", many = "besök" }
en = { name = "Visits", one = "visit", many = "visits" }

[[reward]]
code = "cup"
currency = "points"
points = 20
face = 20
value = "rational"
sv = { name = "En kopp", text = "Kaffe." }
en = { name = "A cup", text = "Coffee." }

[[reward]]
code = "check"
percent = 35
value = "rational"
valid_until_end_of = "next_month"
sv = { name = "Check", text = "Rabatt på ett köp." }
en = { name = "Check", text = "Off one purchase." }

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
code = "alms"
currency = "points"
points = 5
face = 5
charity = "school"
value = "emotional"
sv = { name = "Ge", text = "5 kr." }
en = { name = "Give", text = "SEK 5." }

[[tier]]
code = "first"
from = 0
sv = { name = "Första" }
en = { name = "First" }
"""
FOR_CLUB = """
[[earn]]
code = "for_club"
kind = "purchase"
currency = "points"
rate = "0.03"
of = "amount"
to = "beneficiary"
sv = { name = "Till klubben", why = "3 procent" }
en = { name = "For the club", why = "3 percent" }
"""
HOUSEHOLD = """
[household]
members = 3
currencies = ["points"]
"""
CIRCLE = """
[[tier]]
code = "circle"
given_only = true
sv = { name = "Kretsen" }
en = { name = "The circle" }
"""
BOARD = """
[[board]]
code = "week"
currency = "points"
window = "week"
sv = { name = "Veckan", tie = "Först dit." }
en = { name = "The week", tie = "First there." }
"""
EXPIRIES = (
    "", "expires = { months = 2 }", 'expires = { months = 1, at_end_of = "month" }',
    'expires = { at_end_of = "quarter" }',
    'expires = { at_end_of = "membership_year" }', 'expires = { idle_months = 3, kept_by = ["purchase"] }',
    'expires = { months = 2, never_for = ["second"] }', 'expires = { idle_months = 2, never_for = ["third"] }',
)  # fmt: skip
RATES = (
    'rate = "1"', 'rate = "0.1"', 'rate = "4.71"', 'rates = [{ tier = "second", rate = "1.7" }, { rate = 1 }]',
    'rates = [{ category = "food", rate = 2 }, { category = "tobacco", tier = ["second", "third"], rate = "0.5" }]',
)  # fmt: skip
TERMS = (
    "", 'except = { category = "tobacco" }', 'only = { category = ["food"] }', "when = 'amount >= 50'",
    "when = 'occurred.weekday >= 6 || member.days < 40'", 'cap = { points = 300, per = "day" }',
    'cap = { times = 1, per = "month" }', 'caps = [{ points = 900, per = "week" }, { times = 3, per = "day" }]',
    "pending_days = 5", 'chance = "0.5"\nseed = "x"',
)  # fmt: skip
GIFTS = (
    '{ reward = "check" }', '{ tier = "second", months = 2 }', '{ points = 7, currency = "points" }',
    '{ points = 9, currency = "level" }',
)  # fmt: skip
WITHIN = ('"year"', '"month"', "{ days = 90 }", "{ months = 3 }", '"membership_year"',
          '{ months = 2, from = "joining_month" }')  # fmt: skip
STACKS = ("best", "add", "multiply")
MULTIPLIED = (
    'factor = "2"', 'factor = "1.25"\nonly = { category = "food" }',
    'factors = [{ tier = "second", factor = "1.1" }, { tier = "third", factor = "1.5" }]',
    'factor = "3"\nfrom = 2026-01-01\nuntil = 2026-03-29\ncap = { points = 100, per = "day" }',
)  # fmt: skip
CHALLENGES = (
    'measure = "count"\nkind = "purchase"\ntarget = 3\nwithin = "week"',
    'measure = "count"\nkind = "visit"\ntarget = 2\nwithin = { days = 30 }',
    'measure = "sum"\nkind = "purchase"\nfact = "amount"\ntarget = 500\nwithin = "month"',
    'measure = "sum"\nkind = "purchase"\nfact = "amount"\ntarget = 300\nwithin = { days = 20 }',
    'measure = "distinct"\nkind = "purchase"\nfact = "category"\ntarget = 2\nwithin = "lifetime"',
    'measure = "count"\nkind = ["purchase", "visit"]\ntarget = 4\nwithin = "year"\nwhen = "occurred.weekday != 3"',
)  # fmt: skip
WEEKS = 'measure = "days_a_week"\nkind = "purchase"\ndays = 1\ntarget = 2\nrest_weeks = 1\nwithin = "lifetime"'
OCCASIONS = ('"birthday"', '"anniversary"', "{ month = 10, day = 25 }", '{ idle_days = 30, kinds = ["purchase"] }')


@st.composite
def documents(draw: st.DrawFn, *, alone: bool = False, waits: bool = False, plain: bool = False) -> str:
    """A programme that `check` takes. `alone`: no member's points depend on another's, nor on a draw. `waits`: points
    wait for their return window to end. `plain`: nothing is capped, and no rate or factor asks for the level."""
    rates, terms_known, multiplied_known = (
        [each for each in known if not (plain and ("cap" in each or "tier" in each))]
        for known in (RATES, TERMS[:-1] if alone else TERMS, MULTIPLIED)
    )

    def pick(choices: Sequence[str]) -> str:
        return draw(st.sampled_from(choices))

    parts = [HEAD, _currencies(pick, waits=waits), _ladder(pick)]
    for number in range(draw(st.integers(1, 3))):
        terms = draw(st.lists(st.sampled_from(terms_known), max_size=2, unique_by=_key))
        budget = "budget = 700" if not alone and draw(st.booleans()) else ""
        currency = pick(CURRENCIES) if number else "points"
        parts.append(_entry("earn", f"shop_{number}", "Handla", 'kind = "purchase"', f'currency = "{currency}"',
                            'of = "amount"', pick(rates), f'rounding = "{pick(ROUNDINGS)}"', budget, *terms))
    gives = f"gives = [{', '.join(draw(st.lists(st.sampled_from(GIFTS), min_size=1, max_size=2, unique=True)))}]"
    parts.append(_entry("earn", "visit", "Hälsa på", 'kind = "visit"', 'currency = "points"', "points = 10",
                        pick((gives, "")), pick(("", "" if plain else 'cap = { points = 10, per = "day" }'))))
    for number, multiplied in enumerate(draw(st.lists(st.sampled_from(multiplied_known), max_size=3, unique=True))):
        parts.append(_entry("multiplier", f"more_{number}", "Mer", 'currency = "points"', multiplied,
                            'rules = ["shop_0"]' if "category" in multiplied else "", f'stack = "{pick(STACKS)}"'))
    if draw(st.booleans()):
        counts = pick(COUNTS)
        parts.append(_entry("milestone", "mark", "Stolpe", counts, pick(('within = "lifetime"', 'within = "year"')),
                            pick((f"gives = [{pick(GIFTS[:2])}]", f"gives = [{GIFTS[0]}, {GIFTS[2]}]"))))
    if draw(st.booleans()):
        parts.append(_entry("closing", "close", "Bokslut", 'counts = "points"', f'per = "{pick(("month", "quarter"))}"',
                            'brackets = [{ from = 50, below = 200, in_a_row = 2, reward = "check" }, '
                            '{ from = 200, points = 5, currency = "points" }]'))
    if draw(st.booleans()):
        parts.append(_entry("occasion", "day", "Dagen", f"on = {pick(OCCASIONS)}", f"gives = [{pick(GIFTS)}]",
                            pick(("days = 7", 'days = [{ tier = "second", days = 30 }, { days = 1 }]'))))
    parts += _game(draw, pick)
    parts += [section for section in (FOR_CLUB, HOUSEHOLD, CIRCLE, BOARD) if draw(st.booleans())]
    return "\n".join(parts)


def _game(draw: st.DrawFn, pick: Pick) -> Iterator[str]:
    """Challenges, some of which pay, and a badge for whatever there is."""
    given = ['tier = "second"', 'measure = "count", kind = "purchase", target = 3']
    chosen = draw(st.lists(st.sampled_from((*CHALLENGES, WEEKS)), max_size=2, unique=True))
    for number, measured in enumerate(chosen):
        step = "Vecka {w}, {n}" if measured == WEEKS else "{n}"
        paid = pick(("", 'points = 15\ncurrency = "points"')) if join_of(number) == "choice" else ""
        yield f"""
[[challenge]]
code = "task_{number}"
join = "{join_of(number)}"
{measured}
{paid}
sv = {{ name = "Uppgift {number}", text = "Gör det.", step = "{step}", done = "Klart." }}
en = {{ name = "Task {number}", text = "Do it.", step = "{step}", done = "Done." }}
"""
        given.append(f'challenge = "task_{number}"')
    for number, of in enumerate(draw(st.lists(st.sampled_from(given), max_size=3, unique=True))):
        yield f"""
[[badge]]
code = "badge_{number}"
given = {{ {of} }}
sv = {{ name = "Märke {number}", text = "Bra." }}
en = {{ name = "Badge {number}", text = "Good." }}
"""


def join_of(number: int) -> str:
    """The first challenge counts by itself; who wants the second one joins it."""
    return "choice" if number else "automatic"


COUNTS = ('counts = "points"\nevery = 150', 'counts = "visits"\nevery = 3', 'counts = "level"\nat = [50, 400]')
CURRENCIES = ("points", "points", "level")
ROUNDINGS = ("down", "up", "half_up", "half_even")


def _key(term: str) -> str:
    return term.split(" ")[0].rstrip("s")


def _currencies(pick: Pick, *, waits: bool) -> str:
    expires, pending = pick(EXPIRIES), "pending_days = 9" if waits else pick(("", "", "pending_days = 9"))
    gives = pick(("", "transfer = { least = 1, most_a_year = 500 }"))
    level = pick(("", 'expires = { at_end_of = "year" }'))
    return f"""
[[currency]]
code = "points"
{expires}
{pending}
{gives}
sv = {{ name = "Poäng", one = "poäng", many = "poäng" }}
en = {{ name = "Points", one = "point", many = "points" }}

[[currency]]
code = "level"
redeemable = false
{level}
sv = {{ name = "Nivåpoäng", one = "nivåpoäng", many = "nivåpoäng" }}
en = {{ name = "Level points", one = "level point", many = "level points" }}
"""


def _ladder(pick: Pick) -> str:
    within = pick(WITHIN)
    keeps = pick(("", "keeps = { months = 1 }", "keeps = { periods = 1, months = 1 }"))
    if "periods" in keeps and ("days" in within or within == "{ months = 3 }"):
        keeps = "keeps = { months = 2 }"  # A sliding window has no periods.
    reach = pick(("{ level = 200 }", "{ points = 300 }, { visits = 2 }", "{ level = 100, visits = 1 }"))
    sliding = "days" in within or within == "{ months = 3 }"
    lands = pick(("", 'lands_on = "second"')) if keeps or not sliding else ""
    return f"""
[[tier]]
code = "second"
reach = [{reach}]
sv = {{ name = "Andra" }}
en = {{ name = "Second" }}

[[tier]]
code = "third"
reach = [{{ level = 900 }}, {{ points = 1200 }}]
{lands}
sv = {{ name = "Tredje" }}
en = {{ name = "Third" }}

[ladder]
currency = "level"
within = {within}
{keeps}
"""


def _entry(section: str, code: str, name: str, *lines: str) -> str:
    said: Sequence[str] = [line for line in lines if line]
    body = "\n".join(said)
    return f"""
[[{section}]]
code = "{code}"
{body}
sv = {{ name = "{name} {code[-1]}", why = "Som filen säger" }}
en = {{ name = "Rule {code[-1]}", why = "As the file says" }}
"""
