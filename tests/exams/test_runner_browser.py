"""The examination page in a real browser: outage, reload, second window, second seat, hand-in, both screens."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee, enter_office
from tests.exams.hand_in_bar import the_hand_in_is_in_reach
from tests.support.browser import (
    LANGUAGES,
    SCREENS,
    assert_accessible,
    assert_fits,
    assert_large_targets,
    keep_picture,
)
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: it uses up candidates whom the journeys need too."""
    with running_platform() as started:
        yield started


@pytest.fixture(scope="module")
def waiting(platform) -> list[dict]:
    """Trainees of the demonstration who have an examination that nobody has started."""
    return platform.candidates()


@pytest.fixture
def candidate(waiting) -> dict:
    return waiting.pop()


def to_the_paper(page: Page, who: dict) -> str:
    """Sign in, go through the waiting room, start; return the address of the paper."""
    enter_as_trainee(page, who)
    page.goto("/exams/")
    page.locator("main .card a").first.click()
    page.locator("#door a.button").click()
    return begin(page)


def begin(page: Page) -> str:
    expect(page.locator("fieldset.question")).to_be_visible()
    return page.url.partition("#")[0]


def answer(page: Page, *, option: int = 0) -> None:
    page.locator("fieldset.question label").nth(option).click()


def state(page: Page, name: str) -> None:
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", name)


def answered(page: Page) -> int:
    numbers = re.findall(r"\d+", page.locator("[data-count]").inner_text())
    return min(int(number) for number in numbers)


def kept_on_the_machine(page: Page) -> dict:
    """Return how many events the journal holds, and everything a next person could read of them."""
    return page.evaluate(
        """async () => {
          const database = await new Promise((done) => {
            const request = indexedDB.open('exam-journal', 1);
            request.onsuccess = () => done(request.result);
          });
          const store = database.transaction('records').objectStore('records');
          const all = await new Promise((done) => { const r = store.getAll(); r.onsuccess = () => done(r.result); });
          const keys = await new Promise((done) => {
            const request = database.transaction('records').objectStore('records').getAllKeys();
            request.onsuccess = () => done(request.result);
          });
          const text = (record) => new TextDecoder('latin1').decode(record.data);
          const plain = JSON.stringify({ ...localStorage, ...sessionStorage });
          return { count: keys.filter((key) => key[2] > 0).length, text: all.map(text).join() + plain };
        }"""
    )


def test_answers_survive_an_outage_and_a_reload_and_nobody_can_read_them(
    platform, open_page, watch, candidate
):
    watch.expect("Failed to load resource")
    page = open_page(base_url=platform.base_url)
    paper = to_the_paper(page, candidate)
    answer(page)
    state(page, "server")
    page.context.set_offline(True)
    page.locator("[data-act=next]").click()
    answer(page, option=1)
    state(page, "local")
    page.context.set_offline(False)
    state(page, "server")
    before = page.locator("[data-value]").inner_text()
    page.reload()
    begin(page)
    assert answered(page) == 2
    assert page.locator("[data-value]").inner_text() <= before
    expect(page.locator("fieldset.question input").nth(1)).to_be_checked()
    kept = kept_on_the_machine(page)
    assert kept["count"] == 2
    assert "response" not in kept["text"]
    assert paper.rsplit("/", 2)[1] not in kept["text"]
    one_may_go_back_while_the_server_is_away(page)


