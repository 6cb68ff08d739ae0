"""Sends pictures of items, and of what people made; the caller has found out who may see it."""

import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseBase

from lms.core.media import INERT

# The name is the content: what a browser has of it stays right. Private: no cache between us and this person keeps it.
KEPT = "private, max-age=31536000, immutable"
# What a person did, or is: who may not see it any more does not find it in the browser either.
NOT_KEPT = "private, no-store"


def sent_picture(path: str | None, *, cache: str = KEPT) -> HttpResponseBase:
    """Return the picture at this place of the storage; `cache` says whether the browser may keep it.

    :raises Http404: there is none.
    """
    try:
        file = default_storage.open(path) if path else None
    except (OSError, ValueError):
        file = None
    if file is None or path is None:
        raise Http404
    response = FileResponse(file, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
    response["Cache-Control"] = cache
    response["Content-Security-Policy"] = INERT
    return response
