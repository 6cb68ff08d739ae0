"""Hands out the published files of the register where no file server does: to anybody, without a cookie."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from certificates.issuing.register.folder import folder
from lms.core.access import Public, access

NUMBER = r"(x\d{3}/)*\d{3}"
NAMES = re.compile(
    rf"key|checkpoint|checkpoints/\d+|anchors/\d+|consistency/\d+-\d+|proof/{NUMBER}|tile/(entries|\d)/{NUMBER}(\.p/\d+)?"
)
CHANGING = ("key", "checkpoint")


@access(Public)
@require_safe
def register_file(request: HttpRequest, path: str) -> HttpResponse:
    """Send one file; all but the newest checkpoint and the key never change."""
    if not NAMES.fullmatch(path):
        raise Http404
    try:
        content = (folder() / path).read_bytes()
    except OSError:
        raise Http404 from None
    binary = path.startswith(("tile/", "anchors/"))
    kind = "application/octet-stream" if binary else "text/plain; charset=utf-8"
    response = HttpResponse(content, content_type=kind)
    response["Cache-Control"] = (
        "public, max-age=300" if path in CHANGING else "public, max-age=31536000, immutable"
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response
