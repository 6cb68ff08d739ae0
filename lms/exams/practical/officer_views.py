"""Pages of the examinations officer: plan, admit, name the panel, open, call a further assessor, close, release."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import Roles, access
from lms.core.durations import minutes_in_words
from lms.core.enums import Role
from lms.core.errors import DomainError, NotFound
from lms.core.faces import domain_errors_to_form
from lms.core.sentences import sentences
from lms.exams.practical import operations
from lms.exams.practical.admission import unfinished_elsewhere
from lms.exams.practical.errors import PracticalRefused
from lms.exams.practical.forms import (
    AssessorForm,
    CandidatesForm,
    OfficerConflictForm,
    PlanForm,
    ReasonForm,
)
from lms.exams.practical.models import PracticalExamination, PracticalState
from lms.exams.practical.officer_queries import (
    candidate_lines,
    enrolments_to_admit,
    get_conflict,
    get_practical,
    get_practical_candidate,
    list_conflicts,
    list_practicals,
    schemes_in_force,
)
from lms.exams.practical.operations import NewPractical
from lms.exams.practical.presentation import state_tag, unfinished
from lms.exams.practical.printing import LANGUAGES, documents_of, print_practical
from lms.exams.sittings.copy_state import copy_state
from lms.exams.sittings.policies import rooms_for_examinations_of

OFFICERS = Roles(Role.EXAMINATIONS_OFFICER)
View = Callable[..., HttpResponse]


@access(OFFICERS)
def practicals(request: HttpRequest) -> HttpResponse:
    """List the practical examinations at the user's sites."""
    rows = [{"row": row, "tag": state_tag(row)} for row in list_practicals(request.user)[:50]]
    return render(request, "exams/practical/list.html", {"rows": rows})


