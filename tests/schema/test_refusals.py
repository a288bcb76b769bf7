"""Whatever is refused is told in Swedish and English: every error and every sentence that can be raised is walked."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLError

import schema.root  # noqa: F401  All packages, and so all errors, are there.
from schema.errors import Refusal, formatted
from schema.problem_words import NOTHING, sentence, told
from schema.refusals import SENTENCES
from server import programme
from server.activities.errors import BudgetExhausted
from server.kernel import errors as kernel
from server.kernel.errors import BadInput, DomainError, Forbidden
from server.ledger.errors import LessThanThat, NotTransferable
from server.programme.rulebook import Currency, Household, Ladder, Period, Perk, Tier
from server.rewards.errors import LevelRequired, LimitReached, NotEnoughPoints, TooManyOpen, VoucherUsed

ROOT = Path(__file__).parents[2]


def _currency(code: str, decimals: int, sv: tuple[str, str], en: tuple[str, str]) -> Currency:
    texts = {"sv": {"one": sv[0], "many": sv[1]}, "en": {"one": en[0], "many": en[1]}}
    return Currency(code, decimals, True, None, texts)


POINTS = _currency("points", 0, ("poäng", "poäng"), ("point", "points"))
KRONOR = _currency("kronor", 2, ("krona", "kronor"), ("krona", "kronor"))
STARS = _currency("stars", 0, ("stjärna", "stjärnor"), ("star", "stars"))
OPERATORS = {  # These speak to whoever runs a command, or are bugs.
    "BudgetExceeded", "CodeTaken", "DatabaseNewer", "DatabaseOlder", "NoProgramme", "ProgrammeErrors",
}  # fmt: skip
SPOKEN = {"BadInput": 1, "Refusal": 1, "unauthenticated": 0, "Forbidden": 0, "Unauthenticated": 0}  # where it stands
OPERATORS_FILES = {"server/storage/config.py"}
SAMPLES: dict[str, Any] = {
    "int": 7, "str": "x", "bool": True, "Instant": 1_700_000_000_000_000, "Reason": "expired", "Calendar": "week",
    "Texts": {"sv": "svenska", "en": "English"}, "Mapping": {"sv": "svenska", "en": "English"},
    "Currency": POINTS, "Household": Household(5, frozenset({"points"})),
    "Collection": ["a", "b"], "Sequence": ["a", "b"],
    "Perk": Perk("lounge", ("a",), 2, Period("year"), {"sv": {"name": "Salong"}, "en": {"name": "Lounge"}}),
    "Ladder": Ladder("", Period("year"), (Tier("a", 0, {"sv": {"name": "Guld"}, "en": {"name": "Gold"}}),)),
}  # fmt: skip


@pytest.fixture(autouse=True)
def rulebook(monkeypatch: pytest.MonkeyPatch) -> None:
    (book,) = programme.parse((programme.EXAMPLES / "kvarteret.toml").read_text("utf-8"), "kvarteret.toml").versions
    monkeypatch.setattr(programme, "current", lambda: book)


def _errors() -> Iterator[type[DomainError]]:
    waiting = [DomainError]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            waiting.append(kind)
            theirs = kind.__module__.startswith(("server.", "schema.")) and not kind.__name__.startswith("_")
            if theirs and vars(kernel).get(kind.__name__) is not kind and kind.__name__ not in OPERATORS:
                yield kind


def _sample(kind: type[DomainError]) -> DomainError:
    named = {}
    for name, parameter in inspect.signature(kind.__init__).parameters.items():
        if name == "self" or parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        if name in ("sv", "en"):
            named[name] = SAMPLES["Texts"][name]
        else:
            wanted = str(parameter.annotation).removesuffix(" | None").partition("[")[0]
            named[name] = "Europe/Stockholm" if name == "zone" else SAMPLES.get(wanted, 7)
    return kind(**named)


@pytest.mark.parametrize("kind", sorted(_errors(), key=lambda kind: f"{kind.__module__}.{kind.__name__}"))
def test_each_error_has_both_languages(kind: type[DomainError]) -> None:
    error = _sample(kind)

    swedish, english = told(error, "sv"), told(error, "en")

    assert swedish != english
    assert NOTHING["sv"] != swedish, "it has no words of its own"
    assert "{" not in swedish + english


def _spoken() -> Iterator[tuple[str, str]]:
    """Every sentence that is raised with its English alone, with 7 for what it names; and where it stands."""
    for path in sorted([*(ROOT / "server").rglob("*.py"), *(ROOT / "schema").rglob("*.py")]):
        place = str(path.relative_to(ROOT))
        if place in OPERATORS_FILES:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPOKEN:
                at = SPOKEN[node.func.id]
                said = _text(node.args[at]) if len(node.args) > at else None
                if said is not None:
                    yield f"{place}:{node.lineno}", said


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "7" for part in node.values)
    return None  # A name: what it stands for is raised, and met, elsewhere.


def test_each_sentence_has_its_swedish() -> None:
    spoken = list(_spoken())

    missing = [f"{place}: {said}" for place, said in spoken if sentence(said, "sv") == said]

    assert len(spoken) > 60
    assert not missing, "\n".join(missing)


def test_no_swedish_stands_there_for_a_sentence_that_is_no_more() -> None:
    files = [path for folder in ("server", "schema") for path in (ROOT / folder).rglob("*.py")]
    source = "".join(path.read_text("utf-8") for path in files if path.name != "refusals.py")

    dead = [english for english in SENTENCES if _longest(english) not in source]

    assert not dead


def _longest(english: str) -> str:
    """The longest piece between the braces, up to where a long line may be broken."""
    pieces = [piece for part in english.split("{") for piece in [part.partition("}")[2] if "}" in part else part]]
    return max(pieces, key=len)[:24].strip()


@pytest.mark.parametrize(
    ("error", "swedish", "english"),
    [
        (NotEnoughPoints(balance=0, price=1, currency=POINTS), "Det fattas 1\xa0poäng. Inget ändrades.",
         "You need 1\xa0point more. Nothing was changed."),
        (NotEnoughPoints(balance=80, price=4000, currency=POINTS), "Det fattas 3\xa0920\xa0poäng. Inget ändrades.",
         "You need 3,920\xa0points more. Nothing was changed."),
        (NotEnoughPoints(balance=0, price=250, currency=KRONOR), "Det fattas 2,50\xa0kronor. Inget ändrades.",
         "You need 2.50\xa0kronor more. Nothing was changed."),
        (NotEnoughPoints(balance=100, price=200, currency=KRONOR), "Det fattas 1\xa0krona. Inget ändrades.",
         "You need 1\xa0krona more. Nothing was changed."),
        (LessThanThat(balance=1, wanted=3, currency=STARS), "Så mycket finns inte att ta: det finns 1\xa0stjärna. "
         "Inget ändrades.", "So much is not there to take: there is 1\xa0star. Nothing was changed."),
        (NotTransferable("points"), "Poäng går inte att ge till en annan medlem. Inget ändrades.",
         "Points cannot be given to another member. Nothing was changed."),
        (NotTransferable("gems"), "“gems” går inte att ge till en annan medlem. Inget ändrades.",
         "“gems” cannot be given to another member. Nothing was changed."),
        (LevelRequired("stamgast"), "Den här öppnar när du når Stamgäst. Inget ändrades.",
         "This one opens when you reach Regular. Nothing was changed."),
        (LimitReached(1), "Du har redan fått den så ofta som man kan: 1\xa0gång. Inget ändrades.",
         "You have had it as often as one can: 1\xa0time. Nothing was changed."),
        (TooManyOpen(1000), "Du har 1\xa0000 koder som väntar på att användas. Använd eller ångra en först. "
         "Inget ändrades.",
         "You have 1,000 codes that wait to be used. Use or cancel one first. Nothing was changed."),
        (VoucherUsed(1_795_345_200_000_000, None, None), "Koden är redan använd, 22\xa0november 2026 kl.\xa012.00. "
         "Inget ändrades.", "The code has been used, 22\xa0November 2026 12:00. Nothing was changed."),
        (BudgetExhausted(left=12_000, wanted=20_000, currency=POINTS),
         "Budgeten räcker inte: 12\xa0000\xa0poäng finns kvar. Inget ändrades.",
         "The budget does not suffice: 12,000\xa0points left of it. Nothing was changed."),
        (BadInput("reason", "reason must be one line of 1 to 200 characters: the member reads it."),
         "Skälet ska vara en rad på 1 till 200 tecken: medlemmen läser det.",
         "reason must be one line of 1 to 200 characters: the member reads it."),
        (Forbidden("Only a manager corrects points."), "Bara ledningen rättar poäng.",
         "Only a manager corrects points."),
        (Forbidden(), "Det här får du inte göra.", "You may not do this."),
    ],
)  # fmt: skip
def test_numbers_moments_and_names_are_said_as_people_say_them(error: DomainError, swedish: str, english: str) -> None:
    assert (told(error, "sv"), told(error, "en")) == (swedish, english)


def test_a_refusal_at_the_door_speaks_the_askers_language() -> None:
    refusal = Refusal("FORBIDDEN", "This is for managers or moderators.")
    wrapped = GraphQLError("", original_error=BadInput("key", "key must be 1 to 128 printable characters."))

    assert formatted(refusal, "r", "sv")["message"] == "Det här är till för ledningen eller moderatorer."
    assert formatted(refusal, "r", "en")["message"] == "This is for managers or moderators."
    told_so = formatted(wrapped, "r", "sv")
    assert told_so["message"] == "key ska vara 1 till 128 tecken som går att skriva."
    assert told_so["extensions"] == {"code": "BAD_INPUT", "field": "key"}
