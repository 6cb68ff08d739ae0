"""What the screen of a lesson shows: which part, how far along, the ways on, marks and terms."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.catalog.api import Lesson
from courses.pages.parts import Part, terms_of
from courses.pages.queries import ShownLesson, practice_codes, rubric_codes, scheme_codes, unwritten_lessons
from courses.pages.titles import title_context, titled_now
from lms.delivery.api import Reading, Stop
from lms.enrolments.api import Enrolment
from lms.exams.api import find_schemes, practice_items, shown_rubrics


@dataclass(frozen=True, slots=True)
class Place:
    """A lesson among the others of an enrolment."""

    enrolment: Enrolment
    lessons: tuple[Lesson, ...]
    index: int

    @property
    def lesson(self) -> Lesson:
        """Return the lesson that stands here."""
        return self.lessons[self.index]


@dataclass(frozen=True, slots=True)
class Screen:
    """A lesson as one person sees it now; `step` is the part that is shown alone, None for the whole lesson."""

    place: Place
    reading: Reading
    shown: ShownLesson
    parts: list[Part]
    step: int | None


def lesson_address(lesson_uuid: UUID) -> str:
    """Return where a lesson is read."""
    return reverse("learning:lesson", kwargs={"lesson_uuid": lesson_uuid})


def wanted_step(request: HttpRequest) -> int | None:
    """Return the part that the address asks for, None for none or nonsense."""
    return step_number(request.GET.get("step", ""))


def step_number(text: str) -> int | None:
    """Return the number of a part as somebody sent it, None for nonsense."""
    is_number = text.isascii() and text.isdigit() and len(text) <= 3
    return int(text) or None if is_number else None


def shown_step(*, number: int, asked: int | None, reading: Reading) -> int | None:
    """Return the part to show alone: the one asked for, else where the person stopped, else the first."""
    if not reading.is_stepwise and (asked is None or number == 1):
        return None
    return min(asked or (reading.stop.part if reading.stop else 1), number)


def screen_context(screen: Screen) -> dict[str, Any]:
    """Return what the templates need."""
    page, lesson = screen.shown.page, screen.place.lesson
    return {
        "shown": screen.shown,
        "lesson": lesson,
        "lesson_address": lesson_address(lesson.uuid),
        "is_completed": screen.reading.is_completed,
        **title_context(page.lesson.title),
        "crumbs": _crumbs(screen.place, page.lesson.title),
        "rubrics": {rubric.code: rubric for rubric in shown_rubrics(rubric_codes(page))},
        "schemes": find_schemes(scheme_codes(page)),
        "practice": {item.code: item for item in practice_items(practice_codes(page))},
        **_neighbours(screen),
        **_parts(screen, screen.reading.stop),
    }


def being_written_context(place: Place) -> dict[str, Any]:
    """Return what the page of a lesson needs that nobody has written yet, with the next one that can be read."""
    following = place.lessons[place.index + 1 :]
    unwritten = unwritten_lessons(lesson.pk for lesson in following)
    first = next((lesson for lesson in following if lesson.pk not in unwritten), None)
    lesson, following_lesson = titled_now(place.lesson, first)
    return {
        "lesson": lesson,
        **title_context(lesson.title),
        "crumbs": _crumbs(place, lesson.title),
        "position_text": _position_text(place),
        "next": following_lesson,
    }


def _crumbs(place: Place, title: str) -> list[dict]:
    home = reverse("portal:home")
    return [
        {"label": _("My page"), "href": home},
        {"label": place.enrolment.version.programme.title, "href": home},
        {"label": title},
    ]


def _position_text(place: Place) -> str:
    return _("Lesson %(number)s of %(total)s") % {"number": place.index + 1, "total": len(place.lessons)}


def _neighbours(screen: Screen) -> dict[str, Any]:
    """Return the lessons before and after this one; the next is named when this one is finished."""
    place = screen.place
    lessons = [None, *place.lessons, None]
    following = lessons[place.index + 2]
    return {
        "previous": lessons[place.index],
        "next": titled_now(following)[0] if screen.reading.is_completed else following,
        "position_text": _position_text(place),
    }


def _parts(screen: Screen, stop: Stop | None) -> dict[str, Any]:
    number, step = len(screen.parts), screen.step
    words = {"number": step or 1, "total": number}
    return {
        "parts": [screen.parts[step - 1]] if step else screen.parts,
        "step": step,
        "steps": number,
        "here": step or (stop.part if stop else 1),
        "step_text": _("Page %(number)s of %(total)s") % words,
        "previous_step": step - 1 if step and step > 1 else None,
        "next_step": step + 1 if step and step < number else None,
        "is_last": step is None or step == number,
        "stop": stop if stop and stop.part <= number else None,
        # One part at a time shows that part anyway; a whole lesson begins at its beginning.
        "resume": stop if step is None and stop and 1 < stop.part <= number else None,
        "resume_title": screen.parts[stop.part - 1].title if stop and stop.part <= number else "",
        "terms": terms_of(screen.parts),
        "marked_terms": {},
    }