@access(OFFICERS)
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a practical examination."""
    form = PlanForm(
        request.POST or None, schemes=schemes_in_force(), rooms=rooms_for_examinations_of(request.user)
    )
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            row = operations.schedule_practical(
                new=NewPractical(**form.cleaned_data), actor=actor_of(request), now=clock.now()
            )
            return redirect("exams:practical", row.uuid)
    return _form(request, form, _("Plan a practical examination"), None)


@access(OFFICERS)
def practical(request: HttpRequest, practical_uuid: UUID) -> HttpResponse:
    """Show panel, candidates, where the marking stands, and what can be done now."""
    row = get_practical(request.user, practical_uuid)
    lines = candidate_lines(row)
    context = {
        "examination": row,
        "tag": state_tag(row),
        "panel": row.panel.select_related("assessor"),
        "lines": lines,
        "unfinished": unfinished(lines) if row.state == PracticalState.OPEN else None,
        "may_release": operations.may_release(row, actor_of(request).user_uuid),
        "facts": _facts(row),
        "documents": documents_of(row),
        "conflicts": list_conflicts(row),
        **_copy(row),
    }
    return render(request, "exams/practical/examination.html", context)


def _copy(row: PracticalExamination) -> dict[str, Any]:
    """Return how the second copy stands, while there is something of the examination to copy."""
    copy = copy_state() if row.state in (PracticalState.OPEN, PracticalState.CLOSED) else None
    if copy is None:
        return {}
    return {
        "copy": copy,
        "copy_fails": copy.is_late(clock.now()),
        "photos_waiting": copy.photos.waiting.get(row.uuid, 0),
        "photos_lost": copy.photos.lost.get(row.uuid, 0),
    }


def _facts(row: PracticalExamination) -> list[dict[str, Any]]:
    scheme = row.scheme
    return [
        {"term": _("Room"), "value": f"{row.site.name} · {row.room.name}"},
        {"term": _("Time"), "value": minutes_in_words(scheme.minutes)},
        {"term": _("Pass mark"), "value": f"{scheme.pass_percent.normalize():f} %"},
        {"term": _("Marks are put together as"), "value": scheme.get_aggregation_display()},
        {"term": _("Marks may differ by"), "value": f"{scheme.spread_limit.normalize():f}"},
        {"term": _("Veto items"), "value": scheme.get_veto_display()},
        {"term": _("Rests on"), "value": scheme.basis},
    ]


@access(OFFICERS)
def document(
    request: HttpRequest, practical_uuid: UUID, practical_document: str, language: str
) -> HttpResponse:
    """Send the score sheets, or the sheets of the panel, in one language."""
    row = get_practical(request.user, practical_uuid)
    if practical_document not in documents_of(row) or language not in LANGUAGES:
        raise Http404
    name = f"practical-{practical_document}-{localtime(row.starts_at):%Y%m%d}-{language}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(
        print_practical(practical_document, language, row), content_type="application/pdf", headers=headers
    )


@access(OFFICERS)
def candidates(request: HttpRequest, practical_uuid: UUID) -> HttpResponse:
    """Admit candidates."""
    row = get_practical(request.user, practical_uuid)
    able, unable = enrolments_to_admit(row)
    form = CandidatesForm(request.POST or None, enrolments=able)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            chosen = [enrolment.uuid for enrolment in form.cleaned_data["enrolments"]]
            operations.admit_to_practical(
                examination_uuid=row.uuid, enrolment_uuids=chosen, actor=actor_of(request), now=clock.now()
            )
            _say_admitted(request, len(chosen))
            return redirect("exams:practical", row.uuid)
    first = unfinished_elsewhere(row, able)
    return _form(request, form, _("Admit candidates"), row, unable=unable, look_first=first)


def _say_admitted(request: HttpRequest, count: int) -> None:
    words = ngettext("%(count)d candidate is admitted.", "%(count)d candidates are admitted.", count)
    messages.success(request, words % {"count": count})


@access(OFFICERS)
def panel(request: HttpRequest, practical_uuid: UUID) -> HttpResponse:
    """Put an assessor on the panel."""
    row = get_practical(request.user, practical_uuid)
    taken = row.panel.values_list("assessor_id", flat=True)
    form = AssessorForm(request.POST or None, examination=row, without=taken)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            operations.name_assessor(
                examination_uuid=row.uuid, **form.cleaned_data, actor=actor_of(request), now=clock.now()
            )
            messages.success(request, _("The assessor is on the panel."))
            return redirect("exams:practical", row.uuid)
    return _form(request, form, _("Name an assessor"), row)


@access(OFFICERS)
def conflict(request: HttpRequest, practical_uuid: UUID) -> HttpResponse:
    """Write down that an assessor may not mark a candidate."""
    row = get_practical(request.user, practical_uuid)
    form = OfficerConflictForm(request.POST or None, examination=row)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            data = form.cleaned_data
            operations.declare_conflict(
                assessor=data["assessor"],
                person=data["candidate"].enrolment.person,
                reason=data["reason"],
                actor=actor_of(request),
                now=clock.now(),
            )
            return redirect("exams:practical", row.uuid)
    return _form(request, form, _("Note a conflict of interest"), row)


@access(OFFICERS)
def cancel(request: HttpRequest, practical_uuid: UUID) -> HttpResponse:
    """Cancel an examination that was not opened."""
    row = get_practical(request.user, practical_uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            operations.cancel_practical(
                examination_uuid=row.uuid, **form.cleaned_data, actor=actor_of(request), now=clock.now()
            )
            return redirect("exams:practicals")
    return _form(request, form, _("Cancel this examination"), row)


@access(OFFICERS)
def take_back_absence(
    request: HttpRequest, practical_uuid: UUID, practical_candidate_uuid: UUID
) -> HttpResponse:
    """Say that a candidate did appear."""
    row = get_practical(request.user, practical_uuid)
    candidate = get_practical_candidate(row, practical_candidate_uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            operations.take_back_absence(
                candidate_uuid=candidate.uuid, **form.cleaned_data, actor=actor_of(request), now=clock.now()
            )
            return redirect("exams:practical", row.uuid)
    return _form(request, form, _("Candidate %(number)s did appear") % {"number": candidate}, row)


@access(OFFICERS)
def take_back_conflict(request: HttpRequest, practical_uuid: UUID, conflict_uuid: UUID) -> HttpResponse:
    """Say that an assessor may mark a candidate after all."""
    row = get_practical(request.user, practical_uuid)
    conflict = get_conflict(row, conflict_uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            operations.take_back_conflict(
                examination_uuid=row.uuid,
                conflict_uuid=conflict.uuid,
                **form.cleaned_data,
                actor=actor_of(request),
                now=clock.now(),
            )
            return redirect("exams:practical", row.uuid)
    names = {"assessor": conflict.assessor.get_full_name(), "candidate": conflict.person.full_name}
    return _form(request, form, _("%(assessor)s may mark %(candidate)s") % names, row)


@access(OFFICERS)
def further(request: HttpRequest, practical_uuid: UUID, practical_candidate_uuid: UUID) -> HttpResponse:
    """Call a further assessor for a candidate."""
    row = get_practical(request.user, practical_uuid)
    candidate = get_practical_candidate(row, practical_candidate_uuid)
    taken = candidate.sheets.values_list("member__assessor_id", flat=True)
    form = AssessorForm(request.POST or None, examination=row, without=taken)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            operations.call_assessor(
                candidate_uuid=candidate.uuid, **form.cleaned_data, actor=actor_of(request), now=clock.now()
            )
            messages.success(
                request, _("The further assessor is called and marks without seeing other marks.")
            )
            return redirect("exams:practical", row.uuid)
    title = _("Call a further assessor for candidate %(number)s") % {"number": candidate}
    return _form(request, form, title, row)


def _form(
    request: HttpRequest, form: forms.Form, title: str, row: PracticalExamination | None, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "examination": row, **more}
    status = 422 if form.errors else 200
    return render(request, "exams/practical/form.html", context, status=status)


def _act(view: View) -> View:
    """Do one thing with an examination of the caller's, and go back to it with a word on how it went."""

    @wraps(view)
    def acting(request: HttpRequest, practical_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = get_practical(request.user, practical_uuid)
        try:
            messages.success(request, str(view(request, row, **kwargs)))
        except NotFound:
            raise
        except DomainError as error:
            messages.error(request, sentences([error.message, *error.reasons]))
        return redirect("exams:practical", row.uuid)

    return access(OFFICERS)(require_POST(acting))


def _require_tick(request: HttpRequest) -> None:
    """Refuse what cannot be taken back until the box above the button is ticked."""
    if not request.POST.get("is_sure"):
        raise PracticalRefused(_("This cannot be taken back. Tick first that you have looked at the list."))


@_act
def open_examination(request: HttpRequest, row: PracticalExamination) -> str:
    """Draw the tasks and let the panel mark."""
    operations.open_practical(examination_uuid=row.uuid, actor=actor_of(request), now=clock.now())
    return _("The tasks are drawn. The assessors can mark now.")


@_act
def close_examination(request: HttpRequest, row: PracticalExamination) -> str:
    """Freeze the results."""
    _require_tick(request)
    operations.close_practical(examination_uuid=row.uuid, actor=actor_of(request), now=clock.now())
    return _("The results are settled. Another examinations officer releases them.")


@_act
def release_examination(request: HttpRequest, row: PracticalExamination) -> str:
    """Let the candidates see their results."""
    _require_tick(request)
    operations.release_practical(examination_uuid=row.uuid, actor=actor_of(request), now=clock.now())
    return _("The results are released.")


@_act
def remove(request: HttpRequest, row: PracticalExamination, member_uuid: UUID) -> str:
    """Take an assessor off the panel."""
    operations.remove_assessor(
        examination_uuid=row.uuid, member_uuid=member_uuid, actor=actor_of(request), now=clock.now()
    )
    return _("The assessor is no longer on the panel.")


@_act
def absent(request: HttpRequest, row: PracticalExamination, practical_candidate_uuid: UUID) -> str:
    """Note that a candidate did not appear."""
    candidate = get_practical_candidate(row, practical_candidate_uuid)
    operations.note_absence(candidate_uuid=candidate.uuid, actor=actor_of(request), now=clock.now())
    return _("Noted: the candidate did not appear.")


@_act
def again(request: HttpRequest, row: PracticalExamination, practical_candidate_uuid: UUID) -> str:
    """Give a further try on the day."""
    candidate = get_practical_candidate(row, practical_candidate_uuid)
    operations.try_again(candidate_uuid=candidate.uuid, actor=actor_of(request), now=clock.now())
    return _("Tasks for a further try are drawn.")
