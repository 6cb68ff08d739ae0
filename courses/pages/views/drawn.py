"""Draws a lesson's screen once for all who see it alike; what is a reader's own is filled in for each.

A drawn screen is kept for a minute (ADR 0070). Nothing of a person is in it: no name, no note, no token.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.contrib.messages import get_messages
from django.core.cache import caches
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language

from courses.catalog.api import Lesson
from courses.pages.views.screen import Screen, lesson_address, screen_context, wanted_step
from lms.core.context import page as surroundings
from lms.core.holes import filled, hole
from lms.core.ids import new_uuid
from lms.delivery.api import MOST_LETTERS, LessonMarks, Stop
from lms.exams.api import ShownItem

PERSONAL = ("csrf_token", "csp_nonce", "current_user_name", "form_key", "now_ms")
STOP = ("part", "paragraph", "recording", "second")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The HTML of a screen with its holes, the part that it shows alone, and how many parts the lesson has."""

    html: str
    step: int | None
    steps: int


@dataclass(frozen=True, slots=True)
class Own:
    """What of a screen is the reader's own; `draft` is a note that was refused: {text, error}."""

    lesson: Lesson
    stop: Stop | None
    marks: LessonMarks
    draft: dict | None = None

    @property
    def has_words(self) -> bool:
        """Return whether the reader wrote something, which is never kept with a screen."""
        return bool(self.marks.note or self.marks.replaced or self.draft)


def draw(request: HttpRequest, screen: Screen, own: Own, *, feedback: dict | None = None) -> Drawn:
    """Return a screen with holes for what is the reader's own."""
    context = screen_context(screen)
    if feedback:
        _keep_chosen(context["practice"], feedback)
    context |= {name: hole(name) for name in PERSONAL}
    context |= {
        "stop": {name: hole(f"stop_{name}") for name in STOP} if context["stop"] else None,
        "marks": replace(own.marks, note=None, replaced=()),
        "note_hole": hole("note") if own.has_words else "",
        "most_letters": MOST_LETTERS,
        "feedback": feedback,
    }
    html = render_to_string("learning/lesson.html", context, request)
    return Drawn(html, screen.step, len(screen.parts))


def _keep_chosen(items: dict[str, ShownItem], feedback: dict) -> None:
    """Let the item that was just answered show what was chosen."""
    code = feedback["code"]
    if code in items:
        items[code] = items[code].with_chosen(feedback["chosen"])


def fill(request: HttpRequest, drawn: Drawn, own: Own, *, now: datetime) -> str:
    """Return the page for this reader."""
    token = get_token(request)
    values: dict[str, Any] = {
        "csrf_token": token,
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "current_user_name": request.user.get_full_name(),  # type: ignore[union-attr]
        "form_key": new_uuid(),
        "now_ms": int(now.timestamp() * 1000),
        "note": _note(drawn, own, token) if own.has_words else "",
    }
    values |= {f"stop_{name}": _blank(getattr(own.stop, name, None)) for name in STOP}
    return filled(drawn.html, values)


def _blank(value: object) -> object:
    return "" if value is None else value


def _note(drawn: Drawn, own: Own, token: str) -> str:
    context = {
        "lesson": own.lesson,
        "marks": own.marks,
        "draft": own.draft,
        "step": drawn.step,
        "most_letters": MOST_LETTERS,
        "csrf_token": token,
    }
    return render_to_string("learning/note.html", context)


def key_of(request: HttpRequest, own: Own, *facts: object) -> str | None:
    """Return the name under which a screen is kept: all that it depends on; None when it is for this once.

    `facts` are what the caller knows of the lesson and of how it is read.
    """
    address, step = lesson_address(own.lesson.uuid), wanted_step(request)
    if request.get_full_path() not in (address, f"{address}?step={step}") or len(get_messages(request)):
        return None
    around = {name: value for name, value in surroundings(request).items() if name not in PERSONAL}
    marked = sorted(own.marks.bookmarked)
    whole = (
        get_language(),
        step,
        around,
        own.stop and own.stop.part,
        marked,
        own.has_words,
        own.lesson.pk,
        facts,
    )
    return hashlib.sha256(repr(whole).encode()).hexdigest()


def kept_or_drawn(key: str | None, drawing: Callable[[], Drawn]) -> Drawn:
    """Return the screen that is kept under this name, else draw it and keep it."""
    kept = caches["screens"].get(key) if key else None
    if kept is not None:
        return kept
    drawn = drawing()
    if key:
        caches["screens"].set(key, drawn)
    return drawn
