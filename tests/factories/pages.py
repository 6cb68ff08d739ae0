"""Pages for tests that need lessons to be readable, or their pages to be gone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models import QuerySet
from django.db.models.signals import pre_delete
from wagtail.models import Page

from courses.catalog.api import Lesson, ProgrammeVersion, list_courses
from courses.pages.models import CoursePage, CoursesIndexPage, LessonPage, ProgrammePage, UnitPage
from courses.pages.receivers import keep_taught_lesson


@contextmanager
def without_the_guard() -> Iterator[None]:
    """Let pages be deleted as if nothing kept what learners have."""
    assert pre_delete.disconnect(keep_taught_lesson, sender=LessonPage)
    try:
        yield
    finally:
        pre_delete.connect(keep_taught_lesson, sender=LessonPage)


def take_away(pages: Page | QuerySet) -> None:
    """Delete pages that learners may have, as a restored copy or a hand in the database could."""
    with without_the_guard():
        pages.delete()


def show_lessons(version: ProgrammeVersion) -> None:
    """Make a page for each lesson of the version."""
    root = Page.objects.get(depth=1)
    shelf = CoursesIndexPage.objects.first() or root.add_child(instance=CoursesIndexPage(title="课程"))
    programme = shelf.add_child(
        instance=ProgrammePage(title=version.programme.code, programme=version.programme, introduction="简介")
    )
    for course in list_courses(version):
        course_page = programme.add_child(instance=CoursePage(title=course.code, course=course))
        for unit in course.units.all():
            unit_page = course_page.add_child(instance=UnitPage(title=unit.code, unit=unit))
            for place in unit.places.all():
                lesson = LessonPage(
                    title=place.lesson.code, lesson=place.lesson, objectives=["会做"], body=[]
                )
                unit_page.add_child(instance=lesson)


def page_of(lesson: Lesson, language: str = "zh-hans") -> LessonPage:
    """Return the page that shows a lesson in a language."""
    return LessonPage.objects.get(lesson=lesson, locale__language_code=language)
