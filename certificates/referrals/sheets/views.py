"""Referrals before employers: those sent to one's own organisation, and the one behind the code of a sheet."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.issuing import storage
from certificates.referrals.queries import employer_behind
from certificates.referrals.sheets import operations, packs, queries
from certificates.referrals.sheets.forms import ReplyForm
from certificates.referrals.sheets.models import ReferralSheet, ReplyWay
from certificates.referrals.sheets.presentation import sheet_page, sheet_row
from certificates.verification.limits import failures_of
from certificates.verification.traces import leaves_no_trace
from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import Public, Roles, access
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form, wants_json

ON_A_PAGE = 20
Employers = Roles(Role.EMPLOYER)


@access(Employers)
@require_safe
def referrals(request: HttpRequest) -> HttpResponse:
    """List whom one's organisation was told of; of those whose consent ended only that it did."""
    page = Paginator(queries.sheets_for_employer(employer_behind(request.user).pk), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [sheet_row(sheet, at=clock.now(), is_inside=False) for sheet in page]
    return render(request, "certificates/referrals/index.html", {"page": page, "rows": rows})


@access(Employers)
@leaves_no_trace
@require_safe
def referral(request: HttpRequest, sent_sheet_uuid: UUID) -> HttpResponse:
    """Show one referral: what the person consented to, the certificates to check, the replies so far."""
    sheet = queries.own_sheet(employer_behind(request.user).pk, sent_sheet_uuid, at=clock.now())
    return render(request, "certificates/referrals/referral.html", sheet_page(sheet, at=clock.now()))


@access(Employers)
@leaves_no_trace
@require_safe
def paper(request: HttpRequest, sent_sheet_uuid: UUID) -> HttpResponse:
    """Send the sheet as it was issued."""
    return _document(queries.own_sheet(employer_behind(request.user).pk, sent_sheet_uuid, at=clock.now()))


@access(Employers)
@leaves_no_trace
@require_safe
def pack(request: HttpRequest, sent_sheet_uuid: UUID) -> HttpResponse:
    """Send the sheet with the certificates that go along."""
    return _pack(queries.own_sheet(employer_behind(request.user).pk, sent_sheet_uuid, at=clock.now()))


@access(Employers)
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, sent_sheet_uuid: UUID) -> HttpResponse:
    """Reply to a referral."""
    sheet = queries.own_sheet(employer_behind(request.user).pk, sent_sheet_uuid, at=clock.now())
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if _is_kept(request, sheet, form, ReplyWay.PORTAL):
        said = _("The reply is kept. The school reads it.")
        messages.success(request, said)
        address = reverse("certificates:referral", args=[sent_sheet_uuid])
        return JsonResponse({"saved": said, "url": address}) if wants_json(request) else redirect(address)
    if form.is_bound and wants_json(request):  # the page sends it once more itself, to be shown what is wrong
        words = [str(one) for errors in form.errors.values() for one in errors]
        return JsonResponse({"errors": words}, status=422)
    context = sheet_page(sheet, at=clock.now()) | {"form": form}
    return render(request, "certificates/referrals/reply.html", context, status=422 if form.is_bound else 200)


@access(Public)
@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def by_code(request: HttpRequest, token: str) -> HttpResponse:
    """Show the sheet behind its code while the consent holds, and take one reply without an account."""
    sheet = _behind(request, token)
    if sheet is None:
        return _gone(request)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if _is_kept(request, sheet, form, ReplyWay.LINK):
        messages.success(request, _("The reply is kept. The school reads it."))
        return redirect("certificates:sheet_by_code", token=token)
    context = sheet_page(sheet, at=clock.now())
    was_answered = queries.was_answered_by_code(sheet)
    context |= {"form": None if was_answered else form, "token": token}
    if was_answered and form.is_bound:
        context |= {"unkept": form.written(), "why": operations.answered_by_code()}
    return render(
        request, "certificates/referrals/by_code.html", context, status=422 if form.is_bound else 200
    )


@access(Public)
@leaves_no_trace
@require_safe
def paper_by_code(request: HttpRequest, token: str) -> HttpResponse:
    """Send the sheet to who has its code, while the consent holds."""
    sheet = _behind(request, token)
    return _gone(request) if sheet is None else _document(sheet)


@access(Public)
@leaves_no_trace
@require_safe
def pack_by_code(request: HttpRequest, token: str) -> HttpResponse:
    """Send the sheet with the certificates that go along to who has its code, while the consent holds."""
    sheet = _behind(request, token)
    return _gone(request) if sheet is None else _pack(sheet)


def _behind(request: HttpRequest, token: str) -> ReferralSheet | None:
    """Return the sheet behind a code; who tries codes is slowed down. Nobody guesses one: others hold nobody up."""
    sheet = queries.open_sheet(token, at=clock.now())
    if sheet is None:
        failures_of(request, about="").refuse_or_add()
    return sheet


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "certificates/share_gone.html", status=410)


def _is_kept(request: HttpRequest, sheet: ReferralSheet, form: ReplyForm, way: ReplyWay) -> bool:
    """Return whether a valid form became a reply."""
    if not form.is_valid():
        return False
    who: dict[str, Any] = {"actor": actor_of(request), "now": clock.now()}
    with domain_errors_to_form(form):
        operations.reply_to(sheet=sheet, sent=form.sent(way), **who)
    return form.is_valid()


def _document(sheet: ReferralSheet) -> HttpResponse:
    """Send the bytes that were sealed; the file's name says nothing of whom it is about."""
    content = storage.get_document(storage.name_of(sheet.document_sha256), sheet.document_sha256)
    return _file(content, f"{packs.name_of(sheet)}.pdf", "application/pdf")


def _pack(sheet: ReferralSheet) -> HttpResponse:
    content = packs.pack_of(sheet, today=clock.local_date(clock.now()))
    return _file(content, f"{packs.name_of(sheet)}.zip", "application/zip")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
