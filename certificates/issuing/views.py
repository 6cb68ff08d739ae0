"""A holder's own certificates, and the permission-checked way to the document and the digital credential."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from certificates.issuing import storage
from certificates.issuing.digital.offline import make_offline_code
from certificates.issuing.digital.operations import make_jwt, signed_bytes_of
from certificates.issuing.documents.qr import code_as_data_uri
from certificates.issuing.ending.policies import may_ask
from certificates.issuing.policies import files_for, visible_to
from certificates.issuing.presentation import certificate_card, certificate_page
from certificates.issuing.queries import get_visible, list_credentials_of
from certificates.issuing.register.entering import logged_digest
from certificates.issuing.register.queries import receipt_of
from certificates.issuing.second.queries import second_signature_of
from lms.core import clock
from lms.core.access import SignedIn, access


@access(SignedIn)
@require_safe
def credentials(request: HttpRequest) -> HttpResponse:
    """List what the signed-in person holds."""
    rows, today = list_credentials_of(request.user.person_id), clock.local_date(clock.now())
    context = {"cards": [certificate_card(row, today=today) for row in rows]}
    return render(request, "certificates/credentials.html", context)


@access(SignedIn)
@require_safe
def credential(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show one certificate to its holder or to the staff of its site or school."""
    row = get_visible(visible_to(request.user), uuid)
    is_own = row.person_id == request.user.person_id
    is_kept = not is_own and may_ask(request.user, row)
    context = {
        "certificate": certificate_page(row, today=clock.local_date(clock.now())),
        "is_own": is_own,
        "desk_url": reverse("ending_desk:certificate", args=[uuid]) if is_kept else "",
    }
    return render(request, "certificates/credential.html", context)


@access(SignedIn)
@require_safe
def document(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the issued bytes; the file is named by the number, never by the person."""
    row = get_visible(files_for(request.user), uuid)
    content = storage.get_document(row.document_name, row.document_sha256)
    return _file(content, f"{row.number_id}.pdf", "application/pdf")


@access(SignedIn)
@require_safe
def credential_json(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the signed credential, byte for byte as it was issued."""
    row = get_visible(files_for(request.user), uuid)
    return _file(signed_bytes_of(row), f"{row.number_id}.json", "application/json")


@access(SignedIn)
@require_safe
def credential_jwt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the same credential as a JWT, for verifiers that ask for one."""
    row = get_visible(files_for(request.user), uuid)
    content = make_jwt(row, now=clock.now()).encode()
    return _file(content, f"{row.number_id}.jwt", "application/jwt")


@access(SignedIn)
@require_safe
def second_signature(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the second signature over the JSON, which lies beside it as a file of its own."""
    row = get_visible(files_for(request.user), uuid)
    content = second_signature_of(row)
    if content is None:
        raise Http404
    return _file(content, f"{row.number_id}.json.sm2", "application/octet-stream")


@access(SignedIn)
@require_safe
def offline_code(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the code that is checked without a network to the holder who asked for it, and to nobody else."""
    row = get_visible(files_for(request.user), uuid)
    if row.person_id != request.user.person_id:
        raise Http404
    code = make_offline_code(row, now=clock.now())
    context = {"credential": row, "code": code, "picture": code_as_data_uri(code)}
    return render(request, "certificates/offline_code.html", context)


@access(SignedIn)
@require_safe
def receipt(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the receipt of the register: with it the document is checked where there is no network."""
    row = get_visible(files_for(request.user), uuid)
    text = receipt_of(logged_digest(row))
    if text is None:
        raise Http404
    return _file(text.encode(), f"{row.number_id}.txt", "text/plain; charset=utf-8")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
