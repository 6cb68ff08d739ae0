"""A candidate thinks long, reloads, goes back, presses twice or has lost a cookie: nothing is lost, nobody is out."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee
from tests.exams.test_keyboard_alone_browser import EXAMINE
from tests.exams.test_kinds_browser import go_to
from tests.exams.test_runner_browser import answer, answered, begin, state, to_the_paper
from tests.exams.test_signed_in_anew_browser import at_a_terminal, kept
from tests.support.browser import wait_until
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WRITTEN = "fieldset.question textarea"
# What an older page still delivers is shown by the next sign of life, every fifteen seconds or so.
SIGN_OF_LIFE = 30_000
RECEIPTS = """
from lms.exams.models import Attempt
print(Attempt.objects.get(uuid={attempt!r}).receipts.count())
"""


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: it uses up candidates whom the journeys need too."""
    with running_platform(with_worker=False) as started:
        yield started


@pytest.fixture(scope="module")
def waiting(platform) -> list[dict]:
    """Trainees of the demonstration who have an examination that nobody has started."""
    return platform.candidates()


def test_what_is_being_typed_goes_with_no_reload_no_way_back_and_no_change_of_language(
    platform, open_page, waiting
):
    who = waiting.pop()
    room = platform.manage("shell", "-c", EXAMINE.format(who["username"]))
    page = open_page(base_url=platform.base_url)
    enter_as_trainee(page, who)
    page.goto(room.split()[-1])
    page.locator("#door a.button").click()
    begin(page)
    go_to(page, "short_answer")
    typed = ""
    for leave in (by_reload, by_the_way_back, by_another_language, by_another_window):
        piece = f"{leave.__name__} 先断电。"
        page.locator(WRITTEN).press_sequentially(piece)
        expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "typing")
        leave(page)
        typed += piece
        expect(page.locator(WRITTEN)).to_have_value(typed, timeout=SIGN_OF_LIFE)
        expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server")
        page.locator(WRITTEN).press("ControlOrMeta+End")


def test_a_reload_while_an_answer_is_on_its_way_keeps_it_once(platform, open_page, waiting):
    """Where the server has it and its reply never came, and where the request never left."""
    page = open_page(base_url=platform.base_url)
    paper = to_the_paper(page, waiting.pop())
    held: list[Route] = []

    def without_reply(route: Route) -> None:
        route.fetch()
        held.append(route)

    def never_sent(route: Route) -> None:
        held.append(route)

    for number, on_the_way in enumerate((without_reply, never_sent), 1):
        page.route("**/events", on_the_way)
        answer(page)
        wait_until(page, lambda: bool(held))
        state(page, "local")
        page.unroute("**/events")
        page.reload()
        begin(page)
        expect(page.locator("fieldset.question input").first).to_be_checked()
        state(page, "server")
        assert answered(page) == number
        wait_until(page, lambda number=number: len(kept(platform, paper)) == number)
        held.clear()
        page.locator("[data-act=next]").click()
    assert [held_as for _epoch, _seq, held_as in kept(platform, paper)] == ["", ""]


def by_reload(page: Page) -> None:
    page.reload()
    begin(page)


def by_the_way_back(page: Page) -> None:
    page.go_back()
    page.locator("#door a.button").click()
    begin(page)


def by_another_language(page: Page) -> None:
    page.locator("button[data-language='en']").click()
    expect(page.locator("[data-heading]")).to_contain_text("Question")
    page.locator("button[data-language='zh-hans']").click()


