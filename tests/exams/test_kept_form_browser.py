"""Words written in a form of the room, in a real browser: they stay when the session has ended."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.exams.test_reserve_browser import enter
from tests.support.browser import assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCRIPT = "from tests.factories.reserves import for_the_browser; print(for_the_browser(1))"
HOLD = "from tests.factories.reserves import hold_an_answer; hold_an_answer('{sitting}')"
WORDS = "9:40左右停电，备用电源没有接上，全体考生等了二十分钟。"
SIGNED_OUT = {"zh-hans": "您已退出", "en": "you are signed out"}


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform(with_worker=False) as started:
        yield started


@pytest.fixture(scope="module")
def room(platform) -> dict:
    return json.loads(platform.manage("shell", "-c", SCRIPT).splitlines()[-1])[0]


def sign_out(page: Page) -> None:
    """End the session behind the page's back, as thirty idle minutes or another window do."""
    page.context.clear_cookies(name=re.compile("session"))


def sign_in_again(page: Page, room: dict, who: str) -> None:
    other = page.context.new_page()
    enter(other, room, who)
    other.close()


def write_and_lose_the_session(page: Page, room: dict, who: str, *, button: str, screen: str) -> None:
    """Write, be signed out, press: the words are there, with why; signed in again, the same button sends them."""
    language = "en" if screen == "phone" else "zh-hans"
    words = page.locator("kept-form [name=reason], kept-form [name=text]").first
    words.fill(WORDS)
    address = page.url
    sign_out(page)
    page.locator(f"kept-form {button}").click()
    expect(page.locator("kept-form [data-state]")).to_contain_text(SIGNED_OUT[language])
    assert page.url == address
    expect(words).to_have_value(WORDS)
    assert_accessible(page)
    assert_fits(page)
    keep_picture(page, f"kept-{who}-{screen}-{button.strip('[]=').replace('=', '-')[:20]}")
    sign_in_again(page, room, who)
    page.locator(f"kept-form {button}").click()


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_words_stay_in_each_form_of_the_room_and_the_button_that_was_pressed_is_sent(
    platform, room, open_page, watch, screen
):
    watch.expect("403")
    watch.expect("422")
    language = "en" if screen == "phone" else "zh-hans"
    console = f"/exams/console/{room['sitting']}/"
    first, second = (open_page(base_url=platform.base_url, screen=screen, language=language) for _ in "12")
    enter(first, room, "first")
    first.goto(f"{console}incidents/")
    first.locator("kept-form select[name=category]").select_option(index=1)
    write_and_lose_the_session(first, room, "first", button="button[type=submit]", screen=screen)
    first.wait_for_url(f"**{console}")

    first.goto(f"{console}acts/extra/")
    first.locator("[name=minutes]").fill("40")
    first.locator("[name=reason]").fill("停电")
    first.locator("kept-form button[type=submit]").click()
    first.wait_for_url(f"**{console}")

    enter(second, room, "second")
    second.goto(console)
    second.locator(".notice a[href*='/requests/']").click()
    # What the server does not take is said beside the field, by the page itself.
    second.locator("[name=reason]").fill("x")
    second.locator("button[value=refuse]").click()
    expect(second.locator("[aria-invalid=true]")).to_have_value("x")
    write_and_lose_the_session(second, room, "second", button="[value=refuse]", screen=screen)
    second.wait_for_url(f"**{console}")

    first.goto(f"{console}log/")
    log = first.locator("table").inner_text()
    assert log.count(WORDS) >= 2
    assert ("Refused" if language == "en" else "已拒绝") in log


def test_words_about_held_answers_stay_and_one_button_of_two_decides(platform, room, open_page, watch):
    watch.expect("403")
    platform.manage("shell", "-c", HOLD.format(sitting=room["sitting"]))
    console = f"/exams/console/{room['sitting']}/"
    page = open_page(base_url=platform.base_url, screen="desktop", language="zh-hans")
    enter(page, room, "first")
    page.goto(console)
    page.locator(".tile__name a").first.click()
    page.locator("a[href$='/evidence/']").click()
    # Nothing is chosen beforehand; what is chosen is done once the page has said what it does.
    expect(page.locator("[name=positions]:checked")).to_have_count(0)
    page.locator("[name=positions]").first.check()
    watch.expect("422")
    write_and_lose_the_session(page, room, "first", button="[value=refuse]", screen="desktop")
    asked = page.locator(".error-summary")
    expect(asked).to_contain_text("将让1个暂存的答案不计分")
    expect(asked).to_be_focused()
    expect(page.locator("[name=positions]:checked")).to_have_count(1)
    expect(page.locator("[name=reason]")).to_have_value(WORDS)
    assert_accessible(page)
    assert_fits(page)
    asked.locator("button[value=refuse]").click()
    page.wait_for_url("**/attempts/*/")
    expect(page.locator(".messages, [role=status]").first).to_be_visible()
    page.goto(f"{console}log/")
    log = page.locator("table").inner_text()
    assert "暂存的答案不计分" in log
    assert WORDS in log
