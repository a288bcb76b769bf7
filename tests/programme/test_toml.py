"""Every value knows its line, however the file writes it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.programme.document.toml import FILE_LIMIT, Located, read_toml
from server.programme.errors import ProgrammeErrors

TRICKY = '''# a comment with "quotes" and [brackets]
title = "one" # [not a table]
dotted.key = 1
"quoted key" = 2

[table]   # comment
text = """
[[no]]
x = 1 ""\\"
"""
literal = \'\'\'a
b = 2\'\'\'
after = true

[[list]]
code = "first"
numbers = [1,
  2, # two
  3]
[list.inner]
deep = { a = 1, b = { c = 2 } }
[[list]]
code = 'second # no comment'
[list.inner]
deep = { a = "}" }
[[list.below]]
x = 1
[[list.below]]
x = 2.50
'''


def at(tree: Located, *path: str | int) -> Located:
    for step in path:
        tree = tree.items[step] if isinstance(step, int) else tree.table[step]
    return tree


@pytest.mark.parametrize(
    ("path", "line", "value"),
    [
        (("title",), 2, "one"),
        (("dotted", "key"), 3, 1),
        (("quoted key",), 4, 2),
        (("table", "text"), 7, '[[no]]\nx = 1 """\n'),
        (("table", "literal"), 11, "a\nb = 2"),
        (("table", "after"), 13, True),
        (("list", 0, "code"), 16, "first"),
        (("list", 0, "numbers", 1), 18, 2),
        (("list", 0, "inner", "deep", "b", "c"), 21, 2),
        (("list", 1, "code"), 23, "second # no comment"),
        (("list", 1, "inner", "deep", "a"), 25, "}"),
        (("list", 1, "below", 1, "x"), 29, Decimal("2.50")),
    ],
)
def test_a_value_knows_its_line(path: tuple[str | int, ...], line: int, value: object) -> None:
    found = at(read_toml(TRICKY, "tricky.toml"), *path)

    assert (found.line, found.value) == (line, value)


def test_a_table_stands_where_its_header_does() -> None:
    tree = read_toml(TRICKY, "tricky.toml")

    assert [at(tree, "list", i).line for i in (0, 1)] == [15, 22]
    assert at(tree, "list", 1, "inner").line == 24


@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8), min_size=1, max_size=8))
def test_any_text_in_any_quotes_keeps_the_lines_after_it(texts: list[str]) -> None:
    quoted = ["".join(f"\\u{ord(c):04x}" if c in '"\\' or ord(c) == 0x2028 else c for c in text) for text in texts]
    lines = [f'k{i} = """\n{text}"""' if i % 2 else f'k{i} = "{text}"' for i, text in enumerate(quoted)]

    tree = read_toml("\n".join(lines), "any.toml")

    line = 1
    for i, text in enumerate(texts):
        assert at(tree, f"k{i}").value == text
        assert at(tree, f"k{i}").line == line
        line += 2 if i % 2 else 1


def test_crlf_counts_as_one_line() -> None:
    assert at(read_toml("a = 1\r\nb = 2\r\n", "dos.toml"), "b").line == 2


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a = 1\nb = \n", 2, "a value cannot be read"),
        ("a = 1\na = 2\n", 2, "a key stands twice"),
        ("a = { b = 1, b = 2 }\n", 1, "a key stands twice"),
        ("[x]\n[x]\n", 2, "a table stands twice"),
        ("a = [1, 2\n", 2, "a list is not closed"),
        ("a = { b = 1", 1, "a table is not closed"),
        ("[x\n", 1, "a table's name is not closed"),
        ("a = 1\n\nb 2\n", 3, "a key has no equals sign"),
        ('a = "open\n', 1, "a text has no closing quotation mark"),
        ("a = 'open", 1, "a text has no closing quotation mark"),
        ('a = "\x01"', 1, "a text holds an unprintable character"),
        ("a = 1 5\n", 1, "something follows a value on its line"),
        ("a = 1,5\n", 1, "a number has a comma"),
        ("a = 2026-13-01\n", 1, "there is no such day"),
        ('a = "C:\\q"\n', 1, "a backslash in a text stands alone"),
        ('a = "\\u12"\n', 1, "a character's number is none"),
        ("a = 2026-02-30\n", 1, "there is no such day"),
        ("a = {\nb = 1 }\n", 1, "a key begins with a character that it may not have"),
        ("å = 1\n", 1, "a line cannot be read"),
    ],
)
def test_what_is_no_toml_is_named_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(ProgrammeErrors) as caught:
        read_toml(text, "broken.toml")

    error = caught.value.errors[0]
    assert (error.file, error.line) == ("broken.toml", line)
    assert error.message == f"This is not valid TOML: {said}."
    assert error.remedy


@pytest.mark.parametrize("text", ["#" * (FILE_LIMIT + 1), "a = " + "[" * 5000 + "]" * 5000, "a" + ".a" * 50 + " = 1"])
def test_what_is_too_large_or_too_deep_is_refused(text: str) -> None:
    with pytest.raises(ProgrammeErrors):
        read_toml(text, "huge.toml")
