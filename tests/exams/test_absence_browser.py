"""Leaving the examination page, by the real events of a browser: told once; its dialogs and those of a file are not.

And the console that tells it: it follows by itself, and says so when it cannot.
"""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.exams.test_nothing_is_lost_browser import console_of, waiting
from tests.exams.test_runner_browser import to_the_paper
from tests.support.browser import assert_accessible, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: it uses up a candidate."""
    with running_platform() as started:
        yield started


def test_who_goes_to_another_window_is_told_once_and_dialogs_of_the_page_are_not(platform, open_page, watch):
    watch.expect("404")
    candidate = waiting(platform)[2]
    page = open_page(base_url=platform.base_url)
    to_the_paper(page, candidate)
    told = []
    page.on("request", lambda request: told.append(request) if request.url.endswith("/left") else None)
    window = _a_window_that_can_lose_the_keyboard(page)
    page.locator("[data-act='hand-in']").click()  # a dialog of the page, and what is in it
    page.wait_for_timeout(3_500)
    page.locator("[data-act='hand-in-back']").click()
    page.locator("[data-emergency]").click()
    window("minimized")
    page.wait_for_timeout(3_500)
    window("normal")  # as the browser's own dialog for the file
    page.locator("[data-emergency-close]").click()
    window("minimized")
    page.wait_for_timeout(500)
    window("normal")
    page.wait_for_timeout(500)
    assert told == []
    window("minimized")
    page.wait_for_timeout(4_000)
    with page.expect_response("**/left") as answered_with:
        window("normal")
    assert answered_with.value.ok
    assert len(told) == 1
    assert 3 <= json.loads(told[0].post_data)["seconds"] <= 9


def test_the_console_follows_while_a_link_has_the_keyboard_and_says_from_when_it_is(
    platform, open_page, watch
):
    watch.expect("net::ERR_FAILED")
    candidate = waiting(platform)[1]
    staff = console_of(platform, open_page, candidate)
    tile = staff.locator("#console .tile", has_text=candidate["name"])
    tile.locator("a").focus()
    to_the_paper(open_page(base_url=platform.base_url), candidate)
    expect(tile).to_contain_text("答题中")
    expect(tile.locator("a")).to_be_focused()
    notice = staff.locator("[data-live-away]")
    expect(notice).to_be_hidden()
    staff.route("**/exams/console/**", lambda route: route.abort())
    expect(notice).to_be_visible(timeout=30_000)
    expect(notice.locator("[data-live-since]")).to_have_text(re.compile(r"^\d\d:\d\d:\d\d$"))
    assert_accessible(staff)
    keep_picture(staff, "console-away")
    staff.unroute("**/exams/console/**")
    expect(notice).to_be_hidden()


def _a_window_that_can_lose_the_keyboard(page: Page):
    """Return what sets the window's state: tests otherwise tell every page that it has the keyboard."""
    browser = page.context.new_cdp_session(page)
    browser.send("Emulation.setFocusEmulationEnabled", {"enabled": False})
    window = browser.send("Browser.getWindowForTarget")["windowId"]

    def set_state(state: str) -> None:
        browser.send("Browser.setWindowBounds", {"windowId": window, "bounds": {"windowState": state}})
        page.wait_for_function("(here) => document.hasFocus() === here", arg=state == "normal")

    return set_state
