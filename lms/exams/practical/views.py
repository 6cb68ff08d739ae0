"""Pages of the assessor (own marking only) and of the candidate (own released results only)."""

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import Roles, access
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form
from lms.core.language import language_of
from lms.exams.practical import operations
from lms.exams.practical.chances import steps_after
from lms.exams.practical.days import day_of, worked_at
from lms.exams.practical.forms import ConflictForm
from lms.exams.practical.models import PracticalCandidate
from lms.exams.practical.policies import results_of
from lms.exams.practical.presentation import part_rows, result_tag, try_words, verdict
from lms.exams.practical.queries import get_my_member, list_my_marking
from lms.exams.practical.waived import waived_among
from lms.exams.practical.words import words_in_all_languages

ASSESSORS = Roles(Role.ASSESSOR)
TRAINEES = Roles(Role.TRAINEE)


@access(ASSESSORS)
def my_marking(request: HttpRequest) -> HttpResponse:
    """List the examinations at which the assessor marks."""
    return render(request, "exams/practical/my_marking.html", {"rows": list_my_marking(request.user)})  # type: ignore[arg-type]


@access(ASSESSORS)
def marking(request: HttpRequest, practical_uuid: UUID) -> HttpResponse:
    """Show the frame of the marking page; the page itself asks for its epoch and the sheets."""
    examination = get_my_member(request.user, practical_uuid).examination  # type: ignore[arg-type]
    scheme = examination.scheme
    titles = {"zh-hans": scheme.title_zh, "en": scheme.title_en or scheme.title_zh}
    context = {
        "examination": examination,
        "titles": json.dumps(titles, ensure_ascii=False),
        "words": json.dumps(words_in_all_languages(), ensure_ascii=False),
        "language": language_of(request),
    }
    return render(request, "exams/practical/marking.html", context)


@access(ASSESSORS)
def declare_own_conflict(request: HttpRequest, practical_uuid: UUID) -> HttpResponse:
    """Let an assessor say that they may not mark a candidate."""
    member = get_my_member(request.user, practical_uuid)  # type: ignore[arg-type]
    form = ConflictForm(request.POST or None, examination=member.examination)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            operations.declare_conflict(
                assessor=member.assessor,
                person=form.cleaned_data["candidate"].enrolment.person,
                reason=form.cleaned_data["reason"],
                actor=actor_of(request),
                now=clock.now(),
            )
            return redirect("exams:my_marking")
    context = {"form": form, "title": _("I may not mark a candidate"), "own": True}
    return render(request, "exams/practical/form.html", context, status=422 if form.errors else 200)


@access(TRAINEES)
def my_practical_results(request: HttpRequest) -> HttpResponse:
    """List the candidate's own released results."""
    rows = results_of(request.user.person_id).select_related("candidate__examination__scheme")  # type: ignore[union-attr]
    own = PracticalCandidate.objects.filter(enrolment__person=request.user.person_id)  # type: ignore[union-attr]
    waived, days = waived_among(own), worked_at(own.values_list("pk", flat=True))
    results = [
        {
            "row": row,
            "tag": result_tag(row, is_waived=row.candidate_id in waived),
            "attempt": try_words(row.candidate),
            "at": days.get(row.candidate_id, row.candidate.examination.starts_at),
        }
        for row in rows.order_by("-calculated_at", "-pk")
    ]
    return render(request, "exams/practical/my_results.html", {"results": results})


@access(TRAINEES)
def my_practical_result(request: HttpRequest, practical_result_uuid: UUID) -> HttpResponse:
    """Show total, parts, and what it means, in plain words."""
    rows = results_of(request.user.person_id).select_related(  # type: ignore[union-attr]
        "candidate__examination__scheme", "candidate__enrolment"
    )
    row = rows.filter(uuid=practical_result_uuid).first()
    if row is None:
        raise Http404
    is_waived = bool(waived_among(PracticalCandidate.objects.filter(pk=row.candidate_id)))
    context = {
        "result": row,
        "examination": row.candidate.examination,
        "at": day_of(row.candidate),
        "parts": part_rows(row),
        "verdict": verdict(row, is_waived=is_waived),
        "steps": steps_after(row, now=clock.now()),
    }
    return render(request, "exams/practical/my_result.html", context)
