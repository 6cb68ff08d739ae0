"""What only a browser can tell of every lesson: accessible by axe, no scroll to the side at 390 px, light on the line.

All lessons in both languages are shown one after the other in one open page, whose styles and scripts are there
already; axe looks at each lesson once, in turns in Chinese and English, and at each kind of block in both (ADR 0071).
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_weight import Scale, sign_in
from tests.support.browser import SPARE, Watch, new_page, violations
from tests.walk.learner import LANGUAGES, Newcomer, enrol_newcomer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIRST_VISIT, NEXT_VISIT = 150_000, 30_000
# The shipped lessons that are longest as HTML: a recipe, procedures, practice and tables between them.
HEAVIEST = 3
# What stands in a page for each kind of block; kept where the templates of the blocks are.
BLOCKS = (
    ".prose", "figure.drawing:not(.circuit)", ".circuit", ".hazard", ".procedure", ".compare", ".table-scroll",
    ".formula", ".recipe", ".vocabulary", ".assignment", ".practice", ".recording", ".handout",
)  # fmt: skip
SHOWN = "(kinds) => kinds.filter((kind) => document.querySelector(kind))"
# Text in a column of a few letters: a box whose styles collided with another's.
SQUEEZED = """() => [...document.querySelectorAll('main p, main li, main dd, main h2, main h3')]
  .filter((node) => node.checkVisibility() && node.textContent.trim().length > 12)
  .filter((node) => node.getBoundingClientRect().width < 72).map((node) => node.textContent.trim().slice(0, 40))"""
# Puts another lesson into the open page: the HTML that the platform sends, under the styles that every lesson has.
SHOW = """async (address) => {
  const answer = await fetch(address);
  const next = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.title = next.title;
  document.documentElement.lang = next.documentElement.lang;
  document.body.replaceWith(next.body);
  scrollTo(0, 0);
  return answer.status;
}"""


@pytest.fixture(scope="module")
def newcomer(platform) -> Newcomer:
    """Somebody who is enrolled on all programmes and has opened no lesson."""
    return enrol_newcomer(platform, place=1)


@pytest.fixture
def phone(platform, browser, watch: Watch, newcomer) -> Iterator[Page]:
    """A phone at which the newcomer is signed in; one page for all lessons, so that its cache serves them all."""
    page = new_page(browser, watch, base_url=platform.base_url, screen="phone", language="en")
    sign_in(page, newcomer.who)
    yield page
    page.context.close()


def speak(page: Page, language: str) -> None:
    """Let the next pages come in this language."""
    home = urlsplit(page.url)._replace(path="/", query="", fragment="").geturl()  # for every path
    page.context.add_cookies([{"name": "language", "value": language, "url": home}])


def show(page: Page, address: str, language: str) -> None:
    """Put a lesson into the open page."""
    speak(page, language)
    assert page.evaluate(SHOW, address) == 200
    expect(page.locator("html")).to_have_attribute("lang", language)


def test_every_lesson_fits_a_phone_and_is_accessible(phone: Page, newcomer: Newcomer) -> None:
    phone.goto(newcomer.addresses[0])
    looked_at: set[tuple[str, str]] = set()
    for number, address in enumerate(newcomer.addresses):
        for language in LANGUAGES:
            show(phone, address, language)
            spare = phone.evaluate(SPARE)
            assert spare <= 0, f"{address} in {language} is {spare} px wider than the screen"
            assert phone.evaluate(SQUEEZED) == [], f"{address} in {language}"
            new = {(kind, language) for kind in phone.evaluate(SHOWN, BLOCKS)} - looked_at
            if new or language == LANGUAGES[number % 2]:
                assert violations(phone) == [], f"{address} in {language}"
                looked_at |= new
    assert looked_at == {(kind, language) for kind in BLOCKS for language in LANGUAGES}


def test_what_is_wrong_in_the_open_page_is_seen(phone: Page, newcomer: Newcomer) -> None:
    """A lesson that was put into the page is looked at like any other: otherwise silence proves nothing."""
    phone.goto(newcomer.addresses[0])
    show(phone, newcomer.addresses[1], "en")
    phone.evaluate(
        """() => {
          document.querySelector("main h1").style.width = "600px";
          document.querySelector("main img").removeAttribute("alt");
        }"""
    )
    assert phone.evaluate(SPARE) > 0
    assert [row.split(":")[0] for row in violations(phone)] == ["image-alt"]


def test_a_lesson_takes_little_from_the_line_and_next_to_nothing_again(
    phone: Page, newcomer: Newcomer
) -> None:
    weights = {}
    for address in heaviest(phone, newcomer):
        for language in LANGUAGES:
            speak(phone, language)
            weights[address, language] = (weight(phone, address, is_first=True), weight(phone, address))
            expect(phone.locator("html")).to_have_attribute("lang", language)
    heavy = {
        key: (first, again)
        for key, (first, again) in weights.items()
        if first.bytes > FIRST_VISIT or again.bytes + again.pictures > NEXT_VISIT
    }
    assert heavy == {}
    assert all(5_000 < again.bytes < first.bytes and first.pictures for first, again in weights.values())


def heaviest(page: Page, newcomer: Newcomer) -> list[str]:
    """Return the lessons whose pages are longest."""
    length = {address: len(page.request.get(address).text()) for address in newcomer.addresses}
    return sorted(length, key=lambda address: length[address], reverse=True)[:HEAVIEST]


def weight(page: Page, address: str, *, is_first: bool = False) -> Scale:
    """Weigh a visit, pictures and all else apart; a first one finds nothing that an earlier one left."""
    scale = Scale(page, is_first=is_first)
    page.goto(address)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")  # pictures come when they are looked at
    page.wait_for_load_state("networkidle")
    scale.session.detach()
    return scale
