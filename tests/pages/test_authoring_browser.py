"""An author writes a circuit with the keyboard and sees it drawn; a trainee's recipe is worked out on the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.pages.editors import hold, open_editor, shell, write
from tests.support.browser import Watch, assert_accessible, wait_until
from tests.support.server import RunningPlatform

pytestmark = pytest.mark.browser
LAMP = 'source "220 V" up\nlamp "EL" right'


@pytest.fixture
def lesson_editor(open_page: Callable[..., Page], platform: RunningPlatform) -> Page:
    """The editor of a lesson, as an instructor has it."""
    lesson = shell(platform, "print(LessonPage.objects.first().pk)")
    return open_editor(open_page, platform, who="instructor", lesson=int(lesson))


def test_a_circuit_is_drawn_while_it_is_written(lesson_editor: Page, watch: Watch) -> None:
    watch.expect("422")  # the wrong line
    watch.expect("400")  # Wagtail keeps no draft of a form with errors
    page = lesson_editor
    page.locator(".c-sf-add-button").last.click()
    page.get_by_role("option", name="Circuit diagram").click()
    field = page.locator("textarea[data-controller~=circuit-preview]").last
    field.focus()
    page.keyboard.type('source "220 V" up\nlampe')
    message = page.locator(".circuit-preview [role=status]").last
    expect(message).to_contain_text(
        "Line 2: there is no element “lampe”. Did you mean “lamp”?", timeout=20_000
    )
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill(LAMP)
    expect(message).to_have_text("The diagram is drawn.", timeout=20_000)
    expect(page.locator(".circuit-preview img").last).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "false")


def submit_for_review(page: Page) -> None:
    """Choose to submit in the list of what can be done with the page."""
    page.locator(
        "[data-controller~=w-dropdown]:has([name=action-submit]) [data-w-dropdown-target=toggle]"
    ).click()
    page.locator("[name=action-submit]").click()


@pytest.mark.parametrize("wrong", ["#id_title", "#id_summary"])
def test_what_is_written_after_a_refused_submission_is_saved(
    lesson_editor: Page, platform: RunningPlatform, watch: Watch, wrong: str
) -> None:
    watch.expect("400")  # Wagtail keeps no draft without a title
    watch.expect("422")  # the diagram of the template is not drawn yet
    page = lesson_editor
    write(page, wrong, "" if wrong == "#id_title" else "✎ Say what it is about.")
    submit_for_review(page)
    expect_state(page, "paused" if wrong == "#id_title" else "saved")
    write(page, "#id_title", "The first circuit")
    write(page, "#id_summary", "Written after the refusal.")
    wait_until_kept(page, platform, "Written after the refusal.")
    expect_state(page, "saved")


def expect_state(page: Page, state: str) -> None:
    """Wait until autosave is in a state, on the page that answered."""
    page.wait_for_load_state("networkidle")
    indicator = page.locator("#w-autosave-indicator")
    expect(indicator).to_have_attribute("data-w-autosave-state-value", state, timeout=20_000)


def wait_until_kept(page: Page, platform: RunningPlatform, words: str) -> None:
    """Wait until a draft has these words; each look starts a process, and the editor may have two drafts to send."""
    wait_until(page, lambda: words in newest_summary(page, platform), seconds=60)


def newest_summary(page: Page, platform: RunningPlatform) -> str:
    """Return the summary of the newest draft of the lesson that is being edited."""
    newest = f"LessonPage.objects.get(pk={page.url.split('/')[-3]}).get_latest_revision_as_object()"
    return shell(platform, f"print({newest}.summary)")


def test_a_submission_waits_for_the_draft_on_its_way(
    lesson_editor: Page, platform: RunningPlatform, watch: Watch
) -> None:
    """A draft that the server kept after it had refused the submission would end autosave for good."""
    watch.expect("422")  # the diagram of the template is not drawn yet
    page, held = lesson_editor, []
    page.route("**/edit/", lambda route: hold(route, held))
    write(page, "#id_summary", "✎ Say what it is about.")
    wait_until(page, lambda: bool(held))
    [draft] = held
    submit_for_review(page)
    page.wait_for_timeout(1_000)
    draft.fulfill(response=draft.fetch())
    expect(page.locator(".messages .error")).to_be_visible(timeout=20_000)
    page.unroute("**/edit/")
    write(page, "#id_summary", "Written after the refusal.")
    wait_until_kept(page, platform, "Written after the refusal.")
    expect_state(page, "saved")


def test_no_draft_begins_while_a_submission_is_on_its_way(
    lesson_editor: Page, platform: RunningPlatform, watch: Watch
) -> None:
    """A slow server would keep that draft after it had refused the submission."""
    watch.expect("422")  # the diagram of the template is not drawn yet
    page, sent, is_answered = lesson_editor, [], False
    page.route(
        "**/edit/",
        # The page that answers begins a draft of its own, which nobody would let through.
        lambda route: (
            sent.append(route) if route.request.method == "POST" and not is_answered else route.fallback()
        ),
    )
    page.focus("#id_summary")
    page.keyboard.press("End")
    page.evaluate(WRITE_AND_SUBMIT)
    page.wait_for_timeout(4_000)  # in which the editor would begin a draft
    [submission] = sent
    is_answered = True
    submission.fulfill(response=submission.fetch())
    expect(page.locator(".messages .error")).to_be_visible(timeout=20_000)
    page.unroute("**/edit/")
    write(page, "#id_summary", "Written after the refusal.")
    wait_until_kept(page, platform, "Written after the refusal.")
    expect_state(page, "saved")


# In one go: the editor has begun no draft of it when it is sent.
WRITE_AND_SUBMIT = """() => {
    const field = document.querySelector("#id_summary");
    field.value = "✎ Say what it is about.";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector("[name=action-submit]").click();
}"""


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_a_recipe_is_worked_out_without_leaving_the_page(
    open_page: Callable[..., Page], platform: RunningPlatform, screen: str
) -> None:
    page = open_page(base_url=platform.base_url, language="en", screen=screen)
    page.goto("/styleguide/")
    page.add_script_tag(url="/static/js/recipe.js", type="module")
    page.wait_for_load_state("networkidle")
    portions = page.locator("[data-recipe] input[name=portions]")
    portions.fill("40")
    portions.press("Enter")
    expect(page.locator("[data-recipe] [data-out=grams]")).to_have_text("3216")
    expect(page.locator("[data-recipe] input[name=base_grams]")).to_have_value("2000")
    portions.fill("0")
    portions.press("Enter")
    expect(page.locator("[data-problem]")).to_have_text("Portions: give a whole number from 1 to 10000.")
    expect(page.locator("[data-recipe] [data-out=grams]")).to_have_text("3216")
    assert page.url.endswith("/styleguide/")
    assert_accessible(page)
