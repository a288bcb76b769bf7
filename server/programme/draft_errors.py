"""What is refused to those who write drafts. Each says the same sentence in Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping

from server.kernel.errors import DomainError, Forbidden

from .rulebook import Language

Texts = Mapping[Language, str]


class OwnDraft(Forbidden):
    """Who changed a draft last does not publish it as well."""

    def __init__(self) -> None:
        self.texts: Texts = {
            "sv": "Du ändrade utkastet sist. En annan ledare läser det och publicerar.",
            "en": "You changed this draft last. Another manager reads it and publishes.",
        }
        super().__init__(self.texts["en"])


class DraftMoved(DomainError):
    """Somebody saved the draft meanwhile: it stands at `revision` now."""

    def __init__(self, revision: int) -> None:
        self.texts: Texts = {
            "sv": "Någon annan har sparat utkastet sedan du öppnade det. Läs det som står nu och skriv in ditt i det.",
            "en": "Somebody saved this draft after you opened it. Read what it says now and put yours into it.",
        }
        super().__init__(self.texts["en"])
        self.revision = revision


class DraftEnded(DomainError):
    """The draft was published or discarded."""

    def __init__(self, state: str) -> None:
        published = state == "published"
        self.texts: Texts = {
            "sv": "Utkastet är redan publicerat." if published else "Utkastet är slängt.",
            "en": "This draft is published already." if published else "This draft was discarded.",
        }
        super().__init__(self.texts["en"])
        self.state = state
