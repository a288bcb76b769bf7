"""The demo: Kvarteret, its shops and its people, filled by living it through the recorder with the clock stepped.

    if await demo.fill(settings, progress): write(demo.describe())
"""

from .filling import describe, fill
from .story import Person, people, person_of, title

__all__ = ["Person", "describe", "fill", "people", "person_of", "title"]
