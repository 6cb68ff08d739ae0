"""Pages for tests that need lessons to be readable."""

from wagtail.models import Page

from courses.catalog.api import Lesson, ProgrammeVersion, list_courses
from courses.pages.models import CoursePage, CoursesIndexPage, LessonPage, ProgrammePage, UnitPage


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
