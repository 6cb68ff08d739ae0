"""What a trainee is told who has a lesson open that is gone: it went offline, or the programme changed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from courses.pages.errors import LessonNotFound
from courses.pages.queries import find_edition
from courses.pages.views.screen import Place, being_written_context
from lms.core import clock
from lms.enrolments.api import Enrolment, recent_move, words_of_move


def lesson_gone(request: HttpRequest, place: Place | None, error: LessonNotFound) -> HttpResponse:
    """Return the page that says what happened, with the reader's name, the way home and the way out.

    A note that somebody sent and that could not be kept comes back with it, to be copied.

    :param place: where the lesson stands in the reader's programme, None when it is in none of them.
    """
    if place is not None and find_edition(place.lesson) is None:
        context = {**being_written_context(place), "unsaved": request.POST.get("text", "")}
        return render(request, "learning/being_written.html", context, status=error.status)
    return render(request, "learning/lesson_gone.html", _context(request, place, error), status=error.status)


def _context(request: HttpRequest, place: Place | None, error: LessonNotFound) -> dict[str, Any]:
    person_id: int = request.user.person_id  # type: ignore[union-attr, assignment]
    move = recent_move(person_id, now=clock.now()) if place is None else None
    title = words_of_move(move) if move else error.message
    text = _("This lesson is not part of it. What you have finished is kept.") if move else ""
    unsaved = request.POST.get("text", "")
    return {"title": title, "text": text, "lesson": place.lesson if place else None, "unsaved": unsaved}


def place_of(view: Any) -> Place | None:
    """Return where a view's lesson stands, None where it was not found."""
    enrolment: Enrolment | None = getattr(view, "enrolment", None)
    return None if enrolment is None else Place(enrolment, view.lessons, view.index)
