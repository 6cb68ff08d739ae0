"""Two authors begin the same planned lesson at once: without the lock one meets an error, with it a sentence."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from wagtail.models import Locale, Page

from courses.catalog.models import Lesson
from courses.pages.authoring import begin
from courses.pages.authoring.begin import NewLesson, begin_lesson
from courses.pages.errors import LessonBegun
from courses.pages.models import LessonPage, UnitPage
from courses.pages.packs import load_pack
from lms.core.actor import Actor
from tests.concurrency.overtaking import overtake
from tests.factories.courses import NOW
from tests.pages.authors import an_instructor
from tests.pages.test_planned_lessons import HEAD, files_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def works():
    """The works of two authors who have both seen that nobody has begun the lesson."""
    chinese = [Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES][0]
    if Page.get_first_root_node() is None:
        Page.add_root(title="Root", slug="root", locale=chinese)
    load_pack(files=files_of(HEAD), actor=Actor.system("test"), now=NOW)

    def work():
        unit = UnitPage.objects.get(unit__code="ODB-U2", locale__language_code=settings.LANGUAGE_CODE)
        new = NewLesson(unit, Lesson.objects.get(code="ODB-L02"), "", "empty")
        user = an_instructor()
        return lambda: begin_lesson(new=new, user=user, actor=Actor.system("test"), now=NOW)

    return work(), work()


def drafts() -> int:
    return LessonPage.objects.filter(lesson__code="ODB-L02").count()


def test_control_without_the_lock_the_slower_author_meets_an_error_of_the_tree(monkeypatch, works) -> None:
    monkeypatch.setattr(begin, "_lock_unwritten", lambda page: None)
    slow, quick = overtake(monkeypatch, (begin, "_pair"), works)
    assert isinstance(slow, ValidationError)  # two pages of one address; nobody would catch it
    assert isinstance(quick, LessonPage)


def test_with_the_lock_the_second_author_is_told(monkeypatch, works) -> None:
    first, second = overtake(monkeypatch, (begin, "_pair"), works)
    assert isinstance(first, LessonPage)
    assert isinstance(second, LessonBegun)
    assert drafts() == 1
