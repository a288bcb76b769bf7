"""The table of counts by score, compared with a sorted list. Pure."""

from __future__ import annotations

import random
from bisect import bisect_right, insort

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.leaderboards import ranks_scores
from server.leaderboards.ranks_scores import ScoreTable


@settings(max_examples=150, deadline=None)
@given(
    start=st.lists(st.integers(-50, 400), max_size=200),
    steps=st.lists(st.tuples(st.booleans(), st.integers(-(2**60), 2**60) | st.integers(-50, 400)), max_size=300),
)
def test_the_table_counts_as_a_sorted_list_does(start: list[int], steps: list[tuple[bool, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("CHUNK", 16), ("FILL", 12), ("SPARSE", 2)):
            patch.setattr(ranks_scores, name, value)
        members = sorted(start)
        scores, counts = np.unique(np.array(members, np.int64), return_counts=True)
        table = ScoreTable(scores, counts)

        for adds, score in steps:
            if adds or not members:
                table.add(score)
                insort(members, score)
            else:
                gone = members.pop(score % len(members))
                table.remove(gone)
            assert table.ahead(score) == len(members) - bisect_right(members, score)
        levels = sorted(set(members))
        for score in [*levels, -(2**61), 2**61]:
            assert table.ahead(score) == len(members) - bisect_right(members, score)
            assert table.levels_ahead(score) == len(levels) - bisect_right(levels, score)
        assert (len(table), table.levels) == (len(members), len(levels))


def test_the_table_grows_and_empties_again() -> None:
    table, scores = ScoreTable(), list(range(0, 60_000, 3))
    random.Random(3).shuffle(scores)
    for score in scores:
        table.add(score)

    assert (table.ahead(-1), table.ahead(30_000), table.levels_ahead(30_000)) == (20_000, 9_999, 9_999)
    assert table.nbytes <= 2 * 12 * 20_000 + 12 * ranks_scores.CHUNK
    for score in scores:
        table.remove(score)

    assert (len(table), table.levels, table.ahead(0), table.nbytes) == (0, 0, 0, 0)
    table.add(5)
    assert (table.ahead(4), table.ahead(5)) == (1, 0)


@pytest.mark.parametrize("score", [3, 5, 9])
def test_nobody_can_leave_a_score_that_nobody_has(score: int) -> None:
    table = ScoreTable(np.array([4, 8]), np.array([1, 2]))

    with pytest.raises(KeyError):
        table.remove(score)

    assert len(table) == 3
