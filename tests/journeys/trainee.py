"""What a trainee does at a terminal, step by step, with a look at each page on the way."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.journeys.answers import known_items, language_key, plain
from tests.support.browser import assert_accessible, assert_fits, keep_picture


@dataclass
class Trainee:
    """One person at one screen; `look` checks a page and keeps its picture."""

    page: Page
    language: str
    screen: str
    who: dict[str, str]
    seen: set[str] = field(default_factory=set)

    def look(self, name: str) -> None:
        """Check that the page is accessible and fits, and keep a picture; once for each kind of page."""
        if name in self.seen:
            return
        self.seen.add(name)
        assert_accessible(self.page)
        assert_fits(self.page)
        self.picture(name)

    def picture(self, name: str) -> None:
        """Keep a picture of the screen."""
        prefix = ("" if self.screen == "desktop" else f"{self.screen}-") + (
            "" if self.language == "en" else "zh-"
        )
        keep_picture(self.page, f"{prefix}{name}")

    # --- signing in ----------------

    def sign_in(self) -> None:
        """Sign in by number and PIN and confirm."""
        page = self.page
        page.goto("/sign-in/")
        expect(page.locator("html")).to_have_attribute("lang", "en" if self.language == "en" else "zh-hans")
        self.look("01-sign-in")
        page.fill("#id_number", self.who["username"])
        page.fill("#id_pin", self.who["secret"])
        page.click("main form button[type=submit]")
        page.wait_for_url("**/sign-in/confirm/")
        self.look("02-confirm")
        page.click("button[value=yes]")
        page.wait_for_url("**/home/")
        self.look("03-home")

    def sign_out(self) -> None:
        """Sign out; the back button then shows nothing of this person."""
        page = self.page
        page.goto("/home/")
        page.locator("form[action='/sign-out/'] button").first.click()
        page.wait_for_url("**/sign-in/**")
        page.goto("/home/")
        assert "/sign-in/" in page.url or "/accounts/login/" in page.url

    # --- learning ----------------

    def finish_lessons(self) -> int:
        """Go from lesson to lesson as the page leads on, do the practice, and return how many there were."""
        page, done = self.page, 0
        while True:
            page.goto("/home/")
            lesson = page.locator(".card--main a[href^='/learn/']")
            if not lesson.count():
                return done
            lesson.first.click()
            page.wait_for_url("**/learn/**")
            if done == 0:
                self.practise()
            self.look("04-lesson")
            finished = page.url
            page.locator("form[action$='/complete/'] button").click()
            expect(page).not_to_have_url(finished)  # the page sends it first, and leads on when it is kept
            page.wait_for_load_state()
            if page.url.endswith("/complete/"):  # it went fast: the page asks
                self.look("04-finish-early")
                page.locator("form[data-finish] button").click()
                expect(page).not_to_have_url(re.compile("/complete/$"))
            page.wait_for_load_state()
            done += 1
            assert done < 40, "the lessons do not end"

    def practise(self) -> None:
        """Answer each practice item wrongly or not at all first, then rightly, and read what the page says."""
        forms = self.page.locator("form[data-practice]")
        assert forms.count() > 0, "the first lesson has practice items"
        for place in range(forms.count()):
            form = forms.nth(place)
            form.locator("button").click()
            expect(form.locator("[data-feedback] .notice--warning")).to_be_visible()
            self.choose(form.locator("fieldset"))
            form.locator("button").click()
            expect(form.locator("[data-feedback] .notice--success")).to_be_visible()
        self.page.evaluate("scrollTo(0, 0)")

    # --- the examination ----------------

    def sit_examination(self) -> None:
        """Enter by the home page, answer everything rightly, hand in, and wait for the result."""
        page = self.page
        page.goto("/home/")
        page.locator(".card--main a[href^='/exams/sittings/']").first.click()
        page.wait_for_url("**/exams/sittings/**")
        self.look("05-waiting-room")
        page.locator("#door a").click()
        page.wait_for_url("**/exams/attempts/**")
        self.answer_all()
        self.hand_in()
        self.look("07-receipt")

    def answer_all(self) -> None:
        """Answer each question and wait until the server has all of them."""
        page = self.page
        expect(page.locator("[data-navigator] a").first).to_be_visible()
        number = page.locator("[data-navigator] a").count()
        for place in range(number):
            # The former question stays for a moment while the next one is drawn.
            expect(page.locator("[data-navigator] a").nth(place)).to_have_attribute("aria-current", "step")
            self.choose(page.locator("[data-question-body] fieldset"))
            if place == 2:
                expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server")
                self.look("06-question")
            if place < number - 1:
                page.click("[data-act=next]")
        expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server")

    def hand_in(self) -> None:
        """Hand in and wait for the receipt with a result."""
        page = self.page
        page.click("[data-act=hand-in]")
        expect(page.locator("#hand-in")).to_be_visible()
        assert_accessible(page)
        page.click("[data-act=hand-in-now]")
        page.wait_for_url("**/receipt/", timeout=30_000)
        expect(page.locator("#result .notice--success")).to_be_visible(timeout=30_000)

    def choose(self, fieldset: Locator) -> None:
        """Mark the right options of a question."""
        item = known_items()[plain(fieldset.locator("legend").inner_text())]
        if item.item["type"] in ("numeric", "fill_in"):
            for place, text in enumerate(item.right_texts()):
                fieldset.locator("input[type=text]").nth(place).fill(text)
            return
        if item.item["type"] in ("ordering", "matching"):
            for line, entry in item.right_entries(language_key(self.language)).items():
                fieldset.get_by_label(line, exact=True).select_option(label=entry)
            return
        right = item.right_labels(language_key(self.language))
        if not right:
            fieldset.locator(f"input[value={item.right_value()}]").check()
            return
        labels = fieldset.locator("label.choice")
        for place in range(labels.count()):
            label = labels.nth(place)
            if plain(label.locator("span").last.inner_text()) in right:
                label.locator("input").check()

    # --- the certificate ----------------

    def wait_for_certificate(self) -> None:
        """Open the certificate that the worker issues by itself."""
        page = self.page
        for _try in range(40):
            page.goto("/credentials/")
            card = page.locator("main a[href^='/credentials/']")
            if card.count():
                card.first.click()
                page.wait_for_url("**/credentials/*/")
                return
            page.wait_for_timeout(1000)
        raise AssertionError("no certificate came within 40 seconds")

    def download(self) -> bytes:
        """Download the document."""
        with self.page.expect_download() as started:
            self.page.locator("a[href$='document.pdf']").click()
        return Path(started.value.path()).read_bytes()
