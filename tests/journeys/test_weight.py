"""What the first visit of a page transfers, pictures left out: at most 100 kB; nothing has a horizontal scroll."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.browser import assert_fits

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LIMIT = 100_000
PUBLIC = ["/", "/sign-in/", "/accounts/login/", "/verify/", "/courses/"]


class Scale:
    """Weighs what a page fetches, headers and bodies as they travel, pictures apart from all else."""

    def __init__(self, page: Page, *, is_first: bool = True) -> None:
        self.session = page.context.new_cdp_session(page)
        self.kinds: dict[str, str] = {}
        self.bytes = self.pictures = 0
        self.session.send("Network.enable")
        if is_first:
            self.session.send("Network.clearBrowserCache")
        self.session.on("Network.responseReceived", self.on_response)
        self.session.on("Network.loadingFinished", self.on_finished)

    def __repr__(self) -> str:
        return f"{self.bytes} bytes and {self.pictures} of pictures"

    def on_response(self, event: dict) -> None:
        self.kinds[event["requestId"]] = event["type"]

    def on_finished(self, event: dict) -> None:
        if self.kinds.get(event["requestId"]) == "Image":
            self.pictures += int(event["encodedDataLength"])
        else:
            self.bytes += int(event["encodedDataLength"])


def weigh(page: Page, path: str) -> int:
    """Return what a first visit transfers."""
    scale = Scale(page)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    scale.session.detach()
    return scale.bytes


def test_public_pages_are_light(platform, open_page) -> None:
    page = open_page(base_url=platform.base_url, screen="phone")
    weights = {path: weigh(page, path) for path in PUBLIC}
    assert {path: weight for path, weight in weights.items() if weight > LIMIT} == {}
    assert min(weights.values()) > 1000  # the scale works


def test_pages_of_a_trainee_are_light_and_fit_a_telephone(platform, open_page) -> None:
    page = open_page(base_url=platform.base_url, screen="phone")
    who = [row for row in platform.facts["sign_ins"] if row["role"] == "trainee"][6]
    sign_in(page, who)
    lesson = page.locator("a[href^='/learn/']").first.get_attribute("href") or ""
    for path in ("/home/", lesson, "/exams/", "/credentials/"):
        assert weigh(page, path) <= LIMIT, path
        assert_fits(page)


def test_the_paper_is_light(platform, open_page) -> None:
    page = open_page(base_url=platform.base_url, screen="phone")
    sign_in(page, [row for row in platform.facts["sign_ins"] if row["role"] == "trainee"][5])
    page.locator(".card--main a[href^='/exams/sittings/']").first.click()
    page.wait_for_url("**/exams/sittings/**")
    paper = page.locator("#door a").get_attribute("href") or ""
    scale = Scale(page)
    page.goto(paper)
    page.locator("[data-question-body] input").first.wait_for()
    assert scale.bytes <= LIMIT
    assert_fits(page)


def sign_in(page: Page, who: dict[str, str]) -> None:
    """Sign in by number and PIN."""
    page.goto("/sign-in/")
    page.fill("#id_number", who["username"])
    page.fill("#id_pin", who["secret"])
    page.press("#id_pin", "Enter")
    page.click("button[value=yes]")
    page.wait_for_url("**/home/")
