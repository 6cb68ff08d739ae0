"""Which pages that somebody is still at work on a pack would write over."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, WorkflowState

from courses.catalog.api import Lesson, Programme, ProgrammePlan, ProgrammeVersion, list_courses
from courses.pages.models import CoursePage, LessonPage, ProgrammePage, UnitPage
from courses.pages.packs.lessons import languages_of
from courses.pages.packs.page_values import (
    LOCALES,
    name_of_course,
    name_of_unit,
    says_already,
    values_of_course,
    values_of_lesson,
    values_of_programme,
    values_of_unit,
)
from courses.pages.packs.reader import Pack
from courses.pages.packs.shapes import Context
from courses.pages.packs.standing_pages import Standing, Subject

# What will stand on the page of something; None where its row of the catalogue is still to come.
Written = tuple[Subject, Callable[[], Mapping[str, Any] | None]]


def lost_drafts(pack: Pack, files: Mapping[str, int], standing: Standing) -> dict[int, str]:
    """Return the pages with changes that nobody has published, or under review, that loading would write over.

    By primary key: of a lesson its code, of other pages the title. `files` are the keys of the pack's files, `standing`
    the pages here that show what the pack brings.
    """
    at_work = _open_pages(standing)
    found = {}
    for subject, values_of_page in [*_parts(pack.plan), *_lessons(pack, files)]:
        page = standing.get(subject)
        if page is None or page.pk not in at_work:
            continue
        values = values_of_page()
        if values is None or not says_already(page, values):
            found[page.pk] = page.lesson.code if isinstance(page, LessonPage) else page.draft_title
    return found


def _open_pages(standing: Standing) -> set[int]:
    """Return the keys of those pages that have changes that are not published, or are under review."""
    reviews = WorkflowState.objects.active().filter(
        base_content_type=ContentType.objects.get_for_model(Page, for_concrete_model=False),
        object_id__in=[str(page.pk) for page in standing.values()],
    )
    under_review = {int(key) for key in reviews.values_list("object_id", flat=True)}
    return under_review | {page.pk for page in standing.values() if page.has_unpublished_changes}


def _lessons(pack: Pack, files: Mapping[str, int]) -> Iterator[Written]:
    codes = [source["code"] for source in pack.lessons]
    known = {lesson.code: lesson for lesson in Lesson.objects.filter(code__in=codes)}
    for source in pack.lessons:
        lesson = known.get(source["code"])
        for language in languages_of(source) if lesson is not None else ():
            values = partial(values_of_lesson, lesson, source, Context(language, files=files))
            yield (LessonPage, source["code"], LOCALES[language]), values


def _parts(plan: ProgrammePlan) -> Iterator[Written]:
    """Yield programme, courses and units; the pages of the last two show another version as soon as there is one."""
    programme = Programme.objects.filter(code=plan.code).first()
    version = ProgrammeVersion.objects.filter(programme=programme, number=plan.number).first()
    for language, locale in LOCALES.items() if programme is not None else ():
        yield (
            (ProgrammePage, plan.code, locale),
            partial(values_of_programme, plan, programme, language),
        )
        if version is None:
            yield from (((model, name, locale), lambda: None) for model, name in _names_of_parts(plan))
            continue
        for course in list_courses(version):
            values = values_of_course(course, language)
            yield (CoursePage, name_of_course(course), locale), partial(dict, values)
            for unit in course.units.all():
                values = values_of_unit(course, unit, language)
                yield (UnitPage, name_of_unit(course, unit), locale), partial(dict, values)


def _names_of_parts(plan: ProgrammePlan) -> Iterator[tuple[type[Page], str]]:
    for course in plan.courses:
        yield CoursePage, f"{plan.code}/{course.code}"
        yield from ((UnitPage, f"{plan.code}/{course.code}/{unit.code}") for unit in course.units)
