"""“Så funkar det” says everything that a programme's file says, in both languages, in words that people use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from server import programme
from server.kernel import clock
from server.programme import words
from server.programme.rulebook import LANGUAGES, Language, Rulebook
from tests.programme.builders import SMALL, small

EVERYTHING = Path(__file__).parent / "everything.toml"
FILES = (*sorted(programme.EXAMPLES.glob("*.toml")), EVERYTHING)
# Words that are English and nothing else: one of them in a Swedish sentence is a text that was forgotten.
ENGLISH = re.compile(r"\b(?:the|you|your|and|of|for each|points?|with|from|level|is|get|days?|months?|years?)\b", re.I)
SWEDISH = re.compile(r"\b(?:och|eller|du|får|är|poäng|nivån|inte|från|dagar|månader)\b", re.I)


def books(path: Path) -> list[Rulebook]:
    document = programme.parse(path.read_text("utf-8"), path.name)
    return [programme.compile(document, part + 1, part=part, begins_at=1) for part in range(len(document.versions))]


def told(book: Rulebook, language: Language) -> dict[str, tuple[str, ...]]:
    return {
        section.code: tuple(sentence.replace(words.HARD_SPACE, " ") for sentence in section.sentences)
        for section in programme.how_it_works(book, language)
    }


RICH = told(books(EVERYTHING)[0], "sv")
RICH_ENGLISH = told(books(EVERYTHING)[0], "en")


@pytest.mark.parametrize(
    ("section", "swedish", "english"),
    [
        ("joining", "Du ska ha fyllt 18 år, eller 16 om din vårdnadshavare säger ja.",
         "You have to be 18, or 16 if your guardian agrees."),
        ("joining", "Programmet är för dig som bor i Norge eller Sverige.",
         "The programme is for those who live in Norway or Sweden."),
        ("earning", "Handla: Du får 1 poäng per krona. Tobak och lotter räknas inte.",
         "Shop: You get 1 point per krona. You get nothing for tobacco and lottery tickets."),
        ("earning", "Kortbonus: Du får 1,2 stjärnor per krona på nivån Guld, 1,7 på nivån Platina och 1 annars. "
         "Det gäller för minst 100 kr på tisdagar och torsdagar. Det gäller bara för medlemskortet.",
         "Card bonus: You get 1.2 stars per krona at the level Gold, 1.7 at the level Platinum and 1 otherwise. "
         "It holds for at least SEK 100 on Tuesdays and Thursdays. It holds only for the member card."),
        ("earning", "Bo: Du får 10 poäng per krona för standard, 5 för långtidsboende och 2,5 för lägenheter på nivån "
         "Guld. Annat ger inget.",
         "Stay: You get 10 points per krona for standard, 5 for extended stay and 2.5 for apartments at the level "
         "Gold. Anything else gives nothing."),
        ("earning", "Nivå: Du får 1 nivåpoäng för varje 10 kr.", "Level: You get 1 level point for every SEK 10."),
        ("campaigns", "Dubbelt i mars: Du får dubbelt så många poäng på Handla från 1 mars 2026 till och med 31 mars "
         "2026. Gäller flera sådana samtidigt läggs de ihop.",
         "Double in March: You get twice as many points on Shop from 1 March 2026 to 31 March 2026, both included. "
         "Several of these at the same time are added together."),
        ("campaigns", "Nivåbonus: Du får 25 % fler poäng på nivån Guld och 50 % fler poäng på nivån Platina. "
         "Gäller flera sådana samtidigt läggs de ihop.",
         "Level bonus: You get 25% more points at the level Gold and 50% more points at the level Platinum. "
         "Several of these at the same time are added together."),
        ("caps", "Kortbonus ger högst 50 000 stjärnor i månaden.", "Card bonus gives at most 50,000 stars a month."),
        ("caps", "Kortbonus har en pott på 1 000 000 stjärnor totalt, som alla delar. När den är slut kommer "
         "inget mer.",
         "Card bonus has a budget of 1,000,000 stars in all, shared by all. When it is empty nothing more comes."),
        ("caps", "Välkommen räknas bara en gång.", "Welcome counts only once."),
        ("giving", "Bonuscheck: Var 10 000:e poäng ger i tur och ordning 35 % på ett köp och Värdecheck (25 kr).",
         "Bonus check: Every 10,000 points give 35% off one purchase and Voucher (SEK 25) in turn."),
        ("giving", "Tionde besöket: För varje 10 besök får du 100 poäng, räknat över kalenderåret. "
         "Det gäller på nivån Guld. Högst 3 gånger om året.",
         "Tenth visit: For every 10 visits you get 100 points, counted over the calendar year. "
         "It holds at the level Gold. At most 3 times a year."),
        ("giving", "1 000–1 999 poäng 2 månader i rad ger Värdecheck (25 kr).",
         "1,000–1,999 points 2 months in a row gives Voucher (SEK 25)."),
        ("giving", "4 000 poäng eller mer ger 35 % på ett köp.", "4,000 points or more gives 35% off one purchase."),
        ("giving", "Födelsedag: På din födelsedag får du Värdecheck (25 kr). Det gäller i 7 dagar på nivån Guld, "
         "30 dagar på nivån Platina och 1 dag annars, dagen själv inräknad. 10 % av medlemmarna, lottade, får det "
         "inte, så att vi kan se om det gör någon nytta.",
         "Birthday: On your birthday you get Voucher (SEK 25). It is good for 7 days at the level Gold, 30 days at "
         "the level Platinum and 1 day otherwise, the day itself included. 10% of the members, drawn by lot, do not "
         "get it, so that we can see whether it does any good."),
        ("giving", "Vi saknar dig: Har det gått 90 dagar utan köp får du 35 % på ett köp. Det gäller i 14 dagar, "
         "dagen själv inräknad.",
         "We miss you: After 90 days with no purchase you get 35% off one purchase. It is good for 14 days, "
         "the day itself included."),
        ("expiry", "Poäng gäller i 36 månader, räknat från den dag de blev dina, och sedan tills månaden är slut.",
         "Points last for 36 months, counted from the day they became yours, and then to the end of the month."),
        ("expiry", "På nivåerna Guld och Platina går poäng inte ut. Lämnar du nivån börjar tiden om från den dagen.",
         "At the levels Gold and Platinum points do not expire. If you leave the level, time begins afresh from that "
         "day."),
        ("expiry", "Stjärnor går ut när det har gått 6 månader utan köp eller vistelse.",
         "Stars expire after 6 months with no purchase or stay."),
        ("expiry", "Poäng som du får väntar i 14 dagar innan de är dina. Ändras köpet under tiden tas de därifrån.",
         "Points that you get wait for 14 days before they are yours. If the purchase changes meanwhile, they are "
         "taken from there."),
        ("expiry", "I en delningsgrupp på högst 6 medlemmar räknas era poäng samman när någon löser in en belöning: de "
         "som går ut först används först, vems de än är. Den vars poäng används får veta det.",
         "In a sharing group of at most 6 members your points are counted together when somebody redeems a reward: "
         "those that expire first are used first, whoever's they are. Whoever's points are used is told."),
        ("expiry", "Bara den som har delningsgruppen kan använda de andras mil.",
         "Only who has the sharing group can use the others' miles."),
        ("expiry", "Var och en behåller sina mil och hur länge de gäller, men i delningsgruppen är det medlemsåret hos "
         "den som har delningsgruppen som avgör när de går ut: aldrig tidigare än de annars skulle ha gjort. Det som "
         "har gått ut kommer inte tillbaka. Lämnar du delningsgruppen, eller tar någon annan över, blir inget slut "
         "tidigare.",
         "Each keeps their own miles and how long they last, but in the sharing group it is not your membership year "
         "but that of who has the sharing group that decides when they expire: never sooner than they would have done "
         "otherwise. What has expired does not come back. If you leave the sharing group, or somebody else takes over, "
         "no end becomes earlier."),
        ("tiers", "Guld nås med 45 000 nivåpoäng, 45 nätter eller 8 nätter inom 3 månader: sen utcheckning.",
         "Gold is reached with 45,000 level points, 45 nights or 8 nights within 3 months: late checkout."),
        ("tiers", "En nivå gäller från att du når den tills kalenderåret är slut, hela nästa år och 3 månader till. "
         "Når du den igen gäller den längre.",
         "A level holds from when you reach it to the end of the calendar year, the whole next year and 3 months "
         "more. Reach it again and it holds longer."),
        ("tiers", "Guld är din för alltid efter 400 nätter och 7 år på nivån eller högre, eller efter 10 år i rad på "
         "nivån eller högre.",
         "Gold is yours for good after 400 nights and 7 years at the level or above, or after 10 years in a row at "
         "the level or above."),
        ("tiers", "När Platina tar slut har du Guld en period till.",
         "When Platinum ends you have Gold for one more period."),
        ("tiers", "Pandion får du på inbjudan eller som gåva.", "Pandion is by invitation or as a gift."),
        ("giving", "Går det du gjorde tillbaka räknas perioden om, och det som du fick för mycket går också tillbaka. "
         "Har du redan använt det behåller du det, och nästa gång får du inget nytt.",
         "If what you did is returned, the period is counted again, and what you were given too much goes back too. If "
         "you have used it you keep it, and the next time brings nothing new."),
        ("changes", "Nya regler sägs till minst 30 dagar innan de börjar gälla.",
         "New rules are told at least 30 days before they begin to hold."),
    ],
)  # fmt: skip
def test_each_section_is_told(section: str, swedish: str, english: str) -> None:
    assert swedish in RICH[section]
    assert english in RICH_ENGLISH[section]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_a_file_is_silent(path: Path, language: Language) -> None:
    for book in books(path):
        whole = " ".join(sentence for sentences in told(book, language).values() for sentence in sentences)
        unsaid = [name for name in _names(book, language) if name.lower() not in whole.lower()]

        assert unsaid == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_has_what_no_person_would_write(path: Path, language: Language) -> None:
    for book in books(path):
        codes = {code for code in _codes(book) if "_" in code}
        foreign = ENGLISH if language == "sv" else SWEDISH
        for section in programme.how_it_works(book, language):
            for text in (*section.sentences, *_cells(section)):
                assert text.strip() == text != ""
                assert not re.search(r"None|[{}]|\(\)|  |\.\.|frozenset|Decimal", text), text
                assert not [code for code in codes if re.search(rf"\b{code}\b", text)], text
                own = _own_words(text, book, language)
                assert own or not foreign.search(_without_names(text, book, language)), text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_table_and_what_stands_besides_say_all(path: Path) -> None:
    for book in books(path):
        for section in programme.how_it_works(book, "sv"):
            in_tables = [sentence for table in section.tables for sentence in table.sentences]

            assert sorted([*in_tables, *section.besides]) == sorted(section.sentences)
            for table in section.tables:
                assert all(len(row) == len(table.heads) for row in table.rows)


def test_a_later_version_says_from_when_it_holds() -> None:
    before, after = books(programme.EXAMPLES / "fashion_vouchers.toml")

    assert not [line for line in told(before, "sv")["changes"] if line.startswith("De här reglerna gäller")]
    assert told(after, "sv")["changes"][0].startswith("De här reglerna gäller från 1 oktober 2025.")
    assert any("Var 100:e poäng" in line for line in told(before, "sv")["giving"])
    assert any("Var 150:e poäng" in line for line in told(after, "sv")["giving"])


CHOICES = 'choices = ["coffee", "bread"]'


@pytest.mark.parametrize(
    ("names", "message", "remedy"),
    [
        ('names.sv = { coffee = "kaffe" }', "has no English text", "Add en ="),
        ('names.sv = { tea = "te" }, names.en = { tea = "tea" }', "has no “tea”", "It may have: bread, coffee"),
        ('names.sv = { coffee = "kaffe" }, names.en = { bread = "bread" }', "en has no coffee, but sv has", "or in"),
    ],
)
def test_names_of_choices_are_checked(names: str, message: str, remedy: str) -> None:
    with pytest.raises(programme.ProgrammeErrors) as caught:
        small((CHOICES, f"{CHOICES}, {names}"))

    assert message in str(caught.value)
    assert remedy in str(caught.value)


def test_choices_are_called_by_their_names() -> None:
    names = 'names.sv = { coffee = "kaffe", bread = "bröd" }, names.en = { coffee = "coffee", bread = "bread" }'
    book = small((CHOICES, f"{CHOICES}, {names}"), ('of = "amount"', 'of = "amount"\nexcept = { category = "bread" }'))

    assert told(book, "sv")["earning"][0] == "Handla: Du får 1 poäng per krona. Bröd räknas inte."


@pytest.mark.parametrize(
    ("expires", "swedish", "english"),
    [
        ("{ months = 3 }", ["Poäng gäller i 3 månader från dagen du fick dem."],
         ["Points last for 3 months from the day you got them."]),
        ("{ months = 3, idle_months = 1, kept_by = [\"purchase\"] }",
         ["Poäng gäller i 3 månader från dagen du fick dem.", "Har det gått 1 månad utan köp går de ut redan då."],
         ["Points last for 3 months from the day you got them.", "They expire sooner after 1 month with no purchase."]),
        ("{ idle_months = 6, at_end_of = \"month\" }",
         ["Poäng gäller tills månaden som du fick dem i är slut.",
          "Har det gått 6 månader sedan din senaste aktivitet går de ut redan då."],
         ["Points last to the end of the month in which you got them.",
          "They expire sooner if 6 months have passed since the last thing you did."]),
    ],
)  # fmt: skip
def test_all_that_ends_points_is_told(expires: str, swedish: list[str], english: list[str]) -> None:
    book = small(("expires_months = 24", f"expires = {expires}"))

    assert list(told(book, "sv")["expiry"][:len(swedish)]) == swedish
    assert list(told(book, "en")["expiry"][:len(english)]) == english


@pytest.mark.parametrize(
    "waiting", [("expires_months = 24", "expires = { at_end_of = \"month\" }\npending_days = 14"),
                ("expires_months = 24", "expires = { at_end_of = \"month\" }")],
    ids=["the currency", "a rule"],
)  # fmt: skip
def test_age_is_told_from_when_they_became_the_members(waiting: tuple[str, str]) -> None:
    rule = [] if "pending" in waiting[1] else [('of = "amount"', 'of = "amount"\npending_days = 14')]
    book = small(waiting, *rule)

    assert told(book, "sv")["expiry"][0] == "Poäng gäller tills månaden som de blev dina i är slut."
    assert told(book, "en")["expiry"][0] == "Points last to the end of the month in which they became yours."


CUP = '''
[[reward]]
code = "cup"
points = {points}
face = 30
value = "functional"
sv = {{ name = "Kopp", text = "En kopp." }}
en = {{ name = "Cup", text = "A cup." }}
'''
OWED = "Har du för lite kvar dras resten från det du får härnäst."
UNPAID = "Har du för lite kvar går också det tillbaka som du löste in men inte har använt."
UNGIVEN = "Presenter och annat som köpet gav går också tillbaka."


@pytest.mark.parametrize(
    ("reward", "gives", "said", "unsaid"),
    [
        ("", "", [OWED], [UNPAID, UNGIVEN]),
        (CUP.format(points=100), "", [UNPAID], [OWED, UNGIVEN]),
        (CUP.format(points=0).replace("points = 0\n", ""), 'gives = [{ reward = "cup" }]', [OWED, UNGIVEN], [UNPAID]),
    ],
    ids=["points alone", "what is redeemed", "what is given"],
)  # fmt: skip
def test_a_return_takes_with_it_what_the_programme_has(
    reward: str, gives: str, said: list[str], unsaid: list[str]
) -> None:
    text = SMALL.replace('of = "amount"', f'of = "amount"\n{gives}', 1) + reward
    book = programme.compile(programme.parse(text, "small.toml"), 1)

    [line] = [line for line in told(book, "sv")["changes"] if line.startswith("Lämnar du tillbaka")]

    assert all(part in line for part in said)
    assert not any(part in line for part in (*unsaid, "inget annat"))
    assert "räknas om utan det." in line


@pytest.mark.parametrize(
    ("decimals", "rounding", "swedish", "english"),
    [
        (0, "down", "Det avrundas nedåt till hela poäng, en gång för varje händelse.",
         "It is rounded down to whole points, once for each thing that happens."),
        (1, "up", "Det avrundas uppåt till en decimal, en gång för varje händelse.",
         "It is rounded up to one decimal, once for each thing that happens."),
        (2, "half_up", "Det avrundas till 2 decimaler, uppåt eller nedåt till det närmaste, en gång för varje "
         "händelse.", "It is rounded to 2 decimals, up or down to the nearest, once for each thing that happens."),
    ],
)  # fmt: skip
def test_rounding_is_told_in_words(decimals: int, rounding: str, swedish: str, english: str) -> None:
    book = small(("expires_months = 24", f"expires_months = 24\ndecimals = {decimals}"),
                 ('of = "amount"', f'of = "amount"\nrounding = "{rounding}"'))

    assert swedish in told(book, "sv")["earning"]
    assert english in told(book, "en")["earning"]


def test_paths_of_several_things_are_told_apart() -> None:
    reach = "reach = [{ level = 1500, points = 20 }, { points = 50, within = { months = 3 } }]"
    book = small(("from = 1500", reach))

    assert ("Stamgäst nås med antingen 20 poäng och 1 500 nivåpoäng, eller 50 poäng inom 3 månader"
            in told(book, "sv")["tiers"][2])
    assert "either 20 points and 1,500 level points, or 50 points within 3 months" in told(book, "en")["tiers"][2]


def test_a_campaign_that_has_ended_is_not_told() -> None:
    [book] = books(EVERYTHING)
    during, after = (clock.from_iso(text) for text in ("2026-03-31T21:59:59Z", "2026-03-31T22:00:00Z"))

    assert any("Dubbelt i mars" in line for line in _lines(book, during))
    assert not any("Dubbelt i mars" in line for line in _lines(book, after))


def _lines(book: Rulebook, at: clock.Instant) -> Iterator[str]:
    for section in programme.how_it_works(book, "sv", at=at):
        yield from section.sentences


def _names(book: Rulebook, language: Language) -> Iterator[str]:
    """What the file names, as people read it. Hidden badges are nobody's to read."""
    named = [
        *(rule for rules in book.earning.values() for rule in rules),
        *book.multipliers, *book.milestones.values(), *book.closings.values(), *book.occasions.values(),
        *book.rewards.values(), *book.perks.values(), *(book.ladder.tiers if book.ladder else ()),
        *book.challenges.values(), *(badge for badge in book.badges.values() if not badge.hidden),
        *book.boards.values(),
    ]  # fmt: skip
    yield from (str(one.texts[language]["name"]) for one in named)


