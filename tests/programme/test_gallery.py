"""The gallery shows every one of the nine, and quotes what their files say."""

from __future__ import annotations

import re

import pytest

from server import programme

GALLERY = (programme.EXAMPLES / "GALLERY.md").read_text(encoding="utf-8")
LIST = dict(re.findall(r"^\| \[(\w+)\]\(#([\w-]+)\) \|", GALLERY, re.MULTILINE))
SECTIONS = {
    title.lower().replace(" ", "-"): body
    for title, body in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", GALLERY, re.MULTILINE | re.DOTALL)
}
FEW, MANY = 9, 11  # Ten lines, and a line more or less.


def test_every_example_but_the_house_and_the_starter_is_shown() -> None:
    files = {path.stem for path in programme.EXAMPLES.glob("*.toml")} - {"kvarteret", "small_shop"}

    assert LIST.keys() == files
    assert set(LIST.values()) == SECTIONS.keys()


@pytest.mark.parametrize("file", LIST)
def test_what_is_quoted_stands_in_the_file(file: str) -> None:
    text = (programme.EXAMPLES / f"{file}.toml").read_text(encoding="utf-8")
    (quoted,) = re.findall(r"```toml\n(.*?)```", SECTIONS[LIST[file]], re.DOTALL)

    assert [part for part in quoted.strip().split("\n\n") if part not in text] == []
    assert FEW <= len([line for line in quoted.splitlines() if line]) <= MANY