def by_another_window(page: Page) -> None:
    """What nobody sees any more is kept at once: a browser may end a page that is out of sight."""
    page.evaluate(
        """() => {
          Object.defineProperty(document, 'visibilityState', { configurable: true, value: 'hidden' });
          document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    expect(page.locator("[data-save-state]")).not_to_have_attribute("data-state", "typing", timeout=1_000)
    page.evaluate("delete document.visibilityState")


def test_who_waits_or_thinks_long_is_not_signed_out_by_another_page_that_stands_open(
    platform, open_page, waiting
):
    who = waiting.pop()
    page = at_a_terminal(platform, open_page, who)
    page.context.clock.install()
    enter_as_trainee(page, who)
    page.goto("/exams/")
    page.locator("main .card a").first.click()
    expect(page.locator("#door a.button")).to_be_visible()
    posted: list[str] = []
    page.context.on("request", lambda request: request.method == "POST" and posted.append(request.url))
    other = page.context.new_page()
    other.goto("/home/")
    time_goes_by(other)
    page.locator("#door a.button").click()
    paper = begin(page)
    answer(page)
    page.context.clock.run_for(1_000)
    state(page, "server")
    time_goes_by(other)
    assert [url for url in posted if "/sign-out/" in url] == []
    page.bring_to_front()
    page.locator("[data-act=next]").click()
    answer(page)
    page.context.clock.run_for(1_000)
    state(page, "server")
    assert kept(platform, paper) == [[1, 1, ""], [1, 2, ""]]


def time_goes_by(page: Page) -> None:
    """Let nobody touch anything for twice as long as a seat may be idle."""
    limit = int(page.locator("idle-warning").get_attribute("data-idle-seconds") or 0)
    assert 0 < limit < 600
    for _moment in range(0, 2 * limit, 10):
        page.context.clock.run_for(10_000)
        # What one page tells the other arrives by the way of the browser.
        page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")
    expect(page.locator("idle-warning dialog")).not_to_be_visible()


def test_a_lost_or_foreign_token_stops_neither_answers_nor_settings(platform, open_page, watch, waiting):
    watch.expect("Failed to load resource")
    page = open_page(base_url=platform.base_url)
    paper = to_the_paper(page, waiting.pop())
    spoil = (
        lambda: page.context.clear_cookies(name="csrftoken"),
        lambda: page.context.add_cookies(
            [{"name": "csrftoken", "value": "x" * 32, "url": platform.base_url}]
        ),
        lambda: page.context.add_cookies([{"name": "csrftoken", "value": "?", "url": platform.base_url}]),
    )
    for number, break_token in enumerate(spoil, 1):
        break_token()
        answer(page)
        state(page, "server")
        wait_until(page, lambda number=number: len(kept(platform, paper)) == number)
        page.locator("[data-act=next]").click()
    spoil[0]()
    page.locator("button[data-language='en']").click()
    wait_until(page, lambda: cookie(page, "language") == "en")
    page.reload()
    begin(page)
    assert (answered(page), page.locator("html").get_attribute("lang")) == (3, "en")
    expect(page.locator("[data-message]")).to_be_empty()


def cookie(page: Page, name: str) -> str:
    return next((one["value"] for one in page.context.cookies() if one["name"] == name), "")


def test_handing_in_twice_and_going_back_make_one_receipt(platform, open_page, waiting):
    page = open_page(base_url=platform.base_url)
    paper = to_the_paper(page, waiting.pop())
    answer(page)
    page.locator("[data-act='hand-in']").click()
    page.locator("[data-act='hand-in-now']").dblclick()
    page.wait_for_url("**/receipt/")
    code = page.locator(".receipt__code").inner_text()
    page.go_back()
    page.wait_for_url(lambda url: "/attempts/" not in url or "/receipt/" in url)
    expect(page.locator("fieldset.question")).to_have_count(0)
    page.goto(paper)
    page.wait_for_url("**/receipt/")
    expect(page.locator(".receipt__code")).to_have_text(code)
    attempt = paper.rsplit("/", 2)[1]
    asked = """(address) => fetch(address, {
      method: "POST", body: JSON.stringify({ epoch: 1, final_seq: 1, by_time: false, left_out: [] }),
      headers: { "Content-Type": "application/json",
        "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value },
    }).then((answer) => answer.json())"""
    again = page.evaluate(asked, f"/api/v1/exams/attempts/{attempt}/hand-in")
    assert (again["state"], again["url"]) == ("handed_in", f"/exams/attempts/{attempt}/receipt/")
    assert platform.manage("shell", "-c", RECEIPTS.format(attempt=attempt)).split()[-1] == "1"
