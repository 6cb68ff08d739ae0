"""Pages of acts in the room: each asks for what it needs, says what it will do, and does it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import AccessMixin, Roles, access
from lms.core.faces import domain_errors_to_form, wants_json
from lms.exams.errors import AttemptNotFound
from lms.exams.sittings import operations, pulse
from lms.exams.sittings.console import (
    RosterLine,
    clock_in_doubt,
    get_console_sitting,
    is_nobody_seen,
    list_waiting_acts,
    roster,
)
from lms.exams.sittings.forms import (
    ActForm,
    ExtraTimeForm,
    IncidentForm,
    OpenForm,
    ReasonForm,
    ReopenForm,
)
from lms.exams.sittings.given_lately import lately_in
from lms.exams.sittings.minutes import print_minutes
from lms.exams.sittings.models import Sitting, SittingState
from lms.exams.sittings.policies import CONSOLE_ROLES
from lms.exams.sittings.room_log import room_log as log_of
from lms.exams.sittings.room_models import ActKind, ActState, RoomAct
from lms.exams.sittings.room_rules import needs_officer

INVIGILATORS = Roles(*CONSOLE_ROLES)
FORMS: dict[str, type[ActForm]] = {ActKind.EXTRA: ExtraTimeForm, ActKind.REOPEN: ReopenForm}
EFFECTS = {
    ActKind.PAUSE: gettext_lazy(
        "The clock stands still. Nobody loses time: it is given back when it goes on."
    ),
    ActKind.RESUME: gettext_lazy("The clock goes on, and the time that it stood still is given back."),
    ActKind.EXTRA: gettext_lazy(
        "The end moves by these minutes at once. More than 30 minutes in all need a second person."
    ),
    ActKind.FORCE: gettext_lazy(
        "The paper is handed in as it is now, with a receipt. The candidate cannot go on."
    ),
    ActKind.REOPEN: gettext_lazy(
        "When a second person agrees, the candidate goes on with the time that was left. The first receipt stays."
    ),
    ActKind.VOID: gettext_lazy(
        "When an examinations officer agrees, nothing of this attempt counts. Answers, receipt and log are kept."
    ),
}
GOES_ON_FOR_ALL = gettext_lazy(
    "The clock goes on, and the time that it stood still is given back. Who was stopped alone goes on alone: "
    "on the page of the candidate."
)
FOR_ALL = (ActKind.PAUSE, ActKind.RESUME, ActKind.EXTRA)


def asked_for(row: RoomAct) -> str:
    """Say that an act was asked for, and who has to agree before it happens."""
    if needs_officer(row.kind):
        return _(
            "Asked for. It happens as soon as an examinations officer agrees; it stands on top of the room's page."
        )
    return _("Asked for. It happens as soon as a second person agrees; it stands on top of the room's page.")


class RoomView(AccessMixin, View):
    """A page of one room with one form: asked with GET, done with POST."""

    access = INVIGILATORS
    template = "exams/room_form.html"
    sitting: Sitting
    line: RosterLine | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Admit invigilators, and find the room and the candidate among theirs."""
        if request.user.is_authenticated and self.access.admits(request.user) and "sitting_uuid" in kwargs:
            self.sitting = get_console_sitting(request.user, kwargs["sitting_uuid"])  # type: ignore[arg-type]
            if kwargs.get("attempt_uuid"):
                self.line = line_of(self.sitting, kwargs["attempt_uuid"])
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Ask for what is needed."""
        return self.show(self.form(None))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Do it, or say what is wrong; a page that keeps its words until they are saved asks for the answer in JSON."""
        form, said = self.form(request.POST), ""
        if form.is_valid():
            with domain_errors_to_form(form):
                said = self.act(form.cleaned_data)
        if not form.is_valid():
            wrong = {"errors": [str(error) for errors in form.errors.values() for error in errors]}
            return JsonResponse(wrong, status=422) if wants_json(request) else self.show(form, status=422)
        messages.success(request, said)
        done = {"saved": said, "url": self.back()}
        return JsonResponse(done) if wants_json(request) else redirect(self.back())

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        """Draw the page."""
        context = {
            "sitting": getattr(self, "sitting", None),
            "line": self.line,
            "form": form,
            "back": self.back(),
        }
        return render(self.request, self.template, context | self.words(), status=status)

    def back(self) -> str:
        """Return where the page came from."""
        if self.line:
            return reverse("exams:console_candidate", args=[self.sitting.uuid, self.line.attempt.uuid])
        return reverse("exams:console_sitting", args=[self.sitting.uuid])

    def form(self, data: Any) -> forms.Form:
        """Return the form of the page."""
        raise NotImplementedError

    def act(self, values: dict[str, Any]) -> str:
        """Call the operation and return what to say of it."""
        raise NotImplementedError

    def words(self) -> dict[str, Any]:
        """Return title, effect and the label of the button."""
        raise NotImplementedError


