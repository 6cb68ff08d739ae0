"""A lesson has one name: what its author called it and a reviewer approved, wherever somebody reads of it."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from courses.catalog.api import Lesson, get_published_version
from courses.pages.content_checks import LONGEST_TITLE
from courses.pages.models import LessonPage
from courses.pages.tasks import publish_scheduled
from lms.core.models import AuditEntry
from tests.factories.accounts import sign_in, trainee_at
from tests.factories.courses import enrol
from tests.factories.organisations import a_site
from tests.pages.authors import a_lesson_page, a_reviewer, an_instructor, block, client_of, edit

# Wagtail leaves the files of pictures to the collector when it makes a smaller size.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("loaded_pack"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]
NEW = "面团为什么会发"


@pytest.fixture
def trainee(client):
    """A client at which a trainee of the pack's programme is signed in."""
    user = trainee_at(a_site())
    enrol(user, get_published_version(programme_code="CPC5"))
    sign_in(client, user)
    return client


def named(page: LessonPage, title: str, **extra) -> LessonPage:
    """Let an author give the page another title and submit it."""
    answer = edit(client_of(an_instructor()), page, title=title, **extra, **{"action-submit": "1"})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return LessonPage.objects.get(pk=page.pk)


def approve(page: LessonPage, reviewer) -> None:
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    assert client_of(reviewer).post(address).status_code == 302


def title_of(page: LessonPage, language: str = "zh") -> str:
    return getattr(Lesson.objects.get(pk=page.lesson_id), f"title_{language}")


def read(trainee, page: LessonPage) -> tuple[str, str]:
    """Return the trainee's first page and the lesson."""
    caches["screens"].clear()
    lesson = reverse("learning:lesson", kwargs={"lesson_uuid": page.lesson.uuid})
    first = trainee.get(reverse("portal:home")).content.decode()
    return first, trainee.get(lesson).content.decode()


def test_a_lesson_is_called_by_its_new_title_everywhere_once_it_is_approved(trainee) -> None:
    page = a_lesson_page()
    old, reviewer = page.title, a_reviewer()
    page = named(page, NEW)
    first, lesson = read(trainee, page)
    assert old in first
    assert f"<h1>{old}</h1>" in lesson
    assert NEW not in first + lesson
    approve(page, reviewer)
    first, lesson = read(trainee, page)
    assert NEW in first
    assert f"<h1>{NEW}</h1>" in lesson
    assert f"<title>{NEW}" in lesson.replace("\n", "")
    assert old not in lesson
    done = trainee.post(
        reverse("learning:complete", kwargs={"lesson_uuid": page.lesson.uuid}), {"sure": "yes"}, follow=True
    )
    assert NEW in str(*done.context["messages"])
    (entry,) = AuditEntry.objects.filter(action="catalog.change_lesson", target_uuid=page.lesson.uuid)
    assert entry.actor_uuid == reviewer.uuid


def test_the_english_page_gives_the_english_name_and_leaves_the_chinese_one() -> None:
    page = a_lesson_page("en")
    chinese = title_of(page)
    words = {"blocks": [block("heading", "Heading"), block("text", "Short.")], "objectives-0-value": "I can."}
    approve(named(page, "Why dough rises", **words), a_reviewer())
    assert (title_of(page), title_of(page, "en")) == (chinese, "Why dough rises")


def test_a_page_that_waits_for_its_day_names_the_lesson_on_that_day() -> None:
    page, author = a_lesson_page(), client_of(an_instructor())
    old, day = page.title, f"{timezone.localtime() + timedelta(days=2):%Y-%m-%d %H:%M}"
    edit(author, page, title=NEW, go_live_at=day, **{"action-submit": "1"})
    approve(LessonPage.objects.get(pk=page.pk), a_reviewer())
    assert title_of(page) == old
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        publish_scheduled()
    assert title_of(page) == NEW


def test_the_copy_of_a_page_names_nothing() -> None:
    page = a_lesson_page()
    copy = page.copy(update_attrs={"slug": "copied", "title": NEW}, reset_translation_key=True)
    copy.save_revision().publish()
    assert title_of(page) == page.title


def test_what_stays_as_it_was_writes_nothing() -> None:
    page = a_lesson_page()
    approve(named(page, page.title), a_reviewer())
    assert not AuditEntry.objects.filter(
        action="catalog.change_lesson", target_uuid=page.lesson.uuid
    ).exists()


@pytest.mark.parametrize(
    ("letters", "size"),
    [(LONGEST_TITLE // 2, ""), (LONGEST_TITLE, "long"), (LONGEST_TITLE + 1, "longest"), (150, "longest")],
)
def test_a_long_title_is_set_smaller(trainee, letters, size) -> None:
    page = a_lesson_page()
    Lesson.objects.filter(pk=page.lesson_id).update(title_zh="长" * letters)
    _first, lesson = read(trainee, page)
    mark = f' class="lesson__title--{size}"' if size else ""
    assert f"<h1{mark}>{'长' * letters}</h1>" in lesson


def test_a_title_that_is_too_long_is_kept_as_a_draft_and_not_submitted() -> None:
    page, author = a_lesson_page(), client_of(an_instructor())
    refused = edit(author, page, title="长" * 255, **{"action-submit": "1"})
    assert f"标题有255个字，最多只能有{LONGEST_TITLE}个字" in refused.content.decode()
    assert LessonPage.objects.get(pk=page.pk).current_workflow_state is None
    assert edit(author, page, title="长" * 255).status_code == 302
