"""Photographs of work in a real browser: added on a telephone in English, looked at by the officer in Chinese."""

import io
import json
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.support.browser import assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCRIPT = "from tests.factories.practical import for_the_browser; print(for_the_browser())"


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform(with_worker=False) as started:
        yield started


@pytest.fixture(scope="module")
def world(platform) -> dict:
    """An examination that is being marked, on that platform."""
    return json.loads(platform.manage("shell", "-c", SCRIPT).splitlines()[-1])


def enter(page: Page, world: dict, who: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(world["people"][who])
    page.locator("input[name=password]").fill(world["password"])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/home/**")


def open_the_first(page: Page, world: dict) -> None:
    """Open the photographs of the first candidate; before its script runs, a button sends the plain form."""
    page.goto(f"/exams/marking/{world['examination']}/photos/")
    page.locator("main li a").first.click()
    page.wait_for_selector("photo-sending:defined")


def a_board(colour: str = "#0a6b5d") -> bytes:
    """Return a photograph of something."""
    picture, target = Image.new("RGB", (800, 600), "#d8d2c4"), io.BytesIO()
    ImageDraw.Draw(picture).rectangle((200, 150, 600, 450), fill=colour)
    picture.save(target, "JPEG")
    return target.getvalue()


def test_a_photo_is_added_on_a_telephone_and_looked_at_by_the_officer(platform, world, open_page, watch):
    watch.expect("status of 422")
    phone = open_page(base_url=platform.base_url, screen="phone", language="en")
    enter(phone, world, "assessor")
    phone.goto(f"/exams/marking/{world['examination']}/photos/")
    assert_accessible(phone)
    assert_fits(phone)
    open_the_first(phone, world)
    field = phone.locator("input[type=file]").first
    field.set_input_files({"name": "a.heic", "mimeType": "image/jpeg", "buffer": b"\0\0\0\x18ftypheic" * 9})
    phone.locator("main form button").first.click()
    expect(phone.locator(".error-summary")).to_contain_text("HEIC")
    phone.locator("input[type=file]").first.set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_board()}
    )
    phone.locator("main form button").first.click()
    expect(phone.locator(".photos img")).to_have_count(1)
    assert phone.locator(".photos img").evaluate("img => img.decode().then(() => img.naturalWidth)") == 800
    assert_accessible(phone)
    assert_fits(phone)
    keep_picture(phone, "photos-phone")
    desk = open_page(base_url=platform.base_url)
    enter(desk, world, "officer")
    desk.goto(f"/exams/practical/{world['examination']}/candidates/{world['candidate']}/photos/")
    expect(desk.locator(".photos img")).to_have_count(1)
    assert_accessible(desk)
    assert_fits(desk)
    keep_picture(desk, "photos-desktop")


def test_photos_taken_while_the_server_is_away_are_held_by_the_page_and_arrive_once(
    platform, world, open_page, watch
):
    watch.expect("net::ERR")
    phone = open_page(base_url=platform.base_url, screen="phone", language="en")
    enter(phone, world, "assessor")
    open_the_first(phone, world)
    expect(phone.locator("input[type=file]")).to_have_count(2)
    before = phone.locator(".photos img").count()
    phone.context.set_offline(True)
    for place, colour in enumerate(("#204080", "#a03010")):
        photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_board(colour)}
        phone.locator("input[type=file]").nth(place).set_input_files(photo)
        phone.locator("photo-sending button").nth(place).click()
        expect(phone.locator("photo-sending [data-state]").nth(place)).to_contain_text("Not sent yet")
    assert_accessible(phone)
    assert_fits(phone)
    keep_picture(phone, "photos-waiting-phone")
    lost = []

    def lose_the_first_answers(route):
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append("on its way")  # before the answer is there: the other photograph is sent meanwhile
        lost[0] = route.fetch().status
        return route.abort()

    phone.route("**/photos/**", lose_the_first_answers)
    phone.context.set_offline(False)
    expect(phone.locator(".photos img")).to_have_count(before + 2)
    assert set(lost) == {200}  # one, or both where both forms send at once
    expect(phone.locator("photo-sending [data-state]").first).to_have_text("")
    count = "from lms.exams.models import WorkPhoto as W; print(W.objects.filter(task__candidate__uuid='{}').count())"
    assert platform.manage("shell", "-c", count.format(world["candidate"])).splitlines()[-1] == str(
        before + 2
    )


ON_THE_TABLET = """async () => {
  const database = await new Promise((done) => {
    const request = indexedDB.open('photo-outbox', 1);
    request.onsuccess = () => done(request.result);
  });
  if (!database.objectStoreNames.length) return { count: 0, text: '' };
  const store = database.transaction('records').objectStore('records');
  const all = await new Promise((done) => { const ask = store.getAll(); ask.onsuccess = () => done(ask.result); });
  const read = (record) => JSON.stringify(Object.keys(record)) + new TextDecoder('latin1').decode(record.data);
  return { count: all.length, text: all.map(read).join() };
}"""
KEPT = (
    "from lms.exams.models import WorkPhoto as W; print(W.objects.filter(task__candidate__uuid='{}').count())"
)
NOT_YET = {"zh-hans": "还没有送到服务器的照片", "en": "Photos that are not at the server yet"}


@pytest.mark.parametrize(("language", "colour"), [("zh-hans", "#101010"), ("en", "#707070")])
def test_a_photo_that_waits_outlives_its_page_and_is_sent_from_any_later_page_of_its_assessor(
    platform, world, open_page, watch, language, colour
):
    watch.expect("Failed to load resource")
    before = int(platform.manage("shell", "-c", KEPT.format(world["candidate"])).splitlines()[-1])
    tablet = open_page(base_url=platform.base_url, screen="phone", language=language)
    enter(tablet, world, "assessor")
    open_the_first(tablet, world)
    # Pages come, photographs do not go: a server that answers to nothing large.
    tablet.context.route("**/photos/", lambda route: route.abort() if is_post(route) else route.continue_())
    photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_board(colour)}
    tablet.locator("input[type=file]").first.set_input_files(photo)
    tablet.locator("photo-sending button").first.click()
    expect(tablet.locator("photo-sending [data-state]").first).to_have_attribute("data-bad", "")
    tablet.reload()  # nothing warns: nothing is lost
    expect(tablet.locator("photo-outbox")).to_contain_text(NOT_YET[language])
    assert_accessible(tablet)
    assert_fits(tablet)
    keep_picture(tablet, f"photos-kept-{language}")
    held = tablet.evaluate(ON_THE_TABLET)
    assert held["count"] == 1
    assert not any(word in held["text"] for word in ("JFIF", "image/jpeg", "photos", "label"))
    nobody_else_sends_it(platform, tablet, world)
    enter(tablet, world, "assessor")
    expect(tablet.locator("photo-outbox")).to_contain_text(NOT_YET[language])
    assert int(platform.manage("shell", "-c", KEPT.format(world["candidate"])).splitlines()[-1]) == before
    tablet.context.unroute("**/photos/")
    tablet.goto("/exams/marking/")
    expect(tablet.locator("photo-outbox [data-said]")).not_to_be_empty(timeout=20_000)
    expect(tablet.locator("photo-outbox [data-list] li")).to_have_count(0)
    assert tablet.evaluate(ON_THE_TABLET)["count"] == 0
    assert int(platform.manage("shell", "-c", KEPT.format(world["candidate"])).splitlines()[-1]) == before + 1


