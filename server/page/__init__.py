"""The page as it was built, held in memory and handed out with the right headers."""

from __future__ import annotations

from .files import Files
from .http import routes

__all__ = ["Files", "routes"]
