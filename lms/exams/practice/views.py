"""Pages of practice: one's own mistakes, one question at a time; a mock examination from start to result."""

from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import Roles, View, access
from lms.core.durations import minutes_in_words
from lms.core.enums import STAFF_ROLES, Role
from lms.core.errors import NotAllowed
from lms.core.faces import wants_json
from lms.core.ids import new_uuid
from lms.exams.bank.pictures import sent_picture
from lms.exams.bank.queries import get_practice_version, practice_picture
from lms.exams.bank.showing import shown
from lms.exams.errors import ItemNotFound, MockEnded, UnusableResponse
from lms.exams.practice import operations
from lms.exams.practice.forms import AnswerForm
from lms.exams.practice.models import MockExam
from lms.exams.practice.queries import (
    MockPage,
    count_mistakes,
    find_due_version,
    first_open_number,
    get_mock_offer,
    get_mock_page,
    get_mock_result,
    get_own_box,
    get_own_mock,
    seconds_left,
)
from lms.exams.practice.rules import is_over
from lms.exams.sittings.reading import refuse_reading_while_examined

TRAINEE = Roles(Role.TRAINEE)
# As the lessons in which the questions stand.
SHOWN_TO = Roles(Role.TRAINEE, *STAFF_ROLES)


@access(SHOWN_TO)
@require_safe
def picture(request: HttpRequest, attachment: int, name: str) -> HttpResponseBase:
    """Send the picture of a practice item to who learns or teaches here."""
    return sent_picture(practice_picture(attachment, name))


