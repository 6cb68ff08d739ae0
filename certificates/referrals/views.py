"""Openings before their employer: a list, one opening, and each step with it. Only one's own are found."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from certificates.referrals import operations, queries, rules
from certificates.referrals.errors import OpeningChangedMeanwhile, OpeningRefused
from certificates.referrals.forms import OpeningForm, SeenForm, as_written, new_days
from certificates.referrals.models import Opening
from certificates.referrals.operations import Seen
from certificates.referrals.presentation import opening_page, opening_row
from certificates.referrals.rules import State, Step
from certificates.referrals.words import why_not
from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import Roles, access
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form, wants_json

ON_A_PAGE = 20
# What officers may do is not asked on an employer's page: whether they may approve depends on which places are sites.
OWN_STEPS = (Step.CHANGE, Step.SUBMIT, Step.CLOSE)
Employers = Roles(Role.EMPLOYER)


@access(Employers)
@require_safe
def openings(request: HttpRequest) -> HttpResponse:
    """List the openings of one's organisation."""
    page = Paginator(queries.openings_of(queries.employer_behind(request.user).pk), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    today = clock.local_date(clock.now())
    context = {"page": page, "rows": [opening_row(row, today=today) for row in page]}
    return render(request, "certificates/openings/index.html", context)


@access(Employers)
@require_safe
def opening(request: HttpRequest, job_opening_uuid: UUID) -> HttpResponse:
    """Show one opening as officers see it, what was done with it, and what can be done now."""
    row = queries.own_opening(queries.employer_behind(request.user).pk, job_opening_uuid)
    today = clock.local_date(clock.now())
    is_over = rules.is_too_late(Step.SUBMIT, until_date=row.until_date, today=today)
    context = opening_page(row, today=today) | {
        "can": {step.value: not why_not(row, step, today=today) for step in OWN_STEPS},
        "has_old_days": row.state == State.DRAFT and is_over,
        "steps": row.decisions.order_by("-revision"),
    }
    return render(request, "certificates/openings/opening.html", context)


@access(Employers)
@require_http_methods(["GET", "HEAD", "POST"])
def new_opening(request: HttpRequest) -> HttpResponse:
    """Write an opening; it begins as a draft."""
    return _written(request, queries.employer_behind(request.user).pk, new_days())


@access(Employers)
@require_http_methods(["GET", "HEAD", "POST"])
def copy_opening(request: HttpRequest, job_opening_uuid: UUID) -> HttpResponse:
    """Write another opening, beginning with what one said; its days are new."""
    employer = queries.employer_behind(request.user).pk
    copied = queries.own_opening(employer, job_opening_uuid)
    return _written(request, employer, as_written(queries.offer_of(copied)) | new_days())


@access(Employers)
@require_http_methods(["GET", "HEAD", "POST"])
def change_opening(request: HttpRequest, job_opening_uuid: UUID) -> HttpResponse:
    """Write something else."""
    employer = queries.employer_behind(request.user).pk
    row = queries.own_opening(employer, job_opening_uuid)
    if rules.next_state(State(row.state), Step.CHANGE) is None:
        raise OpeningRefused(_("A closed opening does not change. Copy it."))
    initial = as_written(queries.offer_of(row)) | {"seen": row.revision}
    form = OpeningForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        seen = Seen(job_opening_uuid, form.cleaned_data["seen"])
        with domain_errors_to_form(form):
            row = operations.change_opening(
                employer_id=employer, seen=seen, offer=form.offer(), actor=actor_of(request), now=clock.now()
            )
    if form.is_bound and form.is_valid():
        return _kept(request, row, _("The opening is saved."))
    theirs = None
    if form.has_error(NON_FIELD_ERRORS, OpeningChangedMeanwhile.code):
        row = queries.own_opening(employer, job_opening_uuid)
        theirs = form.over(queries.offer_of(row), row.revision)
    context = {
        "form": form,
        "opening": row,
        "theirs": theirs,
        "is_looked_at_again": row.state == State.APPROVED,
    }
    return _written_page(request, context)


def _step(which: Step, do: Callable[..., Opening], words: dict[str, Any]) -> Callable[..., HttpResponse]:
    """Return the view that asks before one step, and takes it."""

    @access(Employers)
    @require_http_methods(["GET", "HEAD", "POST"])
    def step(request: HttpRequest, job_opening_uuid: UUID) -> HttpResponse:
        employer = queries.employer_behind(request.user).pk
        row = queries.own_opening(employer, job_opening_uuid)
        words_against = why_not(row, which, today=clock.local_date(clock.now()))
        # A form that was sent is judged under the lock: sent twice it is one step.
        if request.method != "POST" and words_against:
            raise OpeningRefused(words_against)
        form = SeenForm(request.POST if request.method == "POST" else None, initial={"seen": row.revision})
        if form.is_valid():
            seen = Seen(job_opening_uuid, form.cleaned_data["seen"])
            with domain_errors_to_form(form):
                do(employer_id=employer, seen=seen, actor=actor_of(request), now=clock.now())
        if form.is_bound and form.is_valid():
            messages.success(request, words["done"])
            return redirect("certificates:opening", job_opening_uuid=job_opening_uuid)
        page = opening_page(row, today=clock.local_date(clock.now()))
        status = 422 if form.is_bound else 200
        return render(
            request, "certificates/openings/step.html", page | words | {"form": form}, status=status
        )

    step.__name__ = f"{which}_opening"
    return step


submit_opening = _step(
    Step.SUBMIT,
    operations.submit_opening,
    {
        "question": gettext_lazy("Send this opening in?"),
        "what_happens": gettext_lazy(
            "A placement officer looks at it. Change it later, and it is looked at again."
        ),
        "button": gettext_lazy("Send in"),
        "variant": "primary",
        "done": gettext_lazy("The opening is sent in. A placement officer looks at it."),
    },
)
close_opening = _step(
    Step.CLOSE,
    operations.close_opening,
    {
        "question": gettext_lazy("Close this opening?"),
        "what_happens": gettext_lazy(
            "It is offered to nobody any more: nobody is asked for it, and nobody who was asked is referred to you. "
            "Referrals that you have received stay: reply to them as before. A closed opening stays closed; you may "
            "copy it."
        ),
        "button": gettext_lazy("Close the opening"),
        "variant": "danger",
        "done": gettext_lazy("The opening is closed."),
    },
)


def _written(request: HttpRequest, employer: int, initial: dict[str, Any]) -> HttpResponse:
    form = OpeningForm(request.POST if request.method == "POST" else None, initial=initial)
    row = None
    if form.is_valid():
        with domain_errors_to_form(form):
            row = operations.write_opening(
                employer_id=employer,
                offer=form.offer(),
                client_key=form.cleaned_data["client_key"],
                actor=actor_of(request),
                now=clock.now(),
            )
    if row is not None:
        return _kept(request, row, _("The opening is saved as a draft. Send it in when it is ready."))
    return _written_page(request, {"form": form, "opening": None})


def _written_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Show the form; a page that keeps its words sends it once more itself to be shown what is wrong."""
    form = context["form"]
    if form.is_bound and wants_json(request):
        return JsonResponse(
            {"errors": [str(one) for errors in form.errors.values() for one in errors]}, status=422
        )
    status = 422 if form.is_bound else 200
    return render(request, "certificates/openings/write.html", context, status=status)


def _kept(request: HttpRequest, row: Opening, said: str) -> HttpResponse:
    """Say that it is saved; the page that keeps its words until then asks in JSON."""
    messages.success(request, said)
    address = reverse("certificates:opening", args=[row.uuid])
    return JsonResponse({"saved": said, "url": address}) if wants_json(request) else redirect(address)
