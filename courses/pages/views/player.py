"""The lesson player: read a lesson whole or part by part, try its practice items, say that it is finished."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from courses.pages.blocks.pictures import load_body
from courses.pages.errors import LessonNotFound
from courses.pages.parts import part_with_practice, parts_of
from courses.pages.queries import (
    ShownLesson,
    find_enrolment_with_lesson,
    find_lesson_page,
    practice_codes,
)
from courses.pages.views.screen import Screen, screen_context, shown_step, wanted_step
from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import AccessMixin, Roles
from lms.core.enums import Role
from lms.core.ids import new_uuid
from lms.delivery.api import (
    LessonState,
    NewPosition,
    complete_lesson,
    list_lesson_states,
    marks_in_lesson,
    open_lesson,
    save_position,
)
from lms.enrolments.api import Enrolment
from lms.exams.api import (
    FormAnswer,
    KeyForm,
    PracticeFeedback,
    PracticeItem,
    UnusableResponse,
    answer_practice_item,
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

    @property
    def person_id(self) -> int:
        """Return whose lesson it is."""
        return self.request.user.person_id  # type: ignore[union-attr, return-value]

    def load(self) -> ShownLesson:
        enrolment = find_enrolment_with_lesson(self.person_id, self.lesson_uuid)
        if enrolment is None:
            raise LessonNotFound(_("This lesson is not part of your programme."))
        self.enrolment = enrolment
        self.states = list_lesson_states(enrolment)
        self.index = [state.lesson.uuid for state in self.states].index(self.lesson_uuid)
        shown = find_lesson_page(self.states[self.index].lesson)
        if shown is None:
            raise LessonNotFound(_("This lesson has no page yet. Please tell your instructor."))
        load_body(shown.page.body)
        return shown

    def page(
        self,
        shown: ShownLesson,
        *,
        feedback: dict | None = None,
        draft: dict | None = None,
        status: int = 200,
    ) -> HttpResponse:
        state = self.states[self.index]
        parts = parts_of(shown.page.body)
        step = shown_step(
            number=len(parts),
            asked=part_with_practice(parts, feedback["code"]) if feedback else wanted_step(self.request),
            is_stepwise=bool(self.enrolment.likes_steps),  # type: ignore[attr-defined]
            stop=state.stop,
        )
        screen = Screen(
            enrolment=self.enrolment,
            states=self.states,
            index=self.index,
            shown=shown,
            parts=parts,
            step=step,
            marks=marks_in_lesson(self.person_id, state.lesson),
        )
        context = screen_context(screen, now=clock.now())
        context |= {"feedback": feedback, "draft": draft, "form_key": new_uuid()}
        if feedback:
            keep_chosen(context["practice"], feedback)
        return render(self.request, "learning/lesson.html", context, status=status)


def keep_chosen(items: dict[str, PracticeItem], feedback: dict) -> None:
    """Let the item that was just answered show what was chosen."""
    code = feedback["code"]
    if code in items:
        items[code] = items[code].with_chosen(feedback["chosen"])


class LessonPlayer(LessonMixin, View):
    """Show one lesson; the first opening is noted, and a part that was asked for."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        shown = self.load()
        if not self.states[self.index].is_opened:  # reading again takes no lock
            open_lesson(
                enrolment_uuid=self.enrolment.uuid,
                lesson_uuid=self.lesson_uuid,
                actor=actor_of(request),
                now=clock.now(),
            )
        self.note_step(shown)
        return self.page(shown)

    def note_step(self, shown: ShownLesson) -> None:
        """Keep the part that was asked for: without a script nothing else would tell."""
        step, stop = wanted_step(self.request), self.states[self.index].stop
        if step is None or (stop and stop.part == step) or step > len(parts_of(shown.page.body)):
            return
        save_position(
            enrolment_uuid=self.enrolment.uuid,
            lesson_uuid=self.lesson_uuid,
            position=NewPosition(step),
            taken_at=clock.now(),
        )


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
