"""Pages of photographs: added and struck out by who marks, looked at by the officer; the pictures themselves."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import Roles, access
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form, wants_json
from lms.exams.bank.pictures import NOT_KEPT, sent_picture
from lms.exams.practical.forms import PhotoForm, ReasonForm
from lms.exams.practical.models import PracticalState
from lms.exams.practical.officer_queries import get_practical, get_practical_candidate
from lms.exams.practical.operations.photographing import MOST_PHOTOS, NewPhoto, add_photo, strike_photo
from lms.exams.practical.photo_queries import (
    candidates_of,
    find_photo_of,
    find_photo_to_mark,
    get_marked_candidate,
    tasks_with_photos,
)
from lms.exams.practical.queries import get_my_member

ASSESSORS = Roles(Role.ASSESSOR)
OFFICERS = Roles(Role.EXAMINATIONS_OFFICER)


@access(ASSESSORS)
def photos(request: HttpRequest, practical_uuid: UUID) -> HttpResponse:
    """List the candidates whom the assessor marks, each with a way to the photographs."""
    member = get_my_member(request.user, practical_uuid)  # type: ignore[arg-type]
    context = {"examination": member.examination, "candidates": candidates_of(member)}
    return render(request, "exams/practical/photos.html", context)


@access(ASSESSORS)
def candidate_photos(
    request: HttpRequest, practical_uuid: UUID, practical_candidate_uuid: UUID
) -> HttpResponse:
    """Show the photographs of a candidate's tasks, and keep a further one."""
    member = get_my_member(request.user, practical_uuid)  # type: ignore[arg-type]
    candidate = get_marked_candidate(member, practical_candidate_uuid)
    tasks = tasks_with_photos(candidate)
    form = PhotoForm(request.POST or None, request.FILES or None, tasks=[row.task for row in tasks])
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            values = form.cleaned_data
            new = NewPhoto(request.user, UUID(values["task"]), values["photo"].read(), values["client_key"])  # type: ignore[arg-type]
            row = add_photo(new=new, actor=actor_of(request), now=clock.now())
            kept = _("Photo %(number)d is kept.") % {"number": row.number}
            messages.success(request, kept)
            if wants_json(request):
                return JsonResponse({"kept": kept})
            return redirect("exams:candidate_photos", practical_uuid, practical_candidate_uuid)
    if form.errors and wants_json(request):
        words = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"errors": words}, status=422)
    context = {
        "examination": member.examination,
        "candidate": candidate,
        "tasks": tasks,
        "form": form,
        "member": member,
        "most": MOST_PHOTOS,
        "can_add": member.examination.state == PracticalState.OPEN,
    }
    return render(
        request, "exams/practical/candidate_photos.html", context, status=422 if form.errors else 200
    )


@access(ASSESSORS)
def strike(request: HttpRequest, practical_uuid: UUID, photo_uuid: UUID) -> HttpResponse:
    """Strike out a photograph that the assessor added."""
    photo = find_photo_to_mark(request.user, practical_uuid, photo_uuid)  # type: ignore[arg-type]
    back = redirect("exams:candidate_photos", practical_uuid, photo.task.candidate.uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            strike_photo(
                examination_uuid=practical_uuid,
                photo_uuid=photo_uuid,
                user=request.user,  # type: ignore[arg-type]
                reason=form.cleaned_data["reason"],
                actor=actor_of(request),
                now=clock.now(),
            )
            messages.success(request, _("Struck out. The photo stays and says so."))
            return back
    context = {
        "form": form,
        "title": _("Strike out photo %(number)d") % {"number": photo.number},
        "own": True,
    }
    return render(request, "exams/practical/form.html", context, status=422 if form.errors else 200)


@access(ASSESSORS)
def photo(request: HttpRequest, practical_uuid: UUID, photo_uuid: UUID) -> HttpResponseBase:
    """Send a photograph to who marks the candidate."""
    found = find_photo_to_mark(request.user, practical_uuid, photo_uuid)  # type: ignore[arg-type]
    return sent_picture(found.file, cache=NOT_KEPT)


@access(OFFICERS)
def practical_photos(
    request: HttpRequest, practical_uuid: UUID, practical_candidate_uuid: UUID
) -> HttpResponse:
    """Show the officer the photographs of a candidate, to look at only."""
    examination = get_practical(request.user, practical_uuid)
    candidate = get_practical_candidate(examination, practical_candidate_uuid)
    context = {
        "examination": examination,
        "candidate": candidate,
        "tasks": tasks_with_photos(candidate),
        "is_officer": True,
    }
    return render(request, "exams/practical/candidate_photos.html", context)


@access(OFFICERS)
def practical_photo(request: HttpRequest, practical_uuid: UUID, photo_uuid: UUID) -> HttpResponseBase:
    """Send a photograph to the officer of the examination."""
    found = find_photo_of(get_practical(request.user, practical_uuid), photo_uuid)
    return sent_picture(found.file, cache=NOT_KEPT)