def test_the_keyboard_answers_and_an_older_window_can_only_read(platform, open_page, watch, candidate):
    watch.expect("409")
    watch.expect("Failed to load resource")
    page = open_page(base_url=platform.base_url)
    paper = to_the_paper(page, candidate)
    page.locator("fieldset.question input").first.focus()
    page.keyboard.press("2")
    expect(page.locator("fieldset.question input").nth(1)).to_be_checked()
    page.locator("[data-act=next]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-heading]")).to_be_focused()
    assert page.url.endswith("#2")
    state(page, "server")
    second = page.context.new_page()
    second.goto(paper)
    begin(second)
    assert answered(second) == 1
    # The older window hears of it at once, before anything is answered there in vain.
    expect(page.locator("[data-message] button")).to_be_visible(timeout=3_000)
    expect(page.locator("fieldset.question input").first).to_be_disabled()
    page.locator("[data-message] button").click()
    begin(page)
    expect(second.locator("[data-message] button")).to_be_visible(timeout=3_000)
    expect(second.locator("[data-act='hand-in']")).to_be_disabled()
    second.close()
    what_an_older_window_still_does_is_there(page, paper)


# A window that is too busy to hear of the others; what it says arrives.
DEAF = "BroadcastChannel.prototype.addEventListener = () => {};"


def what_an_older_window_still_does_is_there(page: Page, paper: str) -> None:
    """Also while the network is away, and though that window is closed before it could send."""
    older, newer = page.context.new_page(), page.context.new_page()
    older.add_init_script(DEAF)
    older.goto(paper)
    begin(older)
    newer.goto(paper)
    begin(newer)
    assert answered(newer) == 1
    page.context.set_offline(True)
    older.locator("[data-navigator] a").nth(2).click()
    answer(older)
    older.locator("[data-act=flag]").click()
    place = newer.locator("[data-navigator] a").nth(2)
    expect(place).to_have_attribute("data-state", "answered flagged", timeout=5_000)
    assert answered(newer) == 2
    expect(newer.locator("[data-message] .notice")).to_contain_text("1")
    place.click()
    expect(newer.locator("fieldset.question input").first).to_be_checked()
    expect(newer.locator("#question-hint")).to_contain_text("另一个窗口")
    older.close()
    page.context.set_offline(False)
    state(newer, "server")
    newer.reload()
    begin(newer)
    assert answered(newer) == 2


def test_another_seat_goes_on_after_the_invigilator_agreed(platform, open_page, watch, candidate):
    watch.expect("409")
    first, second = open_page(base_url=platform.base_url), open_page(base_url=platform.base_url)
    paper = to_the_paper(first, candidate)
    answer(first)
    first.locator("[data-act=next]").click()
    first.locator("[data-act=flag]").click()
    expect(first.locator("[data-navigator] a").nth(1)).to_have_attribute("data-state", "flagged")
    state(first, "server")
    enter_as_trainee(second, candidate)
    second.goto(paper)
    expect(second.locator("[data-message] .notice")).to_be_visible()
    # A wrong click of the invigilator is no dead end: the candidate asks again, and may sign out meanwhile.
    staff = decide(platform, open_page, candidate, "refuse")
    again = second.locator("[data-message] [data-word=ask_again]")
    expect(again).to_be_visible(timeout=15_000)
    expect(second.locator("[data-message] a")).to_have_attribute("href", re.compile("/exams/sittings/"))
    expect(second.locator("[data-message] form [data-word=sign_out]")).to_be_visible()
    check(second)
    keep_picture(second, "seat-refused")
    again.click()
    decide(platform, open_page, candidate, "approve", staff)
    begin(second)
    assert answered(second) == 1
    # The mark for later came along, and the candidate goes on at the question that was touched last.
    expect(second.locator("[data-navigator] a").nth(1)).to_have_attribute("data-state", "flagged")
    expect(second.locator("[data-act=flag]")).to_have_attribute("aria-pressed", "true")
    assert second.url.endswith("#2")
    answer(first, option=1)
    expect(first.locator("fieldset.question input").first).to_be_disabled()


