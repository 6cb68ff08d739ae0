"""One person at two terminals: the place and the note follow, and only active time is counted."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_weight import sign_in
from tests.journeys.trainee import Trainee
from tests.support.browser import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HALF_WAY = 6  # in the order of the demonstration's sign-ins; the next lesson has six parts
WAYS = [("zh-hans", "desktop"), ("en", "phone")]
# Brings a paragraph in the middle of the second part to where reading is measured.
HALF_A_PART = """() => {
  const lines = [...document.querySelectorAll("#part-2 :is(p, li, h3)")].filter((one) => one.getClientRects().length);
  scrollBy(0, lines[lines.length >> 1].getBoundingClientRect().top - innerHeight * 0.2 + 2);
}"""


@pytest.fixture(params=WAYS, ids=lambda way: "-".join(way))
def terminals(request, platform, open_page) -> tuple[Page, Page, str]:
    """Two terminals at which the same person is signed in, and the address of the person's next lesson."""
    language, screen = request.param
    who = [row for row in platform.facts["sign_ins"] if row["role"] == "trainee"][HALF_WAY]
    pages = []
    for _seat in range(2):
        page = open_page(base_url=platform.base_url, screen=screen, language=language)
        sign_in(page, who)
        pages.append(page)
    lesson = (pages[0].locator(".card--main a").first.get_attribute("href") or "").split("#")[0]
    return pages[0], pages[1], lesson


def read_part(page: Page, number: int) -> None:
    """Bring a part to the reading line and wait until the server has it."""
    with page.expect_response("**/position/") as answered:
        page.evaluate("scrollTo(0, 0)")
        page.evaluate(f"document.getElementById('part-{number}').scrollIntoView()")
    assert answered.value.json()["kept"]


def look(page: Page, name: str) -> None:
    """Check and keep a picture of a page."""
    language = "en" if page.locator("html").get_attribute("lang") == "en" else "zh-hans"
    is_narrow = (page.viewport_size or {"width": 0})["width"] < 500
    Trainee(page, language, "phone" if is_narrow else "desktop", {}).look(name)


def test_the_place_follows_and_an_older_terminal_does_not_take_it_back(terminals) -> None:
    one, two, lesson = terminals
    one.goto(lesson)
    read_part(one, 3)
    two.goto("/home/")
    go_on = two.locator(".card--main a").first
    expect(go_on).to_have_attribute("href", f"{lesson}#part-3")
    look(two, "10-home-goes-on")
    go_on.click()
    expect(two.locator("#part-3")).to_be_in_viewport()
    two.wait_for_load_state()
    two.wait_for_timeout(300)  # until then the browser itself brings the part to the top
    read_part(two, 2)
    one.goto("/home/")  # the first terminal sends where it was when it is left
    expect(one.locator(".card--main a").first).to_have_attribute("href", f"{lesson}#part-2")


def kept_place(page: Page, lesson: str) -> tuple[str | None, str | None]:
    """Return part and paragraph that the server keeps of the lesson."""
    page.goto(lesson)
    signs = page.locator("#learning")
    return signs.get_attribute("data-part"), signs.get_attribute("data-paragraph")


def test_opening_a_lesson_reads_nothing_on_any_screen(terminals) -> None:
    one, two, lesson = terminals
    one.goto(lesson)
    one.evaluate(HALF_A_PART)
    one.wait_for_timeout(1000)
    one.goto("/home/")
    place = kept_place(one, lesson)
    assert place[0] == "2", "control: the place was moved"
    assert place[1] not in (None, "0"), "control: it is not the beginning of a part"
    phone, desktop = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
    for page, size in ((one, phone), (two, desktop), (one, phone), (two, phone)):
        page.set_viewport_size(size)
        page.goto("/home/")
        page.locator(".card--main a").first.click()
        page.wait_for_url("**/learn/**")
        expect(page.locator(f"#part-{place[0]}")).to_be_in_viewport()
        page.wait_for_timeout(1000)  # longer than a scroll takes to settle
        page.goto("/home/")  # what waits is sent when the page is left
        assert kept_place(page, lesson) == place, f"opened at {size}"


def test_practice_says_when_there_is_no_network_and_leads_to_sign_in(terminals, watch) -> None:
    watch.expect("Failed to load resource")
    page, _other, lesson = terminals
    page.goto(lesson)
    form = page.locator("form[data-practice]").first
    page.context.set_offline(True)
    form.locator("button").last.click()
    expect(form.locator("[data-away]")).to_be_visible()
    look(page, "12-practice-away")
    page.context.set_offline(False)
    form.locator("button").last.click()
    expect(form.locator("[data-feedback] .notice")).to_be_visible()
    expect(form.locator("[data-away]")).to_be_hidden()
    page.context.clear_cookies(name=re.compile("session"))
    form.locator("button").last.click()
    page.wait_for_url("**/sign-in/**")


