"""Sends the pictures of questions to who works at the desk; nobody else has an address for them."""

import mimetypes
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from lms.core.access import access
from lms.core.circuits import CircuitError, digest_of, draw_circuit
from lms.core.media import INERT
from lms.exams.bank.models import Attached, AttachmentKind, ItemAttachment
from lms.exams.desk.policies import READ
from lms.exams.intake.models import DraftAttachment

# The preview asks for it in both languages with each pause of who writes.
A_WHILE = 3600


@access(READ)
@require_safe
def of_wording(request: HttpRequest, item_code: str, wording: int, number: int) -> HttpResponseBase:
    """Answer with a picture of a wording of the bank."""
    rows = ItemAttachment.objects.filter(version__item__code=item_code, version__number=wording)
    return _sent(rows.filter(number=number).first())


@access(READ)
@require_safe
def of_draft(request: HttpRequest, draft_uuid: UUID, number: int) -> HttpResponseBase:
    """Answer with a picture of a draft."""
    return _sent(DraftAttachment.objects.filter(draft__uuid=draft_uuid, number=number).first())


def _sent(row: Attached | None) -> HttpResponseBase:
    if row is not None and row.kind == AttachmentKind.CIRCUIT:
        return _drawn(row.source)
    if row is None or not row.file:
        raise Http404
    try:
        file: Any = default_storage.open(row.file)
    except (OSError, ValueError):
        raise Http404 from None
    response = FileResponse(
        file, content_type=mimetypes.guess_type(row.file)[0] or "application/octet-stream"
    )
    response["Content-Security-Policy"] = INERT
    return response


def _drawn(source: str) -> HttpResponse:
    """Answer with a circuit drawn anew: somebody may be writing it."""
    try:
        key = f"desk-circuit-{digest_of(source)}"
        svg = cache.get(key) or draw_circuit(source)
    except CircuitError:
        raise Http404 from None
    cache.set(key, svg, A_WHILE)
    response = HttpResponse(svg, content_type="image/svg+xml")
    response["Content-Security-Policy"] = INERT
    return response
