"""Nothing goes unasked that cannot be had back: an approval over one's own open comment, what stands in a dialog."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.pages.editors import open_editor, shell
from tests.support.server import RunningPlatform

pytestmark = pytest.mark.browser


class Answers:
    """Answers what the page asks, and keeps the questions."""

    def __init__(self, page: Page) -> None:
        self.questions: list[str] = []
        self.is_yes = False
        page.on("dialog", self.answer)

    def answer(self, dialog: Dialog) -> None:
        self.questions.append(dialog.message)
        if self.is_yes:
            dialog.accept()
        else:
            dialog.dismiss()


# A lesson of its own, so that no other test finds another one in its place.
NEW = """from courses.catalog.api import Lesson
from courses.pages.models import UnitPage
from uuid import uuid4
unit = UnitPage.objects.filter(locale__language_code="en").first()
code = f"ASK-{uuid4().hex[:8]}"
lesson = Lesson.objects.create(code=code, title_zh="新课", title_en="New lesson", minutes=45)
page = LessonPage(title="New lesson", slug=code.lower(), lesson=lesson, locale=unit.locale, live=False)
page.body = [("heading", "Dough")]
unit.add_child(instance=page)
"""


def under_review(platform: RunningPlatform, *, comment_of: str, resolved: bool) -> int:
    """Return a lesson that an author submitted and somebody wrote a comment on before."""
    author, writer = (platform.sign_in(role)["username"] for role in ("instructor", comment_of))
    code = f"""{NEW}
from django.utils import timezone
from lms.accounts.models import User
from wagtail.models import Comment
author, writer = (User.objects.get(username=name) for name in ({author!r}, {writer!r}))
at = timezone.now() if {resolved} else None
Comment.objects.create(page=page, user=writer, text="?", contentpath="summary", position="", resolved_at=at)
page.save_revision(user=author)
page.get_workflow().start(page, author)
print(page.pk)"""
    return int(shell(platform, code))


def status_of(platform: RunningPlatform, lesson: int) -> str:
    return shell(
        platform,
        "from wagtail.models import WorkflowState\n"
        f"print(WorkflowState.objects.filter(object_id={lesson}).order_by('-pk')[0].status)",
    )


def approve(page: Page) -> None:
    page.wait_for_timeout(2_500)  # the comments are there when the editor is
    page.locator("footer [data-workflow-action-name=approve]").first.click()


def test_a_reviewer_is_asked_before_approving_over_an_open_comment_of_ones_own(
    open_page: Callable[..., Page], platform: RunningPlatform
) -> None:
    lesson = under_review(platform, comment_of="content_reviewer", resolved=False)
    page = open_editor(open_page, platform, who="content_reviewer", lesson=lesson)
    answers = Answers(page)
    approve(page)
    assert answers.questions == [
        "A comment of yours on this page is not resolved. Approve the page all the same?"
    ]
    page.wait_for_timeout(1_000)
    assert status_of(platform, lesson) == "in_progress"
    answers.is_yes = True
    approve(page)
    page.wait_for_url("**/authoring/pages/*/")
    assert status_of(platform, lesson) == "approved"


@pytest.mark.parametrize(("who", "resolved"), [("instructor", False), ("content_reviewer", True)])
def test_nobody_is_asked_about_comments_of_others_or_resolved_ones(
    open_page: Callable[..., Page], platform: RunningPlatform, who: str, resolved: bool
) -> None:
    lesson = under_review(platform, comment_of=who, resolved=resolved)
    page = open_editor(open_page, platform, who="content_reviewer", lesson=lesson)
    answers = Answers(page)
    approve(page)
    page.wait_for_url("**/authoring/pages/*/")
    assert answers.questions == []
    assert status_of(platform, lesson) == "approved"


def test_a_dialog_with_something_written_in_it_is_not_closed_unasked(
    open_page: Callable[..., Page], platform: RunningPlatform
) -> None:
    lesson = int(shell(platform, f"{NEW}page.save_revision()\nprint(page.pk)"))
    page = open_editor(open_page, platform, who="instructor", lesson=lesson)
    answers, dialog = Answers(page), page.locator(".modal.in")
    page.locator(".c-sf-add-button").last.click()
    page.get_by_role("option", name="Picture").click()
    page.get_by_role("button", name="Choose an image").last.click()
    dialog.press("Escape")  # the dialog listens itself; while it comes in, the focus is still outside
    expect(dialog).to_be_hidden()
    assert answers.questions == [], "there was nothing to lose"
    page.get_by_role("button", name="Choose an image").last.click()
    dialog.get_by_role("tab", name="Upload").click()
    title = dialog.locator("input[name$=title]")
    title.fill("Dough")
    title.press("Escape")
    dialog.locator("[data-dismiss=modal]").first.click()
    assert answers.questions == ["What you wrote in this dialog will be lost. Close it all the same?"] * 2
    expect(title).to_have_value("Dough")
    answers.is_yes = True
    title.press("Escape")
    expect(dialog).to_be_hidden()