def test_a_lesson_is_finished_when_the_server_has_it_and_stays_on_the_screen_until_then(
    terminals, watch
) -> None:
    watch.expect("Failed to load resource")
    page, other, lesson = terminals
    page.goto(lesson)
    form = page.locator("form[data-finish]")
    away = form.locator("[data-away]")
    expect(away).to_be_hidden()
    page.context.set_offline(True)
    form.locator("button").click()
    expect(away).to_be_visible()
    look(page, "13-finish-away")
    assert page.url.endswith(lesson)
    other.goto(lesson)
    expect(other.locator("form[data-finish]")).to_be_visible()
    page.context.set_offline(False)
    form.locator("button").click()
    page.wait_for_url(lambda address: not address.endswith(lesson))
    if page.url.endswith("/complete/"):  # after a short time it is asked for
        look(page, "14-finish-early")
        page.locator("form[data-finish] button").click()
        page.wait_for_url(lambda address: not address.endswith("/complete/"))
    expect(page.locator(".notice--success").first).to_be_visible()
    other.goto(lesson)
    expect(other.locator("form[data-finish]")).to_have_count(0)


def test_one_part_at_a_time_by_keys_at_both_terminals(terminals) -> None:
    one, two, lesson = terminals
    one.goto(lesson)
    one.locator("button[value=steps]").click()
    one.wait_for_url("**?step=*")
    one.goto(f"{lesson}?step=1")
    look(one, "11-one-part")
    one.keyboard.press("ArrowRight")
    one.wait_for_url("**?step=2")
    one.locator("#note-text").press("ArrowRight")  # in a field the key moves the cursor
    two.goto(lesson)
    expect(two.locator("[data-part='2']").first).to_be_visible()
    expect(two.locator("section[data-part]")).to_have_count(1)
    two.locator("button[value=whole]").click()
    expect(two.locator("section[data-part='3']")).to_be_visible()


def test_the_note_follows_and_no_text_is_lost(terminals) -> None:
    one, two, lesson = terminals
    for page in (one, two):
        page.goto(lesson)
    first, second = (f"from the {seat} terminal {uuid4()}" for seat in ("first", "second"))
    write(one, first)
    write(two, second)
    expect(two.locator("[data-note-others]")).to_contain_text(first)
    look(two, "12-two-texts")
    one.reload()
    expect(one.locator("#note-text")).to_have_value(second)
    one.locator("[data-note-others] button").first.click()
    expect(one.locator("[data-note-others] .note__other")).to_have_count(0)
    one.goto("/learn/notes/")
    expect(one.locator("main")).to_contain_text(second)
    look(one, "13-my-notes")


def write(page: Page, text: str) -> None:
    """Write a note and wait until the page says that it is saved."""
    with page.expect_response("**/note/"):
        page.fill("#note-text", text)
    expect(page.locator("[data-note-state]")).to_have_attribute("data-state", "server")


def test_marking_a_part_keeps_what_is_typed(terminals, watch) -> None:
    watch.expect("Failed to load resource")
    page, _other, lesson = terminals
    page.goto(lesson)
    page.evaluate("() => { window.stays = true; }")
    mark = page.locator("form[data-mark]").nth(1)
    was_on = mark.locator("button").get_attribute("aria-pressed")
    page.context.set_offline(True)
    mark.locator("button").click()
    expect(mark.locator("[data-away]")).to_be_visible()
    look(page, "15-mark-away")
    expect(mark.locator("button")).to_have_attribute("aria-pressed", was_on or "")
    page.context.set_offline(False)
    mark.locator("button").click()
    expect(mark.locator("button")).not_to_have_attribute("aria-pressed", was_on or "")
    expect(mark.locator("button")).to_be_focused()
    expect(mark.locator("[data-away]")).to_be_hidden()
    assert page.evaluate("window.stays"), "what is typed on the page stays with it"
    page.reload()
    expect(mark.locator("button")).not_to_have_attribute("aria-pressed", was_on or "")


def test_a_note_is_there_when_the_page_is_left_at_once(terminals) -> None:
    page, _other, lesson = terminals
    page.goto(lesson)
    for way in (".language button", ".language button", "[data-note] a"):
        text = f"left at once {uuid4()}"
        page.fill("#note-text", text)
        page.locator(way).first.click()
        page.wait_for_load_state()
        wait_until(page, lambda text=text: text in page.content())
    page.goto(lesson)
    expect(page.locator("[data-note-others] .note__other")).to_have_count(0)


