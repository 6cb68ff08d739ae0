"""An appeal against a practical result in the browser: filed, reviewed with sheets and photographs, set aside, read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee, enter_office
from tests.support.browser import assert_accessible, assert_fits, assert_large_targets, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCRIPT = "from tests.factories.practical_appeals import for_the_browser; print(for_the_browser())"
ANSWER = "经查，考试用的断路器当时有故障，本次考试不计次数。"
WORDS = {
    "zh-hans": {"no_marks": "不会改分", "filed": "申诉已提交", "aside": "本次不计次数", "upheld": "申诉成立"},
    "en": {
        "no_marks": "Marks do not change",
        "filed": "Your appeal is filed",
        "aside": "This try does not count",
        "upheld": "Your appeal was right",
    },
}


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform() as started:
        yield started


@pytest.fixture(scope="module")
def people(platform) -> list[dict]:
    """Who acts in each of two journeys."""
    return json.loads(platform.manage("shell", "-c", SCRIPT).splitlines()[-1])


def look(page: Page, name: str, language: str, *, whole: bool = False) -> None:
    """Check a page and keep its picture, of a long one all of it too."""
    assert_accessible(page)
    assert_fits(page)
    keep_picture(page, f"practical-appeal-{name}-{language}")
    if whole and os.environ.get("SCREENSHOTS"):
        place = Path(os.environ["SCREENSHOTS"]) / f"practical-appeal-{name}-{language}-whole.png"
        page.screenshot(path=str(place), full_page=True)


def filed(candidate: Page, result: str, language: str) -> None:
    """File the appeal at the terminal, from the page of the result."""
    words = WORDS[language]
    candidate.goto(result)
    look(candidate, "1-result", language, whole=True)
    candidate.locator("a[href$='/appeal/']").click()
    expect(candidate.locator("main")).to_contain_text(words["no_marks"])
    look(candidate, "2-form", language, whole=True)
    assert_large_targets(candidate, within="main form")
    candidate.locator("main form button[type=submit]").first.click()
    expect(candidate.locator("main .field--error")).to_be_visible()
    candidate.locator("input[name=ground][value=room]").check()
    candidate.locator("textarea[name=text]").fill("考试用的断路器是坏的")
    candidate.locator("main form button[type=submit]").first.click()
    expect(candidate.locator("main")).to_contain_text(words["filed"])


def reviewed(page: Page, language: str) -> None:
    """Take the appeal, read the whole case with its photographs, and let the try not count."""
    page.goto("/authoring/appeals/")
    look(page, "3-list", language)
    page.locator("main table tbody a").first.click()
    page.locator("form[action$='/take/'] button").click()
    expect(page.locator("a[href$='/case/']")).to_be_visible()  # else the page is left while it is sent
    page.reload()  # without the message of Wagtail, whose colours are not ours
    look(page, "4-appeal", language, whole=True)
    page.locator("a[href$='/case/']").click()
    expect(page.locator(".appeals__photos img")).to_have_count(2)
    expect(page.locator(".appeals__photo--struck")).to_contain_text("拍错了工件")
    for picture in page.locator(".appeals__photos img").all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
    look(page, "5-case", language, whole=True)
    page.go_back()
    page.locator("a[href$='/decide/']").click()
    expect(page.locator("input[name=remedy]")).to_have_count(2)
    look(page, "6-decide", language, whole=True)
    page.locator("input[name=outcome][value=upheld]").check()
    page.locator("input[name=remedy][value=try]").check()
    page.locator("textarea[name=answer]").fill(ANSWER)
    page.locator("main form[method=post] button[type=submit]").click()
    expect(page.locator("main")).to_contain_text(ANSWER)


@pytest.mark.parametrize(("language", "screen"), [("zh-hans", "desktop"), ("en", "phone")])
def test_an_appeal_goes_from_the_terminal_to_a_try_that_does_not_count(
    platform, people, open_page, watch, language, screen
):
    watch.expect("status of 422")
    who, words = people.pop(), WORDS[language]
    result = f"/exams/practical/mine/{who['result']}/"
    candidate = open_page(base_url=platform.base_url, screen=screen, language=language)
    enter_as_trainee(candidate, who["candidate"])
    filed(candidate, result, language)
    page = open_page(base_url=platform.base_url, screen=screen, language=language)
    enter_office(page, who["reviewer"])
    reviewed(page, language)
    candidate.goto(result)
    for part in (words["upheld"], words["aside"], ANSWER):
        expect(candidate.locator("main")).to_contain_text(part)
    look(candidate, "7-upheld", language, whole=True)
    candidate.goto("/exams/practical/mine/")
    look(candidate, "8-mine", language)
    page.goto(f"/exams/practical/{who['examination']}/")
    look(page, "9-practical", language, whole=True)
