"""Links and watched words as a reader sees them, and the innocent texts that only look like them."""

from __future__ import annotations

import pytest

from server.moderation.wording import likeness, links_in, watches


@pytest.mark.parametrize(
    "text",
    [
        "t.me/vinst", "bit.ly/x", "a.se", "x.eu", "Se klocka.com nu", "HEM.SE", "bbc.co.uk", "klocka.com.au",
        "blåbär.se", "1177.se", "discord.gg/abc", "wa.me/46700", "x.to/abc", "klo\u00adcka.com", "ｂｉｔ．ｌｙ/x",
        "http://a.example", "HTTPS://a.example", "www.klocka.example", "sub.klocka.se/fika?x=1", "(klocka.com)",
    ],
)  # fmt: skip
def test_a_link_is_one_however_it_is_written(text: str) -> None:
    assert links_in(text) == 1


def test_each_link_counts_once() -> None:
    assert links_in("https://klocka.com, www.klocka.se och klocka.nu") == 3


@pytest.mark.parametrize(
    "text",
    [
        "3.se upp", "1.gå ut 2.ring 3.se upp", "1.Gå ut 3.Se upp", "Jag kom hem.Se bilden", "Jag.Nu kör vi.",
        "kl.18.nu kör vi", "Klockan 9.30 vid porten, t.ex. i morgon.", "bl.a. fika", "o.s.v.", "m.fl. kom", "t.ex/typ",
        "S:t Olof och st.olof", "Hej...se här", "Okej..nu", "nr.3", "2.5 kg", "och/eller 9/10", "kvitto.pdf",
        "f.d. kafé", "Rule no.1 is so.to speak", "e.g. this, i.e. that", "It is 5.30 p.m. today", "a.m./p.m.",
        "Sure.Me too", "Come in.It is open", "node.js and README.md", "v.48", "Read 3.in the list",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_link_is_none(text: str) -> None:
    assert links_in(text) == 0


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("kryptovaluta*", "Köp kryptovalutan nu"), ("kryptovaluta*", "krypto-valuta"), ("snabblån*", "SNABBLÅNEN"),
        ("snabblån", "snabb\u00adlån"), ("snabblån", "snabb\u200clån"), ("snabblån", "sn\u200babb\u2060lån"),
        ("snabblån", "snabb**lån**"), ("snabblån", "ｓｎａｂｂｌån"), ("snabblån", "snabb‑lån"),
        ("snabblån", "snabb\ufe0flån"),
        ("pay day", "It is pay-day again"), ("payday loan*", "Payday Loans"), ("payday loan", "a pay-day loan"),
        ("snabb-lån", "snabblån"),
    ],
)  # fmt: skip
def test_a_watched_word_is_found_however_it_is_spelt(word: str, text: str) -> None:
    assert watches(word, text)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("snabblån", "Snabblånen är dyra"), ("lån*", "Jag lovar: blån"), ("vinst", "Avinstallera den"),
        ("snabblån*", "snabb lånekö"), ("garanterad vinst*", "vinst, garanterad"), ("pay day", "payday"),
        ("loan*", "a sloane"), ("kris*", "en-krona"),
    ],
)  # fmt: skip
def test_another_word_is_another_word(word: str, text: str) -> None:
    assert not watches(word, text)


def test_what_nobody_sees_makes_no_other_text() -> None:
    assert likeness("Är det någon som säljer?") == likeness("är det nå\u00adgon som\u200b säljer??") != ""