class ActOnRoom(RoomView):
    """Do an act to one candidate or to everybody."""

    @property
    def kind(self) -> ActKind:
        """Return which act the address names."""
        deed = self.kwargs["deed"]
        if deed not in EFFECTS or (self.line is None and deed not in FOR_ALL):
            raise Http404
        return ActKind(deed)

    def form(self, data: Any) -> forms.Form:
        return FORMS.get(self.kind, ActForm)(data)

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        """Draw the page, for minutes with those that others gave a moment ago."""
        if isinstance(form, ExtraTimeForm):
            attempt_uuid = self.line.attempt.uuid if self.line else None
            by = actor_of(self.request).user_uuid
            form.tell(lately_in(self.sitting, attempt_uuid, by=by, now=pulse.now()))
        return super().show(form, status)

    def act(self, values: dict[str, Any]) -> str:
        attempt_uuid = self.line.attempt.uuid if self.line else None
        act = operations.NewAct(self.sitting.uuid, self.kind, attempt_uuid=attempt_uuid, **values)
        row = operations.do_act(act=act, actor=actor_of(self.request), now=pulse.now())
        if row.state == ActState.WAITING:
            return asked_for(row)
        return _("Done: %(act)s.") % {"act": self.kind.label}

    def words(self) -> dict[str, Any]:
        goes_on_for_all = self.line is None and self.kind == ActKind.RESUME
        return {
            "title": self.kind.label,
            "effect": GOES_ON_FOR_ALL if goes_on_for_all else EFFECTS[self.kind],
            "is_for_all": self.line is None,
            "variant": "danger" if self.kind == ActKind.VOID else "",
        }


class NoteIncident(RoomView):
    """Write down what happened."""

    def form(self, data: Any) -> forms.Form:
        return IncidentForm(data)

    def act(self, values: dict[str, Any]) -> str:
        attempt_uuid = self.attempt_uuid()
        incident = operations.NewIncident(self.sitting.uuid, attempt_uuid=attempt_uuid, **values)
        operations.note_incident(incident=incident, actor=actor_of(self.request), now=pulse.now())
        return _("Written down. It stands in the log of the room.")

    def attempt_uuid(self) -> UUID | None:
        """Return the candidate that the address names, or None for the whole room."""
        try:
            return forms.UUIDField(required=False).clean(self.request.GET.get("attempt", ""))
        except ValidationError:
            raise Http404 from None

    def words(self) -> dict[str, Any]:
        uuid = self.attempt_uuid()
        return {
            "title": _("Write down an incident"),
            "effect": _("It is kept with time and your name, and nobody can change it."),
            "line": line_of(self.sitting, uuid) if uuid else None,
            "is_for_all": uuid is None,
        }


class TakeBackIdentity(RoomView):
    """Take back that a person was compared with their papers."""

    def form(self, data: Any) -> forms.Form:
        return ReasonForm(data)

    def act(self, values: dict[str, Any]) -> str:
        operations.take_back_identity(
            attempt_uuid=self.kwargs["attempt_uuid"],
            sitting_uuid=self.sitting.uuid,
            reason=values["reason"],
            actor=actor_of(self.request),
            now=pulse.now(),
        )
        return _("Taken back. The person counts as not compared with photo or papers.")

    def words(self) -> dict[str, Any]:
        return {
            "title": _("Take back that the person was compared"),
            "effect": _("The person counts as not compared again; who compared, and this, stay in the log."),
        }


