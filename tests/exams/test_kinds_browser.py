"""Every kind at a terminal in a real browser: with the mouse, with keys alone, after a reload, in both languages."""

import json
import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee
from tests.support.browser import assert_accessible, assert_fits, assert_large_targets, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCRIPT = "from tests.exams.kinds_on_paper import examine; print(examine({!r}))"
# The clock of whoever is to start next began long ago: a few seconds are left.
NEARLY_OVER = """
from datetime import timedelta
from django.utils.timezone import now
from lms.exams.models import Attempt, TimeEvent
attempt = Attempt.objects.filter(candidate__sitting__uuid={sitting!r}, state="prepared").get()
TimeEvent.objects.create(attempt=attempt, kind="start", at=now() - timedelta(minutes=9), seconds=9 * 60 + {left})
Attempt.objects.filter(pk=attempt.pk).update(state="in_progress")
print(attempt.uuid)
"""
WHAT_COUNTS = """
from lms.exams.models import Attempt
attempt = Attempt.objects.get(uuid={attempt!r})
print(attempt.events.exclude(held="").count(), *attempt.answers.values_list("response", flat=True))
"""


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform(with_worker=False) as started:
        yield started


@pytest.fixture(scope="module")
def waiting(platform) -> list[dict]:
    return platform.candidates()


@pytest.mark.parametrize(("screen", "language"), [("desktop", "zh-hans"), ("phone", "en")])
def test_every_kind_is_answered_kept_and_shown_again(platform, open_page, waiting, screen, language):
    who = waiting.pop()
    room = platform.manage("shell", "-c", SCRIPT.format(who["username"])).split()[-1]
    page = open_page(base_url=platform.base_url, screen=screen, language=language)
    enter_as_trainee(page, who)
    page.goto(room)
    page.locator("#door a.button").click()
    expect(page.locator("fieldset.question")).to_be_visible()
    count = page.locator("[data-navigator] a").count()
    assert count == 9
    for place in range(count):
        page.locator("[data-navigator] a").nth(place).click()
        answer(page, by_keys=screen == "desktop")
        look(page, f"kinds-{screen}-{place + 1}-{kind_of(page)}")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server")
    expect(page.locator("[data-navigator] a[data-state*=answered]")).to_have_count(count)
    page.reload()
    expect(page.locator("fieldset.question")).to_be_visible()
    for place in range(count):
        page.locator("[data-navigator] a").nth(place).click()
        expect_answered(page)
    zoom(page)
    page.locator("[data-act='hand-in']").click()
    expect(page.locator("[data-hand-in-unfinished]")).to_be_hidden()
    page.locator("[data-act='hand-in-back']").click()
    give_a_place_twice(page)
    page.locator("[data-act='hand-in']").click()
    expect(page.locator("[data-hand-in-unfinished] a")).to_have_count(1)
    look(page, f"unfinished-{screen}")
    page.locator("[data-act='hand-in-now']").click()
    page.wait_for_url("**/receipt/")
    assert "9" in page.locator("main").inner_text()


def test_what_is_typed_until_the_last_moment_counts(platform, open_page, waiting):
    who = waiting.pop()
    room = platform.manage("shell", "-c", SCRIPT.format(who["username"])).split()[-1]
    page = open_page(base_url=platform.base_url)
    enter_as_trainee(page, who)
    typed: list[str] = []
    page.expose_function("typed", lambda value: typed.append(value))
    page.add_init_script("addEventListener('input', (event) => window.typed(event.target.value))")
    sitting = room.rstrip("/").rpartition("/")[2]
    printed = platform.manage("shell", "-c", NEARLY_OVER.format(sitting=sitting, left=20))
    attempt = printed.split()[-1]
    page.goto(f"/exams/attempts/{attempt}/")
    expect(page.locator("fieldset.question")).to_be_visible()
    for place in range(page.locator("[data-navigator] a").count()):
        page.locator("[data-navigator] a").nth(place).click()
        if kind_of(page) == "numeric":
            break
    field = page.locator("fieldset.question input")
    field.press_sequentially("4")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "typing")
    expect(page.locator("[data-save-state]")).to_contain_text("正在输入")
    look(page, "kinds-typing")
    ends = time.monotonic() + 60
    while "/receipt/" not in page.url and time.monotonic() < ends:
        if len(typed) % 10 == 9:
            page.keyboard.press("ControlOrMeta+a")
        page.keyboard.press("5")
        page.wait_for_timeout(40)
    page.wait_for_url("**/receipt/")
    printed = platform.manage("shell", "-c", WHAT_COUNTS.format(attempt=attempt))
    held, *counting = printed.splitlines()[-1].split()
    assert (held, counting) == ("0", [typed[-1]])


