"""Somebody who looks at the page, and remembers what it showed and what went wrong in it."""

from __future__ import annotations

import re
from typing import Any, Literal

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.place import Place

PATIENCE_MS = 30_000  # A loaded machine with two cores; a healthy one needs a tenth of a second.
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}
# What the page showed and let go: each joy as it lands, each line as it rises. And what the policy forbade.
REMEMBER = """
  window.__seen = { joys: [], lines: [], offline: [] };
  window.__violations = [];
  addEventListener("securitypolicyviolation", (event) => __violations.push(event.violatedDirective));
  new MutationObserver((changes) => {
    for (const added of changes.flatMap((change) => [...change.addedNodes])) {
      if (!(added instanceof HTMLElement)) continue;
      const all = [added, ...added.querySelectorAll("*")];
      for (const one of all) {
        if (one.matches("section.landing")) __seen.joys.push(one.querySelector("h2").innerText);
        if (one.matches(".layer .line")) __seen.lines.push(one.innerText.replace(/\\s+/g, " ").trim());
      }
    }
  }).observe(document, { childList: true, subtree: true });
"""
# The digits that stand in the windows of the rolling number: what is seen, not what is read aloud.
SEEN_DIGITS = """
  (root) => [...root.querySelectorAll(".window")].map((window) => {
    const place = window.getBoundingClientRect();
    return [...window.querySelectorAll(".strip > span")]
      .filter((digit) => Math.abs(digit.getBoundingClientRect().top - place.top) < 2)
      .map((digit) => digit.textContent).join("");
  }).join("")
"""
NETWORK_IS_GONE = re.compile(r"ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_REFUSED|ERR_FAILED|WebSocket connection to")
KILLED = re.compile(  # The same, and what becomes of an answer that was on its way.
    rf"{NETWORK_IS_GONE.pattern}|ERR_CONNECTION_RESET|ERR_CONNECTION_CLOSED|ERR_EMPTY_RESPONSE"
)


class Visitor:
    """A context of its own: nobody else's cookies. `url` where it is not the place's own; `troubles` is whatever the
    page logged as an error."""

    def __init__(
        self, browser: Browser, place: Place, *, url: str | None = None, size: dict[str, int] = PHONE,
        scheme: Literal["light", "dark"] = "light", locale: str = "sv-SE", scale: float = 1,
    ) -> None:  # fmt: skip
        self._place, self._url = place, url or place.url
        self.context: BrowserContext = browser.new_context(
            base_url=self._url, viewport=size, color_scheme=scheme, locale=locale, timezone_id="Europe/Stockholm",
            service_workers="block", device_scale_factor=scale,
        )  # fmt: skip
        self.context.set_default_timeout(PATIENCE_MS)
        self.context.add_init_script(REMEMBER)
        self.troubles: list[str] = []
        self.page = self.tab()

    def tab(self) -> Page:
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)
        return page

    def tries_as(self, first_name: str) -> None:
        """One tap on the front page."""
        self.page.goto("/")
        self.page.get_by_role("button", name=first_name).click()
        self.is_live()

    def signs_in(self, first_name: str) -> None:
        person = self._place.person(first_name)
        self.page.goto("/sign-in")
        self.page.locator("#email").fill(person["email"])
        self.page.locator("#password").fill(person["password"])
        self.page.locator("form button.wide").click()
        self.is_live()

    def is_live(self, page: Page | None = None) -> None:
        expect((page or self.page).locator(".live.live").filter(visible=True)).to_have_text("Live", timeout=PATIENCE_MS)

    def seen(self, what: Literal["joys", "lines"]) -> list[str]:
        told: list[str] = self.page.evaluate(f"__seen.{what}")
        return told

    def digits(self) -> str:
        """The balance as it stands in the page's largest number."""
        told: str = self.page.locator(".sum .rolling").evaluate(SEEN_DIGITS)
        return told

    def sees_digits(self, digits: str) -> None:
        """Waits until the number has rolled there."""
        self.page.wait_for_function(
            f"() => ({SEEN_DIGITS})(document.querySelector('.sum .rolling') ?? document) === '{digits}'",
            timeout=PATIENCE_MS,
        )

    def asks(self, document: str, **variables: Any) -> dict[str, Any]:
        """GraphQL beside the page, as the same person."""
        answer = self.context.request.post(
            "/graphql", data={"query": document, "variables": variables}, headers={"origin": self._url}
        ).json()
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def price_of(self, question: dict[str, Any]) -> int:
        """What it costs to ask this again."""
        answer = self.context.request.post("/graphql", data=question, headers={"origin": self._url}).json()
        price: int = answer["extensions"]["cost"]["requested"]
        return price

    def had_no_trouble(self, *, but: re.Pattern[str] | None = None) -> None:
        """Nothing was logged as an error, and the policy forbade nothing."""
        left = [trouble for trouble in self.troubles if but is None or not but.search(trouble)]
        assert not left, left
        for page in self.context.pages:
            assert page.evaluate("window.__violations ?? []") == []
