"""A person at the terminal: who asks, what would be told; yes, no, take it back. And what an employer received."""

from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.referrals.consent import operations, queries
from certificates.referrals.consent.errors import ConsentRefused
from certificates.referrals.consent.forms import YesForm
from certificates.referrals.consent.models import ConsentRequest, DataField
from certificates.referrals.consent.operations import Yes
from certificates.referrals.consent.presentation import (
    chosen_rows,
    disclosure_row,
    employer_row,
    reply_rows,
    request_page,
    request_row,
)
from certificates.referrals.queries import employer_behind
from lms.accounts.api import actor_of, knows_own_secret
from lms.core import clock
from lms.core.access import Roles, access
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form

ON_A_PAGE = 20
LAST_DISCLOSURES = 50
Person = Roles(Role.TRAINEE)


@access(Person)
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """List who asks about oneself, what was answered, and what was handed out to whom."""
    person_id, now = request.user.person_id, clock.now()  # type: ignore[union-attr]
    asked = [] if person_id is None else queries.requests_with_replies(person_id)
    rows = [request_row(row, now=now) for row in asked]
    told = [] if person_id is None else queries.disclosures_of(person_id)[:LAST_DISCLOSURES]
    context = {
        "waiting": [row for row in rows if row.is_waiting],
        "answered": [{"row": row, "replies": reply_rows(row.request)} for row in rows if not row.is_waiting],
        "disclosures": [disclosure_row(row) for row in told],
    }
    return render(request, "certificates/consents/work.html", context)


@access(Person)
@require_safe
def question(request: HttpRequest, consent_request_uuid: UUID) -> HttpResponse:
    """Show one question, field by field with what would be told; or what was said yes to."""
    row = _own(request, consent_request_uuid)
    # Only who comes back from the next page had ticked them: an address that was sent to somebody ticks nothing.
    came_from = urlsplit(request.headers.get("Referer", "")).path
    is_back = came_from == reverse("certificates:give_consent", args=[row.uuid])
    page = request_page(row, now=clock.now(), ticked=request.GET.getlist("fields") if is_back else ())
    return render(request, "certificates/consents/question.html", page)


@access(Person)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, consent_request_uuid: UUID) -> HttpResponse:
    """Show once more who would get what, and take the yes with the own PIN."""
    row = _own(request, consent_request_uuid)
    page = request_page(row, now=clock.now())
    if page["row"].is_live:
        messages.info(request, _("You have said yes already. Nothing more is to be done."))
        return redirect("certificates:consent_question", consent_request_uuid=row.uuid)
    if not page["row"].may_answer:
        return _to_question(request, row, operations.why_not_answered(row, clock.now()))
    offered = [option["value"] for option in page["options"]]
    sent = request.POST.getlist("fields_told") if request.method == "POST" else request.GET.getlist("fields")
    fields = [field for field in DataField.values if field in sent and field in offered]
    if not fields:
        messages.warning(request, _("Nothing is ticked. Tick what may be told, or say no."))
        return redirect("certificates:consent_question", consent_request_uuid=row.uuid)
    initial = {"fields_told": fields, "shown": page["shown"]}
    form = YesForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _says_yes(request, row, form):
        messages.success(request, _("You said yes. You can take it back at any time."))
        return redirect("certificates:consent_question", consent_request_uuid=row.uuid)
    context = page | {
        "form": form,
        "chosen": chosen_rows(page["options"], fields),
        "ticked": urlencode({"fields": fields}, doseq=True),
    }
    status = 422 if form.is_bound else 200
    return render(request, "certificates/consents/give.html", context, status=status)


@access(Person)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, consent_request_uuid: UUID) -> HttpResponse:
    """Say no, after a question."""
    row, now = _own(request, consent_request_uuid), clock.now()
    if request.method != "POST":
        if why_not := operations.why_not_answered(row, now):
            return _to_question(request, row, why_not)
        return render(request, "certificates/consents/refuse.html", request_page(row, now=now))
    try:
        operations.refuse(request=row, by=request.user, actor=actor_of(request), now=now)  # type: ignore[arg-type]
    except ConsentRefused as error:  # answered in another tab meanwhile: the page says how it stands
        return _to_question(request, row, error.message)
    messages.success(request, _("You said no. Nothing is told to this employer."))
    return redirect("certificates:work")


@access(Person)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, consent_request_uuid: UUID) -> HttpResponse:
    """Take one's yes back, after a question: one button, at once."""
    row = _own(request, consent_request_uuid)
    consent = getattr(row, "consent", None)
    if consent is None:  # an address that was kept from a list: there is nothing to take back
        return redirect("certificates:consent_question", consent_request_uuid=row.uuid)
    if request.method != "POST":
        if getattr(consent, "withdrawal", None) is not None:
            messages.info(request, _("You took this yes back already. Nothing more is to be done."))
            return redirect("certificates:consent_question", consent_request_uuid=row.uuid)
        page = request_page(row, now=clock.now())
        return render(request, "certificates/consents/withdraw.html", page)
    who: dict[str, Any] = {"by": request.user, "actor": actor_of(request), "now": clock.now()}
    operations.withdraw(consent=consent, **who)
    messages.success(request, _("You took your yes back. This employer sees nothing of you any more."))
    return redirect("certificates:work")


@access(Roles(Role.EMPLOYER))
@require_safe
def received(request: HttpRequest) -> HttpResponse:
    """List under which consents one's organisation has received something, and which were taken back."""
    rows = queries.consents_for_employer(employer_behind(request.user).pk)
    page, now = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")), clock.now()
    context = {"page": page, "rows": [employer_row(row, now=now) for row in page]}
    return render(request, "certificates/consents/received.html", context)


def _to_question(request: HttpRequest, row: ConsentRequest, why_not: str) -> HttpResponse:
    """Lead to the page of the question, which says how it stands and what can be done."""
    messages.warning(request, why_not)
    return redirect("certificates:consent_question", consent_request_uuid=row.uuid)


def _own(request: HttpRequest, request_uuid: UUID) -> ConsentRequest:
    return queries.own_request(person_id=request.user.person_id, request_uuid=request_uuid)  # type: ignore[union-attr]


def _says_yes(request: HttpRequest, row: ConsentRequest, form: YesForm) -> bool:
    said = form.cleaned_data
    with domain_errors_to_form(form):
        if not knows_own_secret(request, said["secret"]):
            form.add_error("secret", _("This is not your PIN."))
            return False
        yes = Yes(said["fields_told"], said["secret"], said["was_read_aloud"], said["shown"])
        operations.give(request=row, yes=yes, by=request.user, actor=actor_of(request), now=clock.now())  # type: ignore[arg-type]
    return form.is_valid()
