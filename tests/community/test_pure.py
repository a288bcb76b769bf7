"""What is decided without a database: states, words, what a text may be, and what is shown of it."""

from __future__ import annotations

import pytest

from server.community import Block, Link, Span, blocks, plain, rules, writing
from server.community.errors import BadText
from server.community.rules import Move
from server.kernel import words


@pytest.mark.parametrize(
    ("state", "own", "moderates", "reads"),
    [
        ("published", False, False, True), ("published", True, False, True),
        ("held", False, False, False), ("held", True, False, True), ("held", False, True, True),
        ("hidden", False, False, False), ("hidden", True, False, True), ("hidden", False, True, True),
        ("removed", False, False, False), ("removed", True, False, True), ("removed", False, True, True),
        ("deleted", False, False, False), ("deleted", True, False, False), ("deleted", False, True, False),
    ],
)  # fmt: skip
def test_who_reads_what(state: rules.State, own: bool, moderates: bool, reads: bool) -> None:
    assert rules.may_read(state, own=own, moderates=moderates) is reads


@pytest.mark.parametrize(
    ("state", "turns", "published_at", "wanted", "move"),
    [
        ("held", 0, None, "published", Move("published", 0, first=True)),
        ("held", 0, None, "hidden", Move("hidden", 0)),
        ("hidden", 0, None, "published", Move("published", 0, first=True)),
        ("deleted", 0, None, "published", None),
        ("held", 0, None, "held", None),
        ("published", 0, 5, "hidden", Move("hidden", 1, earned="taken")),
        ("published", 0, 5, "removed", Move("removed", 1, earned="taken")),
        ("published", 0, 5, "held", Move("held", 0)),
        ("published", 0, 5, "published", None),
        ("held", 0, 5, "published", Move("published", 0)),
        ("held", 0, 5, "hidden", Move("hidden", 1, earned="taken")),
        ("hidden", 1, 5, "removed", Move("removed", 1)),
        ("hidden", 1, 5, "hidden", None),
        ("hidden", 1, 5, "published", Move("published", 2, earned="given")),
        ("published", 2, 5, "hidden", Move("hidden", 3, earned="taken")),
        ("deleted", 0, 5, "hidden", Move("deleted", 1, earned="taken")),
        ("deleted", 1, 5, "published", Move("deleted", 2, earned="given")),
        ("deleted", 0, 5, "published", None),
    ],
)
def test_what_a_decision_makes_of_a_text(
    state: rules.State, turns: int, published_at: int | None, wanted: rules.Decided, move: Move | None
) -> None:
    assert rules.decided(state, turns, published_at, wanted) == move


def para(*spans: Span) -> Block:
    return Block("paragraph", spans)


SITE = Link("https://navet.example/tid", "navet.example")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("Hej\npå er\n\nIgen", [para(Span("Hej\npå er")), para(Span("Igen"))]),
        ("*lugn* och **stark**", [para(Span("lugn", emphasis=True), Span(" och "), Span("stark", strong=True))]),
        ("***båda***", [para(Span("båda", strong=True, emphasis=True))]),
        (
            "- ett\n- två\n  - inne",
            [Block("item", (Span("ett"),), 1), Block("item", (Span("två"),), 1), Block("item", (Span("inne"),), 2)],
        ),
        ("3. tre\n4. fyra", [Block("item", (Span("tre"),), 1, 3), Block("item", (Span("fyra"),), 1, 4)]),
        ("[tid](https://navet.example/tid)", [para(Span("tid", link=SITE))]),
        (
            "Boka på https://navet.example/tid.",
            [para(Span("Boka på "), Span("https://navet.example/tid", link=SITE), Span("."))],
        ),
        ("(se https://navet.example/tid)", [
            para(Span("(se "), Span("https://navet.example/tid", link=SITE), Span(")"))
        ]),
        ("# inte\n> citat\n`kod`", [para(Span("# inte\n> citat\n`kod`"))]),
        ("<b>fet</b> &amp; &lt;", [para(Span("<b>fet</b> &amp; &lt;"))]),
        ("![bild](https://navet.example/tid)", [para(Span("!"), Span("bild", link=SITE))]),
        ("\\*inte lugn\\*", [para(Span("*inte lugn*"))]),
    ],
)
def test_what_a_page_shows(source: str, shown: list[Block]) -> None:
    assert list(blocks(source)) == shown


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
        "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.example", "https:evil.example", "https://",
        "https://user@site.example", "https://a b.example", "https://site.example\\@evil", "http://[::1]/",
        "http://localhost/", "ftp://site.example", "https://x.example/\u202etxt", "https://x.example:99999/",
    ],
)  # fmt: skip
def test_where_no_link_leads(url: str) -> None:
    assert all(span.link is None for block in blocks(f"[x]({url})") for span in block.spans)


def test_a_domain_that_looks_like_another_is_shown_as_it_is() -> None:
    (block,) = blocks("[banken](https://sw\u0435dbank.example/in)")

    assert block.spans[0].link == Link("https://xn--swdbank-8gg.example/in", "xn--swdbank-8gg.example")


def test_a_text_alone_is_one_line_cut_at_a_word() -> None:
    assert plain("**Hej**\n\n- på *er*", most=40) == "Hej på er"
    assert plain("Trettio år som bagare", most=14) == "Trettio år…"


def test_towers_of_emphasis_take_no_time() -> None:
    assert blocks("*" * 4000)
    assert blocks("[" * 4000)
    assert blocks("- " * 2000)
    assert blocks("_a*" * 1300)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  hej \r\n\r\n\r\n\r\ndu  ", "hej\n\ndu"),
        ("a\u202eb\u0007c\u2066", "abc"),
        ("e\u0301", "é"),
        ("z" + "\u0337" * 50, "z" + "\u0337" * writing.MARKS_LIMIT),
        ("a\ud800b", "ab"),
    ],
)
def test_what_is_kept_of_a_text(text: str, kept: str) -> None:
    assert writing.body(text, most=100) == kept


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "Skriv något"), (" \n ", "Skriv något"), ("…!", "Skriv något"), ("x" * 101, "har 101 tecken")],
)
def test_what_is_no_text(text: str, says: str) -> None:
    with pytest.raises(BadText) as refused:
        writing.body(text, most=100)

    assert says in refused.value.texts["sv"]


@pytest.mark.parametrize(
    ("text", "question", "found"),
    [
        ("Surdegen klarar sig i kylen", "surdeg", True), ("Surdegen klarar sig", "SURDEG klar", True),
        ("Surdegen klarar sig", "surdeg kylen", False), ("Kafé Trappan", "kafe", True), ("Påtår", "patar", False),
        ("Påtår", "påt", True), ("hå", "ha", False), ("abc", "bc", False), ("a-b_cd", "cd", True),
    ],
)  # fmt: skip
def test_what_is_found(text: str, question: str, found: bool) -> None:
    index, ranges = words.indexed(text), words.asked(question)

    assert ranges
    assert all(any(low <= word < high for word in index) for low, high in ranges) is found


def test_a_search_has_its_limits() -> None:
    assert len(words.asked(" ".join(f"ord{n}" for n in range(50)))) == words.ASKED_LIMIT
    assert len(words.indexed(" ".join(f"ord{n}" for n in range(900)))) == words.WORDS_LIMIT
    assert words.asked("a . !") == []
    assert len(words.indexed("å" * 500)[0]) <= 2 * words.WORD_BYTES
