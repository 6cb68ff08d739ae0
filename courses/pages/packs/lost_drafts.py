"""Which pages that somebody is still at work on a pack would write over."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from wagtail.models import Page, WorkflowState

from courses.catalog.api import Lesson, Programme, ProgrammePlan, ProgrammeVersion, list_courses
from courses.pages.models import LessonPage
from courses.pages.packs.lessons import languages_of
from courses.pages.packs.page_values import (
    LOCALES,
    page_key,
    says_already,
    values_of_course,
    values_of_lesson,
    values_of_programme,
    values_of_unit,
)
from courses.pages.packs.reader import Pack
from courses.pages.packs.shapes import Context

# What will stand on a page of a key and language; None where its row of the catalogue is still to come.
Written = tuple[tuple[UUID, str], Callable[[], Mapping[str, Any] | None]]


def lost_drafts(pack: Pack, files: Mapping[str, int]) -> dict[int, str]:
    """Return the pages with changes that nobody has published, or under review, that loading would write over.

    By primary key: of a lesson its code, of other pages the title. `files` are the keys of the pack's files.
    """
    written = dict([*_parts(pack.plan), *_lessons(pack, files)])
    languages = {locale: language for language, locale in LOCALES.items()}
    found = {}
    for page in _open_pages({key for key, _language in written}):
        values_of_page = written.get((page.translation_key, languages[page.locale.language_code]))
        if values_of_page is None:
            continue
        values = values_of_page()
        if values is None or not says_already(page, values):
            found[page.pk] = page.lesson.code if isinstance(page, LessonPage) else page.draft_title
    return found


def _open_pages(keys: Iterable[UUID]) -> Iterable[Page]:
    """Return pages with changes that are not published, or under review."""
    reviews = WorkflowState.objects.active().filter(
        base_content_type=ContentType.objects.get_for_model(Page, for_concrete_model=False)
    )
    is_open = Q(has_unpublished_changes=True) | Q(pk__in=list(reviews.values_list("object_id", flat=True)))
    pages = Page.objects.filter(is_open, translation_key__in=keys, locale__language_code__in=LOCALES.values())
    return pages.select_related("locale").specific()


def _lessons(pack: Pack, files: Mapping[str, int]) -> Iterator[Written]:
    known = {lesson.code: lesson for lesson in Lesson.objects.filter(owner__code=pack.plan.code)}
    for source in pack.lessons:
        lesson = known.get(source["code"])
        for language in languages_of(source) if lesson is not None else ():
            values = partial(values_of_lesson, lesson, source, Context(language, files=files))
            yield (page_key(source["code"]), language), values


def _parts(plan: ProgrammePlan) -> Iterator[Written]:
    """Yield programme, courses and units; the pages of the last two show another version as soon as there is one."""
    programme = Programme.objects.filter(code=plan.code).first()
    version = ProgrammeVersion.objects.filter(programme=programme, number=plan.number).first()
    for language in LOCALES if programme is not None else ():
        yield (page_key(plan.code), language), partial(values_of_programme, plan, programme, language)
        if version is None:
            yield from (((key, language), lambda: None) for key in _keys_of_parts(plan))
            continue
        for course in list_courses(version):
            values = values_of_course(course, language)
            yield (values["translation_key"], language), partial(dict, values)
            for unit in course.units.all():
                values = values_of_unit(course, unit, language)
                yield (values["translation_key"], language), partial(dict, values)


def _keys_of_parts(plan: ProgrammePlan) -> Iterator[UUID]:
    for course in plan.courses:
        yield page_key(f"{plan.code}/{course.code}")
        yield from (page_key(f"{plan.code}/{course.code}/{unit.code}") for unit in course.units)