def test_a_note_that_cannot_be_saved_asks_before_the_page_goes(terminals, watch) -> None:
    watch.expect("Failed to load resource")
    page, _other, lesson = terminals
    page.goto(lesson)
    asked: list[str] = []

    def stay(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.context.set_offline(True)
    text = f"the server is away {uuid4()}"
    page.locator("#note-text").press_sequentially("x")
    page.fill("#note-text", text)
    page.locator("[data-note] button").click()
    expect(page.locator("[data-note-state]")).to_have_attribute("data-state", "unsaved")
    page.locator("[data-note] a").click()
    wait_until(page, lambda: bool(asked))
    assert asked == ["beforeunload"]
    expect(page.locator("#note-text")).to_have_value(text)
    page.context.set_offline(False)
    page.locator("[data-note] button").click()
    expect(page.locator("[data-note-state]")).to_have_attribute("data-state", "server")
    page.locator("[data-note] a").click()
    page.wait_for_url("**/notes/")
    assert len(asked) == 1


def test_a_term_opens_its_meaning_by_touch_and_by_key(terminals) -> None:
    one, _two, lesson = terminals
    one.goto(lesson)
    term = one.locator("a.term").first
    pop = one.locator(f"#{term.get_attribute('data-term')}")
    term.click()
    expect(pop).to_be_visible()
    look(one, "14-a-term")
    one.keyboard.press("Escape")
    expect(pop).to_be_hidden()
    expect(term).to_be_focused()
    one.keyboard.press("Enter")
    expect(pop).to_be_visible()


def test_minutes_are_counted_only_while_somebody_learns(terminals) -> None:
    one, _two, lesson = terminals
    signs: list[int] = []
    one.on("response", lambda answer: note_seconds(signs, answer))
    one.clock.install()
    began = time.monotonic()
    one.goto(lesson)
    one.wait_for_timeout(2500)
    one.mouse.move(50, 60)
    one.clock.run_for(31_000)
    wait_until(one, lambda: sum(signs) >= 2)
    passed = time.monotonic() - began
    assert (
        2 <= sum(signs) <= passed
    )  # the page claims half a minute; the server knows that seconds have passed
    one.clock.run_for(200_000)  # nobody does anything
    one.wait_for_timeout(500)
    quiet = len(signs)
    one.clock.run_for(200_000)
    one.wait_for_timeout(500)
    assert len(signs) == quiet
    one.mouse.move(80, 90)
    one.clock.run_for(2_000)
    wait_until(one, lambda: len(signs) > quiet)
    one.wait_for_timeout(500)
    assert len(signs) == quiet + 1
    hide(one)
    hidden = len(signs)
    one.mouse.move(50, 60)
    one.clock.run_for(100_000)
    one.wait_for_timeout(500)
    assert len(signs) <= hidden + 1  # what it says when it is hidden


def note_seconds(signs: list[int], answer) -> None:
    """Keep what a sign of life added."""
    if answer.url.endswith("/alive/") and answer.ok:
        signs.append(answer.json()["seconds"])


def hide(page: Page) -> None:
    """Let the page believe that another window covers it."""
    page.evaluate(
        """Object.defineProperty(document, "visibilityState", { value: "hidden" });
        document.dispatchEvent(new Event("visibilitychange"))"""
    )


def test_without_a_script_the_lesson_is_read_marked_and_noted(platform, browser) -> None:
    who = [row for row in platform.facts["sign_ins"] if row["role"] == "trainee"][HALF_WAY]
    context = browser.new_context(base_url=platform.base_url, java_script_enabled=False)
    context.add_cookies([{"name": "language", "value": "en", "url": platform.base_url}])
    page = context.new_page()
    sign_in(page, who)
    lesson = (page.locator(".card--main a").first.get_attribute("href") or "").split("#")[0]
    page.goto(f"{lesson}?step=2")
    page.locator("[data-turn=next]").click()
    assert re.search(r"step=3$", page.url)
    expect(page.locator("[data-read]").first).to_be_hidden()
    page.locator("button[name=is_on]").first.click()
    page.fill("#note-text", "without a script")
    page.locator("[data-note] button").click()
    expect(page.locator("#note-text")).to_have_value(re.compile("without a script"))
    page.goto(lesson)
    term = page.locator("a.term").first
    target = (term.get_attribute("href") or "").split("#")[1]
    term.click()
    expect(page.locator(f"#{target}")).to_be_visible()
    page.goto("/home/")
    expect(page.locator(".card--main a").first).to_contain_text("stopped")
    context.close()
