"""What an author writes while Wagtail does not look is saved too, or is asked for when the page is left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.pages.editors import hold, open_editor, shell
from tests.support.browser import before_its_script
from tests.support.server import RunningPlatform

pytestmark = pytest.mark.browser
# Wagtail looks for the first time after two seconds; here it takes its time, whatever else the machine does.
LATE = """{ const real = window.setTimeout;
  window.setTimeout = (act, after, ...rest) => real(act, after === 2000 ? 6000 : after, ...rest); }"""
ASKS = "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
SAVED = "document.querySelector('#w-autosave-indicator').dataset.wAutosaveStateValue === 'saved'"


@pytest.fixture
def lesson(platform: RunningPlatform) -> int:
    """A lesson that is read, without a draft."""
    return int(shell(platform, "print(LessonPage.objects.filter(live=True).order_by('-pk')[0].pk)"))


def newest(platform: RunningPlatform, lesson: int) -> str:
    """Return the summary of the newest draft."""
    return shell(
        platform, f"print(LessonPage.objects.get(pk={lesson}).get_latest_revision_as_object().summary)"
    )


def drafts(platform: RunningPlatform, lesson: int) -> int:
    return int(shell(platform, f"print(LessonPage.objects.get(pk={lesson}).revisions.count())"))


def until_held(page: Page, held: list[Route]) -> Route:
    """Wait until an autosave is on its way."""
    for _attempt in range(150):
        if held:
            return held[-1]
        page.wait_for_timeout(100)
    raise AssertionError("no draft was sent")


def test_what_is_written_before_the_first_look_is_saved_and_asked_for(
    open_page: Callable[..., Page], platform: RunningPlatform, lesson: int
) -> None:
    page = open_editor(open_page, platform, who="instructor", lesson=lesson, early=LATE)
    assert not page.evaluate(ASKS)
    page.fill("#id_summary", "Written at once.")
    page.wait_for_timeout(600)
    assert page.evaluate(ASKS) or page.evaluate(SAVED)
    page.wait_for_timeout(7_000)  # the first look, which takes what it sees for what was saved
    expect(page.locator("#w-autosave-indicator")).to_have_attribute("data-w-autosave-state-value", "saved")
    assert newest(platform, lesson) == "Written at once."
    assert not page.evaluate(ASKS)


def test_nobody_writes_before_the_scripts_have_come(
    open_page: Callable[..., Page], platform: RunningPlatform, lesson: int
) -> None:
    """What was written then would be taken for what the server has: Wagtail shows the fields when all scripts run."""
    page = open_editor(open_page, platform, who="instructor", lesson=lesson)
    field = page.locator("#id_summary")
    with before_its_script(page, "**/first-and-last-words*.js"):
        field.wait_for(state="attached")
        assert not field.is_visible()
        field.focus()
        assert not field.evaluate("node => node.matches(':focus')")
    expect(field).to_be_visible()


def test_who_only_touches_the_page_makes_no_draft(
    open_page: Callable[..., Page], platform: RunningPlatform, lesson: int
) -> None:
    before = drafts(platform, lesson)
    page = open_editor(open_page, platform, who="instructor", lesson=lesson)
    page.click("#id_summary")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(4_000)
    assert not page.evaluate(ASKS)
    assert drafts(platform, lesson) == before


def test_what_is_written_as_a_draft_comes_back_is_saved_too(
    open_page: Callable[..., Page], platform: RunningPlatform, lesson: int
) -> None:
    """Wagtail takes what stands there when the answer comes for what was sent a moment before."""
    page, held = open_editor(open_page, platform, who="instructor", lesson=lesson), []
    page.wait_for_timeout(2_500)  # from then on the editor knows what is new
    page.route("**/edit/", lambda route: hold(route, held))
    page.fill("#id_summary", "Sent,")
    draft = until_held(page, held)
    answer = draft.fetch()
    page.locator("#id_summary").focus()
    page.keyboard.press("End")
    page.keyboard.insert_text(" and more.")
    draft.fulfill(response=answer)
    page.unroute("**/edit/")
    expect(page.locator("#w-autosave-indicator")).to_have_attribute("data-w-autosave-state-value", "saved")
    page.wait_for_timeout(3_000)
    assert newest(platform, lesson) == "Sent, and more."
    assert not page.evaluate(ASKS)


def test_a_comment_that_sends_a_lesson_back_waits_for_the_draft_on_its_way(
    open_page: Callable[..., Page], platform: RunningPlatform, lesson: int
) -> None:
    author = platform.sign_in("instructor")["username"]
    shell(
        platform,
        "from lms.accounts.models import User\n"
        f"page = LessonPage.objects.get(pk={lesson}); author = User.objects.get(username={author!r})\n"
        "page.save_revision(user=author); page.get_workflow().start(page, author); print(0)",
    )
    page, held = open_editor(open_page, platform, who="content_reviewer", lesson=lesson), []
    sent: list[Request] = []
    page.wait_for_timeout(2_500)
    page.route("**/edit/", lambda route: hold(route, held))
    page.fill("#id_summary", "The reviewer's word,")
    draft = until_held(page, held)
    page.on("request", lambda one: sent.append(one) if is_submission(one) else None)
    reject = page.locator("footer [data-workflow-action-name=reject]").first
    if not reject.is_visible():
        page.locator("footer button[aria-expanded]").last.click()
    reject.click()
    page.fill(".modal-body textarea", "Say it in shorter sentences.")
    page.evaluate("document.querySelector('#id_summary').value += ' to the last.'")
    page.locator(".modal-body [type=submit]").click()
    page.wait_for_timeout(1_500)
    assert sent == [], "sent before the draft was kept, which would then be written over it"
    draft.fulfill(response=draft.fetch())
    page.wait_for_url("**/authoring/pages/*/")
    expect(page.locator(".messages")).to_be_visible()
    assert newest(platform, lesson) == "The reviewer's word, to the last."
    state = f"LessonPage.objects.get(pk={lesson}).current_workflow_state.current_task_state"
    assert (
        shell(platform, f"print({state}.status, {state}.comment)") == "rejected Say it in shorter sentences."
    )


def is_submission(request: Request) -> bool:
    """Tell what the form sends from an autosave and from the comment's dialog."""
    return (
        request.method == "POST"
        and request.url.endswith("/edit/")
        and "json" not in request.headers.get("accept", "")
    )
