"""A mail's words, from one file a template and language: its subject, its text, its button.

The HTML is the same paragraphs in one plain layout, so that no part of a mail says more than another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined

Template = Literal["verification", "recovery", "completion", "already_member"]
Language = Literal["sv", "en"]
TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(template: Template, language: Language, context: Mapping[str, Any], *, link: str | None) -> Rendered:
    """The mail's words. Raises jinja2.UndefinedError where the context lacks what the template names."""
    words = _plain.get_template(f"{template}.{language}.txt")
    known = {**context, "link": link}
    parts = {name: _block(words, name, known) for name in words.blocks}
    subject = " ".join(parts["subject"].split())  # One line, whatever a name holds: a header ends where a line does.
    paragraphs = [" ".join(paragraph.split()) for paragraph in parts["text"].split("\n\n") if paragraph.strip()]
    action, signature = parts.get("action", "").strip(), " ".join(parts["signature"].split())
    lines = [*paragraphs, *([f"{action}:\n{link}"] if action and link else []), signature]
    html = _layout.render(
        language=language, subject=subject, paragraphs=paragraphs, action=action, link=link, signature=signature
    )
    return Rendered(subject, "\n\n".join(lines) + "\n", html)


def _block(words: Any, name: str, known: Mapping[str, Any]) -> str:
    return "".join(words.blocks[name](words.new_context(dict(known))))


_loader = FileSystemLoader(TEXTS)
_plain = Environment(loader=_loader, undefined=StrictUndefined, autoescape=False)  # Text, not HTML.
_layout = Environment(loader=_loader, undefined=StrictUndefined, autoescape=True).get_template("layout.html")
