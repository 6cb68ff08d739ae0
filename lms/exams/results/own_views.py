"""Pages of the candidate: the own result once it is released, and its slip to print."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from lms.core import clock
from lms.core.access import Roles, access
from lms.core.enums import Role
from lms.exams.results.printing import LANGUAGES, print_slips
from lms.exams.results.telling import slip_of
from lms.exams.results.told import my_result
from lms.exams.results.views.papers import pdf_response

TRAINEE = Roles(Role.TRAINEE)


@access(TRAINEE)
@require_safe
def result(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Show mark, pass mark, parts, and what it means for the next step."""
    told = my_result(request.user.person_id, attempt_uuid, now=clock.now())  # type: ignore[union-attr]
    context = {"told": told, "slip": slip_of(told), "attempt_uuid": attempt_uuid}
    return render(request, "exams/my_result.html", context)


@access(TRAINEE)
@require_safe
def slip(request: HttpRequest, attempt_uuid: UUID, language: str) -> HttpResponse:
    """Send the slip of the own result as PDF."""
    if language not in LANGUAGES:
        raise Http404
    told = my_result(request.user.person_id, attempt_uuid, now=clock.now())  # type: ignore[union-attr]
    return pdf_response(f"result-{told.candidate}-{language}", print_slips(language, [told]))
