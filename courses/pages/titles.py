"""What a lesson is called on its page, and how large: the catalogue's title, whoever shows it."""

from typing import Any

from courses.catalog.api import Lesson
from courses.pages.content_checks import LONGEST_TITLE


def titled_now(*lessons: Lesson | None) -> list[Lesson | None]:
    """Return lessons of an order that is kept (`lessons_in_order`) with the titles that they have now; one query."""
    found = Lesson.objects.in_bulk({lesson.pk for lesson in lessons if lesson is not None})
    return [lesson and found.get(lesson.pk) for lesson in lessons]


def title_context(title: str) -> dict[str, Any]:
    """Return what the template of a lesson needs to show its title: a long one is set smaller."""
    lengths = ((LONGEST_TITLE, "longest"), (LONGEST_TITLE // 2, "long"))
    return {
        "lesson_title": title,
        "title_length": next((name for most, name in lengths if len(title) > most), ""),
    }
