"""The lesson player: read a lesson, try its practice items, say that it is finished."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from courses.pages.errors import LessonNotFound
from courses.pages.queries import (
    ShownLesson,
    find_enrolment_with_lesson,
    find_lesson_page,
    practice_codes,
    rubric_codes,
)
from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import AccessMixin, Roles
from lms.core.enums import Role
from lms.core.ids import new_uuid
from lms.delivery.api import LessonState, complete_lesson, list_lesson_states, open_lesson
from lms.enrolments.api import Enrolment
from lms.exams.api import (
    FormAnswer,
    KeyForm,
    PracticeFeedback,
    PracticeItem,
    UnusableResponse,
    answer_practice_item,
    practice_items,
    shown_rubrics,
)


class LessonMixin(AccessMixin):
    """Load the enrolment that holds the lesson, and the page that shows it."""

    access = Roles(Role.TRAINEE)
    request: HttpRequest
    enrolment: Enrolment
    states: list[LessonState]
    index: int

    def setup(self, request: HttpRequest, *args: Any, lesson_uuid: UUID, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.lesson_uuid = lesson_uuid

    def load(self) -> ShownLesson:
        enrolment = find_enrolment_with_lesson(self.request.user.person_id, self.lesson_uuid)  # type: ignore[union-attr]
        if enrolment is None:
            raise LessonNotFound(_("This lesson is not part of your programme."))
        self.enrolment = enrolment
        self.states = list_lesson_states(enrolment)
        self.index = [state.lesson.uuid for state in self.states].index(self.lesson_uuid)
        shown = find_lesson_page(self.states[self.index].lesson)
        if shown is None:
            raise LessonNotFound(_("This lesson has no page yet. Please tell your instructor."))
        return shown

    def page(self, shown: ShownLesson, *, feedback: dict | None = None) -> HttpResponse:
        state = self.states[self.index]
        neighbours = [None, *[row.lesson for row in self.states], None]
        context = {
            "shown": shown,
            "lesson": state.lesson,
            "is_completed": state.is_completed,
            "previous": neighbours[self.index],
            "next": neighbours[self.index + 2],
            "position_text": _("Lesson %(number)s of %(total)s")
            % {"number": self.index + 1, "total": len(self.states)},
            "crumbs": [
                {"label": _("My page"), "href": reverse("portal:home")},
                {"label": self.enrolment.version.programme.title, "href": reverse("portal:home")},
                {"label": shown.page.title},
            ],
            "rubrics": {rubric.code: rubric for rubric in shown_rubrics(rubric_codes(shown.page))},
            "practice": self.practice(shown, feedback),
            "feedback": feedback,
            "form_key": new_uuid(),
        }
        return render(self.request, "learning/lesson.html", context)

    def practice(self, shown: ShownLesson, feedback: dict | None) -> dict[str, PracticeItem]:
        """Return the lesson's practice items; the one that was answered keeps what was chosen."""
        items = {item.code: item for item in practice_items(practice_codes(shown.page))}
        if feedback and feedback["code"] in items:
            items[feedback["code"]] = items[feedback["code"]].with_chosen(feedback["chosen"])
        return items


class LessonPlayer(LessonMixin, View):
    """Show one lesson; the first opening is noted."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        shown = self.load()
        if not self.states[self.index].is_opened:  # reading again takes no lock
            open_lesson(
                enrolment_uuid=self.enrolment.uuid,
                lesson_uuid=self.lesson_uuid,
                actor=actor_of(request),
                now=clock.now(),
            )
        return self.page(shown)


class LessonCompletion(LessonMixin, View):
    """Keep that the lesson is finished, and lead on."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.load()
        complete_lesson(
            enrolment_uuid=self.enrolment.uuid,
            lesson_uuid=self.lesson_uuid,
            actor=actor_of(request),
            now=clock.now(),
        )
        messages.success(request, _("Well done. This lesson is kept as finished."))
        following = self.states[self.index + 1 :]
        if following:
            return redirect("learning:lesson", lesson_uuid=following[0].lesson.uuid)
        return redirect("portal:home")


class PracticeAnswer(LessonMixin, View):
    """Say whether an answer to a practice item is right, and why; what is missed goes into the trainee's mistakes."""

    def post(self, request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
        shown = self.load()
        if code not in practice_codes(shown.page):
            raise LessonNotFound(_("This practice item is not part of the lesson."))
        chosen = request.POST.getlist("response")
        answer = FormAnswer(code, chosen, KeyForm(request.POST).key())
        feedback = {"code": code, "chosen": chosen, "said": self.said(answer)}
        if request.headers.get("X-Partial") == "feedback":
            context = {"feedback": feedback, "form_key": new_uuid()}
            return render(request, "learning/practice_feedback.html", context)
        return self.page(shown, feedback=feedback)

    def said(self, answer: FormAnswer) -> PracticeFeedback | dict[str, str]:
        """Return the feedback on an answer, or what is missing of it."""
        person_id: int = self.enrolment.person_id
        try:
            return answer_practice_item(person_id=person_id, answer=answer, now=clock.now())
        except UnusableResponse as missing:
            return {"missing": missing.message}
