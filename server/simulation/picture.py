"""A comparison as a picture: pairs of bars, what really happened beside what the draft would have come to. SVG in the
house's colours, with the same in words for those who do not see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, EDGE, LABEL, BAR, GAP, PAIR, GROUP = 720, 24, 250, 14, 4, 14, 30
NAME_LIMIT = 28  # Letters of a row's name that fit before the bars; the words beside the picture have all of it.
BARS_LEAST = 80
_LETTER = 7.4  # How wide one of a number's is, at most.


@dataclass(frozen=True, slots=True)
class Pair:
    """A row: its name, both numbers, and each as it is read."""

    name: str
    real: int
    draft: int
    real_shown: str
    draft_shown: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one scale under a heading."""

    heading: str
    pairs: tuple[Pair, ...]


def svg(title: str, groups: Sequence[Group], *, real: str, draft: str) -> str:
    """A whole SVG document. `real` and `draft`: what the two sides are called."""
    parts: list[str] = []
    shown = (text for group in groups for pair in group.pairs for text in (pair.real_shown, pair.draft_shown))
    room = max(BARS_LEAST, WIDTH - LABEL - EDGE - 8 - round(_LETTER * max(map(len, shown), default=0)))
    y = 106
    for group in groups:
        parts.append(f'<text class="h" x="{EDGE}" y="{y}">{escape(group.heading)}</text>')
        y += 16
        most = max((max(pair.real, pair.draft) for pair in group.pairs), default=0)
        for pair in group.pairs:
            parts += _pair(pair, y, most, room)
            y += 2 * BAR + GAP + PAIR
        y += GROUP
    y -= GROUP - EDGE + PAIR
    said, second = "; ".join(_in_words(groups, real, draft)), 70 + 9 * len(real)
    return _DOCUMENT.format(
        width=WIDTH, edge=EDGE, height=y, title=escape(title), said=escape(said), body="\n".join(parts),
        real=escape(real), draft=escape(draft), second=second, after=second + 22,
    )  # fmt: skip


def _pair(pair: Pair, y: int, most: int, room: int) -> Iterable[str]:
    """`room`: how long the longest bar is."""
    name = pair.name if len(pair.name) <= NAME_LIMIT else f"{pair.name[:NAME_LIMIT - 1].rstrip()}…"
    yield f'<text x="{EDGE}" y="{y + BAR + 7}">{escape(name)}</text>'
    yield f'<line x1="{LABEL}" x2="{LABEL}" y1="{y - 3}" y2="{y + 2 * BAR + GAP + 3}"/>'
    for place, (number, shown, side) in enumerate(
        ((pair.real, pair.real_shown, "r"), (pair.draft, pair.draft_shown, "d"))
    ):
        top = y + place * (BAR + GAP)
        length = max(2, round(room * number / most)) if number > 0 else 0
        yield f'<rect class="{side}" x="{LABEL}" y="{top}" width="{length}" height="{BAR}" rx="4"/>'
        yield f'<text class="n" x="{LABEL + length + 8}" y="{top + BAR - 2}">{escape(shown)}</text>'


def _in_words(groups: Iterable[Group], real: str, draft: str) -> Iterable[str]:
    for group in groups:
        for pair in group.pairs:
            yield f"{group.heading}, {pair.name}: {real} {pair.real_shown}, {draft} {pair.draft_shown}"


_DOCUMENT = """<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" font-family="Instrument Sans, system-ui, sans-serif" font-size="15">
<title>{title}</title>
<desc>{said}</desc>
<style>
svg {{ background: #FBF7F0 }} text {{ fill: #1D2420 }} .t {{ font-size: 20px; font-weight: 700 }}
.h {{ font-weight: 700 }} .n {{ font-size: 13px; font-variant-numeric: tabular-nums }}
.r {{ fill: #A9B4AD }} .d {{ fill: #1E5440 }} line {{ stroke: #8B8577; stroke-width: 1 }}
@media (prefers-color-scheme: dark) {{ svg {{ background: #0F1512 }} text {{ fill: #F1ECE2 }}
.r {{ fill: #5B655F }} .d {{ fill: #7FCBA4 }} }}
</style>
<text class="t" x="{edge}" y="40">{title}</text>
<rect class="r" x="{edge}" y="56" width="14" height="14" rx="4"/><text class="n" x="46" y="68">{real}</text>
<rect class="d" x="{second}" y="56" width="14" height="14" rx="4"/><text class="n" x="{after}" y="68">{draft}</text>
{body}
</svg>
"""
