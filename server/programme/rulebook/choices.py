"""What the document and the factors' table say of everyday choices, compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .vocabulary import Texts


@dataclass(frozen=True, slots=True)
class Factor:
    """A line of the factors' table, in one of its editions."""

    code: str
    type: Literal["emission", "saving", "share"]
    value: int  # Micro-kilograms of CO₂e for a unit; of a share: millionths.
    unit: str  # passenger-km and kg are measured; item, pair, pack and bag are counted.
    boundary: str  # use, life_cycle or system
    displacement: Literal["included", "needed", "open"] | None
    act: str | None  # Of a saving and of the share that belongs to it: resale or repair.
    source: str
    year: int | None
    region: str
    quality: Literal["A", "B", "C", ""]  # Empty: an assumption.
    origin: Literal["read", "secondary", "derived", "assumed"]
    texts: Texts  # name, note


@dataclass(frozen=True, slots=True)
class Figure:
    """What one unit of an action is estimated to save: (baseline − chosen) × displacement, in one system boundary.
    Without `chosen` the baseline is a saving already."""

    edition: str
    baseline: Factor
    chosen: Factor | None = None
    displacement: Factor | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An everyday choice: what members do of a kind, and what that is estimated to save."""

    code: str
    kind: str
    of: str | None  # The fact that is multiplied; None: each activity counts one.
    proof: Literal["own word", "partner"]
    figure: Figure | None  # None: no kilograms are counted.
    capped: frozenset[str]  # The earning rules of the kind that have a cap: it holds for the kilograms as well.
    texts: Texts  # name, impact, source


@dataclass(frozen=True, slots=True)
class Picture:
    """What a person can see instead of a sum of kilograms: so many kilometers by petrol car."""

    factor: Factor
    texts: Texts  # picture: "Ungefär {km} km i bensinbil."