class OpenRoom(RoomView):
    """Let candidates start; asked only while nobody at all was compared, since late arrivals are usual."""

    def form(self, data: Any) -> forms.Form:
        return OpenForm(data) if self.is_nobody_seen else forms.Form(data)

    @cached_property
    def is_nobody_seen(self) -> bool:
        """Return whether candidates are expected and not one was compared with photo or papers."""
        return self.sitting.state == SittingState.SCHEDULED and is_nobody_seen(self.lines)

    @cached_property
    def lines(self) -> list[RosterLine]:
        """Return the candidates of the room."""
        return roster(self.sitting, now=pulse.now())

    def act(self, values: dict[str, Any]) -> str:
        operations.open_sitting(sitting_uuid=self.sitting.uuid, actor=actor_of(self.request), now=pulse.now())
        return _("The examination is open. Candidates can start.")

    def words(self) -> dict[str, Any]:
        unseen = ngettext(
            "%(count)d candidate is expected, and nobody has compared this person with photo or papers yet."
            " Once it is open, everybody who is admitted can start.",
            "%(count)d candidates are expected, and not one was compared with photo or papers yet."
            " Once it is open, everybody who is admitted can start.",
            len(self.lines),
        ) % {"count": len(self.lines)}
        all_start = _("Once it is open, everybody who is admitted can start.")
        return {
            "title": _("Open the examination"),
            "effect": unseen if self.is_nobody_seen else all_start,
            "is_for_all": True,
        }


class ConfirmClock(RoomView):
    """Say that the server's clock is right: the one on its wall, which a watch can be held against."""

    def form(self, data: Any) -> forms.Form:
        return ReasonForm(data)

    def back(self) -> str:
        return reverse("exams:console")

    def act(self, values: dict[str, Any]) -> str:
        operations.confirm_clock(reason=values["reason"], actor=actor_of(self.request), now=clock.now())
        return _("Examinations go on.")

    def words(self) -> dict[str, Any]:
        return {
            "title": _("Is the server's clock right?"),
            "effect": _(
                "Compare it with your watch. If it is wrong, have it set first; then confirm it here."
            ),
            "doubt": clock_in_doubt(),
            "server_time": clock.now(),
        }


@access(INVIGILATORS)
def candidate(request: HttpRequest, sitting_uuid: UUID, attempt_uuid: UUID) -> HttpResponse:
    """Show one candidate: where they stand, what can be done, what happened."""
    sitting = get_console_sitting(request.user, sitting_uuid)  # type: ignore[arg-type]
    line = line_of(sitting, attempt_uuid)
    waiting = list(list_waiting_acts(sitting).filter(attempt=line.attempt))
    context = {
        "sitting": sitting,
        "line": line,
        "requests": [line] if line.request else [],
        "waiting_acts": waiting,
        # What waits for a second person is not asked for once more.
        "acts": [kind for kind in line.acts if kind not in {act.kind for act in waiting}],
        "now": pulse.now(),
        "log": log_of(sitting, attempt=line.attempt),
        "receipts": line.attempt.receipts.order_by("number"),
    }
    return render(request, "exams/console_candidate.html", context)


@access(INVIGILATORS)
@require_POST
def confirm_identity(request: HttpRequest, sitting_uuid: UUID, attempt_uuid: UUID) -> HttpResponse:
    """Note that the person is who they say."""
    sitting = get_console_sitting(request.user, sitting_uuid)  # type: ignore[arg-type]
    operations.confirm_identity(
        attempt_uuid=attempt_uuid, sitting_uuid=sitting.uuid, actor=actor_of(request), now=pulse.now()
    )
    messages.success(request, _("Noted: this is the person."))
    return redirect("exams:console_candidate", sitting.uuid, attempt_uuid)


@access(INVIGILATORS)
def room_log(request: HttpRequest, sitting_uuid: UUID) -> HttpResponse:
    """Show everything that happened in the room, to read and to print."""
    sitting = get_console_sitting(request.user, sitting_uuid)  # type: ignore[arg-type]
    return render(request, "exams/room_log.html", {"sitting": sitting, "log": log_of(sitting)})


@access(INVIGILATORS)
@require_safe
def room_minutes(request: HttpRequest, sitting_uuid: UUID) -> HttpResponse:
    """Send the minutes of the room as PDF."""
    sitting = get_console_sitting(request.user, sitting_uuid)  # type: ignore[arg-type]
    content, name = (
        print_minutes(sitting, now=pulse.now()),
        f"minutes-{localtime(sitting.opens_at):%Y%m%d-%H%M}.pdf",
    )
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def line_of(sitting: Sitting, attempt_uuid: UUID) -> RosterLine:
    """Return one candidate of a room as the invigilator sees them.

    :raises AttemptNotFound: the candidate is not in this room.
    """
    for line in roster(sitting, now=pulse.now()):
        if line.attempt.uuid == attempt_uuid:
            return line
    raise AttemptNotFound(_("There is no such attempt."))
