"""A holder's share links, and what somebody sees who was given one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.issuing import storage
from certificates.issuing.models import CredentialState
from certificates.sharing import operations, queries, rules
from certificates.sharing.forms import NewLinkForm, PasscodeForm
from certificates.sharing.models import SharedField, ShareLink
from certificates.sharing.presentation import address_of, certificate_of, code_of, link_row, told_by_document
from certificates.verification import answers
from certificates.verification.limits import failures_of, passcodes_of
from certificates.verification.traces import leaves_no_trace
from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import Public, SignedIn, access
from lms.core.faces import domain_errors_to_form

# What a page hands to the button for its document: that this link was just opened.
TICKET = "certificates.sharing.document"


@access(SignedIn)
@require_safe
def links(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """List the links of one's own certificate."""
    credential = queries.own_credential(person_id=request.user.person_id, credential_uuid=uuid)
    now = clock.now()
    context = {
        "credential": credential,
        "rows": [link_row(link, now=now) for link in queries.links_of(credential)],
        "can_share": credential.state == CredentialState.ISSUED,
    }
    return render(request, "certificates/share_links.html", context)


@access(SignedIn)
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Make a link: what it shows, until when, and whether with a passcode."""
    person_id = request.user.person_id
    credential = queries.own_credential(person_id=person_id, credential_uuid=uuid)
    if request.method != "POST" and credential.state != CredentialState.ISSUED:
        return redirect("certificates:share_links", uuid=uuid)  # it says why there is no form
    form = NewLinkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with domain_errors_to_form(form):
            link = operations.make_link(
                credential_uuid=uuid,
                person_id=person_id,
                wanted=_wanted(form.cleaned_data),
                actor=actor_of(request),
                now=clock.now(),
            )
        if form.is_valid():
            return redirect("certificates:share_link", share_link_uuid=link.uuid)
    context = {"form": form, "credential": credential, "told": told_by_document(credential)}
    return render(request, "certificates/new_share_link.html", context)


@access(SignedIn)
@require_safe
def own(request: HttpRequest, share_link_uuid: UUID) -> HttpResponse:
    """Show one link to its holder: the address and the code to pass on, and how often it was opened."""
    link = queries.own_link(person_id=request.user.person_id, link_uuid=share_link_uuid)
    row = link_row(link, now=clock.now())
    context = {
        "row": row,
        "certificate": certificate_of(link),
        "address": address_of(link),
        "code": code_of(link) if row.is_open else "",
    }
    return render(request, "certificates/share_link.html", context)


@access(SignedIn)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, share_link_uuid: UUID) -> HttpResponse:
    """Close one's own link, after a question."""
    link = queries.own_link(person_id=request.user.person_id, link_uuid=share_link_uuid)
    if request.method != "POST":
        row = link_row(link, now=clock.now())
        return render(request, "certificates/close_share_link.html", {"row": row})
    operations.close_link(
        link_uuid=share_link_uuid, person_id=request.user.person_id, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("The link is closed. Its address shows nothing any more."))
    return redirect("certificates:share_links", uuid=link.credential.uuid)


@access(Public)
@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the holder chose, while the link is open and the passcode, if it has one, is right.

    Nobody guesses an open link: what others in the network missed holds up guesses alone, those of passcodes apart.
    """
    link = queries.open_link(token, now=clock.now())
    if link is None:
        failures_of(request, about="").refuse_or_add()
        return _gone(request)
    wrong = passcodes_of(request)
    form = PasscodeForm(request.POST if request.method == "POST" else None)
    if link.passcode:
        if request.method == "POST":
            wrong.refuse_when_full()
        if not form.is_valid():
            return render(request, "certificates/shared.html", {"form": form})
        if not operations.open_with(link, form.cleaned_data["passcode"], now=clock.now()):
            wrong.add()
            form.add_error("passcode", _("This is not the passcode."))
            return render(request, "certificates/shared.html", {"form": form})
    return _show(request, link, token)


@access(Public)
@leaves_no_trace
@require_POST
def document(request: HttpRequest, token: str) -> HttpResponse:
    """Send the issued document to who has just opened a link that shows it."""
    link = queries.open_link(token, now=clock.now())
    if link is None or not _may_fetch(link, request.POST.get("ticket", "")):
        failures_of(request, about="").refuse_or_add()
        return _gone(request)
    credential = link.credential
    content = storage.get_document(credential.document_name, credential.document_sha256)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{credential.number_id}.pdf"'
    return response


def _show(request: HttpRequest, link: ShareLink, token: str) -> HttpResponse:
    record = queries.public_record_of(link)
    if record is None:
        return _gone(request)
    if request.method != "HEAD":
        operations.count_opening(link)
    ticket = signing.dumps(link.token_hash, salt=TICKET) if _shows_document(link) else ""
    answer = answers.chosen(record, link.fields, now=clock.now())
    return render(request, "certificates/shared.html", {"answer": answer, "ticket": ticket, "token": token})


def _may_fetch(link: ShareLink, ticket: str) -> bool:
    try:
        opened_for = signing.loads(ticket, salt=TICKET, max_age=rules.DOCUMENT_SECONDS)
    except signing.BadSignature:
        return False
    return _shows_document(link) and opened_for == link.token_hash


def _shows_document(link: ShareLink) -> bool:
    return SharedField.DOCUMENT in link.fields and link.credential.state == CredentialState.ISSUED


def _gone(request: HttpRequest) -> HttpResponse:
    """Answer alike for a link that never was, was closed, has ended or was locked."""
    return render(request, "certificates/share_gone.html", status=410)


def _wanted(data: dict[str, Any]) -> operations.Wanted:
    return operations.Wanted(
        fields=data["fields_shown"], days=data["days"], passcode=data["passcode"], label=data["label"]
    )
