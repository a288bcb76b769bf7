"""Many pictures as one: a view's eight variants beside each other, and the strip that the README shows."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser

TALLEST = 2_600  # CSS pixels of a long page; the whole of it stands in its own picture.
STYLE = f"""
  body {{ margin: 0; padding: 16px; width: max-content; background: #777; font: 14px system-ui; color: #fff }}
  .row {{ display: flex; gap: 16px; align-items: start; margin-bottom: 16px }}
  figure {{ margin: 0 }}
  .frame {{ overflow: hidden; max-height: {TALLEST}px }}
  img {{ display: block }}
  .small img {{ width: 390px }}
  .wide {{ display: grid; grid-template-columns: repeat(2, 780px) }}
  .wide img {{ width: 780px }}
"""
STRIP = """
  <style>
    body {{ margin: 0; display: flex; gap: 28px; padding: 28px; background: transparent; width: max-content }}
    img {{ width: 300px; border-radius: 28px; box-shadow: 0 0 0 1px #0002, 0 12px 28px -12px #0006 }}
  </style>
  {images}
"""


def write(browser: Browser, folder: Path, titles: Sequence[str]) -> None:
    """`sheets/TITLE.png` for each view whose pictures are newer than its sheet, and an index of all."""
    sheets = folder / "sheets"
    sheets.mkdir(exist_ok=True)
    page = browser.new_page(viewport={"width": 1680, "height": 900})
    held = folder / "sheet.html"
    for title in titles:
        taken = [path for size in ("small", "wide") for path in variants(folder, title, size)]
        sheet = sheets / f"{title}.png"
        if not taken or (sheet.exists() and sheet.stat().st_mtime > max(path.stat().st_mtime for path in taken)):
            continue
        rows = "".join(row(folder, title, size) for size in ("small", "wide"))
        held.write_text(f"<meta charset=utf-8><style>{STYLE}</style>{rows}", encoding="utf-8")
        page.goto(held.resolve().as_uri())
        page.locator("body").screenshot(path=sheet)
    held.unlink(missing_ok=True)
    page.close()
    shown = "".join(
        f"<h2>{title}</h2><img src='sheets/{title}.png' loading=lazy>"
        for title in titles
        if (sheets / f"{title}.png").exists()
    )
    (folder / "index.html").write_text(f"<meta charset=utf-8><title>Pictures</title>{shown}", encoding="utf-8")


def keep(browser: Browser, pictures: Sequence[Path], kept: Path) -> None:
    """The strip, with rounded corners and nothing behind."""
    kept.parent.mkdir(exist_ok=True)
    page = browser.new_page(device_scale_factor=1.5)
    sources = (base64.b64encode(picture.read_bytes()).decode() for picture in pictures)
    images = "".join(f'<img src="data:image/png;base64,{source}">' for source in sources)
    page.set_content(STRIP.format(images=images))
    page.locator("body").screenshot(path=kept, omit_background=True)
    page.close()


def variants(folder: Path, title: str, size: str) -> list[Path]:
    """Swedish first, light first."""
    names = [f"{title}-{tongue}-{size}-{scheme}.png" for tongue in ("sv", "en") for scheme in ("light", "dark")]
    return [folder / name for name in names if (folder / name).exists()]


def row(folder: Path, title: str, size: str) -> str:
    figures = "".join(
        f"<figure><figcaption>{path.stem}</figcaption><div class=frame><img src='{path.name}'></div></figure>"
        for path in variants(folder, title, size)
    )
    return f"<div class='row {size}'>{figures}</div>"
