"""Pages of the invigilator for emergency copies: the code of a sitting, and the upload for one candidate."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from lms.accounts.api import actor_of
from lms.core.access import Roles, access
from lms.core.faces import domain_errors_to_form
from lms.exams.sittings import pulse
from lms.exams.sittings.console import get_console_sitting
from lms.exams.sittings.examined import get_examined, list_examined
from lms.exams.sittings.forms import JournalForm
from lms.exams.sittings.journal_files import emergency_code
from lms.exams.sittings.operations import Brought
from lms.exams.sittings.operations import bring_journal as bring
from lms.exams.sittings.operations import bring_journals as bring_all
from lms.exams.sittings.policies import CONSOLE_ROLES

INVIGILATORS = Roles(*CONSOLE_ROLES)


@access(INVIGILATORS)
def emergency(request: HttpRequest, sitting_uuid: UUID) -> HttpResponse:
    """Show the code of the sitting; take the file of one computer for everybody whose answers are in it."""
    sitting = get_console_sitting(request.user, sitting_uuid)  # type: ignore[arg-type]
    lines = list_examined(sitting)
    form = JournalForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            brought = bring_all(
                sitting_uuid=sitting.uuid,
                content=form.cleaned_data["file"].read(),
                actor=actor_of(request),
                now=pulse.now(),
            )
        if form.is_valid():
            for line in lines:
                if line.attempt in brought:
                    _tell(request, brought[line.attempt], who=f"{line.number} {line.name}")
            return redirect("exams:emergency", sitting.uuid)
    context = {"sitting": sitting, "code": emergency_code(sitting.uuid), "lines": lines, "form": form}
    return render(request, "exams/emergency.html", context, status=422 if form.errors else 200)


@access(INVIGILATORS)
def bring_journal(request: HttpRequest, sitting_uuid: UUID, attempt_uuid: UUID) -> HttpResponse:
    """Take the file of one candidate's terminal."""
    sitting = get_console_sitting(request.user, sitting_uuid)  # type: ignore[arg-type]
    candidate = get_examined(sitting, attempt_uuid)
    form = JournalForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        with domain_errors_to_form(form):
            brought = bring(
                attempt_uuid=candidate.attempt,
                content=form.cleaned_data["file"].read(),
                actor=actor_of(request),
                now=pulse.now(),
            )
        if form.is_valid():
            _tell(request, brought, who=f"{candidate.number} {candidate.name}")
            return redirect("exams:emergency", sitting.uuid)
    context = {"sitting": sitting, "candidate": candidate, "form": form}
    return render(request, "exams/bring_journal.html", context, status=422 if form.errors else 200)


def _tell(request: HttpRequest, brought: Brought, *, who: str) -> None:
    text = _("%(who)s: taken. New: %(new)d. Here already: %(known)d. Not counted until decided: %(held)d.")
    figures = {"who": who, "new": brought.new, "known": brought.known, "held": brought.held}
    messages.success(request, text % figures)
    if brought.refused:
        more = _("%(who)s: can never count, and stands in the log of the room: %(refused)d.")
        messages.warning(request, more % {"who": who, "refused": brought.refused})
