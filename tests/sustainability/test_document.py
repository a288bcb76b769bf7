"""What the programme's file may say of a saving, and what it may not: each mistake with its line and its remedy."""

from __future__ import annotations

import pytest

from server import programme
from server.programme import ProgrammeErrors
from tests.sustainability.conftest import TEXT

BIKE = '''baseline = "car_petrol_pkm"
chosen = "bike_pkm"
sv = { name = "Cyklade"'''


def wrong(text: str) -> list[str]:
    with pytest.raises(ProgrammeErrors) as found:
        programme.parse(text, "test.toml")
    return [f"{error.message} {error.remedy}" for error in found.value.errors]


def test_the_choices_of_the_file_are_the_rulebooks() -> None:
    book = programme.compile(programme.parse(TEXT, "test.toml"), 1)

    assert list(book.actions) == ["bike", "walked", "deposit", "loan"]
    assert book.actions_by_kind["ride"].code == "bike"
    assert book.actions["bike"].capped == {"ride"}
    assert book.actions["deposit"].capped == frozenset()
    assert book.actions["bike"].figure is not None
    assert book.actions["bike"].figure.edition == "2026-11"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('chosen = "bike_pkm"\nsv = { name = "Cyklade"', 'chosen = "deposit_pack"\nsv = { name = "Cyklade"',
         "chosen cannot be “deposit_pack”, which is a saving."),
        (BIKE, BIKE.replace("car_petrol_pkm", "car_petrol"),
         "the factors have no “car_petrol” in the edition 2026-11."),
        (BIKE, BIKE.replace("car_petrol_pkm", "bike_pkm").replace('chosen = "bike_pkm"', 'chosen = "bus_pkm"'),
         "saves nothing: “bus_pkm” is not below “bike_pkm”."),
        (BIKE, BIKE.replace("bike_pkm", "train_nordic_pkm"),
         "compares two system boundaries: “car_petrol_pkm” counts use, “train_nordic_pkm” life_cycle."),
        (BIKE, BIKE.replace("car_petrol_pkm", "car_petrol_vkm").replace("bike_pkm", "train_nordic_pkm"),
         "compares a vehicle-km with a passenger-km."),
        ('chosen = "bike_pkm"\nsv = { name = "Cyklade"', 'sv = { name = "Cyklade"', "must compare in one way."),
        ('saving = "deposit_pack"', 'saving = "deposit_pack"\ndisplacement = "displacement_resale"',
         "“deposit_pack” counts displacement in already."),
        ('saving = "deposit_pack"', 'saving = "tshirt_repaired_item"',
         'is saved only where something new is replaced. Add displacement = "displacement_repair".'),
        ('saving = "deposit_pack"', 'saving = "tshirt_repaired_item"\ndisplacement = "displacement_resale"',
         "“displacement_resale” is no share of what “tshirt_repaired_item” saves. Did you mean “displacement_repair”?"),
        ('saving = "deposit_pack"', 'saving = "food_bag_rescued"',
         "the evidence for “food_bag_rescued” is poor (quality C). Add uncertain = true"),
        ('saving = "deposit_pack"', 'saving = "deposit_pack"\nuncertain = true',
         "none of its factors is of quality C."),
        ('saving = "deposit_pack"', 'saving = "clothes_donated_kg"\nuncertain = true',
         "“packs” is no fact of “returned” that counts kg."),
        ('of = "packs"\nproof', "proof", None),
        ('kind = "ride"\nof = "km"\nproof', 'kind = "ride"\nproof',
         'counts by km, and does not say which fact that is. Add of = "km".'),
        ('kind = "returned"\nof = "packs"\nproof = "partner"', 'kind = "returned"\nof = "packs"\nproof = "own word"',
         "is a member's own word, but members may not report “returned”."),
        ('kind = "ride"\nof = "km"\nproof = "own word"', 'kind = "ride"\nof = "km"\nproof = "partner"',
         "is proved by a partner, but members may report “ride”."),
        ('cap = { points = 10, per = "day" }\nsv = { name = "Cykla"', 'sv = { name = "Cykla"',
         "is a member's own word, and nothing limits how often it counts."),
        ('cap = { points = 10, per = "day" }\nsv = { name = "Cykla"',
         'cap = { points = 10, per = "day" }\nwhen = "km > 1.0"\nsv = { name = "Cykla"',
         "is a member's own word, and at times no rule limits it. Give “ride” an earning rule without when"),
        ('min = "0.1", max = 10, unit', 'min = "0.1", unit', "is a member's own word, and nothing limits “km”."),
        ("källa 2023", "källa", "sv does not name the source of “deposit_pack” with its year."),
        ('impact = "Estimated {kg} kg less", source = "source 2023"', 'impact = "Less", source = "source 2023"',
         "en: impact does not say how much."),
        ("We count no kilograms here yet.", "Estimated {kg} kg less.", "en speaks of kilograms that nothing counts."),
        ("Vi räknar inga kilo här än.", "Hållbart och klimatsmart.", "“Hållbar” claims what no figure can show."),
        ('kind = "borrowed"\nproof', 'kind = "returned"\nproof', "“returned” is an action already, “deposit”."),
        ('picture = "car_petrol_pkm"', 'picture = "deposit_pack"', "picture cannot be “deposit_pack”"),
        ('factors = "2026-11"', 'factors = "2026-10"', "factors cannot be “2026-10”. Did you mean “2026-11”?"),
        ('proof = "partner"\nsaving', 'kg = "9"\nproof = "partner"\nsaving',
         "Kilograms come from the factors' table: name a baseline or a saving."),
    ],
)  # fmt: skip
def test_a_comparison_that_is_none_is_refused(before: str, after: str, said: str | None) -> None:
    assert TEXT.count(before) >= 1
    text = TEXT.replace(before, after, 1)

    if said is None:
        programme.parse(text, "test.toml")  # Each activity counts one pack: fewer than there were, and never more.
    else:
        assert any(said in mistake for mistake in wrong(text)), wrong(text)


def test_kilograms_need_an_edition() -> None:
    start, end = TEXT.index("[estimates]"), TEXT.index("[[action]]")

    mistakes = wrong(TEXT[:start] + TEXT[end:])

    assert len(mistakes) == 3
    assert all('Add [estimates] with factors = "2026-11".' in mistake for mistake in mistakes)
