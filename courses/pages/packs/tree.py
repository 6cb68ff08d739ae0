"""Shows a loaded pack: programme, courses, units and lessons as pages of one language, each where the plan has it."""

from collections.abc import Container, Iterator
from typing import Any

from wagtail.models import Locale, Page, ReferenceIndex, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from courses.catalog.api import Lesson, ProgrammeVersion, Unit, list_courses
from courses.pages.addresses import free_slug
from courses.pages.authoring.setup import SITE_NAME
from courses.pages.indexing import indexed_together
from courses.pages.models import CoursePage, CoursesIndexPage, LessonPage, ProgrammePage, UnitPage
from courses.pages.packs.lessons import languages_of
from courses.pages.packs.page_values import (
    LOCALES,
    name_of_course,
    name_of_unit,
    page_key,
    says_already,
    values_of_course,
    values_of_lesson,
    values_of_programme,
    values_of_unit,
)
from courses.pages.packs.reader import Pack
from courses.pages.packs.shapes import Context
from courses.pages.packs.standing_pages import Standing, key_of_translations, standing_pages

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
    sources = {source["code"]: source for source in pack.lessons if language in languages_of(source)}
    standing = standing_pages(pack.plan.code, sources)
    own = sources.keys() | {lesson["code"] for lesson in pack.planned}
    values: dict[str, Any] = values_of_programme(pack.plan, version.programme, language)
    programme_page = _put(_shelf(language), (ProgrammePage, pack.plan.code), values, standing)
    yield programme_page
    for course in list_courses(version):
        units = [unit for unit in course.units.all() if any(_own(unit, own))]
        if units:
            values = values_of_course(course, language)
            course_page = _put(programme_page, (CoursePage, name_of_course(course)), values, standing)
            yield course_page
            for unit in units:
                values = values_of_unit(course, unit, language)
                unit_page = _put(course_page, (UnitPage, name_of_unit(course, unit)), values, standing)
                yield unit_page
                for lesson in _own(unit, sources):
                    context = Context(language, files=pictures)
                    values = values_of_lesson(lesson, sources[lesson.code], context)
                    yield _put(unit_page, (LessonPage, lesson.code), values, standing)


def _own(unit: Unit, codes: Container[str]) -> list[Lesson]:
    return [place.lesson for place in unit.places.all() if place.lesson.code in codes]


def _put(parent: Page, shown: tuple[type[Page], str], values: dict[str, Any], standing: Standing) -> Page:
    """Add the page below its parent, or bring the existing one up to date as a new published revision.

    `shown` is the type of page and the name of what it shows. A page that says all of it already is left alone, and
    with it the draft of somebody who writes on it. A page that is there keeps its address.
    """
    model, name = shown
    found = standing.get((model, name, parent.locale.language_code))
    if found is not None:
        found = model.objects.get(pk=found.pk)  # what stands above it may have moved since
        if not found.is_child_of(parent):
            _move(found, parent)
        if says_already(found, values):
            return found
    page = found or model(
        locale=parent.locale, translation_key=key_of_translations(model, name, parent.locale, standing)
    )
    values["slug"] = found.slug if found is not None else free_slug(values["slug"], parent)
    if "body" in values:
        values["body"] = LessonPage._meta.get_field("body").stream_block.to_python(values["body"])
    for attribute, value in values.items():
        setattr(page, attribute, value)
    page.go_live_at = page.expire_at = None  # what a pack brings is read from now on
    if found is None:
        page = parent.add_child(instance=page)
    page.save_revision(log_action=True).publish()
    return page


def _move(page: Page, parent: Page) -> None:
    """Move a page below another one, at its own address unless another page has it there."""
    if parent.get_children().filter(slug=page.slug).exists():
        page.slug = free_slug(page.slug, parent, page.get_parent())  # it is saved where it still stands
        page.save(update_fields=["slug"])
    page.move(parent, pos="last-child")
    page.refresh_from_db(fields=["path", "depth", "url_path"])


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
    welcome, site.root_page, site.site_name = site.root_page, shelf, SITE_NAME
    site.save()
    if welcome.pk != shelf.pk and welcome.specific_class is Page:
        welcome.delete()
