"""Marking by hand in a real browser: keys alone, a network that fails, a reload, a phone in English."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import (
    assert_accessible,
    assert_fits,
    assert_large_targets,
    before_its_script,
    keep_picture,
    keeping,
)
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCRIPT = "from tests.factories.handmarks import for_the_browser; print(for_the_browser())"


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform(with_worker=False) as started:
        yield started


@pytest.fixture(scope="module")
def markers(platform) -> list[dict[str, str]]:
    """Two markers; each takes one of the two questions."""
    return json.loads(platform.manage("shell", "-c", SCRIPT).splitlines()[-1])


def enter(page: Page, who: dict[str, str]) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(who["username"])
    page.locator("input[name=password]").fill(who["password"])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/home/**")


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    assert_large_targets(page, within=".handmarking__form")
    keep_picture(page, name)


@pytest.mark.parametrize(("screen", "language"), [("desktop", "zh-hans"), ("phone", "en")])
def test_answers_are_marked_with_keys_alone_and_nothing_is_called_saved_that_is_not(
    platform, markers, open_page, watch, screen, language
):
    for provoked in ("net::ERR_FAILED", "status of 422", "status of 403"):
        watch.expect(provoked)
    page = open_page(base_url=platform.base_url, screen=screen, language=language)
    enter(page, markers.pop())
    page.goto("/exams/answers/")
    look(page, f"handmarking-my-{screen}")
    page.locator("form[action*='/take/'] button").first.click()
    forms = page.locator(".handmarking__form")
    expect(forms).to_have_count(2)
    expect(forms.nth(0).locator("[name=marks]")).to_be_focused()
    page.keyboard.type("12.5")
    page.keyboard.press("Enter")
    expect(forms.nth(0).locator("[data-state]")).to_contain_text("已保存" if language != "en" else "Saved at")
    expect(forms.nth(1).locator("[name=marks]")).to_be_focused()
    page.route("**/exams/answers/**", lambda route: route.abort())
    page.keyboard.type("40")
    page.keyboard.press("Enter")
    expect(forms.nth(1).locator("[data-bad]")).to_be_visible()
    page.unroute("**/exams/answers/**")
    page.keyboard.press("Enter")
    expect(forms.nth(1).locator("[data-bad]")).to_contain_text("30")  # refused by the rule, in words
    forms.nth(1).locator("[name=marks]").fill("20")
    page.keyboard.press("Enter")
    expect(page.locator("progress")).to_have_js_property("value", 2)
    look(page, f"handmarking-answers-{screen}")
    page.reload()
    expect(forms.nth(0).locator("[name=marks]")).to_have_value("12.5")
    expect(forms.nth(1).locator("[name=marks]")).to_have_value("20")
    type_before_the_script_has_come(page)
    what_is_no_number_takes_no_mark_back(page, language)
    no_mark_is_lost_without_a_session(page, language)


def no_mark_is_lost_without_a_session(page: Page, language: str) -> None:
    """Whoever is signed out reads it, and goes on here once they are signed in again in another tab."""
    cookies = [cookie for cookie in page.context.cookies() if cookie["name"] in ("sessionid", "csrftoken")]
    for cookie in cookies:
        page.context.clear_cookies(name=cookie["name"])
    mark = page.locator(".handmarking__form").nth(0).locator("[name=marks]")
    state = page.locator(".handmarking__form").nth(0).locator("[data-bad]")
    mark.fill("14")
    mark.press("Enter")
    expect(state).to_contain_text("已退出登录" if language != "en" else "signed out")
    assert page.evaluate("document.querySelector('hand-marking').hasUnsaved()")
    # As after a new sign-in: the same person, with a session and a token that the page does not know.
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])
    token = "".join(reversed(next(cookie["value"] for cookie in cookies if cookie["name"] == "csrftoken")))
    page.context.add_cookies(
        [{**cookie, "value": token} for cookie in cookies if cookie["name"] == "csrftoken"]
    )
    mark.press("Enter")
    expect(state).to_have_count(0)
    page.goto(page.url)
    expect(mark).to_have_value("14")


def what_is_no_number_takes_no_mark_back(page: Page, language: str) -> None:
    """A field that holds no number reads as empty; only one that is empty takes the mark back."""
    form = page.locator(".handmarking__form").nth(0)
    form.locator("[name=marks]").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("1e")
    page.keyboard.press("Enter")
    expect(form.locator("[data-bad]")).to_contain_text("不是数字" if language != "en" else "no number")
    form.locator("[name=marks]").fill("13")
    page.goto(page.url)
    expect(form.locator("[name=marks]")).to_have_value("13")


def type_before_the_script_has_come(page: Page) -> None:
    """What was typed and left is saved then by itself; where somebody still types, Enter saves."""
    forms = page.locator(".handmarking__form")
    with keeping(page), before_its_script(page, "**/handmarking*.js"):
        forms.nth(0).locator("[name=marks]").fill("13")
        forms.nth(1).locator("[name=marks]").fill("21.5")
    with keeping(page):
        forms.nth(1).locator("[name=marks]").press("Enter")
    page.goto(page.url)
    expect(forms.nth(0).locator("[name=marks]")).to_have_value("13")
    expect(forms.nth(1).locator("[name=marks]")).to_have_value("21.5")
