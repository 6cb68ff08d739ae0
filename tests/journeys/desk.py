"""Somebody of staff at a computer of the office, for journeys: links, buttons, fields by the words that they have."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.journeys.author import Editor
from tests.support.browser import assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform

WAGTAILS = [".sidebar", "[data-wagtail-sidebar]", "#wagtail-sidebar"]
LONG = 60_000


@dataclass
class Desk:
    """Somebody of staff at a computer."""

    platform: RunningPlatform
    page: Page
    username: str

    @property
    def who(self) -> dict[str, str]:
        """Return the sign-in as the demonstration has it."""
        return next(row for row in self.platform.facts["sign_ins"] if row["username"] == self.username)

    def sign_in(self) -> None:
        """Sign in at the office page, as one has to on each new day."""
        Editor(self.page, self.who).sign_in()

    def main(self) -> Locator:
        """Return the page without its menu."""
        return self.page.locator("main")

    def go(self, name: str | re.Pattern[str]) -> None:
        """Follow a link by its name."""
        exact = isinstance(name, str)
        self.main().get_by_role("link", name=name, exact=exact).first.click(timeout=LONG)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button by its name."""
        self.main().get_by_role("button", name=name).first.click(timeout=LONG)

    def choose(self, field: str, words: str) -> None:
        """Choose the option of a list that has these words."""
        row = self.page.locator(f"[name={field}] option", has_text=words).last
        self.page.locator(f"[name={field}]").select_option(row.get_attribute("value"))

    def told(self, words: str) -> None:
        """Check what the page says."""
        expect(self.page.locator("body")).to_contain_text(words, timeout=LONG)

    def looked_at(self, name: str) -> None:
        """Check the page, and keep a picture of it."""
        self.page.wait_for_load_state()  # a click returns as soon as the next page begins to arrive
        keep_picture(self.page, f"zh-term-{name}")
        assert_accessible(self.page, exclude=WAGTAILS)
        assert_fits(self.page)
