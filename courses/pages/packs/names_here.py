"""What a pack only plans keeps the name that its published page has here (docs/decisions/0106)."""

from collections.abc import Mapping
from dataclasses import replace

from courses.catalog.api import ProgrammePlan
from courses.pages.models import LessonPage
from courses.pages.packs.page_values import LOCALES
from courses.pages.packs.reader import Pack


def as_named_here(pack: Pack) -> ProgrammePlan:
    """Return the pack's plan, its lessons without pages of their own under the titles that they are read by here."""
    names = _names([lesson["code"] for lesson in pack.planned])
    courses = tuple(
        replace(
            course,
            units=tuple(
                replace(
                    unit,
                    lessons=tuple(
                        replace(lesson, title={**lesson.title, **names.get(lesson.code, {})})
                        for lesson in unit.lessons
                    ),
                )
                for unit in course.units
            ),
        )
        for course in pack.plan.courses
    )
    return replace(pack.plan, courses=courses)


def _names(codes: list[str]) -> Mapping[str, Mapping[str, str]]:
    languages = {locale: language for language, locale in LOCALES.items()}
    names: dict[str, dict[str, str]] = {}
    pages = LessonPage.objects.showing(codes)
    for code, locale, title in pages.values_list("lesson__code", "locale__language_code", "title"):
        names.setdefault(code, {}).setdefault(languages[locale], title)
    return names
