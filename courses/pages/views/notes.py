"""Private notes and bookmarks of a trainee. There is no other view of them: staff have none."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from courses.catalog.api import Lesson
from courses.pages.errors import UnusableNote
from courses.pages.forms import BookmarkForm, NoteForm
from courses.pages.parts import parts_of
from courses.pages.queries import find_edition, part_titles
from courses.pages.views.player import LessonMixin
from courses.pages.views.screen import lesson_address, step_number
from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import AccessMixin, Roles
from lms.core.enums import Role
from lms.core.errors import DomainError
from lms.core.faces import wants_json
from lms.delivery.api import (
    LessonMark,
    LessonMarks,
    find_marks,
    marks_in_lesson,
    remove_replaced_text,
    save_note,
    set_bookmark,
)
from lms.exams.api import refuse_reading_while_examined

LONGEST_SEARCH = 100


class MarkMixin(LessonMixin):
    """Find the lesson in the person's own programmes, and lead back to where the form stood."""

    def own_lesson(self) -> Lesson:
        self.locate()
        return self.lesson

    def back(self, anchor: str) -> HttpResponse:
        step = step_number(self.request.POST.get("step", ""))
        way = f"?step={step}" if step else ""
        return HttpResponseRedirect(lesson_address(self.lesson_uuid) + way + anchor)


class Note(MarkMixin, View):
    """Save the note: by the form's button, or by the page itself while somebody writes.

    A note hangs on the lesson of the catalogue: it is kept also when the page went offline while somebody wrote.
    """

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.locate()
        try:
            note = self.kept_note()
        except DomainError as error:
            if wants_json(request):
                raise
            draft = {"text": request.POST.get("text", ""), "error": error.message}
            return self.page(self.load(), draft=draft, status=error.status)
        if wants_json(request):
            return self.saved(note)
        if find_edition(self.lesson) is None:
            messages.success(
                request, _("Your note is saved. The lesson itself cannot be read at the moment.")
            )
            return redirect("learning:notes")
        messages.success(request, _("Your note is saved."))
        return self.back("#note")

    def kept_note(self) -> LessonMark:
        form = NoteForm(self.request.POST)
        if not form.is_valid():
            raise UnusableNote(_("A note has at most 4,000 letters, all of them printable."), field="text")
        return save_note(
            person_id=self.person_id,
            lesson=self.lesson,
            text=form.cleaned_data["text"],
            based_on=form.cleaned_data["revision"],
            now=clock.now(),
        )

    def saved(self, note: LessonMark) -> JsonResponse:
        context = {"marks": marks_in_lesson(self.person_id, self.lesson), "lesson": self.lesson}
        return JsonResponse(
            {
                "revision": note.revision,
                "time": f"{timezone.localtime(note.at):%H:%M}",
                "others": render_to_string("learning/note_others.html", context, self.request),
            }
        )


class ReplacedText(MarkMixin, View):
    """Take away a text that another terminal's note replaced, once the person has seen both."""

    def post(self, request: HttpRequest, mark_uuid: UUID, **kwargs: Any) -> HttpResponse:
        remove_replaced_text(person_id=self.person_id, lesson=self.own_lesson(), mark_uuid=mark_uuid)
        return self.back("#note")


class Bookmark(MarkMixin, View):
    """Mark a part, or take its mark away: by a plain form, or by the page, which puts the new button in place."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        parts = parts_of(self.load().page.body)
        form = BookmarkForm(request.POST)
        if not form.is_valid() or form.cleaned_data["part"] > len(parts):
            raise UnusableNote(_("The lesson has no such part."), field="part")
        number, is_on = form.cleaned_data["part"], form.cleaned_data["is_on"]
        set_bookmark(
            person_id=self.person_id,
            lesson=self.lesson,
            part=number,
            title=parts[number - 1].title if is_on else None,
            now=clock.now(),
        )
        if wants_json(request):
            button = render_to_string(
                "learning/mark_button.html", {"title": parts[number - 1].title, "is_on": is_on}, request
            )
            return JsonResponse({"button": button.strip()})
        return self.back(f"#part-{number}")


class MyNotes(AccessMixin, View):
    """List the person's notes and bookmarks, searched and ready to print."""

    access = Roles(Role.TRAINEE)

    def get(self, request: HttpRequest) -> HttpResponse:
        refuse_reading_while_examined(
            request.user.person_id,  # type: ignore[union-attr]
            actor=actor_of(request),
            now=clock.now(),
        )
        words = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
        found = find_marks(request.user.person_id, words=words)  # type: ignore[union-attr]
        context = {"found": _with_titles(found), "words": words}
        return render(request, "learning/my_notes.html", context)


def _with_titles(found: list[tuple[Lesson, LessonMarks]]) -> list[tuple[Lesson, LessonMarks, list]]:
    """Add what the marked parts are called in the reader's language; a part that is gone keeps its former name."""
    titles = part_titles([lesson.pk for lesson, marks in found if marks.bookmarks])
    named = []
    for lesson, marks in found:
        now = dict(enumerate(titles.get(lesson.pk, ()), start=1))
        named.append(
            (lesson, marks, [(mark, now.get(mark.part or 0, mark.text)) for mark in marks.bookmarks])
        )
    return named
