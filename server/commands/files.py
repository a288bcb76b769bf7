"""Files that a command leaves behind: whole or not at all, and for this account's eyes only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def write_private(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    new.touch(mode=0o600)
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def write_private_json(path: Path, content: dict[str, Any]) -> None:
    write_private(path, json.dumps(content, indent=2, ensure_ascii=False) + "\n")
