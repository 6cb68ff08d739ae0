"""The lesson player: read a lesson whole or part by part, try its practice items, say that it is finished."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from courses.catalog.api import Lesson
from courses.pages.errors import LessonNotFound
from courses.pages.parts import part_with_practice, parts_of
from courses.pages.queries import (
    Edition,
    ShownLesson,
    find_edition,
    find_enrolment_with_lesson,
    lessons_of_enrolment,
    practice_codes,
    shown_lesson,
)
from courses.pages.titles import titled_now
from courses.pages.views.drawn import Drawn, Own, draw, fill, kept_or_drawn, key_of
from courses.pages.views.gone import lesson_gone, place_of
from courses.pages.views.screen import (
    Place,
    Screen,
    being_written_context,
    lesson_address,
    shown_step,
    wanted_step,
)
from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import AccessMixin, Roles
from lms.core.enums import Role
from lms.core.faces import wants_json
from lms.core.ids import new_uuid
from lms.delivery.api import (
    NewPosition,
    Reading,
    complete_lesson,
    find_early_finish,
    find_reading,
    is_stepwise,
    marks_in_lesson,
    open_lesson,
    save_position,
)
from lms.enrolments.api import Enrolment
from lms.exams.api import (
    FormAnswer,
    KeyForm,
    PracticeFeedback,
    UnusableResponse,
    answer_practice_item,
    refuse_reading_while_examined,
)

BEING_WRITTEN = gettext_lazy("This lesson is still being written.")


class LessonMixin(AccessMixin):
    """Find the enrolment that holds the lesson, and the page that shows it."""

    access = Roles(Role.TRAINEE)
    request: HttpRequest
    enrolment: Enrolment
    lessons: tuple[Lesson, ...]
    index: int
    reading: Reading

    def setup(self, request: HttpRequest, *args: Any, lesson_uuid: UUID, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.lesson_uuid = lesson_uuid

    @property
    def person_id(self) -> int:
        """Return whose lesson it is."""
        return self.request.user.person_id  # type: ignore[union-attr, return-value]

    @property
    def lesson(self) -> Lesson:
        """Return the lesson."""
        return self.lessons[self.index]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say in the trainee's own page what became of a lesson that was open when it went; programs get the error."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except LessonNotFound as error:
            if wants_json(request):
                raise
            return lesson_gone(request, place_of(self), error)

    def refuse_while_examined(self) -> None:
        """Keep lessons closed to who is being examined; what was written of a note may still be kept."""
        if self.enrolment.is_examined:  # type: ignore[attr-defined]
            refuse_reading_while_examined(self.person_id, actor=actor_of(self.request), now=clock.now())

    def find(self) -> Edition:
        edition = self.find_if_written()
        if edition is None:
            raise LessonNotFound(BEING_WRITTEN)
        return edition

    def find_if_written(self) -> Edition | None:
        self.locate()
        return find_edition(self.lesson)

    def locate(self) -> None:
        """Find the lesson in the person's own programmes, whether or not a page shows it at the moment."""
        enrolment = find_enrolment_with_lesson(self.person_id, self.lesson_uuid)
        if enrolment is None:
            raise LessonNotFound(_("This lesson is not part of your programme."))
        self.enrolment = enrolment
        self.lessons = lessons_of_enrolment(enrolment)
        self.index = [lesson.uuid for lesson in self.lessons].index(self.lesson_uuid)

    def show(self, edition: Edition) -> ShownLesson:
        shown = shown_lesson(edition)
        if shown is None:
            raise LessonNotFound(BEING_WRITTEN)
        return shown

    def load(self) -> ShownLesson:
        shown = self.show(self.find())
        self.reading = find_reading(self.enrolment, self.lesson) or self.first_reading()
        return shown

    def first_reading(self) -> Reading:
        return Reading(is_stepwise=is_stepwise(self.person_id))

    def page(
        self,
        shown: ShownLesson,
        *,
        feedback: dict | None = None,
        draft: dict | None = None,
        status: int = 200,
    ) -> HttpResponse:
        own = self.own(draft=draft)
        drawn = self.drawn(shown, own, feedback=feedback)
        return HttpResponse(fill(self.request, drawn, own, now=clock.now()), status=status)

    def own(self, *, draft: dict | None = None) -> Own:
        return Own(self.lesson, self.reading.stop, marks_in_lesson(self.person_id, self.lesson), draft)

    def drawn(self, shown: ShownLesson, own: Own, *, feedback: dict | None = None) -> Drawn:
        parts = parts_of(shown.page.body)
        step = shown_step(
            number=len(parts),
            asked=part_with_practice(parts, feedback["code"]) if feedback else wanted_step(self.request),
            reading=self.reading,
        )
        place = Place(self.enrolment, self.lessons, self.index)
        screen = Screen(place, self.reading, shown, parts, step)
        return draw(self.request, screen, own, feedback=feedback)


