"""Nobody needs a mouse: sign-in, a lesson's end and an answer in the examination with keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def examinee(platform) -> dict[str, str]:
    """Return a trainee who has finished the lessons and may sit an examination today."""
    return [row for row in platform.facts["sign_ins"] if row["role"] == "trainee"][4]


def tab_to(page: Page, selector: str, *, most: int = 60) -> None:
    """Press Tab until the focus is on the first such element; the focus must be visible on the way."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            assert has_visible_focus(page), f"the focus on {selector} cannot be seen"
            return
    raise AssertionError(f"{most} times Tab do not reach {selector}")


def has_visible_focus(page: Page) -> bool:
    """Return whether the focused element is on the screen and is drawn with an outline or a shadow."""
    return page.evaluate(
        """() => {
          const node = document.activeElement, box = node.getBoundingClientRect();
          const drawn = [node, node.closest('label'), node.parentElement].filter(Boolean).map((part) => {
            const style = getComputedStyle(part);
            return style.outlineStyle !== 'none' || style.boxShadow !== 'none';
          });
          return drawn.some(Boolean) && box.bottom > 0 && box.top < innerHeight;
        }"""
    )


def test_sign_in_and_an_answer_with_the_keyboard_alone(platform, open_page) -> None:
    page, who = open_page(base_url=platform.base_url), examinee(platform)
    page.goto("/sign-in/")
    expect(page.locator("#id_number")).to_be_focused()
    page.keyboard.type(who["username"])
    tab_to(page, "#id_pin")
    page.keyboard.type(who["secret"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/confirm/")
    tab_to(page, "button[value=yes]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")
    tab_to(page, ".card--main a[href^='/exams/sittings/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/exams/sittings/**")
    tab_to(page, "#door a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/exams/attempts/**")
    expect(page.locator("[data-question-body] input").first).to_be_visible()
    tab_to(page, "[data-question-body] input")
    page.keyboard.press("Space")
    expect(page.locator("[data-question-body] input:checked")).to_have_count(1)
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server")
    tab_to(page, "[data-act=next]")
    page.keyboard.press("Enter")
    expect(page.locator("[data-heading]")).to_be_focused()
    page.reload()
    expect(page.locator("[data-navigator] a[data-state~=answered]")).to_have_count(1)


def test_the_first_tab_offers_to_skip_to_the_content(platform, open_page) -> None:
    page = open_page(base_url=platform.base_url)
    page.goto("/")
    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.getAttribute('href')")
    assert target
    assert target.startswith("#")
    page.keyboard.press("Enter")
    assert page.evaluate("(id) => document.querySelector(id) !== null", target)


def test_people_to_move_are_ticked_all_at_once_with_the_keyboard_alone(platform, open_page) -> None:
    page = open_page(base_url=platform.base_url)
    who = next(row for row in platform.facts["sign_ins"] if row["role"] == "registrar")
    page.goto("/accounts/login/")
    page.fill("#id_login", who["username"])
    page.fill("#id_password", who["secret"])
    page.press("#id_password", "Enter")
    page.wait_for_url("**/home/")
    page.goto("/authoring/versions-in-use/")
    page.locator("main a.button-small").first.click()
    boxes, told = page.locator("tick-all input[type=checkbox]"), page.locator("tick-all output")
    expect(boxes.nth(1)).to_be_visible()
    there, address = boxes.count(), page.url
    expect(told).to_have_text(f"已选 0 人，共 {there} 人")
    tab_to(page, "[name=tick][value=all]")
    page.keyboard.press("Enter")
    expect(told).to_have_text(f"已选 {there} 人，共 {there} 人")
    tab_to(page, "tick-all input[type=checkbox]")
    page.keyboard.press("Space")
    expect(told).to_have_text(f"已选 {there - 1} 人，共 {there} 人")
    page.locator("[name=tick][value=none]").click()
    expect(told).to_have_text(f"已选 0 人，共 {there} 人")
    assert page.url == address, "nothing was sent for it"
