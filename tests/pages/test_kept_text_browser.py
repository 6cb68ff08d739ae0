"""Who is signed out meanwhile does not lose what was written: it waits in the tab, for its author, and goes once."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.pages.editors import open_editor, shell
from tests.pages.test_ask_first_browser import NEW, under_review
from tests.support.browser import Watch, wait_until
from tests.support.server import RunningPlatform

pytestmark = pytest.mark.browser
WORDS = "Written after the sign-out.\nTwo lines."


@pytest.fixture
def lesson(platform: RunningPlatform) -> int:
    """A lesson of its own."""
    return int(shell(platform, f"{NEW}\nprint(page.pk)"))


def offer_on(page: Page) -> Locator:
    return page.locator(".help-block", has_text="You were signed out")


def summaries(platform: RunningPlatform, lesson: int) -> str:
    """Return the summaries of all drafts, oldest first."""
    code = f"print([row.as_object().summary for row in LessonPage.objects.get(pk={lesson}).revisions.order_by('pk')])"
    return shell(platform, code)


def without_autosave(page: Page, watch: Watch) -> list[Request]:
    """Break off every autosave, and note what is sent to be saved."""
    sent: list[Request] = []
    watch.expect("ERR_FAILED")
    page.route("**/edit/", lambda route: route.abort() if is_draft(route.request) else route.fallback())
    page.on("request", lambda one: sent.append(one) if is_saving(one) else None)
    return sent


def is_draft(request: Request) -> bool:
    return request.method == "POST" and request.headers.get("accept") == "application/json"


def is_saving(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith("/edit/") and not is_draft(request)


def break_the_answer(route: Route) -> None:
    """Let the server take what is sent, and its answer not arrive."""
    route.fetch(max_redirects=0)
    route.abort()


def sign_in(page: Page, platform: RunningPlatform, who: str) -> None:
    person = platform.sign_in(who)
    page.fill("#id_login", person["username"])
    page.fill("#id_password", person["secret"])
    page.keyboard.press("Enter")


def save_signed_out(page: Page, watch: Watch) -> None:
    """Write something, be signed out, and save."""
    without_autosave(page, watch)
    page.fill("#id_summary", WORDS)
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("ControlOrMeta+s")
    page.wait_for_url("**/accounts/login/**")
    expect(page.get_by_text("What you wrote is not lost")).to_be_visible()


def test_it_is_offered_after_the_sign_in_and_saved_once(
    open_page: Callable[..., Page], platform: RunningPlatform, lesson: int, watch: Watch
) -> None:
    page = open_editor(open_page, platform, who="instructor", lesson=lesson)
    before = summaries(platform, lesson)
    save_signed_out(page, watch)
    assert summaries(platform, lesson) == before
    sign_in(page, platform, "instructor")
    page.wait_for_url(f"**/authoring/pages/{lesson}/edit/")
    expect(offer_on(page)).to_be_visible()
    expect(offer_on(page)).not_to_contain_text("newer draft")
    page.get_by_role("button", name="Save it as a draft").click()
    expect(page.locator(".messages .success")).to_be_visible()
    assert page.input_value("#id_summary") == WORDS
    lines = WORDS.replace("\n", "\\r\\n")
    assert summaries(platform, lesson).count(lines) == 1
    expect(offer_on(page)).to_have_count(0)
    page.reload()
    page.wait_for_load_state()
    expect(offer_on(page)).to_have_count(0)


def test_a_colleague_s_newer_draft_is_not_covered_without_a_word(
    open_page: Callable[..., Page], platform: RunningPlatform, lesson: int, watch: Watch
) -> None:
    page = open_editor(open_page, platform, who="instructor", lesson=lesson)
    save_signed_out(page, watch)
    shell(
        platform,
        f"page = LessonPage.objects.get(pk={lesson}).get_latest_revision_as_object()\n"
        "page.summary = 'A colleague wrote this.'\npage.save_revision()\nprint(1)",
    )
    sign_in(page, platform, "instructor")
    page.wait_for_url(f"**/authoring/pages/{lesson}/edit/")
    expect(offer_on(page)).to_contain_text("A newer draft has been saved since.")
    with page.expect_popup() as popup:
        offer_on(page).get_by_role("link", name="See the history").click()
    popup.value.wait_for_url(f"**/authoring/pages/{lesson}/history/")
    page.get_by_role("button", name="Save it as a draft").click()
    expect(page.locator(".messages .success")).to_be_visible()
    kept = summaries(platform, lesson)
    assert kept.index("A colleague wrote this.") < kept.index("Written after the sign-out.")


def test_it_is_offered_after_a_sign_in_in_another_window(
    open_page: Callable[..., Page], platform: RunningPlatform, lesson: int, watch: Watch
) -> None:
    page = open_editor(open_page, platform, who="instructor", lesson=lesson)
    without_autosave(page, watch)
    page.fill("#id_summary", WORDS)
    page.context.clear_cookies(name="sessionid")
    other = page.context.new_page()
    other.goto("/accounts/login/")
    sign_in(other, platform, "instructor")
    other.wait_for_url("**/home/")
    watch.expect("403")
    page.keyboard.press("ControlOrMeta+s")
    expect(page.get_by_text("What you wrote in a lesson is not lost")).to_be_visible()
    page.goto(f"/authoring/pages/{lesson}/edit/")
    page.get_by_role("button", name="Save it as a draft").click()
    expect(page.locator(".messages .success")).to_be_visible()
    assert page.input_value("#id_summary") == WORDS


def test_nobody_else_is_offered_it(
    open_page: Callable[..., Page], platform: RunningPlatform, lesson: int, watch: Watch
) -> None:
    page = open_editor(open_page, platform, who="instructor", lesson=lesson)
    save_signed_out(page, watch)
    sealed = page.evaluate("sessionStorage.getItem('lesson-text')")
    assert json.loads(sealed)["lost"]
    assert "after the sign-out" not in sealed
    assert b"after the sign-out".hex() not in sealed
    sign_in(page, platform, "content_reviewer")
    page.wait_for_url(f"**/authoring/pages/{lesson}/edit/")
    expect(page.locator("#id_summary")).to_be_visible()
    expect(offer_on(page)).to_have_count(0)
    assert page.evaluate("sessionStorage.length") == 0


def test_it_waits_no_longer_than_half_a_day_and_not_where_trainees_sign_in(
    open_page: Callable[..., Page], platform: RunningPlatform, lesson: int, watch: Watch
) -> None:
    page = open_editor(open_page, platform, who="instructor", lesson=lesson)
    save_signed_out(page, watch)
    text = page.evaluate("sessionStorage.getItem('lesson-text')")
    page.goto("/sign-in/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
    old = json.dumps(json.loads(text) | {"at": json.loads(text)["at"] - 12 * 3_600_000})
    page.evaluate("text => sessionStorage.setItem('lesson-text', text)", old)
    page.goto("/accounts/login/")
    expect(page.locator("#id_login")).to_be_editable()
    expect(page.get_by_text("What you wrote is not lost")).to_be_hidden()
    assert page.evaluate("sessionStorage.length") == 0


def test_what_the_server_took_is_not_offered_when_its_answer_was_lost(
    open_page: Callable[..., Page], platform: RunningPlatform, lesson: int, watch: Watch
) -> None:
    page = open_editor(open_page, platform, who="instructor", lesson=lesson)
    without_autosave(page, watch)
    page.route(
        "**/edit/", lambda route: break_the_answer(route) if is_saving(route.request) else route.fallback()
    )
    page.fill("#id_summary", WORDS)
    with page.expect_event("requestfailed", is_saving):
        page.keyboard.press("ControlOrMeta+s")
    page.wait_for_url("chrome-error://**", wait_until="commit")
    page.context.clear_cookies(name="sessionid")
    page.goto("/accounts/login/")
    expect(page.locator("#id_login")).to_be_editable()
    expect(page.get_by_text("What you wrote is not lost")).to_be_hidden()
    assert page.evaluate("sessionStorage.length") == 0
    assert "Written after" in summaries(platform, lesson)


def test_what_was_saved_is_not_offered_and_a_decision_is_never_kept(
    open_page: Callable[..., Page], platform: RunningPlatform, lesson: int, watch: Watch
) -> None:
    page = open_editor(open_page, platform, who="instructor", lesson=lesson)
    sent = without_autosave(page, watch)
    page.fill("#id_summary", WORDS)
    page.keyboard.press("ControlOrMeta+s")
    expect(page.locator(".messages .success")).to_be_visible()
    assert len(sent) == 1
    # The page's script forgets it; on a busy machine the message is to be seen before that.
    wait_until(page, lambda: page.evaluate("sessionStorage.length") == 0)
    expect(offer_on(page)).to_have_count(0)

    review = under_review(platform, comment_of="instructor", resolved=True)
    page = open_editor(open_page, platform, who="content_reviewer", lesson=review)
    page.context.clear_cookies(name="sessionid")
    page.locator("[data-workflow-action-name=approve]").first.click()
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate("sessionStorage.length") == 0