def go_to(page: Page, kind: str) -> str:
    """Open the first question of a kind from the overview, and return its key."""
    for place in range(page.locator("[data-navigator] a").count()):
        page.locator("[data-navigator] a").nth(place).click()
        if kind_of(page) == kind:
            break
    return page.locator("fieldset.question").get_attribute("data-item") or ""


def test_what_is_typed_belongs_to_its_own_question_whatever_way_one_leaves_it(platform, open_page, waiting):
    who = waiting.pop()
    room = platform.manage("shell", "-c", SCRIPT.format(who["username"])).split()[-1]
    page = open_page(base_url=platform.base_url)
    enter_as_trainee(page, who)
    page.goto(room)
    page.locator("#door a.button").click()
    expect(page.locator("fieldset.question")).to_be_visible()
    sent: list[tuple[str, str]] = []
    page.on(
        "request",
        lambda request: sent.extend(events_in(request.post_data)) if "/events" in request.url else None,
    )
    first = go_to(page, "fill_in")
    page.locator("fieldset.question input").first.fill("断电")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server")
    page.locator("a.skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("fieldset.question")).to_have_attribute("data-item", first)
    second = go_to(page, "numeric")
    page.locator("fieldset.question input").first.press_sequentially("221")
    page.go_back()
    expect(page.locator("fieldset.question")).to_have_attribute("data-item", first)
    expect(page.locator("fieldset.question input").first).to_have_value("断电")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server")
    page.wait_for_timeout(500)
    assert {item for item, response in sent if "221" in response} == {second}
    assert {item for item, response in sent if "断电" in response} == {first}


def events_in(body: str | None) -> list[tuple[str, str]]:
    events = json.loads(body or "{}").get("events", [])
    return [(event["item"], json.dumps(event["response"], ensure_ascii=False)) for event in events]


def spoilt(route: Route) -> None:
    """Send the first answer on in a form that no question takes, as a broken terminal might."""
    body = json.loads(route.request.post_data or "{}")
    for event in body["events"]:
        if event["seq"] == 1:
            event["response"] = {"no such": "form"}
    route.continue_(post_data=json.dumps(body))


def choose(page: Page, option: int) -> None:
    page.locator("fieldset.question label").nth(option).click()


def test_what_the_server_does_not_take_is_named_and_keeps_nobody_from_handing_in(
    platform, open_page, watch, waiting
):
    watch.expect("Failed to load resource")
    page = open_page(base_url=platform.base_url, screen="phone")
    page.route("**/events", spoilt)
    enter_as_trainee(page, waiting.pop())
    page.goto("/exams/")
    page.locator("main .card a").first.click()
    page.locator("#door a.button").click()
    expect(page.locator("fieldset.question")).to_be_visible()
    choose(page, 0)
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "unsaved")
    expect(page.locator("[data-save-state]")).to_contain_text("有答案没存上")
    expect(page.locator("[data-message]")).to_contain_text("第 1 题")
    look(page, "refused-message")
    page.locator("[data-act=next]").click()
    choose(page, 0)
    page.locator("[data-act='hand-in']").click()
    expect(page.locator("[data-hand-in-lacking] a")).to_have_count(1)
    look(page, "refused-hand-in")
    # Answered again, everything is at the server, and nothing more is said of it.
    page.locator("[data-hand-in-lacking] a").click()
    choose(page, 1)
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server")
    expect(page.locator("[data-message] .notice")).to_have_count(0)
    page.locator("[data-act='hand-in']").click()
    expect(page.locator("[data-hand-in-lacking]")).to_be_hidden()
    page.locator("[data-act='hand-in-now']").click()
    page.wait_for_url("**/receipt/")
    expect(page.locator("main")).to_contain_text("服务器没有收下")
    look(page, "refused-receipt")