def _codes(book: Rulebook) -> Iterator[str]:
    yield from (rule.code for rules in book.earning.values() for rule in rules)
    yield from (multiplier.code for multiplier in book.multipliers)
    for part in (book.milestones, book.closings, book.occasions, book.rewards, book.perks, book.kinds, book.currencies):
        yield from part
    yield from (choice for kind in book.kinds.values() for spec in kind.facts.values() for choice in spec.choices or ())


def _cells(section: programme.Section) -> Iterator[str]:
    for table in section.tables:
        yield from (table.title, *table.heads, *table.notes)
        yield from (cell for row in table.rows for cell in row)


def _own_words(text: str, book: Rulebook, language: Language) -> bool:
    """What challenges and badges say of themselves is the file's, and may name a shop or quote somebody."""
    own = [*book.challenges.values(), *book.badges.values()]
    return any(str(one.texts[language]["text"]) in text for one in own)


def _without_names(text: str, book: Rulebook, language: Language) -> str:
    for name in sorted(_names(book, language), key=len, reverse=True):
        text = text.replace(name, "")
    return text


@pytest.mark.parametrize(
    ("more", "sv", "en"),
    [
        ("", "Så får du poäng", "How you get points"),
        ('[[currency]]\ncode = "stars"\nsv = { name = "Stjärnor", one = "stjärna", many = "stjärnor" }\n'
         'en = { name = "Stars", one = "star", many = "stars" }\n', "Så samlar du", "How you collect"),
    ],
    ids=["one to spend", "two to spend"],
)  # fmt: skip
def test_what_is_earned_is_called_by_its_name_where_there_is_one_kind_of_it(more: str, sv: str, en: str) -> None:
    book = programme.compile(programme.parse(SMALL + more, "small.toml"), 1)

    titles = [programme.how_it_works(book, language)[0].title for language in LANGUAGES]

    assert titles == [sv, en]
