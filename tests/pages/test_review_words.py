"""What is said about a review speaks one language; what is kept of it stays as it is."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Task, Workflow

from courses.pages.authoring.review_words import CHINESE, ENGLISH, NAME
from courses.pages.models import LessonPage
from tests.pages.authors import a_lesson_page, a_reviewer, an_instructor, client_of, edit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded_pack")]
SAID = {
    "zh-hans": ("已提交双人审核", "审核员已退回", "已再次提交双人审核", "审核员已批准", "已撤回送审"),
    "en": (
        "Submitted for two-person review",
        "Sent back by the reviewer",
        "Submitted again for two-person review",
        "Approved by the reviewer",
        "Withdrawn from review",
    ),
}


def decide(page: LessonPage, how: str) -> None:
    """Press one of the reviewer's buttons on the first page."""
    state = LessonPage.objects.get(pk=page.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, how, state.pk])
    client_of(a_reviewer()).post(address, {"comment": "再短一点"})


@pytest.mark.parametrize("language", SAID)
def test_the_history_of_a_review_is_told_in_the_readers_language(language) -> None:
    page, author = a_lesson_page(), client_of(an_instructor())
    edit(author, page, **{"action-submit": "1"})
    decide(page, "reject")
    edit(author, page, **{"action-submit": "1"})
    decide(page, "approve")
    edit(author, page, **{"action-submit": "1"})
    edit(author, page, **{"action-cancel-workflow": "1"})
    author.cookies["language"] = language
    shown = author.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    for words in SAID[language]:
        assert words in shown
    assert NAME not in shown
    assert "再短一点" in shown, "why it was sent back stands beside it"
    assert PageLogEntry.objects.filter(data__workflow__title=NAME).exists(), "the log keeps what it was given"


@pytest.mark.parametrize(
    ("language", "own", "other"), [("zh-hans", CHINESE, ENGLISH), ("en", ENGLISH, CHINESE)]
)
def test_pages_name_the_review_in_one_language(language, own, other) -> None:
    page, author = a_lesson_page(), client_of(an_instructor())
    edit(author, page, **{"action-submit": "1"})
    author.cookies["language"] = language
    shown = author.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert own in shown
    assert other not in shown


def test_to_read_and_save_the_name_does_not_change_it() -> None:
    for written in (None, CHINESE, ENGLISH):
        workflow = Workflow.objects.get(name=NAME)
        workflow.name = written or workflow.name
        workflow.save()
        assert Workflow.objects.filter(name=NAME).count() == 1
        task = Task.objects.get(name=NAME)
        task.name = written or task.name
        task.save()
        assert Task.objects.filter(name=NAME).count() == 1


DAY = f"{timezone.localtime(timezone.now() + timedelta(days=2)):%Y-%m-%d %H:%M}"


def withdrawn_elsewhere(page: LessonPage, author: Client) -> None:
    """Send the page back, and let its author withdraw it in another window."""
    decide(page, "reject")
    edit(author, page, **{"action-cancel-workflow": "1"})


def approved(page: LessonPage, _author: Client) -> None:
    decide(page, "approve")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize(
    ("day", "ended", "words"),
    [
        ("", approved, "这一页刚才已经批准并且发布，不用撤回。"),
        (DAY, approved, f"这一页刚才已经批准，到{DAY}自动发布，不用撤回。"),
        ("", withdrawn_elsewhere, "这一页已经不在审核中，不用撤回。"),
    ],
    ids=["published", "on a day", "sent back and withdrawn"],
)
def test_who_withdraws_a_page_that_was_decided_meanwhile_is_told_what_happened(day, ended, words) -> None:
    page, author = a_lesson_page(), client_of(an_instructor())
    edit(author, page, **{"action-submit": "1", "go_live_at": day})
    ended(page, author)
    author.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))  # what was said up to now is read
    before = page.revisions.count()
    assert edit(author, page, **{"action-cancel-workflow": "1"}).status_code == 302
    assert page.revisions.count() == before, "what was on the screen is not saved over what was decided"
    shown = author.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert words in shown