def give_a_place_twice(page: Page) -> None:
    for place in range(page.locator("[data-navigator] a").count()):
        page.locator("[data-navigator] a").nth(place).click()
        if kind_of(page) == "ordering":
            page.locator("fieldset.question select").nth(1).select_option(index=1)
            return


def kind_of(page: Page) -> str:
    name = page.locator("fieldset.question").get_attribute("class") or ""
    return name.partition("question--")[2]


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    assert_large_targets(page, within="[data-question-body]")
    keep_picture(page, name)


def answer(page: Page, *, by_keys: bool) -> None:
    field = page.locator("fieldset.question")
    kind = kind_of(page)
    if kind in ("ordering", "matching"):
        for place in range(field.locator("select").count()):
            field.locator("select").nth(place).select_option(index=place + 1)
    elif kind == "fill_in":
        field.locator("input[type=text]").fill("30 mA")
        field.locator("select").select_option("短路")
    elif kind == "numeric":
        field.locator("input").press_sequentially("4,55")
    elif kind == "hotspot":
        mark(page, field, by_keys=by_keys)
    elif by_keys:
        field.locator("input").first.focus()
        page.keyboard.press("Space")
    else:
        field.locator("label.choice").first.click()


def mark(page: Page, field: Locator, *, by_keys: bool) -> None:
    """Mark a place: from the list with keys, on the bare picture with the arrows; or with a finger on the picture."""
    is_bare = not field.locator("[data-place]").count()
    drawing = field.locator(".places__drawing")
    if not by_keys:
        box = drawing.bounding_box()
        assert box
        page.touchscreen.tap(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.3)
    elif is_bare:
        drawing.focus()
        for key in ("ArrowLeft", "ArrowLeft", "ArrowUp", "Enter"):
            page.keyboard.press(key)
        assert field.locator("[role=status]").inner_text()
    else:
        field.locator("input[type=checkbox]").first.focus()
        page.keyboard.press("Space")
    expect(drawing.locator(".is-chosen")).to_have_count(1)


def expect_answered(page: Page) -> None:
    field, kind = page.locator("fieldset.question"), kind_of(page)
    if kind in ("ordering", "matching"):
        values = [one.input_value() for one in field.locator("select").all()]
        assert all(re.fullmatch(r"[a-z]:\d", value) for value in values), values
    elif kind == "fill_in":
        expect(field.locator("input")).to_have_value("30 mA")
        expect(field.locator("select")).to_have_value("短路")
    elif kind == "numeric":
        expect(field.locator("input")).to_have_value("4,55")
    elif kind == "hotspot":
        expect(field.locator(".is-chosen")).to_have_count(1)
    else:
        expect(field.locator("input:checked")).to_have_count(1)


def zoom(page: Page) -> None:
    """Open a picture large and close it with a key; the answer stays."""
    for place in range(page.locator("[data-navigator] a").count()):
        page.locator("[data-navigator] a").nth(place).click()
        if page.locator("a[data-zoom]").count():
            break
    link = page.locator("a[data-zoom]").first
    expect(link.locator("img")).to_have_js_property("complete", value=True)
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog.zoom")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator("dialog.zoom")).to_have_count(0)
    expect(link).to_be_focused()
