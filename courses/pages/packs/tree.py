"""Shows a loaded pack: programme, courses, units and lessons as pages of one language, each where the plan has it."""

import uuid
from collections.abc import Container, Iterator
from typing import Any

from wagtail.models import Locale, Page, ReferenceIndex, Site
from wagtail.signal_handlers import disable_reference_index_auto_update

from courses.catalog.api import Course, Lesson, ProgrammeVersion, Unit, list_courses
from courses.pages.indexing import indexed_together
from courses.pages.models import CoursePage, CoursesIndexPage, LessonPage, ProgrammePage, UnitPage
from courses.pages.packs.lessons import languages_of, page_of
from courses.pages.packs.reader import Pack
from courses.pages.packs.shapes import Context

LOCALES = {"zh": "zh-hans", "en": "en"}
SHELF_TITLES = {"zh": "培训项目", "en": "Programmes"}


def show_pack(pack: Pack, version: ProgrammeVersion, language: str, pictures: dict[str, int]) -> None:
    """Put the pages of a pack in one language; `pictures` maps the names of its drawings and attachments to keys.

    A page that is there already becomes a further published revision, and moves to where the plan has its lesson.
    Lessons that the pack only borrows keep the page that their own pack made; of those that are only planned the unit
    has its page, below which somebody writes them.
    """
    # Each page is saved several times on its way; once is enough.
    with disable_reference_index_auto_update(), indexed_together():
        shown = list(_put_pages(pack, version, language, pictures))
    for page in shown:
        ReferenceIndex.create_or_update_for_object(page)


def _put_pages(
    pack: Pack, version: ProgrammeVersion, language: str, pictures: dict[str, int]
) -> Iterator[Page]:
    programme_page = _programme(pack, version, language)
    yield programme_page
    sources = {source["code"]: source for source in pack.lessons if language in languages_of(source)}
    own = sources.keys() | {lesson["code"] for lesson in pack.planned}
    for course in list_courses(version):
        units = [unit for unit in course.units.all() if any(_own(unit, own))]
        if units:
            course_page = _course(programme_page, course, language)
            yield course_page
            for unit in units:
                unit_page = _unit(course_page, course, unit, language)
                yield unit_page
                for lesson in _own(unit, sources):
                    context = Context(language, files=pictures)
                    yield _lesson(unit_page, lesson, sources[lesson.code], context)


def _own(unit: Unit, codes: Container[str]) -> list[Lesson]:
    return [place.lesson for place in unit.places.all() if place.lesson.code in codes]


def _programme(pack: Pack, version: ProgrammeVersion, language: str) -> Page:
    values = {
        "title": pack.plan.title[language],
        "slug": pack.plan.code.lower(),
        "translation_key": page_key(pack.plan.code),
        "programme": version.programme,
        "introduction": pack.plan.summary[language],
    }
    return _put(_shelf(language), ProgrammePage, values)


def _course(parent: Page, course: Course, language: str) -> Page:
    code = f"{parent.specific.programme.code}/{course.code}"
    values = {"slug": course.code.lower(), "translation_key": page_key(code), "course": course}
    return _put(parent, CoursePage, {**values, "title": getattr(course, f"title_{language}")})


def _unit(parent: Page, course: Course, unit: Unit, language: str) -> Page:
    code = f"{course.version.programme.code}/{course.code}/{unit.code}"
    values = {"slug": unit.code.lower(), "translation_key": page_key(code), "unit": unit}
    return _put(parent, UnitPage, {**values, "title": getattr(unit, f"title_{language}")})


def _lesson(parent: Page, lesson: Lesson, source: dict, context: Context) -> Page:
    values = {
        **page_of(source, context, source["code"]),
        "slug": source["code"].lower(),
        "translation_key": page_key(source["code"]),
        "lesson": lesson,
    }
    return _put(parent, LessonPage, values)


def page_key(code: str) -> uuid.UUID:
    """Return the same key for the pages of one thing in all languages, here and in every installation."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"content-pack:{code}")


def _put(parent: Page, model: type[Page], values: dict[str, Any]) -> Page:
    """Add the page below its parent, or bring the existing one up to date as a new published revision."""
    found = model.objects.filter(translation_key=values["translation_key"], locale=parent.locale).first()
    page = found or model(locale=parent.locale)
    if "body" in values:
        values["body"] = LessonPage._meta.get_field("body").stream_block.to_python(values["body"])
    for name, value in values.items():
        setattr(page, name, value)
    if found is None:
        page = parent.add_child(instance=page)
    elif not page.is_child_of(parent):
        page.move(parent, pos="last-child")
        page.refresh_from_db(fields=["path", "depth", "url_path"])
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
