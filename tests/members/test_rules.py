"""What a form may hold."""

from __future__ import annotations

from datetime import date

import pytest

from server.members import BadField, rules

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Elsa@Kvarteret.Example", "elsa@kvarteret.example"),
        ("  nils-erik+kort@Räksmörgås.se ", "nils-erik+kort@xn--rksmrgs-5wao1o.se"),
    ],
)
def test_an_address_is_kept_in_one_spelling(sent: str, kept: str) -> None:
    assert rules.email(sent) == kept


@pytest.mark.parametrize(
    "sent",
    ["", "elsa", "elsa@", "@kvarteret.se", "elsa@kvarteret", "a b@c.se", "elsa@c.se\nBcc: all@c.se", "e@c..se",
     "x" * 65 + "@c.se", "elsa@" + "c" * 250 + ".se", "<elsa@c.se>", "elsa@c.se,amir@c.se"],
)  # fmt: skip
def test_what_is_no_address(sent: str) -> None:
    with pytest.raises(BadField, match="email"):
        rules.email(sent)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [("  Nils-Erik   Åkesson ", "Nils-Erik Åkesson"), ("A\u030asa", "Åsa"), ("Elsa\u202e\u200b", "Elsa"), ("李", "李")],
)
def test_a_name_is_one_visible_line(sent: str, kept: str) -> None:
    assert rules.display_name(sent) == kept


@pytest.mark.parametrize("sent", ["", "   ", "\u200b", "123", "x" * 41, "kolla https://x.se", "elsa@x.se", "www.x.se"])
def test_what_is_no_name(sent: str) -> None:
    with pytest.raises(BadField) as refused:
        rules.display_name(sent)

    assert refused.value.field == "displayName"
    assert set(refused.value.texts) == {"sv", "en"}


def test_aliases_that_look_alike_share_a_key() -> None:
    keys = {
        rules.alias_key(name)
        for name in ("Hemlig bulle", "hemligbulle", "HEMLIG-BULLE", "Hem1ig bu11e", "Hémlig Bullé")
    }

    assert len(keys) == 1
    assert rules.alias_key("Hemlig bulla") not in keys


@pytest.mark.parametrize("sent", ["ab", "x" * 25, "Moderator", "m0derat0r", "Hemmaplan", "www.x.se", "123"])
def test_what_is_no_alias(sent: str) -> None:
    with pytest.raises(BadField) as refused:
        rules.alias(sent)

    assert refused.value.field == "alias"


@pytest.mark.parametrize("sent", ["kort", "x" * 201, "Password1", "12345678", "aaaaaaaa", "abababab", "Elsa Lindqvist"])
def test_what_is_no_password(sent: str) -> None:
    with pytest.raises(BadField) as refused:
        rules.password(sent, known=("elsa lindqvist", "elsa@kvarteret.example"))

    assert refused.value.field == "password"


def test_a_password_is_the_same_from_every_keyboard() -> None:
    assert rules.password("pa\u030ata\u030ar o bulle") == rules.password("påtår o bulle")


@pytest.mark.parametrize("sent", ["1984-06-21", "2013-11-22", "1906-11-23"])
def test_a_birthday_that_may_join(sent: str) -> None:
    assert rules.birthday(sent, today=TODAY) == sent


@pytest.mark.parametrize(
    "sent", ["2013-11-23", "2026-11-22", "2027-01-01", "1905-11-21", "19840621", "21/6 1984", "2001-02-29"]
)
def test_a_birthday_that_may_not(sent: str) -> None:
    with pytest.raises(BadField) as refused:
        rules.birthday(sent, today=TODAY)

    assert refused.value.field == "birthday"


def test_a_zone_and_a_language_are_those_that_there_are() -> None:
    assert rules.timezone("America/Los_Angeles") == "America/Los_Angeles"
    assert rules.language("en") == "en"
    for wrong in ("Europe/Ekvik", "", "../../etc/passwd"):
        with pytest.raises(BadField):
            rules.timezone(wrong)
    with pytest.raises(BadField):
        rules.language("no")


def test_an_alias_is_shown_only_where_there_is_one() -> None:
    assert rules.board_visibility("alias", alias="Hemlig bulle") == "alias"
    with pytest.raises(BadField) as refused:
        rules.board_visibility("alias", alias=None)

    assert refused.value.field == "alias"
