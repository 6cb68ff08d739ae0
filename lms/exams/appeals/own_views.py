"""Pages of the candidate: file an appeal against the own result, see where it is, withdraw it, keep the decision."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
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
from lms.exams.appeals.models import AppealState
from lms.exams.appeals.operations import NewAppeal
from lms.exams.appeals.presentation import own_panel, part_choices
from lms.exams.appeals.printing import LANGUAGES, print_decision
from lms.exams.appeals.queries import get_own_appeal, own_result
from lms.exams.results.views.papers import pdf_response

TRAINEE = Roles(Role.TRAINEE)


@access(TRAINEE)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Ask why, and file the appeal."""
    result = own_result(request.user.person_id, attempt_uuid)  # type: ignore[union-attr]
    panel = own_panel(result, now=clock.now())
    if request.method != "POST" and not panel.can_file:
        return redirect("exams:my_result", attempt_uuid)
    form = FileForm(request.POST or None, parts=part_choices(result))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        new = NewAppeal(
            result_uuid=result.uuid,
            ground=data["ground"],
            client_key=data["client_key"],
            parts=data.get("parts", ()),
            text=data["text"],
        )
        with domain_errors_to_form(form):
            operations.file_appeal(new=new, actor=actor_of(request), now=clock.now())
            messages.success(request, _("Your appeal is filed."))
            return redirect("exams:my_result", attempt_uuid)
    context = {"form": form, "panel": panel, "result": result, "attempt_uuid": attempt_uuid}
    return render(request, "exams/appeals/file.html", context, status=422 if form.errors else 200)


@access(TRAINEE)
@require_POST
def withdraw(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Withdraw the appeal while nobody has begun to look at it."""
    row = get_own_appeal(request.user.person_id, attempt_uuid)  # type: ignore[union-attr]
    try:
        operations.withdraw_appeal(appeal_uuid=row.uuid, actor=actor_of(request), now=clock.now())
    except NotFound:
        raise
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Your appeal is withdrawn."))
    return redirect("exams:my_result", attempt_uuid)


@access(TRAINEE)
@require_safe
def decision(request: HttpRequest, attempt_uuid: UUID, language: str) -> HttpResponse:
    """Send the decision on the own appeal as PDF."""
    row = get_own_appeal(request.user.person_id, attempt_uuid)  # type: ignore[union-attr]
    if language not in LANGUAGES or row.state != AppealState.DECIDED:
        raise Http404
    return pdf_response(f"appeal-{row.attempt.candidate}-{language}", print_decision(language, row))