def is_post(route) -> bool:
    return route.request.method == "POST"


def nobody_else_sends_it(platform: RunningPlatform, tablet: Page, world: dict) -> None:
    """The next person at the tablet sees nothing of it, and no page of theirs touches it."""
    tablet.goto("/home/")
    tablet.locator("form[action='/sign-out/'] button").first.click()
    tablet.goto("/sign-in/")
    tablet.wait_for_load_state("networkidle")
    enter(tablet, world, "other")
    tablet.goto("/exams/marking/")
    expect(tablet.locator("h1")).to_be_visible()
    expect(tablet.locator("photo-outbox")).to_be_hidden()
    assert tablet.evaluate(ON_THE_TABLET)["count"] == 1
    tablet.goto("/home/")
    tablet.locator("form[action='/sign-out/'] button").first.click()
    tablet.wait_for_load_state("networkidle")


def test_a_photo_that_the_server_does_not_take_says_why_and_can_be_deleted(platform, world, open_page, watch):
    watch.expect("Failed to load resource")
    tablet = open_page(base_url=platform.base_url, screen="phone")
    enter(tablet, world, "assessor")
    open_the_first(tablet, world)
    tablet.context.route("**/photos/", lambda route: route.abort() if is_post(route) else route.continue_())
    broken = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\0\0\0\x18ftypheic" * 9}
    tablet.locator("input[type=file]").first.set_input_files(broken)
    tablet.locator("photo-sending button").first.click()
    expect(tablet.locator("photo-sending [data-state]").first).to_have_attribute("data-bad", "")
    tablet.context.unroute("**/photos/")
    tablet.goto("/exams/marking/")
    refused = tablet.locator("photo-outbox [data-refused]")
    expect(refused).to_contain_text("HEIC", timeout=20_000)
    assert_accessible(tablet)
    refused.locator("button").click()
    expect(tablet.locator("photo-outbox")).to_be_hidden()
    assert tablet.evaluate(ON_THE_TABLET)["count"] == 0