class LessonPlayer(LessonMixin, View):
    """Show one lesson; the first opening is noted, and a part that was asked for.

    Of a lesson that is planned and not written, it says so and leads on; nothing is noted then.
    """

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        edition = self.find_if_written()
        self.refuse_while_examined()
        if edition is None:
            place = Place(self.enrolment, self.lessons, self.index)
            return render(request, "learning/being_written.html", being_written_context(place))
        self.reading = find_reading(self.enrolment, self.lesson) or self.opened()
        own = self.own()
        drawn = kept_or_drawn(self.key(edition, own), lambda: self.drawn(self.show(edition), own))
        self.note_step(drawn)
        return HttpResponse(fill(request, drawn, own, now=clock.now()))

    def opened(self) -> Reading:
        """Note that the lesson was opened; reading it again takes no lock."""
        open_lesson(
            enrolment_uuid=self.enrolment.uuid,
            lesson_uuid=self.lesson_uuid,
            actor=actor_of(self.request),
            now=clock.now(),
        )
        return self.first_reading()

    def key(self, edition: Edition, own: Own) -> str | None:
        version, reading = self.enrolment.version, self.reading
        how = (reading.is_completed, reading.is_stepwise)
        return key_of(self.request, own, edition, version.uuid, version.programme.title, how)

    def note_step(self, drawn: Drawn) -> None:
        """Keep the part that was asked for: without a script nothing else would tell."""
        step, stop = wanted_step(self.request), self.reading.stop
        if step is None or (stop and stop.part == step) or step > drawn.steps:
            return
        save_position(
            enrolment_uuid=self.enrolment.uuid,
            lesson_uuid=self.lesson_uuid,
            position=NewPosition(step),
            taken_at=clock.now(),
        )


class LessonCompletion(LessonMixin, View):
    """Keep that the lesson is finished, and lead on; to the module of the page it is said whereto.

    It is evidence and not taken back, so whoever has hardly learnt yet is asked first.
    """

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask; who need not be asked is led back to the lesson."""
        self.find()
        early = find_early_finish(self.enrolment, self.lesson)
        if early is None:
            return redirect(lesson_address(self.lesson_uuid))
        lesson = titled_now(self.lesson)[0]
        return render(request, "learning/finish_early.html", {"early": early, "lesson": lesson})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Finish the lesson, or lead to the question."""
        self.find()
        if "sure" not in request.POST and find_early_finish(self.enrolment, self.lesson):
            return self.lead(reverse("learning:complete", args=[self.lesson_uuid]))
        complete_lesson(
            enrolment_uuid=self.enrolment.uuid,
            lesson_uuid=self.lesson_uuid,
            actor=actor_of(request),
            now=clock.now(),
        )
        words = _("Well done. “%(lesson)s” is kept as finished.")
        messages.success(request, words % {"lesson": titled_now(self.lesson)[0].title})
        following = self.lessons[self.index + 1 :]
        return self.lead(lesson_address(following[0].uuid) if following else reverse("portal:home"))

    def lead(self, address: str) -> HttpResponse:
        """Return the way on."""
        return JsonResponse({"location": address}) if wants_json(self.request) else redirect(address)


class PracticeAnswer(LessonMixin, View):
    """Say whether an answer to a practice item is right, and why; what is missed goes into the trainee's mistakes."""

    def post(self, request: HttpRequest, code: str, **kwargs: Any) -> HttpResponse:
        shown = self.load()
        self.refuse_while_examined()
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
