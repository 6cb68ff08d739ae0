"""A whole examination with nothing but a keyboard: from the door through ten kinds of questions to the receipt.

What was answered is compared with what the server has, question by question.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee
from tests.exams.test_kinds_browser import kind_of, look
from tests.support.browser import LANGUAGES
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
EXAMINE = "from tests.exams.kinds_on_paper import examine; print(examine({!r}, in_words=True))"
SAVED = """
import json
from lms.exams.models import Attempt
attempt = Attempt.objects.get(uuid={attempt!r})
answers = {{str(item): response for item, response in attempt.answers.values_list("item_uuid", "response")}}
print(json.dumps([attempt.state, attempt.receipts.get().payload["answered"], answers]))
"""
# More presses than it takes to go once round the page.
ROUND = 90
KINDS = {
    "true_false": 1,
    "single": 1,
    "multiple": 1,
    "ordering": 1,
    "matching": 1,
    "numeric": 1,
    "fill_in": 1,
    "hotspot": 2,
    "short_answer": 1,
}
WRITTEN = "先断电，\n再验电 — then earth."


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform(with_worker=False) as started:
        yield started


@pytest.fixture(scope="module")
def waiting(platform) -> list[dict]:
    return platform.candidates()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what has the keyboard fits the selector, and see that one sees it."""
    for _press in range(ROUND):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            expect(page.locator(":focus")).to_be_in_viewport()
            return
    raise AssertionError(f"The keyboard does not come to {selector}.")


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def keys(page: Page, *names: str) -> None:
    for name in names:
        page.keyboard.press(name)


def offered(page: Page) -> list[str]:
    return page.locator("fieldset.question input").evaluate_all("fields => fields.map((one) => one.value)")


def choose_second(page: Page) -> str:
    tab_to(page, "fieldset.question input[type=radio]")
    keys(page, "Space", "ArrowDown")
    return offered(page)[1]


def say_no(page: Page) -> bool:
    return {"true": True, "false": False}[choose_second(page)]


def tick_first_and_third(page: Page) -> list[str]:
    tab_to(page, "fieldset.question input[type=checkbox]")
    keys(page, "Space", "Tab", "Tab", "Space")
    return sorted([offered(page)[0], offered(page)[2]])


def put_in_order(page: Page) -> dict[str, int]:
    """By typing the places: the last one of the list first."""
    names = _lines_of(page)
    for number in range(len(names), 0, -1):
        tab_to(page, "fieldset.question select")
        page.keyboard.press(str(number))
    return {name: len(names) - place for place, name in enumerate(names)}


def match(page: Page) -> dict[str, str]:
    """By the arrows: each with the one after its own place."""
    names = _lines_of(page)
    matches = (
        page.locator("fieldset.question select")
        .first.locator("option")
        .evaluate_all("options => options.slice(1).map((one) => one.value.split(':')[1])")
    )
    for place, _name in enumerate(names):
        tab_to(page, "fieldset.question select")
        keys(page, *["ArrowDown"] * (place + 2))
    return {name: matches[place + 1] for place, name in enumerate(names)}


def _lines_of(page: Page) -> list[str]:
    return page.locator("fieldset.question select").evaluate_all(
        "lists => lists.map((one) => one.options[1].value.split(':')[0])"
    )


def type_a_number(page: Page) -> str:
    tab_to(page, "fieldset.question input")
    page.keyboard.type("4.5")
    return "4.5"


def fill_gaps(page: Page) -> list[str]:
    tab_to(page, "fieldset.question input")
    page.keyboard.type("30 mA")
    tab_to(page, "fieldset.question select")
    keys(page, "ArrowDown", "ArrowDown")
    return ["30 mA", page.locator("fieldset.question select option").nth(2).get_attribute("value") or ""]


def find_place(page: Page) -> list[str]:
    if page.locator("fieldset.question [data-place]").count():
        tab_to(page, "fieldset.question input[type=checkbox]")
        keys(page, "Tab", "Space")
        return [offered(page)[1]]
    expect(page.locator("fieldset.question .places__keys")).to_be_visible()
    tab_to(page, "fieldset.question .places__drawing")
    keys(page, *["ArrowLeft"] * 10, *["Shift+ArrowUp"] * 4, "Enter")
    return ["0.3,0.48"]


def write(page: Page) -> str:
    tab_to(page, "fieldset.question textarea")
    first, _end, second = WRITTEN.partition("\n")
    page.keyboard.type(first)
    page.keyboard.press("Enter")
    page.keyboard.type(second)
    return WRITTEN


BY_KEYS: dict[str, Callable[[Page], Any]] = {
    "true_false": say_no,
    "single": choose_second,
    "multiple": tick_first_and_third,
    "ordering": put_in_order,
    "matching": match,
    "numeric": type_a_number,
    "fill_in": fill_gaps,
    "hotspot": find_place,
    "short_answer": write,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_whole_examination_with_the_keyboard_alone(platform, open_page, waiting, language):
    who = waiting.pop()
    room = platform.manage("shell", "-c", EXAMINE.format(who["username"])).split()[-1]
    page = open_page(base_url=platform.base_url, language=language)
    enter_as_trainee(page, who)
    page.goto(room)
    press(page, "#door a.button")
    expect(page.locator("fieldset.question")).to_be_visible()
    attempt = page.url.partition("/attempts/")[2].partition("/")[0]
    said, seen = answer_all(page, language)
    assert seen == KINDS
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server")
    press(page, "[data-act='hand-in']")
    expect(page.locator("#hand-in")).to_be_visible()
    for part in ("open", "unfinished", "lacking"):
        expect(page.locator(f"[data-hand-in-{part}]")).to_be_hidden()
    expect(page.locator("[data-hand-in-flagged] a")).to_have_count(1)
    look(page, f"keyboard-hand-in-{language}")
    press(page, "[data-act='hand-in-now']")
    page.wait_for_url("**/receipt/")
    expect(page.locator(".receipt__code")).to_be_visible()
    look(page, f"keyboard-receipt-{language}")
    state, answered, saved = json.loads(
        platform.manage("shell", "-c", SAVED.format(attempt=attempt)).splitlines()[-1]
    )
    assert (state, answered) == ("handed_in", len(said))
    assert saved == said


def answer_all(page: Page, language: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Answer each question and go on with the button; return what was answered, and how many of each kind."""
    said: dict[str, Any] = {}
    seen: dict[str, int] = {}
    count = page.locator("[data-navigator] a").count()
    for place in range(1, count + 1):
        kind, item = kind_of(page), page.locator("fieldset.question").get_attribute("data-item") or ""
        said[item] = BY_KEYS[kind](page)
        seen[kind] = seen.get(kind, 0) + 1
        look(page, f"keyboard-{language}-{kind}-{seen[kind]}")
        if kind == "single":
            press(page, "[data-act=flag]")
        if place < count:
            press(page, "[data-act=next]")
            expect(page.locator("[data-heading]")).to_be_focused()
            expect(page.locator("fieldset.question")).not_to_have_attribute("data-item", item)
    return said, seen
