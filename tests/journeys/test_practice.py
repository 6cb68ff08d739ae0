"""Practice in a real browser: every kind in a lesson, one's own mistakes by keyboard, a mock with a reload."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.factories.practice import RIGHT, WRONG, a_practice_item
from tests.journeys.answers import Known, known_items
from tests.journeys.practice_bank import add_every_kind
from tests.journeys.test_main_journey import beginner
from tests.journeys.trainee import Trainee
from tests.support.browser import assert_large_targets
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAYS = [("zh-hans", "desktop"), ("en", "phone")]


@pytest.fixture(scope="module")
def taught() -> Iterator[RunningPlatform]:
    """A platform of this module's own: its lessons hold an item of each kind."""
    with running_platform(with_worker=False) as platform:
        add_every_kind(platform)
        items = [a_practice_item(kind) for kind in RIGHT]
        # The picture on which places are marked does not stand in the wording.
        stems = {stem.removesuffix("\n[[1]]"): item for item in items for stem in item["stem"].values()}
        known_items().update({stem: Known(dict(item)) for stem, item in stems.items()})
        yield platform


@pytest.mark.parametrize(("place", "language", "screen"), [(place, *way) for place, way in enumerate(WAYS)])
def test_practice_teaches(taught, open_page, watch, place: int, language: str, screen: str) -> None:
    watch.expect("Failed to load resource")  # while the server is away
    page = open_page(base_url=taught.base_url, screen=screen, language=language)
    trainee = Trainee(page, language, screen, beginner(taught, place))
    trainee.sign_in()
    practise_every_kind(trainee)
    repeat_a_mistake(trainee)
    sit_a_mock_examination(trainee)


def look(trainee: Trainee, name: str) -> None:
    """Look at a page of practice: accessible, fits, large enough for a finger; keep its picture from top to bottom."""
    trainee.look(name)
    assert_large_targets(trainee.page, within="main form")


def practise_every_kind(trainee: Trainee) -> None:
    """In the first lesson answer each kind wrongly, read what is right, then answer rightly; leave one missed."""
    page = trainee.page
    page.goto("/home/")
    page.locator(".card--main a[href^='/learn/']").first.click()
    page.wait_for_url("**/learn/**")
    for kind in RIGHT:
        form = page.locator(f"form[id='item-P-{kind.upper().replace('_', '-')}']")
        fill(form, WRONG[kind])
        form.get_by_role("button").click()
        expect(form.locator("[data-feedback] .notice--warning")).to_be_visible()
        form.scroll_into_view_if_needed()
        look(trainee, f"20-practice-{kind}")
        if kind == "ordering":
            expect(form.locator(".parts li")).to_have_count(3)
            continue
        trainee.choose(form.locator("fieldset"))
        form.get_by_role("button").click()
        expect(form.locator("[data-feedback] .notice--success")).to_be_visible()


def fill(form: Locator, values: list[str]) -> None:
    """Put the values into the fields, whatever kind they are; marks of before are taken away."""
    for box in form.locator("input[type=checkbox]:checked").all():
        box.uncheck()
    texts, lists = form.locator("input[type=text]"), form.locator("select")
    for place, value in enumerate(values):
        if texts.count():
            texts.nth(place).fill(value)
        elif lists.count():
            form.locator(f"select:has(option[value='{value}'])").select_option(value)
        else:
            form.locator(f"input[value='{value}']").check()


def repeat_a_mistake(trainee: Trainee) -> None:
    """Go to the mistakes from the home page and put the lines in order with keys alone."""
    page = trainee.page
    page.goto("/home/")
    trainee.look("21-home")
    page.locator("a[href='/practice/']").click()
    look(trainee, "22-mistake")
    for place in range(3):
        line = page.locator("select[name=response]").nth(place)
        line.focus()
        name = line.locator("option").nth(1).get_attribute("value")
        assert name is not None
        page.keyboard.press({"a": "2", "b": "3", "c": "1"}[name[0]])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".notice--success")).to_be_visible()
    trainee.look("23-mistake-right")
    page.locator("main form a.button").click()
    expect(page.locator(".empty")).to_be_visible()
    trainee.look("24-no-mistakes")


def sit_a_mock_examination(trainee: Trainee) -> None:
    """Begin, answer, reload, go on, hand in, and read the result; what was missed waits in the mistakes."""
    page = trainee.page
    page.goto("/home/")
    expect(page.locator("a[href^='/practice/mock/']")).to_have_count(1)
    page.locator("a[href^='/practice/mock/']").click()
    trainee.look("25-mock-of-the-programme")
    page.goto("/practice/mock/MOCK/")
    page.locator("main form button").click()
    page.wait_for_url("**/practice/papers/**")
    for number, kind in enumerate(RIGHT, start=1):
        page.wait_for_url(f"**/{number}/")
        fill(page.locator("#answer"), (WRONG if kind == "matching" else RIGHT)[kind])
        page.locator("button[name=go]").first.click()
        if kind == "single":
            page.wait_for_url(f"**/{number + 1}/")  # it is saved: what follows may break off nothing
            reload_and_find_the_answer(trainee)
    page.wait_for_url("**/hand-in/")
    trainee.look("27-mock-hand-in")
    page.locator("main form button").click()
    page.wait_for_url("**/result/")
    expect(page.locator(".notice--success")).to_contain_text("87")
    trainee.look("28-mock-result")
    page.locator("main a[href='/practice/']").first.click()
    expect(page.locator("input[name=item]")).to_have_value("P-MATCHING")


def reload_and_find_the_answer(trainee: Trainee) -> None:
    """Come back to a saved question after the page was loaded anew; the clock runs."""
    page: Page = trainee.page
    page.locator("button[name=go]", has_text="2").first.click()
    page.wait_for_url("**/2/")
    page.reload()
    expect(page.locator("input[value=b]")).to_be_checked()
    expect(page.locator("[data-value]")).to_contain_text("9:")
    look(trainee, "26-mock-question")
    switch_the_language(page)
    find_the_server_away(trainee)
    page.locator("button[name=go]").first.click()
    page.wait_for_url("**/3/")


def switch_the_language(page: Page) -> None:
    """Choose something else and read the question in the other language and back: the answer is there."""
    for value in ("a", "b"):
        page.locator(f"input[value={value}]").check()
        language = page.locator("html").get_attribute("lang")
        page.locator(".language button").click()
        expect(page.locator("html")).not_to_have_attribute("lang", language or "")
        expect(page.locator(f"input[value={value}]")).to_be_checked()


def find_the_server_away(trainee: Trainee) -> None:
    """Go on while the server is away: it is said, the answer stays, and later it is taken."""
    page = trainee.page
    page.locator("input[value=a]").check()
    page.context.set_offline(True)
    page.locator("button[name=go]").first.click()
    expect(page.locator("#answer [data-away]")).to_be_visible()
    look(trainee, "26-mock-question-away")
    expect(page.locator("input[value=a]")).to_be_checked()
    page.context.set_offline(False)
    page.locator("input[value=b]").check()
