"""What the screen of a lesson shows: which part, how far along, the ways on, marks and terms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.pages.parts import Part, terms_of
from courses.pages.queries import ShownLesson, practice_codes, rubric_codes
from lms.delivery.api import MOST_LETTERS, LessonMarks, LessonState, Stop
from lms.enrolments.api import Enrolment
from lms.exams.api import practice_items, shown_rubrics


@dataclass(frozen=True, slots=True)
class Screen:
    """A lesson as one person sees it now; `step` is the part that is shown alone, None for the whole lesson."""

    enrolment: Enrolment
    states: list[LessonState]
    index: int
    shown: ShownLesson
    parts: list[Part]
    step: int | None
    marks: LessonMarks


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


def shown_step(*, number: int, asked: int | None, is_stepwise: bool, stop: Stop | None) -> int | None:
    """Return the part to show alone: the one asked for, else where the person stopped, else the first."""
    if not is_stepwise and asked is None:
        return None
    if not is_stepwise and number == 1:
        return None
    return min(asked or (stop.part if stop else 1), number)


def screen_context(screen: Screen, *, now: datetime) -> dict[str, Any]:
    """Return what the templates need."""
    state = screen.states[screen.index]
    page = screen.shown.page
    return {
        "shown": screen.shown,
        "lesson": state.lesson,
        "lesson_address": lesson_address(state.lesson.uuid),
        "is_completed": state.is_completed,
        "crumbs": _crumbs(screen),
        "rubrics": {rubric.code: rubric for rubric in shown_rubrics(rubric_codes(page))},
        "practice": {item.code: item for item in practice_items(practice_codes(page))},
        "marks": screen.marks,
        "most_letters": MOST_LETTERS,
        "now_ms": int(now.timestamp() * 1000),
        **_neighbours(screen),
        **_parts(screen, state.stop),
    }


def _crumbs(screen: Screen) -> list[dict]:
    home = reverse("portal:home")
    return [
        {"label": _("My page"), "href": home},
        {"label": screen.enrolment.version.programme.title, "href": home},
        {"label": screen.shown.page.title},
    ]


def _neighbours(screen: Screen) -> dict[str, Any]:
    lessons = [None, *[row.lesson for row in screen.states], None]
    words = {"number": screen.index + 1, "total": len(screen.states)}
    return {
        "previous": lessons[screen.index],
        "next": lessons[screen.index + 2],
        "position_text": _("Lesson %(number)s of %(total)s") % words,
    }


def _parts(screen: Screen, stop: Stop | None) -> dict[str, Any]:
    number, step = len(screen.parts), screen.step
    words = {"number": step or 1, "total": number}
    return {
        "parts": [screen.parts[step - 1]] if step else screen.parts,
        "step": step,
        "steps": number,
        "here": step or (stop.part if stop else 1),
        "step_text": _("Part %(number)s of %(total)s") % words,
        "previous_step": step - 1 if step and step > 1 else None,
        "next_step": step + 1 if step and step < number else None,
        "is_last": step is None or step == number,
        "stop": stop if stop and stop.part <= number else None,
        # One part at a time shows that part anyway; a whole lesson begins at its beginning.
        "resume": stop if step is None and stop and 1 < stop.part <= number else None,
        "terms": terms_of(screen.parts),
        "marked_terms": {},
    }
