"""What stands in a text, however it is spelt: watched words, links, and what makes two texts the same. Pure.

Compared is what a reader sees: compatible letters are one (ＬÅＮ is lån), what shows nothing is left out (soft hyphens,
joiners, variation selectors), case is folded, and marks between letters (snabb**lån**) part no word.

A watched word is a word of its own: “snabblån” is not found in “snabblånen”. With a star it is the beginning of one:
“snabblån*” is. It may be several words in a row: “payday loan*”.
"""

from __future__ import annotations

import re
import unicodedata

SAME_LEAST = 12  # Letters and digits: a shorter text, such as “Tack så mycket!”, may well be said again.

# Unicode's Default_Ignorable_Code_Point: characters that a reader does not see, and that part words in secret.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010-\u2015\u2212](?=[^\W\d_])")
_MARKS = re.compile(r"(?<=[^\W_])[*_~`]+(?=[^\W_])")

# Where a bare name, such as klocka.com, is taken for a site: what people here link to, and what advertisements use.
# Names that end like everyday words in either language (.is, .no, .so, .to …) count with a path behind them alone.
_SITES = (
    "com|net|org|se|nu|eu|io|ru|cn|uk|de|dk|fi|xyz|shop|info|biz|app|me|dev|online|store|vip|icu|tv|cc|gg|ly|gl|link|"
    "click|club|top|site"
)
_SITES_WITH_PATH = "is|it|no|so|to|be|at|am|in|us|my|la|ai|co|sh|st|do|gd|pw|tk|fr|pl|es|nl|ch|ink|page|live|fun|bio"
_NAME = r"(?<![\w.@-])((?:[^\W_](?:[\w-]*[^\W_])?\.)+)"
_LINK = re.compile(
    rf"(?:https?://|www\.)(?:(?!https?://)[^\s,;])*"
    rf"|{_NAME}({_SITES})(?![\w-])(?:/\S*)?|{_NAME}({_SITES_WITH_PATH})/\w\S*",
    re.I,
)
_COUNTING = 2  # Digits: “3.se upp” and “kl. 18.nu” are no sites, and 1177.se is one.


def links_in(text: str) -> int:
    """How many links a text has, with or without a scheme."""
    return sum(_is_site(found) for found in _LINK.finditer(_seen(text)))


def watches(word: str, text: str) -> bool:
    """Whether a watched word, or words in a row, stands in a text; also parted by hyphens or written together."""
    start = word.rstrip().endswith("*")
    plain = _MARKS.sub("", _seen(text))
    for shown in (plain, _HYPHEN.sub("", plain)):
        for sought in {_spaced(word), _spaced(_HYPHEN.sub("", word))}:
            if f" {sought}{'' if start else ' '}" in f" {_spaced(shown)} ":
                return True
    return False


def likeness(text: str) -> str:
    """What two texts share that a reader would call the same; empty for one that is too short to say."""
    bare = "".join(letter for letter in _seen(text).casefold() if letter.isalnum())
    return bare if len(bare) >= SAME_LEAST else ""


def _is_site(found: re.Match[str]) -> bool:
    name, ending = found[1] or found[3], found[2] or found[4]
    if name is None:
        return True  # With a scheme, or www.
    # “Jag kom hem.Se bilden” lacks a space, and is no site.
    missing_space = ending[0].isupper() and not ending.isupper()
    last = name.rstrip(".").rsplit(".", 1)[-1]
    return not missing_space and not (last.isdigit() and len(last) <= _COUNTING)


def _seen(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))


def _spaced(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(letter if letter.isalnum() else " " for letter in folded).split())
