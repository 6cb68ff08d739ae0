"""Pages of authors and learners ask the database as often for much as for little: each test lets the data grow."""

import re

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import TaskState

from courses.catalog.api import Lesson
from courses.pages.authoring.own_work import is_own_work
from courses.pages.authoring.review import ReviewTask
from courses.pages.models import LessonPage
from courses.pages.queries import practice_codes, scheme_codes
from lms.core.enums import Role
from lms.exams.models import ExaminationScheme
from tests.pages.authors import a_lesson_page, a_reviewer, a_writer, an_instructor, block, client_of, edit

# Wagtail leaves the files of pictures to the collector when it makes a smaller size.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("loaded_pack"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]


def a_draft(number: int, blocks: list[dict]) -> LessonPage:
    """Return a lesson of its own that somebody has saved with these blocks, not published."""
    first = a_lesson_page()
    lesson = Lesson.objects.create(code=f"GROW-{number}", title_zh=f"第{number}课", minutes=45)
    page = LessonPage(
        title=lesson.title_zh, slug=f"grow-{number}", lesson=lesson, locale=first.locale, live=False
    )
    page.body = LessonPage._meta.get_field("body").stream_block.to_python(blocks)
    first.get_parent().specific.add_child(instance=page)
    page.save_revision(clean=False)
    return page


def asked(run) -> list[str]:
    """Return the beginnings of what is asked of the database meanwhile, without numbers and words."""
    with CaptureQueriesContext(connection) as captured:
        run()
    return [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:90] for query in captured.captured_queries]


def test_the_checks_of_all_lessons_ask_no_more_for_more_lessons() -> None:
    author, codes = client_of(an_instructor()), practice_codes(a_lesson_page())

    def report():
        return author.get(reverse("lesson_report"))

    a_draft(1, [block("practice", {"items": [*codes, codes[0]]})])
    report()
    before = asked(report)
    for number in range(2, 8):
        a_draft(number, [block("heading", "标题"), block("practice", {"items": codes[:1] * 2})])
    after = asked(report)
    assert after == before
    shown = report()
    assert sum(row.page.lesson.code.startswith("GROW-") for row in shown.context["rows"]) == 7


def test_the_report_shows_what_was_saved_last_of_a_lesson_for_which_another_was_chosen() -> None:
    page, other = a_draft(1, []), Lesson.objects.create(code="OTHER", title_zh="别的课", minutes=10)
    page.lesson, page.title = other, "改过的标题"
    page.save_revision(clean=False)
    shown = client_of(an_instructor()).get(reverse("lesson_report")).content.decode()
    assert "改过的标题" in shown
    assert "OTHER" in shown


def waiting(user) -> list[TaskState]:
    """Return what a user may review."""
    return list(ReviewTask.objects.get().get_task_states_user_can_moderate(user))


def test_what_waits_for_a_reviewer_is_asked_at_once_and_leaves_out_own_work() -> None:
    both = a_writer(Role.INSTRUCTOR, Role.CONTENT_REVIEWER)
    reviewer, author = a_reviewer(), an_instructor()
    pages = list(LessonPage.objects.order_by("path"))
    edit(client_of(author), pages[0], **{"action-submit": "1"})
    waiting(reviewer)
    before = asked(lambda: waiting(reviewer))
    edit(client_of(both), pages[1], **{"action-submit": "1"})
    for page in pages[2:4]:
        edit(client_of(author), page, **{"action-submit": "1"})
    assert asked(lambda: waiting(reviewer)) == before
    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS)
    assert {state.pk for state in waiting(reviewer)} == {state.pk for state in states}
    (own,) = [state for state in states if is_own_work(state, both)]
    assert own.workflow_state.object_id == str(pages[1].pk)
    assert {state.pk for state in waiting(both)} == {state.pk for state in states} - {own.pk}


def test_who_saves_a_later_revision_wrote_part_of_it() -> None:
    author, reviewer, page = an_instructor(), a_reviewer(), a_lesson_page()
    edit(client_of(author), page, **{"action-submit": "1"})
    page = LessonPage.objects.get(pk=page.pk)
    state = page.current_workflow_task_state
    assert not is_own_work(state, reviewer)
    page.save_revision(user=reviewer)
    assert is_own_work(state, reviewer)
    assert waiting(reviewer) == []


def test_the_editor_asks_no_more_for_more_questions() -> None:
    author, codes = client_of(an_instructor()), practice_codes(a_lesson_page())
    assert len(codes) > 1
    page = a_draft(1, [block("practice", {"items": codes[:1]})])
    page.save_revision(clean=False)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    author.get(address)
    before = asked(lambda: author.get(address))
    page.body = [("practice", {"items": codes}), ("practice", {"items": ["NO-SUCH"]})]
    page.save_revision(clean=False)
    assert asked(lambda: author.get(address)) == before
    shown = author.get(address).content.decode()
    assert all(code in shown for code in (*codes, "NO-SUCH"))


def test_a_lesson_with_many_examinations_asks_for_them_at_once(rf: RequestFactory) -> None:
    code = ExaminationScheme.objects.values_list("code", flat=True)[0]
    page, user = a_draft(1, [block("examination", {"scheme": code})]), an_instructor()

    def preview():
        caches["screens"].clear()
        request = rf.get("/")
        request.user = user
        return page.serve_preview(request, "trainee")

    preview()
    before = asked(preview)
    page.body = [("examination", {"scheme": code})] * 5
    assert len(scheme_codes(page)) == 5
    assert len(asked(preview)) == len(before)
    assert preview().content.decode().count(f'id="examination-{code}"') == 5
