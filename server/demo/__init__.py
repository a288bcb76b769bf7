"""The demo: Kvarteret, its shops and its people, filled by living it through the recorder with the clock stepped.

    if await demo.fill(settings, progress): write(demo.describe())
    await demo.beat()                                    # the invented neighbours, while somebody looks
"""

from .filling import describe, fill
from .pulse import beat
from .story import Person, people, person_of, title

__all__ = ["Person", "beat", "describe", "fill", "people", "person_of", "title"]
