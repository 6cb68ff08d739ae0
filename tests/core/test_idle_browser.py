"""The idle warning: it comes in time, one click keeps the session, and at the end it signs out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.support.server import RunningPlatform

pytestmark = pytest.mark.browser

# The page stands alone: what the two addresses answer is tested with the accounts.
WARNING = "idle-warning dialog"


@pytest.fixture
def waiting(open_page: Callable[..., Page], platform: RunningPlatform) -> tuple[Page, list[str], int]:
    """A trainee's page under a clock of the test, the addresses it calls, and the idle limit in seconds."""
    page = open_page(base_url=platform.base_url)
    called: list[str] = []

    def note(request: Request) -> None:
        if request.method == "POST":
            called.append(request.url.removeprefix(platform.base_url))

    page.on("request", note)
    page.route("**/keep-alive/", lambda route: route.fulfill(status=204))
    page.route("**/sign-out/", lambda route: route.fulfill(body="signed out"))
    page.clock.install()
    page.goto("/styleguide/trainee/")
    limit = page.locator("idle-warning").get_attribute("data-idle-seconds")
    return page, called, int(limit or 0)


def test_it_warns_before_the_end_and_one_click_keeps_the_session(
    waiting: tuple[Page, list[str], int],
) -> None:
    page, called, limit = waiting
    page.clock.run_for((limit - 60) * 1000)
    expect(page.locator(WARNING)).not_to_be_visible()
    page.clock.run_for(20_000)
    expect(page.locator(WARNING)).to_be_visible()
    page.click("[data-stay]")
    expect(page.locator(WARNING)).not_to_be_visible()
    assert called == ["/sign-in/keep-alive/"]


def test_work_on_the_page_puts_it_off(waiting: tuple[Page, list[str], int]) -> None:
    page, called, limit = waiting
    page.clock.run_for((limit - 60) * 1000)
    page.keyboard.press("Shift")
    page.clock.run_for((limit - 60) * 1000)
    expect(page.locator(WARNING)).not_to_be_visible()
    assert called == ["/sign-in/keep-alive/"]


def test_nobody_there_is_signed_out_once(waiting: tuple[Page, list[str], int]) -> None:
    page, called, limit = waiting
    page.clock.run_for((limit - 30) * 1000)
    with page.expect_navigation():
        page.clock.run_for(40_000)
    assert called == ["/sign-out/"]


def test_at_least_twenty_seconds_remain_to_answer(waiting: tuple[Page, list[str], int]) -> None:
    page, _, _ = waiting
    seconds = page.locator("idle-warning").get_attribute("data-warn-seconds")
    assert int(seconds or 0) >= 20
