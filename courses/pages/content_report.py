"""What each programme holds: lessons, words, drawings, items by topic and type, readings, coverage of blueprints."""

import re
from collections import Counter
from typing import Any

from courses.catalog.api import (
    Lesson,
    ProgrammeVersion,
    RequirementKind,
    lessons_of_version,
    newest_published_versions,
)
from courses.pages.lesson_words import all_words_of
from courses.pages.models import LessonPage
from courses.pages.packs.page_values import LOCALES
from courses.pages.reading import count_chinese
from lms.exams.api import ItemCount, count_items, find_scheme, rows_of_blueprint

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
# Block type -> the name under which the report counts it.
_COUNTED = {
    "circuit": "circuits",
    "recipe": "recipes",
    "formula": "formulas",
    "task": "tasks",
    "steps": "procedures",
    "recording": "recordings",
    "handout": "handouts",
}


def content_report() -> dict[str, Any]:
    """Return {"programmes": [...]}, one entry for each programme with a published version, in order of their codes.

    Words are Chinese characters in Chinese pages and words in English ones; `drawings` counts pictures once, however
    many pages show them; `items_without_review` counts wordings that no second reader has read. `not_written` names
    the lessons of the plan that no page shows in any language.
    """
    return {"programmes": [_programme(version) for version in newest_published_versions()]}


def _programme(version: ProgrammeVersion) -> dict[str, Any]:
    lessons = list(lessons_of_version(version.pk))
    pages = _pages(lessons)
    blocks = Counter(block["type"] for page in pages["zh"] for block in page.body.raw_data)
    items = count_items(version.programme.code)
    not_written = _not_written(lessons, pages)
    return {
        "code": version.programme.code,
        "title": {"zh": version.programme.title_zh, "en": version.programme.title_en},
        "version": version.number,
        "lessons": len(lessons),
        "lessons_not_written": len(not_written),
        "not_written": not_written,
        "lessons_without_page": {language: len(lessons) - len(pages[language]) for language in LOCALES},
        "words": {language: sum(_words(page, language) for page in pages[language]) for language in LOCALES},
        "drawings": len(_pictures(pages["zh"])),
        **{name: blocks[kind] for kind, name in _COUNTED.items()},
        "items": sum(row.number for row in items),
        "items_per_topic_and_type": _by_topic(items),
        "items_without_review": sum(row.unread for row in items),
        "blueprints": [_coverage(code) for code in _schemes(version)],
    }


def _pages(lessons: list[Lesson]) -> dict[str, list[LessonPage]]:
    found: dict[tuple[str, int], LessonPage] = {}
    for page in LessonPage.objects.showing([lesson.code for lesson in lessons]).select_related("locale"):
        found.setdefault((page.locale.language_code, page.lesson_id), page)
    return {
        language: [page for (code, _lesson), page in found.items() if code == locale]
        for language, locale in LOCALES.items()
    }


def _not_written(lessons: list[Lesson], pages: dict[str, list[LessonPage]]) -> list[dict[str, Any]]:
    shown = {page.lesson_id for of_one in pages.values() for page in of_one}
    return [
        {"code": lesson.code, "title": {"zh": lesson.title_zh, "en": lesson.title_en}}
        for lesson in lessons
        if lesson.pk not in shown
    ]


def _words(page: LessonPage, language: str) -> int:
    said = [page.title, page.summary, *page.objectives, *map(all_words_of, page.body.raw_data)]
    return sum(count_chinese(text) if language == "zh" else len(_WORD.findall(text)) for text in said)


def _pictures(pages: list[LessonPage]) -> set[int]:
    return {
        block["value"]["image"]
        for page in pages
        for block in page.body.raw_data
        if block["type"] == "drawing"
    }


def _by_topic(items: list[ItemCount]) -> dict[str, dict[str, int]]:
    topics: dict[str, dict[str, int]] = {}
    for row in items:
        counts = topics.setdefault(row.topic, {})
        counts[row.kind] = counts.get(row.kind, 0) + row.number
    return topics


def _schemes(version: ProgrammeVersion) -> list[str]:
    wanted = version.requirements.filter(kind=RequirementKind.EXAMINATION_PASSED).order_by("position")
    return list(wanted.values_list("examination_scheme", flat=True))


def _coverage(code: str) -> dict[str, Any]:
    """Return for each cell of a blueprint how many items it draws and how many there are to draw from."""
    scheme = find_scheme(code)
    cells = rows_of_blueprint(scheme.blueprint) if scheme else []
    banks = {cell["topic"].split("/")[0] for cell in cells}
    stock = Counter()
    for bank in banks:
        for row in count_items(bank):
            if row.use == "examination":
                stock[(f"{bank}/{row.topic}", row.kind)] += row.number
    rows = [
        {
            "topic": cell["topic"],
            "type": cell["type"],
            "drawn": cell["count"],
            "available": stock[(cell["topic"], cell["type"])],
        }
        for cell in cells
    ]
    return {
        "scheme": code,
        "exists": scheme is not None,
        "covered": bool(rows) and all(row["available"] >= row["drawn"] for row in rows),
        "cells": rows,
    }
