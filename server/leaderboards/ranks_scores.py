"""A two-level table of counts by score.

Chunks hold different scores in order with their counts; above them stand each chunk's least score, members and number
of scores. To count those ahead: find the chunk, add up what stands to its right, and the rest of the chunk itself.
12 bytes a different score where chunks are full, whatever the range of scores; some microseconds a question at ten
million scores as at ten.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

CHUNK = 2048  # Scores in a full chunk.
FILL = CHUNK * 3 // 4  # Scores in a new chunk, with room to grow.
SPARSE = CHUNK // 8  # A chunk with fewer joins its neighbour.

Scores = NDArray[np.int64]
Counts = NDArray[np.int32]
Number = TypeVar("Number", np.int32, np.int64)


class ScoreTable:
    """How many members have which score."""

    def __init__(self, scores: Scores | None = None, counts: NDArray[np.int64] | None = None) -> None:
        """Empty, or of different scores with their counts, in any order."""
        given = np.empty(0, np.int64) if scores is None else scores
        numbers = np.empty(0, np.int64) if counts is None else counts
        order = np.argsort(given, kind="stable")
        given, numbers = given[order], numbers[order]
        self._scores: list[Scores] = []
        self._counts: list[Counts] = []
        lengths: list[int] = []
        for start in range(0, len(given), FILL):
            part = given[start : start + FILL]
            self._scores.append(_roomy(part, np.int64))
            self._counts.append(_roomy(numbers[start : start + FILL], np.int32))
            lengths.append(len(part))
        self._lengths = np.array(lengths, np.int64)
        self._lows = np.array([chunk[0] for chunk in self._scores], np.int64)
        self._totals = np.array([int(chunk.sum(dtype=np.int64)) for chunk in self._counts], np.int64)

    def __len__(self) -> int:
        """How many members there are."""
        return int(self._totals.sum())

    @property
    def levels(self) -> int:
        """How many different scores there are."""
        return int(self._lengths.sum())

    @property
    def nbytes(self) -> int:
        """How much memory the counts take."""
        return sum(chunk.nbytes for chunk in self._scores) + sum(chunk.nbytes for chunk in self._counts)

    def ahead(self, score: int) -> int:
        """How many have more than a score."""
        chunk = int(self._lows.searchsorted(score, "right")) - 1
        if chunk < 0:
            return len(self)
        length = self._lengths[chunk]
        place = self._scores[chunk][:length].searchsorted(score, "right")
        inside = np.add.reduce(self._counts[chunk][place:length], dtype=np.int64)  # .sum() is this with a wrapper
        return int(np.add.reduce(self._totals[chunk + 1 :]) + inside)

    def levels_ahead(self, score: int) -> int:
        """How many different scores there are above a score."""
        chunk = int(self._lows.searchsorted(score, "right")) - 1
        if chunk < 0:
            return self.levels
        length = self._lengths[chunk]
        place = self._scores[chunk][:length].searchsorted(score, "right")
        return int(self._lengths[chunk + 1 :].sum() + length - place)

    def add(self, score: int) -> None:
        """One more member has a score."""
        if not self._scores:
            self._begin(score)
            return
        chunk = max(0, int(self._lows.searchsorted(score, "right")) - 1)
        scores, counts, length = self._scores[chunk], self._counts[chunk], int(self._lengths[chunk])
        place = int(scores[:length].searchsorted(score))
        if place < length and scores[place] == score:
            counts[place] += 1
            self._totals[chunk] += 1
            return
        if length == CHUNK:
            self._split(chunk)
            self.add(score)
            return
        scores[place + 1 : length + 1] = scores[place:length]
        counts[place + 1 : length + 1] = counts[place:length]
        scores[place], counts[place] = score, 1
        self._lengths[chunk] += 1
        self._totals[chunk] += 1
        self._lows[chunk] = scores[0]

    def remove(self, score: int) -> None:
        """One member fewer has a score. Raises KeyError where nobody has it."""
        chunk = int(self._lows.searchsorted(score, "right")) - 1
        if chunk < 0:
            raise KeyError(score)
        scores, counts, length = self._scores[chunk], self._counts[chunk], int(self._lengths[chunk])
        place = int(scores[:length].searchsorted(score))
        if place == length or scores[place] != score:
            raise KeyError(score)
        self._totals[chunk] -= 1
        counts[place] -= 1
        if counts[place]:
            return
        scores[place : length - 1] = scores[place + 1 : length]
        counts[place : length - 1] = counts[place + 1 : length]
        self._lengths[chunk] -= 1
        if length - 1 < SPARSE:
            self._thin_out(chunk)
        else:
            self._lows[chunk] = scores[0]

    def _begin(self, score: int) -> None:
        """The first member of all."""
        self._scores, self._counts = [_roomy([score], np.int64)], [_roomy([1], np.int32)]
        self._lows, self._lengths, self._totals = np.array([score]), np.array([1]), np.array([1])

    def _split(self, chunk: int) -> None:
        """A full chunk becomes two."""
        half = CHUNK // 2
        scores, counts = self._scores[chunk], self._counts[chunk]
        self._scores[chunk : chunk + 1] = [_roomy(scores[:half], np.int64), _roomy(scores[half:], np.int64)]
        self._counts[chunk : chunk + 1] = [_roomy(counts[:half], np.int32), _roomy(counts[half:], np.int32)]
        upper = int(counts[half:].sum(dtype=np.int64))
        self._totals[chunk] -= upper
        self._totals = np.insert(self._totals, chunk + 1, upper)
        self._lengths[chunk] = half
        self._lengths = np.insert(self._lengths, chunk + 1, CHUNK - half)
        self._lows = np.insert(self._lows, chunk + 1, scores[half])

    def _thin_out(self, chunk: int) -> None:
        """A sparse chunk joins a neighbour that has room; an empty one goes."""
        length = int(self._lengths[chunk])
        if length:
            self._lows[chunk] = self._scores[chunk][0]
        for left in (chunk - 1, chunk):
            if left < 0 or left + 1 >= len(self._scores):
                continue
            first, second = int(self._lengths[left]), int(self._lengths[left + 1])
            if first + second <= FILL:
                self._scores[left][first : first + second] = self._scores[left + 1][:second]
                self._counts[left][first : first + second] = self._counts[left + 1][:second]
                self._lengths[left] = first + second
                self._totals[left] += self._totals[left + 1]
                if first + second:
                    self._lows[left] = self._scores[left][0]
                self._drop(left + 1)
                return
        if not length:
            self._drop(chunk)

    def _drop(self, chunk: int) -> None:
        del self._scores[chunk], self._counts[chunk]
        self._lengths = np.delete(self._lengths, chunk)
        self._totals = np.delete(self._totals, chunk)
        self._lows = np.delete(self._lows, chunk)


def _roomy(values: ArrayLike, kind: type[Number]) -> NDArray[Number]:
    """The values at the beginning of an array that has a full chunk's room."""
    chunk = np.zeros(CHUNK, kind)
    part = np.asarray(values)
    chunk[: len(part)] = part
    return chunk
