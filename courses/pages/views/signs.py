"""What a lesson's page reports by itself: where the reader is, and that somebody is learning; and how it is shown."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views import View

from courses.pages.errors import LessonNotFound, UnusableSign
from courses.pages.forms import PositionForm, SignForm
from courses.pages.queries import find_enrolment_with_lesson
from courses.pages.views.player import LessonMixin
from courses.pages.views.screen import lesson_address, step_number
from lms.core import clock
from lms.delivery.api import (
    Doings,
    NewPosition,
    Sign,
    choose_steps,
    count_sign_of_life,
    position_instant,
    save_position,
)
from lms.enrolments.api import Enrolment


class SignMixin(LessonMixin):
    """Find the enrolment only: a sign is sent several times a minute and must cost little."""

    def own_enrolment(self) -> Enrolment:
        enrolment = find_enrolment_with_lesson(self.person_id, self.lesson_uuid)
        if enrolment is None:
            raise LessonNotFound(_("This lesson is not part of your programme."))
        return enrolment

    def answer(self, **more: Any) -> JsonResponse:
        """Return the server's time, by which the page sets its clock, and more."""
        return JsonResponse({"now": int(clock.now().timestamp() * 1000), **more})


class LessonPosition(SignMixin, View):
    """Keep where the reader is, unless another terminal was there later."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        enrolment = self.own_enrolment()
        form = PositionForm(request.POST)
        if not form.is_valid():
            raise UnusableSign(_("This position cannot be."), field=next(iter(form.errors)))
        sent, now = form.cleaned_data, clock.now()
        position = NewPosition(sent["part"], sent["paragraph"] or 0, sent["recording"], sent["second"])
        kept, is_ours = save_position(
            enrolment_uuid=enrolment.uuid,
            lesson_uuid=self.lesson_uuid,
            position=position,
            taken_at=position_instant(sent["at"], now=now),
        )
        return self.answer(kept=is_ours, part=kept.part, paragraph=kept.paragraph)


class LessonAlive(SignMixin, View):
    """Count active learning time; the page says what it saw, the server believes what can be."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        enrolment = self.own_enrolment()
        form = SignForm(request.POST)
        if not form.is_valid():
            raise UnusableSign(_("This sign of life cannot be."), field=next(iter(form.errors)))
        sent = form.cleaned_data
        doings = Doings(sent["keys"], sent["pointers"], sent["scrolls"], sent["media_seconds"])
        seconds = count_sign_of_life(
            enrolment_uuid=enrolment.uuid,
            lesson_uuid=self.lesson_uuid,
            sign=Sign(sent["page"], sent["seq"], sent["active_ms"], sent["quiet_ms"], doings),
            now=clock.now(),
        )
        return self.answer(seconds=seconds)


class LessonView(SignMixin, View):
    """Keep whether the person wants one part per screen, and show the lesson that way."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.own_enrolment()
        is_stepwise = request.POST.get("view") == "steps"
        choose_steps(person_id=self.person_id, is_stepwise=is_stepwise)
        step = step_number(request.POST.get("step", "")) or 1
        way = f"?step={step}" if is_stepwise else f"#part-{step}"
        return HttpResponseRedirect(lesson_address(self.lesson_uuid) + way)