def decide(platform, open_page, candidate: dict, decision: str, staff: Page | None = None) -> Page:
    """Let an invigilator of the candidate's site find the request and decide; return the invigilator's page."""
    if staff is not None:
        button = staff.locator(f"#console button[value={decision}]").first
        expect(button).to_be_visible(timeout=15_000)
        button.click()
        return staff
    for row in platform.facts["sign_ins"]:
        if row["role"] != "invigilator":
            continue
        staff = open_page(base_url=platform.base_url)
        enter_office(staff, row)
        staff.goto("/exams/console/")
        for address in staff.locator("main table a").evaluate_all("links => links.map((link) => link.href)"):
            staff.goto(address)
            button = staff.locator(f"#console button[value={decision}]")
            if button.count() and candidate["name"] in staff.locator("#console").inner_text():
                assert_accessible(staff)
                assert_fits(staff)
                button.first.click()
                return staff
    raise AssertionError("No invigilator saw the request.")


@pytest.mark.parametrize(("screen", "language"), [("phone", "zh-hans"), ("desktop", "en")])
def test_the_whole_way_to_the_receipt(platform, open_page, candidate, screen, language):
    page = open_page(base_url=platform.base_url, screen=screen, language=language)
    to_the_paper(page, candidate)
    check(page)
    the_hand_in_is_in_reach(page)
    settings_act_at_once(page)
    page.locator("[data-act=flag]").click()
    answer(page)
    page.locator("[data-navigator] a").last.click()
    answer(page)
    other = "en" if language == "zh-hans" else "zh-hans"
    before = page.locator("legend").inner_text()
    page.locator(f"button[data-language='{other}']").click()
    expect(page.locator("legend")).not_to_have_text(before)
    the_frame_speaks(page, other)
    page.locator(f"button[data-language='{language}']").click()
    the_frame_speaks(page, language)
    page.locator("[data-act='hand-in']").click()
    expect(page.locator("[data-hand-in-open] a")).to_have_count(18)
    expect(page.locator("[data-hand-in-text]")).to_contain_text("18")
    expect(page.locator("[data-hand-in-flagged] a")).to_have_count(1)
    check(page)
    the_buttons_stay_in_sight(page)
    page.locator("[data-act='hand-in-now']").click()
    page.wait_for_url("**/receipt/")
    expect(page.locator(".receipt__code")).to_have_text(re.compile(r"^\w{4}-\w{4}-\w{4}$"))
    expect(page.locator(".receipt__qr")).to_be_visible()
    # The result comes from a job of the worker.
    expect(page.locator("#result .notice--warning")).to_be_visible(timeout=45_000)
    check(page)


def the_frame_speaks(page: Page, language: str) -> None:
    """What stands around the paper follows the language too: the banner, the candidate's number, what readers hear."""
    at = ("zh-hans", "en").index(language)
    expect(page.locator(".demo")).to_contain_text(("都是虚构", "made up")[at])
    expect(page.locator("[data-word=candidate_number]")).to_have_text(("准考证号", "Candidate number")[at])
    expect(page.locator(".exam__language")).to_have_attribute("aria-label", ("语言", "Language")[at])
    expect(page.locator(".demo")).to_have_attribute("aria-label", ("演示", "Demonstration")[at])


def the_buttons_stay_in_sight(page: Page) -> None:
    """However many questions are open and however low the screen: the list scrolls, the buttons do not."""
    before = page.viewport_size or {}
    for width, height in ((1366, 420), (390, 560)):
        page.set_viewport_size({"width": width, "height": height})
        for act in ("hand-in-back", "hand-in-now"):
            box = page.locator(f"[data-act={act}]").bounding_box()
            assert box
            assert 0 <= box["y"] <= height - box["height"]
        last = page.locator("[data-hand-in-open] a").last
        # What has the focus already is not brought into sight by it.
        last.evaluate("(link) => { link.blur(); link.focus(); }")
        expect(last).to_be_in_viewport(ratio=1)
    page.set_viewport_size(before)


