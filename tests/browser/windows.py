"""The windows of a neighbourhood: two phones with two pages each, and two desks."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.visitor import Visitor


@dataclass(slots=True)
class Windows:
    """Everybody's, and the further ones of the two phones: Elsa's board, Johan's feed."""

    elsa: Visitor
    board: Page
    johan: Visitor
    feed: Page
    ingrid: Visitor
    yusuf: Visitor

    @property
    def pages(self) -> tuple[Page, ...]:
        return self.elsa.page, self.board, self.johan.page, self.feed, self.ingrid.page, self.yusuf.page

    @property
    def desks(self) -> tuple[Page, Page]:
        return self.ingrid.page, self.yusuf.page
