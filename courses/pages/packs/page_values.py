"""What a pack writes on the pages of a programme, and whether a page says all of it already."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from wagtail.models import Page

from courses.catalog.api import Course, Lesson, Programme, ProgrammePlan, Unit
from courses.pages.models import LessonPage
from courses.pages.packs.lessons import page_of
from courses.pages.packs.shapes import Context

_PARAGRAPH_KEY = re.compile(r' data-block-key="[^"]*"')
LOCALES = {"zh": "zh-hans", "en": "en"}


def name_of_course(course: Course) -> str:
    """Return how the course of a programme is called among all, whichever version it is of."""
    return f"{course.version.programme.code}/{course.code}"


def name_of_unit(course: Course, unit: Unit) -> str:
    """Return how the unit of a programme is called among all, whichever version it is of."""
    return f"{name_of_course(course)}/{unit.code}"


def values_of_programme(plan: ProgrammePlan, programme: Programme, language: str) -> dict[str, Any]:
    """Return what stands on the page of a programme."""
    return {
        "title": plan.title[language],
        "slug": plan.code.lower(),
        "programme": programme,
        "introduction": plan.summary[language],
    }


def values_of_course(course: Course, language: str) -> dict[str, Any]:
    """Return what stands on the page of a course."""
    return {
        "title": getattr(course, f"title_{language}"),
        "slug": course.code.lower(),
        "course": course,
    }


def values_of_unit(course: Course, unit: Unit, language: str) -> dict[str, Any]:
    """Return what stands on the page of a unit."""
    return {
        "title": getattr(unit, f"title_{language}"),
        "slug": unit.code.lower(),
        "unit": unit,
    }


def values_of_lesson(lesson: Lesson, source: dict, context: Context) -> dict[str, Any]:
    """Return what stands on the page of a lesson; `body` as stored, without names of blocks.

    :raises PackError: naming the block and the value that is wrong.
    """
    return {
        **page_of(source, context, source["code"]),
        "slug": source["code"].lower(),
        "lesson": lesson,
    }


def page_key(code: str) -> uuid.UUID:
    """Return the same key for the pages of one thing in all languages, here and in every installation."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"content-pack:{code}")


def says_already(page: Page, values: Mapping[str, Any]) -> bool:
    """Return whether readers of the page see all of the values already; the page as it stands in its own row.

    The address says nothing: a page keeps the one that it got here.
    """
    if not page.live:
        return False
    plain = {name: value for name, value in values.items() if name not in ("body", "slug")}
    is_same = all(getattr(page, name) == value for name, value in plain.items())
    return is_same and ("body" not in values or bare_body(page.body) == bare_body(values["body"]))


def bare_body(body: Any) -> list[dict]:
    """Return what a body says, stored or as a page has it."""
    stream = LessonPage._meta.get_field("body").stream_block
    return list(_bare(stream.get_prep_value(stream.to_python(body) if isinstance(body, list) else body)))


def _bare(value: Any) -> Any:
    """Return what a body says, without the names that Wagtail gives to each block, list entry and paragraph."""
    if isinstance(value, Mapping):
        if value.get("type") == "item" and "value" in value:
            return _bare(value["value"])
        return {name: _bare(inner) for name, inner in value.items() if name != "id"}
    if isinstance(value, list | tuple):
        return [_bare(inner) for inner in value]
    if isinstance(value, bool | int | float | type(None)):
        return value
    return _PARAGRAPH_KEY.sub("", str(value))