def one_may_go_back_while_the_server_is_away(page: Page) -> None:
    """Nothing is said to go up that does not, and a hand-in that waits for the network locks nobody in."""
    page.context.set_offline(True)
    answer(page)
    state(page, "local")
    chip = page.locator("[data-save-state] [data-for=local]")
    expect(chip).to_contain_text("连不上服务器", timeout=5_000)
    page.locator("[data-act='hand-in']").click()
    page.locator("[data-act='hand-in-now']").click()
    expect(page.locator("[data-hand-in-progress]")).to_contain_text("服务器")
    page.locator("[data-act='hand-in-back']").click()
    expect(page.locator("#hand-in")).to_be_hidden()
    page.locator("[data-act=next]").click()
    answer(page)
    assert answered(page) == 3
    page.context.set_offline(False)
    state(page, "server")
    page.locator("[data-act='hand-in']").click()
    page.locator("[data-act='hand-in-now']").click()
    page.wait_for_url("**/receipt/")


def settings_act_at_once(page: Page) -> None:
    """Text size, colours, a hidden time: without a reload, which would take a new lease, and kept for later pages."""
    answer(page, option=1)
    page.locator(".exam__reading summary").click()
    assert_large_targets(page, within="header")
    check(page)
    for setting, value, attribute in (("text_size", "largest", "text"), ("theme", "contrast", "theme")):
        with page.expect_response("**/preferences/"):
            page.locator(f"[data-tool={setting}][data-choice={value}]").click()
        assert page.evaluate(f"document.documentElement.dataset.{attribute}") == value
    hide = page.locator("[data-tool=time]")
    hide.click()
    expect(page.locator("[data-timer] [data-value]")).to_be_hidden()
    expect(hide).to_have_text(re.compile("^(显示时间|Show the time)$"))
    check(page)
    page.locator("[data-tool=time]").click()
    expect(page.locator("[data-timer] [data-value]")).to_have_text(re.compile(r"^\d+ (min|分钟)$"))
    page.locator(".exam__reading summary").click()
    expect(page.locator("fieldset.question input").nth(1)).to_be_checked()
    kept = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    assert (kept["text_size"], kept["theme"]) == ("largest", "contrast")


def check(page: Page) -> None:
    assert_accessible(page)
    assert_fits(page)


def test_without_script_the_page_says_what_to_do(platform, browser, waiting):
    context = browser.new_context(base_url=platform.base_url, java_script_enabled=False)
    page = context.new_page()
    enter_as_trainee(page, waiting[0])
    page.goto("/exams/")
    page.locator("main .card a").first.click()
    page.locator("#door a.button").click()
    expect(page.locator(".notice--danger")).to_contain_text("JavaScript")
    expect(page.locator("#runner")).to_be_hidden()
    context.close()


# Notes at each frame where the questions begin, and how far down one goes on.
WATCH_PLACES = """() => {
  const places = (window.places = new Set());
  const look = () => {
    if (places !== window.places) return;
    const top = (selector) => Math.round(document.querySelector(selector).getBoundingClientRect().top + scrollY);
    places.add(`${top("#main")} ${top("[data-act=next]")}`);
    requestAnimationFrame(look);
  };
  look();
}"""


def test_nothing_moves_under_the_finger_while_an_answer_is_saved(platform, open_page, watch, candidate):
    watch.expect("Failed to load resource")
    page = open_page(base_url=platform.base_url)
    to_the_paper(page, candidate)
    for screen, language in product(SCREENS.values(), LANGUAGES):
        page.set_viewport_size(screen)
        page.locator(f"button[data-language='{language}']").click()
        answer(page)
        state(page, "server")
        page.evaluate(WATCH_PLACES)
        answer(page, option=1)
        expect(page.locator("[data-save-state][data-state=server] [data-time]")).to_be_visible()
        for _there_and_back in range(2):
            page.locator("[data-act=flag]").click()
        page.context.set_offline(True)
        answer(page)
        expect(page.locator("[data-save-state] [data-word=local_away]")).to_be_visible()
        page.context.set_offline(False)
        state(page, "server")
        assert len(page.evaluate("[...window.places]")) == 1, f"{language} {screen}"
