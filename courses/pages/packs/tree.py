"""Shows a loaded pack: programme, courses, units and lessons as pages of one language, each where the plan has it."""

from collections.abc import Container, Iterator
from typing import Any

from wagtail.models import Locale, Page, ReferenceIndex, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from courses.catalog.api import Lesson, ProgrammeVersion, Unit, list_courses
from courses.pages.indexing import indexed_together
from courses.pages.models import CoursePage, CoursesIndexPage, LessonPage, ProgrammePage, UnitPage
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

SHELF_TITLES = {"zh": "培训项目", "en": "Programmes"}


def show_pack(pack: Pack, version: ProgrammeVersion, language: str, pictures: dict[str, int]) -> None:
    """Put the pages of a pack in one language; `pictures` maps the names of its drawings and attachments to keys.

    A page that is there moves to where the plan has its lesson, and becomes a further published revision if it says
    something else. Lessons that the pack only borrows keep the page that their own pack made; of those that are only
    planned the unit has its page, below which somebody writes them.
    """
    # Each page is saved several times on its way; once is enough.
    with disable_reference_index_auto_update(), indexed_together():
        shown = list(_put_pages(pack, version, language, pictures))
    for page in shown:
        ReferenceIndex.create_or_update_for_object(page)


def _put_pages(
    pack: Pack, version: ProgrammeVersion, language: str, pictures: dict[str, int]
) -> Iterator[Page]:
    programme_page = _put(
        _shelf(language), ProgrammePage, values_of_programme(pack.plan, version.programme, language)
    )
    yield programme_page
    sources = {source["code"]: source for source in pack.lessons if language in languages_of(source)}
    own = sources.keys() | {lesson["code"] for lesson in pack.planned}
    for course in list_courses(version):
        units = [unit for unit in course.units.all() if any(_own(unit, own))]
        if units:
            course_page = _put(programme_page, CoursePage, values_of_course(course, language))
            yield course_page
            for unit in units:
                unit_page = _put(course_page, UnitPage, values_of_unit(course, unit, language))
                yield unit_page
                for lesson in _own(unit, sources):
                    context = Context(language, files=pictures)
                    yield _put(unit_page, LessonPage, values_of_lesson(lesson, sources[lesson.code], context))


def _own(unit: Unit, codes: Container[str]) -> list[Lesson]:
    return [place.lesson for place in unit.places.all() if place.lesson.code in codes]


def _put(parent: Page, model: type[Page], values: dict[str, Any]) -> Page:
    """Add the page below its parent, or bring the existing one up to date as a new published revision.

    A page that says all of it already is left alone, and with it the draft of somebody who writes on it.
    """
    found = model.objects.filter(translation_key=values["translation_key"], locale=parent.locale).first()
    if found is not None and not found.is_child_of(parent):
        found.move(parent, pos="last-child")
        found.refresh_from_db(fields=["path", "depth", "url_path"])
    if found is not None and says_already(found, values):
        return found
    page = found or model(locale=parent.locale)
    if "body" in values:
        values["body"] = LessonPage._meta.get_field("body").stream_block.to_python(values["body"])
    for name, value in values.items():
        setattr(page, name, value)
    if found is None:
        page = parent.add_child(instance=page)
    page.save_revision(log_action=True).publish()
    return page


def _shelf(language: str) -> CoursesIndexPage:
    locale, _created = Locale.objects.get_or_create(language_code=LOCALES[language])
    shelf = CoursesIndexPage.objects.filter(locale=locale).first()
    if shelf is not None:
        return shelf
    root = Page.get_first_root_node()
    shelf = CoursesIndexPage(
        title=SHELF_TITLES[language],
        slug=f"programmes-{locale.language_code}",
        locale=locale,
        translation_key=page_key("shelf"),
    )
    root.add_child(instance=shelf)
    if language == "zh":
        _serve_from(shelf)
    return shelf


def _serve_from(shelf: CoursesIndexPage) -> None:
    """Make the Chinese shelf the root of the public pages, in place of Wagtail's welcome page."""
    site, _created = Site.objects.get_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": shelf}
    )
    welcome, site.root_page, site.site_name = site.root_page, shelf, "Vocational training"
    site.save()
    if welcome.pk != shelf.pk and welcome.specific_class is Page:
        welcome.delete()