def closed_while_examined(view: View) -> View:
    """Keep practice closed to who is being examined at the moment."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        person_id = _person_id(request)
        if "mock_uuid" in kwargs:  # what is another's is not there, examined or not
            get_own_mock(person_id, kwargs["mock_uuid"])
        refuse_reading_while_examined(person_id, actor=actor_of(request), now=clock.now())
        return view(request, *args, **kwargs)

    return asked


def _person_id(request: HttpRequest) -> int:
    person_id: int | None = request.user.person_id  # type: ignore[union-attr]
    if person_id is None:
        raise NotAllowed(_("Your account may not open this page."))
    return person_id


@access(TRAINEE)
@closed_while_examined
def mistakes(request: HttpRequest) -> HttpResponse:
    """Show what comes again today, one question at a time, and answer with right or not and why."""
    if request.method == "POST":
        return _answer_mistake(request)
    version = find_due_version(_person_id(request), today=clock.local_date(clock.now()))
    return _mistakes_page(request, {"item": shown(version) if version else None})


def _answer_mistake(request: HttpRequest) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise ItemNotFound(_("This question is not among your mistakes."))
    person_id, code = _person_id(request), form.cleaned_data["item"]
    values = request.POST.getlist("response")
    get_own_box(person_id, code)
    item = shown(get_practice_version(code)).with_chosen(values)
    answer = operations.FormAnswer(code, values, form.cleaned_data["form_key"])
    try:
        feedback = operations.answer_practice_item(person_id=person_id, answer=answer, now=clock.now())
    except UnusableResponse as missing:
        return _mistakes_page(request, {"item": item, "feedback": {"missing": missing.message}})
    box = get_own_box(person_id, code)
    return _mistakes_page(request, {"item": item, "feedback": feedback, "box": box, "is_checked": True})


def _mistakes_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    today = clock.local_date(clock.now())
    context |= {
        "counts": count_mistakes(_person_id(request), today=today),
        "today": today,
        "form_key": new_uuid(),
        "crumbs": [{"label": _("My page"), "href": reverse("portal:home")}, {"label": _("My mistakes")}],
    }
    return render(request, "practice/mistakes.html", context)


# --- mock examinations --------------------------------------------------------------------------------------------


@access(TRAINEE)
@closed_while_examined
def mock(request: HttpRequest, scheme_code: str) -> HttpResponse:
    """Present the mock examination of a scheme; a POST starts it."""
    person_id = _person_id(request)
    if request.method == "POST":
        started = operations.start_mock(
            person_id=person_id, scheme_code=scheme_code, actor=actor_of(request), now=clock.now()
        )
        return redirect("practice:paper", started.uuid)
    offer = get_mock_offer(person_id, scheme_code)
    context = {
        "offer": offer,
        "facts": [
            {"term": _("Questions"), "value": offer.available},
            {"term": _("Time"), "value": minutes_in_words(offer.scheme.duration_minutes)},
            {"term": _("Pass mark"), "value": f"{offer.scheme.pass_percent.normalize():f} %"},
        ],
        "crumbs": [{"label": _("My page"), "href": reverse("portal:home")}, {"label": _("Mock examination")}],
    }
    return render(request, "practice/mock.html", context)


@access(TRAINEE)
@closed_while_examined
@require_safe
def paper(request: HttpRequest, mock_uuid: UUID) -> HttpResponse:
    """Go on where the trainee left: the first question without an answer, or the result."""
    own = get_own_mock(_person_id(request), mock_uuid)
    return redirect("practice:question", own.uuid, first_open_number(own))


@access(TRAINEE)
@closed_while_examined
def question(request: HttpRequest, mock_uuid: UUID, number: int) -> HttpResponse:
    """Show one question with the time left; a POST saves its answer and goes where the button says."""
    person_id = _person_id(request)
    if request.method == "POST":
        return _save(request, person_id, mock_uuid, number)
    own = get_own_mock(person_id, mock_uuid)
    if own.handed_in_at is not None:
        return redirect("practice:result", own.uuid)
    page = get_mock_page(own, number)
    if is_over(own.deadline, now=clock.now()):
        return redirect("practice:hand_in", own.uuid)
    return render(request, "practice/mock_question.html", _question_context(page))


def _save(request: HttpRequest, person_id: int, mock_uuid: UUID, number: int) -> HttpResponse:
    """Keep the answer and lead on; to the module of the page it is said whereto."""
    address = _saved(request, person_id, mock_uuid, number)
    return JsonResponse({"location": address}) if wants_json(request) else redirect(address)


def _saved(request: HttpRequest, person_id: int, mock_uuid: UUID, number: int) -> str:
    hand_in_address = reverse("practice:hand_in", args=[mock_uuid])
    try:
        operations.save_mock_answer(
            person_id=person_id,
            mock_uuid=mock_uuid,
            number=number,
            values=request.POST.getlist("response"),
            now=clock.now(),
        )
    except MockEnded as ended:
        messages.warning(request, ended.message)
        return hand_in_address
    wanted = request.POST.get("go", "")
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 3:
        return reverse("practice:question", args=[mock_uuid, int(wanted)])
    return hand_in_address


def _question_context(page: MockPage) -> dict[str, Any]:
    left = seconds_left(page.mock, now=clock.now())
    number, total = page.question.number, len(page.numbers)
    return {
        "page": page,
        "seconds_left": left,
        "time_text": _as_time(left),
        "total": total,
        "previous": number - 1 if number > 1 else None,
        "next": number + 1 if number < total else None,
    }


def _as_time(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


@access(TRAINEE)
@closed_while_examined
def hand_in(request: HttpRequest, mock_uuid: UUID) -> HttpResponse:
    """Ask once more before the end, or say that the time is over; a POST hands in."""
    person_id = _person_id(request)
    if request.method == "POST":
        operations.hand_in_mock(
            person_id=person_id, mock_uuid=mock_uuid, actor=actor_of(request), now=clock.now()
        )
        return redirect("practice:result", mock_uuid)
    own = get_own_mock(person_id, mock_uuid)
    if own.handed_in_at is not None:
        return redirect("practice:result", own.uuid)
    return render(request, "practice/mock_hand_in.html", _hand_in_context(own))


def _hand_in_context(own: MockExam) -> dict[str, Any]:
    page, now = get_mock_page(own, first_open_number(own)), clock.now()
    return {
        "page": page,
        "total": len(page.numbers),
        "is_over": is_over(own.deadline, now=now),
        "time_text": _as_time(seconds_left(own, now=now)),
    }


@access(TRAINEE)
@closed_while_examined
@require_safe
def result(request: HttpRequest, mock_uuid: UUID) -> HttpResponse:
    """Show the mark, the topics, and every question with the right answer and the reason."""
    own = get_own_mock(_person_id(request), mock_uuid)
    if own.handed_in_at is None:
        return redirect("practice:paper", own.uuid)
    context = {
        "result": get_mock_result(own),
        "crumbs": [
            {"label": _("My page"), "href": reverse("portal:home")},
            {"label": own.scheme.title, "href": reverse("practice:mock", args=[own.scheme.code])},
            {"label": _("Result")},
        ],
    }
    return render(request, "practice/mock_result.html", context)
