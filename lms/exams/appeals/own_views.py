"""Pages of the candidate: file an appeal against the own result, see where it is, withdraw it, keep the decision.

The same for a written and for a practical result; what differs is how the result is found and the way back.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import Roles, access
from lms.core.enums import Role
from lms.core.errors import NotFound, Refused
from lms.core.faces import domain_errors_to_form
from lms.exams.appeals import operations
from lms.exams.appeals.forms import FileForm
from lms.exams.appeals.models import Appeal, AppealState
from lms.exams.appeals.operations import NewAppeal
from lms.exams.appeals.presentation import own_panel, part_choices
from lms.exams.appeals.printing import LANGUAGES, print_decision
from lms.exams.appeals.queries import (
    get_own_appeal,
    get_own_practical_appeal,
    own_practical,
    own_result,
)
from lms.exams.appeals.remedies import possible_for_work
from lms.exams.appeals.subject import Told, subject_of
from lms.exams.practical.models import PracticalResult
from lms.exams.results.views.papers import pdf_response

TRAINEE = Roles(Role.TRAINEE)


@access(TRAINEE)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Ask why, and file the appeal."""
    result = own_result(request.user.person_id, attempt_uuid)  # type: ignore[union-attr]
    return _file(request, result, reverse("exams:my_result", args=[attempt_uuid]))


@access(TRAINEE)
@require_http_methods(["GET", "HEAD", "POST"])
def practical_appeal(request: HttpRequest, practical_result_uuid: UUID) -> HttpResponse:
    """Ask why, and file the appeal against a practical result."""
    result = own_practical(request.user.person_id, practical_result_uuid)  # type: ignore[union-attr]
    return _file(request, result, _practical_page(practical_result_uuid))


@access(TRAINEE)
@require_POST
def withdraw(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Withdraw the appeal while nobody has begun to look at it."""
    row = get_own_appeal(request.user.person_id, attempt_uuid)  # type: ignore[union-attr]
    return _withdraw(request, row, reverse("exams:my_result", args=[attempt_uuid]))


@access(TRAINEE)
@require_POST
def withdraw_practical(request: HttpRequest, practical_result_uuid: UUID) -> HttpResponse:
    """Withdraw the appeal against a practical result while nobody has begun to look at it."""
    row = get_own_practical_appeal(request.user.person_id, practical_result_uuid)  # type: ignore[union-attr]
    return _withdraw(request, row, _practical_page(practical_result_uuid))


@access(TRAINEE)
@require_safe
def decision(request: HttpRequest, attempt_uuid: UUID, language: str) -> HttpResponse:
    """Send the decision on the own appeal as PDF."""
    return _decision(get_own_appeal(request.user.person_id, attempt_uuid), language)  # type: ignore[union-attr]


@access(TRAINEE)
@require_safe
def practical_decision(request: HttpRequest, practical_result_uuid: UUID, language: str) -> HttpResponse:
    """Send the decision on the own appeal against a practical result as PDF."""
    row = get_own_practical_appeal(request.user.person_id, practical_result_uuid)  # type: ignore[union-attr]
    return _decision(row, language)


def _practical_page(result_uuid: UUID) -> str:
    return reverse("exams:my_practical_result", args=[result_uuid])


def _file(request: HttpRequest, result: Told, back: str) -> HttpResponse:
    panel, subject = own_panel(result, now=clock.now()), subject_of(result)
    if request.method != "POST" and not panel.can_file:
        return redirect(back)
    parts = part_choices(result)
    form = FileForm(request.POST or None, parts=parts, is_practical=subject.is_practical)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewAppeal(
            result_uuid=result.uuid,
            ground=data["ground"],
            client_key=data["client_key"],
            parts=data.get("parts", ()),
            text=data["text"],
            is_practical=subject.is_practical,
        )
        with domain_errors_to_form(form):
            operations.file_appeal(new=new, actor=actor_of(request), now=clock.now())
            messages.success(request, _("Your appeal is filed."))
            return redirect(back)
    possible = possible_for_work(result) if isinstance(result, PracticalResult) else None
    context = {"form": form, "panel": panel, "subject": subject, "back": back, "possible": possible}
    return render(request, "exams/appeals/file.html", context, status=422 if form.errors else 200)


def _withdraw(request: HttpRequest, row: Appeal, back: str) -> HttpResponse:
    try:
        operations.withdraw_appeal(appeal_uuid=row.uuid, actor=actor_of(request), now=clock.now())
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Your appeal is withdrawn."))
    return redirect(back)


def _decision(row: Appeal, language: str) -> HttpResponse:
    if language not in LANGUAGES or row.state != AppealState.DECIDED:
        raise Http404
    return pdf_response(f"appeal-{row.candidate}-{language}", print_decision(language, row))
