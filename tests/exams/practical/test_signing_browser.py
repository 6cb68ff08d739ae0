"""Signing in a real browser: what another page delivered meanwhile is shown, and signed only when it was looked at."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.exams.practical.test_photos_browser import SCRIPT, enter
from tests.support.browser import assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform(with_worker=False) as started:
        yield started


def open_marking(page: Page, world: dict) -> None:
    enter(page, world, "assessor")
    page.goto(f"/exams/marking/{world['examination']}/")
    expect(page.locator(".marking__list > li")).to_have_count(1)


def show(page: Page, where: str, wait_for: str) -> None:
    page.evaluate("where => { location.hash = where; }", where)
    expect(page.locator(wait_for).first).to_be_visible()


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "saved")


def sign(page: Page, secret: str) -> None:
    page.locator("#secret").fill(secret)
    page.locator("form[data-sign] button[type=submit]").click()


@pytest.mark.parametrize(("screen", "language"), [("desktop", "zh-hans"), ("phone", "en")])
def test_marks_of_another_window_are_looked_at_before_they_are_signed(
    platform, open_page, watch, screen, language
):
    watch.expect("status of 409")
    world = json.loads(platform.manage("shell", "-c", SCRIPT).splitlines()[-1])
    first = open_page(base_url=platform.base_url)
    open_marking(first, world)
    for number in (1, 2):
        show(first, f"#1/{number}", f"nav a[href='#1/{number + 1 if number == 1 else 'sign'}']")
        for button in first.locator("[data-act=full]").all():
            button.click()
    saved(first)
    second = open_page(base_url=platform.base_url, screen=screen, language=language)
    open_marking(second, world)
    show(second, "#1/sign", "#secret")
    first.locator("[data-act=none]").first.click()
    saved(first)
    sign(second, world["password"])
    told = second.locator("[data-moved]")
    expect(told.locator("li")).to_have_count(1)
    expect(told).to_be_focused()
    expect(told.locator("li")).to_contain_text("→ 0")
    assert_accessible(second)
    assert_fits(second)
    keep_picture(second, f"signing-moved-{screen}")
    sign(second, world["password"])
    expect(second.locator("form[data-sign]")).to_have_count(0)
    expect(second.locator("[data-moved]")).to_have_count(0)
