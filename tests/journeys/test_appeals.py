"""An appeal in the browser: filed at the terminal, reviewed with the whole log, marked again, released, read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee, enter_office
from tests.support.browser import assert_accessible, assert_fits, assert_large_targets, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCRIPT = "from tests.factories.appeals import for_the_browser; print(for_the_browser())"
WORDS = {
    "zh-hans": {
        "filed": "申诉已提交",
        "review": "申诉正在复核",
        "upheld": "申诉成立",
        "now": "现在：69 / 100 · 合格",
        "whole": "作答记录完整",
    },
    "en": {
        "filed": "Your appeal is filed",
        "review": "Your appeal is being looked at",
        "upheld": "Your appeal was right",
        "now": "Now: 69 / 100 · Passed",
        "whole": "The chain of the log is whole",
    },
}
ANSWER = "简答题已由另一位阅卷人重新评阅。"


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform() as started:
        yield started


@pytest.fixture(scope="module")
def people(platform) -> list[dict]:
    """Who acts in each of three journeys."""
    return json.loads(platform.manage("shell", "-c", SCRIPT).splitlines()[-1])


class Appealing:
    """One journey: the candidate in a language of their own, the office in Chinese."""

    def __init__(self, open_page: Callable[..., Page], base_url: str, who: dict, language: str) -> None:
        self.open, self.base_url, self.who, self.language = open_page, base_url, who, language
        self.words = WORDS[language]
        self.result = f"/exams/attempts/{who['places']['attempt']}/result/"
        self.sitting = who["places"]["sitting"]

    def office(self, name: str, screen: str = "desktop") -> Page:
        """Sign an officer or marker in."""
        page = self.open(base_url=self.base_url, screen=screen, language="zh-hans")
        enter_office(page, self.who[name])
        return page

    def look(self, page: Page, name: str) -> None:
        """Check a page and keep its picture."""
        assert_accessible(page)
        assert_fits(page)
        keep_picture(page, f"appeal-{name}-{self.language}")

    def file(self, page: Page) -> None:
        """File the appeal at the terminal."""
        page.goto(self.result)
        self.look(page, "1-result")
        page.locator("a[href$='/appeal/']").click()
        self.look(page, "2-form")
        assert_large_targets(page, within="main form")
        page.locator("main form button[type=submit]").first.click()
        expect(page.locator("main .field--error")).to_be_visible()
        page.locator("input[name=ground]").first.check()
        page.locator("input[name=parts]").last.check()
        page.locator("textarea[name=text]").fill("第二道简答题请再看一次。")
        page.locator("main form button[type=submit]").first.click()
        expect(page.locator("main")).to_contain_text(self.words["filed"])
        self.look(page, "3-filed")

    def review(self, page: Page) -> None:
        """Take the appeal, read the whole log, and uphold it with a further marking."""
        page.goto("/authoring/appeals/")
        self.look(page, "4-list")
        page.locator("main table tbody a").first.click()
        page.locator("form[action$='/take/'] button").click()
        expect(page.locator("a[href$='/case/']")).to_be_visible()  # else the page is left while it is sent
        page.reload()  # without the message of Wagtail, whose colours are not ours
        self.look(page, "5-appeal")
        page.locator("a[href$='/case/']").click()
        expect(page.locator("main")).to_contain_text(WORDS["zh-hans"]["whole"])
        self.look(page, "6-case")
        page.go_back()
        page.locator("a[href$='/decide/']").click()
        self.look(page, "7-decide")
        page.locator("input[name=outcome][value=upheld]").check()
        page.locator("input[name=remedy][value=marking]").check()
        page.locator("textarea[name=answer]").fill(ANSWER)
        page.locator("main form[method=post] button[type=submit]").click()
        expect(page.locator("main")).to_contain_text(ANSWER)

    def appoint(self, page: Page) -> None:
        """Let the further person mark at the sitting."""
        page.goto(f"/authoring/sittings/{self.sitting}/markers/")
        page.get_by_label(self.who["further"]["name"], exact=True).check()
        page.locator("main form[method=post] button[type=submit]").click()

    def mark(self, page: Page) -> None:
        """Take both answers and mark them, without seeing who marked before."""
        for marks in ("25", "24"):
            page.goto("/exams/answers/")
            page.locator("form[action*='/take/'] button").first.click()
            form = page.locator(".handmarking__form").first
            form.locator("[name=marks]").fill(marks)
            form.locator("[name=marks]").press("Enter")
            expect(form.locator("[data-state]")).to_contain_text("已保存")

    def settle(self, page: Page) -> None:
        """Make the new result."""
        page.goto("/authoring/appeals/")
        page.locator("main table tbody a").first.click()
        page.locator("form[action$='/settle/'] button").click()
        expect(page.locator("form[action$='/settle/']")).to_have_count(0)
        page.reload()
        self.look(page, "8-settled")

    def release(self, first: Page, second: Page) -> None:
        """Freeze as one officer and release as another."""
        first.goto(f"/authoring/results/{self.sitting}/freeze/")
        first.locator("main form[method=post] button[type=submit]").click()
        first.wait_for_url("**/sets/**")
        second.goto(first.url)
        second.locator("input[name=has_looked]").check()
        second.locator("main form[method=post] button[type=submit]").click()
        second.wait_for_url(f"**/results/{self.sitting}/")


@pytest.mark.parametrize(("language", "screen"), [("zh-hans", "desktop"), ("en", "phone")])
def test_an_appeal_goes_from_the_terminal_to_a_new_result(
    platform, people, open_page, watch, language, screen
):
    watch.expect("status of 422")
    going = Appealing(open_page, platform.base_url, people.pop(), language)
    candidate = open_page(base_url=platform.base_url, screen=screen, language=language)
    enter_as_trainee(candidate, going.who["candidate"])
    going.file(candidate)
    reviewer, first = going.office("reviewer"), going.office("first")
    going.review(reviewer)
    candidate.goto(going.result)
    expect(candidate.locator("main")).to_contain_text(going.words["upheld"])
    going.look(candidate, "9-upheld")
    going.appoint(first)
    going.mark(going.office("further"))
    going.settle(reviewer)
    going.release(first, going.office("second"))
    candidate.goto(going.result)
    expect(candidate.locator("main")).to_contain_text(going.words["now"])
    going.look(candidate, "10-new-result")


def test_the_pages_of_officers_fit_a_narrow_screen(platform, people, open_page, watch):
    watch.expect("status of 422")
    who = people.pop()
    going = Appealing(open_page, platform.base_url, who, "en")
    candidate = open_page(base_url=platform.base_url, screen="phone", language="en")
    enter_as_trainee(candidate, who["candidate"])
    going.file(candidate)
    page = open_page(base_url=platform.base_url, screen="phone", language="en")
    enter_office(page, who["reviewer"])
    page.goto("/authoring/appeals/")
    going.look(page, "list-narrow")
    page.locator("main table tbody a").first.click()
    going.look(page, "appeal-narrow")
    page.locator("form[action$='/take/'] button").click()
    page.locator("a[href$='/case/']").click()
    expect(page.locator("main")).to_contain_text("7 of these entries mark a question for later")
    expect(page.locator(".appeals__log")).to_contain_text("mark taken off")
    going.look(page, "case-narrow")
    page.goto("/authoring/appeals/rules/")
    going.look(page, "rules-narrow")
