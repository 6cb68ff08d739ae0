"""Nobody touches the computer of an invigilator, in a real browser: the room stays to be looked at, in every tab."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.exams.test_reserve_browser import SCRIPT, enter
from tests.support.browser import assert_accessible, assert_fits, assert_large_targets, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WATCHED = "#console.is-watched"
HALF_AN_HOUR_AND_MORE = "31:00"


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform(with_worker=False) as started:
        yield started


@pytest.fixture(scope="module")
def rooms(platform) -> list[dict]:
    return json.loads(platform.manage("shell", "-c", SCRIPT).splitlines()[-1])


def assert_only_looked_at(page: Page, console: str) -> None:
    page.wait_for_url(f"**{console}")
    expect(page.locator(WATCHED)).to_be_visible()
    expect(page.locator(f"{WATCHED} form:visible")).to_have_count(0)
    expect(page.locator("idle-warning")).to_have_count(0)


@pytest.mark.parametrize(("screen", "language"), [("desktop", "zh-hans"), ("phone", "en")])
def test_an_idle_room_is_looked_at_in_every_tab_and_acted_in_after_a_sign_in(
    platform, rooms, open_page, screen, language
):
    room = rooms.pop()
    console = f"/exams/console/{room['sitting']}/"
    page = open_page(base_url=platform.base_url, screen=screen, language=language)
    enter(page, room, "first")
    other = page.context.new_page()
    page.clock.install()  # one clock for both
    other.goto("/exams/console/")
    page.goto(console)
    page.clock.run_for(2_000)  # it tells the other tab that it stays
    page.clock.fast_forward(HALF_AN_HOUR_AND_MORE)
    for tab in (page, other):
        assert_only_looked_at(tab, console)
    assert_accessible(page)
    assert_fits(page)
    assert_large_targets(page, pixels=44, within=".notice")
    keep_picture(page, f"idle-console-{screen}")
    with page.expect_response(lambda answer: "x-live" in answer.request.headers) as fetched:
        page.clock.run_for(7_000)
    assert fetched.value.status == 200
    other.close()

    page.locator("a[href$='?act=1']").click()
    page.wait_for_url("**/accounts/login/**")
    page.locator("input[name=login]").fill(room["people"]["first"])
    page.locator("input[name=password]").fill(room["password"])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"**{console}")
    expect(page.locator("#console")).to_be_visible()
    expect(page.locator(WATCHED)).to_have_count(0)

    page.clock.fast_forward(HALF_AN_HOUR_AND_MORE)
    assert_only_looked_at(page, console)
    # Who passes by and presses what is there.
    page.locator("a[href$='/incidents/']").first.click()
    page.wait_for_url(re.compile(r"/accounts/login/"))
    page.goto(console)
    page.wait_for_url(re.compile(r"/accounts/login/"))
