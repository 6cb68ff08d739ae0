"""Two computers in a real browser: the seat that was left brings what it had, and both pages say what became of it."""

from playwright.sync_api import Page, expect

from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee
from tests.exams.test_runner_browser import (
    answer,
    answered,
    begin,
    candidate,
    check,
    decide,
    platform,
    pytestmark,
    state,
    to_the_paper,
    waiting,
)
from tests.support.browser import keep_picture

__all__ = ["candidate", "platform", "pytestmark", "waiting"]


def test_the_seat_that_was_left_brings_what_it_had_and_both_pages_say_what_became_of_it(
    platform, open_page, watch, candidate
):
    watch.expect("409")
    watch.expect("Failed to load resource")
    first, second = open_page(base_url=platform.base_url), open_page(base_url=platform.base_url)
    paper = to_the_paper(first, candidate)
    answer(first)
    state(first, "server")
    first.context.set_offline(True)
    first.locator("[data-act=next]").click()
    answer(first)
    state(first, "local")
    enter_as_trainee(second, candidate)
    second.goto(paper)
    expect(second.locator("[data-message] .notice")).to_be_visible()
    staff = decide(platform, open_page, candidate, "approve")
    begin(second)
    assert answered(second) == 1
    # Made after the move, at a page that has not learnt of it.
    first.locator("[data-act=next]").click()
    answer(first)
    first.context.set_offline(False)
    said = first.locator("[data-message] .notice")
    expect(said).to_contain_text("已保存的答案：2个")
    expect(said).to_contain_text("又在这里作答的：1个")
    keep_picture(first, "seat-left")
    # The next save tells the new seat, long before its next sign of life is due.
    second.locator("[data-navigator] a").last.click()
    answer(second)
    expect(second.locator("[data-navigator] a").nth(1)).to_have_attribute(
        "data-state", "answered", timeout=5_000
    )
    assert answered(second) == 3
    expect(second.locator("[data-navigator] a").nth(2)).to_have_attribute("data-state", "")
    expect(second.locator("[data-message] .notice")).to_contain_text("1")
    let_count(staff, candidate)
    first.evaluate("dispatchEvent(new Event('online'))")
    expect(said).to_contain_text("已保存的答案：3个")
    expect(said).not_to_contain_text("又在这里作答的")
    second.evaluate("dispatchEvent(new Event('online'))")
    expect(second.locator("[data-navigator] a").nth(2)).to_have_attribute("data-state", "answered")


def let_count(staff: Page, candidate: dict) -> None:
    """Choose the held answer, read what it does, and confirm it."""
    staff.locator(".tile__name a", has_text=candidate["name"]).click()
    staff.locator("a[href$='/evidence/']").click()
    expect(staff.locator("[name=positions]:checked")).to_have_count(0)
    check(staff)
    keep_picture(staff, "held-answers")
    staff.locator("[name=positions]").check()
    staff.locator("[name=reason]").fill("本人一直坐在那里")
    staff.locator("button[value=approve]").click()
    asked = staff.locator(".error-summary")
    expect(asked).to_contain_text("1道现在没有答案的题将有答案")
    check(staff)
    keep_picture(staff, "held-answers-asked")
    asked.locator("button[value=approve]").click()
    staff.wait_for_url("**/attempts/*/")
