"""A room goes on on paper, in a real browser: printed, opened by two, keyed with keys alone, compared, handed in."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import (
    assert_accessible,
    assert_fits,
    assert_large_targets,
    before_its_script,
    keep_picture,
    keeping,
)
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCRIPT = "from tests.factories.reserves import for_the_browser; print(for_the_browser())"


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform() as started:
        yield started


@pytest.fixture(scope="module")
def rooms(platform) -> list[dict]:
    """Two rooms at sites of their own, each for one way through."""
    return json.loads(platform.manage("shell", "-c", SCRIPT).splitlines()[-1])


def enter(page: Page, room: dict, who: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(room["people"][who])
    page.locator("input[name=password]").fill(room["password"])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/home/**")


def look(page: Page, name: str) -> None:
    assert_accessible(page)
    assert_fits(page)
    keep_picture(page, name)


def fields(page: Page):
    return page.locator("paper-keying input[name^='q-'], paper-keying textarea")


def key_all(page: Page, texts: list[str], saved: str) -> None:
    """Type a whole sheet, each answer with Enter as the page says."""
    expect(fields(page).first).to_be_focused()
    for text in texts:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    assert [fields(page).nth(place).input_value() for place in range(len(texts))] == texts
    expect(page.locator("[data-typed]")).to_have_text(str(len(texts)))
    expect(page.locator("[data-state]")).to_contain_text(saved)


@pytest.mark.parametrize(("screen", "language"), [("desktop", "zh-hans"), ("phone", "en")])
def test_a_room_goes_on_on_paper_and_nothing_is_lost(platform, rooms, open_page, watch, screen, language):
    watch.expect("net::ERR_FAILED")
    room = rooms.pop()
    officer, first, second = (
        open_page(base_url=platform.base_url, screen=screen, language=language) for _ in range(3)
    )
    for page, who in ((officer, "officer"), (first, "first"), (second, "second")):
        enter(page, room, who)
    print_packet(officer, room, screen)
    open_by_two(first, second, room, screen)
    saved = "已保存" if language != "en" else "Saved at"
    key_with_a_reload(first, room, saved, screen)
    key_over_a_bad_network(second, room)
    decide_and_hand_in(officer, room, screen)
    assert "0 differences" in platform.manage("rebuild_attempts", "--check")


def print_packet(officer: Page, room: dict, screen: str) -> None:
    officer.goto(f"/authoring/sittings/{room['sitting']}/reserve/print/")
    keep_picture(officer, f"reserve-print-{screen}")
    officer.locator("input[name=seal]").fill("S-2026-002")
    officer.locator("input[name=reason]").fill("备用")
    officer.locator("main button[type=submit]").click()
    officer.wait_for_url("**/reserve/packets/**")
    fetch = officer.locator("form[action$='/file/'] button")
    expect(fetch).to_be_visible(timeout=120_000)
    with officer.expect_download() as file:
        fetch.click()
    assert file.value.path().read_bytes().startswith(b"%PDF")
    look(officer, f"reserve-packet-{screen}")
    officer.locator("input[name=booklets]").fill("2")
    officer.locator("input[name=seal]").fill("S-2026-002")
    officer.locator("form:has(input[name=booklets]) button[type=submit]").click()
    officer.wait_for_url("**/reserve/")
    expect(officer.locator("main")).to_contain_text("S-2026-002")
    keep_picture(officer, f"reserve-packets-{screen}")
    strike_one_out(officer, room, screen)


def strike_one_out(officer: Page, room: dict, screen: str) -> None:
    """What is asked for and never printed is struck out, also while it is being laid out."""
    officer.goto(f"/authoring/sittings/{room['sitting']}/reserve/print/")
    officer.locator("input[name=seal]").fill("S-2026-003")
    officer.locator("input[name=reason]").fill("备用")
    officer.locator("main button[type=submit]").click()
    officer.wait_for_url("**/reserve/packets/**")
    keep_picture(officer, f"reserve-laying-out-{screen}")
    officer.locator("a[href$='/strike/']").click()
    officer.wait_for_url("**/strike/")
    look(officer, f"reserve-strike-{screen}")
    officer.locator("input[name=reason]").fill("没有打印")
    officer.locator("main form button[type=submit]").click()
    officer.wait_for_url("**/reserve/")
    expect(officer.locator("main")).to_contain_text("没有打印")


def open_by_two(first: Page, second: Page, room: dict, screen: str) -> None:
    console = f"/exams/console/{room['sitting']}/"
    first.goto(f"{console}reserve/")
    look(first, f"reserve-room-{screen}")
    expect(first.locator("main")).not_to_contain_text("S-2026-003")
    first.locator("select[name=packet]").select_option(index=1)
    first.locator("select[name=cause]").select_option("power")
    first.locator("input[name=reason]").fill("9:40停电")
    first.locator("input[name=is_intact][value=yes]").check()
    first.locator("main form button[type=submit]").click()
    first.wait_for_url(f"**{console}")
    second.goto(console)
    second.locator(".notice a[href*='/reserve/']").click()
    look(second, f"reserve-agree-{screen}")
    second.locator("button[value=approve]").click()
    second.wait_for_url(f"**{console}")
    keep_picture(second, f"reserve-console-{screen}")


def key_with_a_reload(page: Page, room: dict, saved: str, screen: str) -> None:
    texts = room["texts"]
    page.goto("/exams/sheets/")
    look(page, f"reserve-sheets-{screen}")
    page.locator("form[action*='/begin/'] button").first.click()
    assert_large_targets(page, within=".keying__field")
    key_all(page, texts, saved)
    page.reload()
    expect(fields(page).first).to_have_value(texts[0])
    look(page, f"reserve-key-{screen}")
    type_before_the_script_has_come(page, texts)
    page.locator("button[name=finish]").click()
    page.wait_for_url("**/exams/sheets/")


def type_before_the_script_has_come(page: Page, texts: list[str]) -> None:
    """What was typed then is saved by itself, in a field that was left, and else when it is left."""
    for typed in (["?", "?"], texts[:2]):
        with keeping(page), before_its_script(page, "**/paper-keying*.js"):
            for place, text in enumerate(typed):
                fields(page).nth(place).fill(text)
        with keeping(page):
            page.keyboard.press("Enter")
        page.goto(page.url)
        for place, text in enumerate(typed):
            expect(fields(page).nth(place)).to_have_value(text)


def key_over_a_bad_network(page: Page, room: dict) -> None:
    """Nothing is called saved that is not, and what was typed meanwhile is sent by itself."""
    page.goto("/exams/sheets/")
    page.locator("form[action*='/begin/'] button").first.click()
    expect(fields(page).first).to_be_focused()
    address = "**/exams/sheets/**"
    page.route(address, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.keyboard.type("?")
    page.keyboard.press("Enter")
    expect(page.locator("[data-state][data-bad]")).to_be_visible()
    page.unroute(address)
    for text in room["texts"][1:]:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.locator("[data-typed]")).to_have_text(str(len(room["texts"])), timeout=20000)
    page.locator("button[name=finish]").click()
    page.wait_for_url("**/exams/sheets/")


def decide_and_hand_in(officer: Page, room: dict, screen: str) -> None:
    officer.goto(f"/authoring/sittings/{room['sitting']}/reserve/")
    keep_picture(officer, f"reserve-sitting-{screen}")
    officer.locator("table td a.button[href*='/reserve/']").first.click()
    expect(officer.locator(".reserve-look")).to_have_count(1)
    keep_picture(officer, f"reserve-apart-{screen}")
    officer.locator(".reserve-look input[name$=box]").fill(room["texts"][0])
    officer.locator(".reserve-look input[name$=reason]").fill("B已划掉")
    officer.locator(".reserve-look button").click()
    keep_picture(officer, f"reserve-agreed-{screen}")
    if screen == "phone":
        hand_in_all(officer, room, screen)
    else:
        officer.locator("form[action*='/hand-in/'] button").click()
        officer.wait_for_url("**/reserve/")
    keep_picture(officer, f"reserve-handed-in-{screen}")


def hand_in_all(officer: Page, room: dict, screen: str) -> None:
    officer.goto(f"/authoring/sittings/{room['sitting']}/reserve/")
    officer.locator("a[href$='/reserve/hand-in/']").click()
    ticked = officer.locator("input[name=sheets]:checked")
    expect(ticked).to_have_count(1)
    officer.locator("button[name=tick][value=none]").click()
    expect(ticked).to_have_count(0)
    officer.locator("button[name=tick][value=all]").click()
    expect(ticked).to_have_count(1)
    look(officer, f"reserve-hand-in-{screen}")
    officer.locator("main form button[type=submit]:not([name])").click()
    expect(officer.locator("input[name=sheets]")).to_have_count(0)
    look(officer, f"reserve-hand-in-done-{screen}")
