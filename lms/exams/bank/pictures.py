"""Sends the picture of an item; the caller has found out who may see it."""

import mimetypes

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseBase

from lms.core.media import INERT

# The name is the content: what a browser has of it stays right. Private: no cache between us and this person keeps it.
KEPT = "private, max-age=31536000, immutable"


def sent_picture(path: str | None) -> HttpResponseBase:
    """Return the picture at this place of the storage.

    :raises Http404: there is none.
    """
    try:
        file = default_storage.open(path) if path else None
    except (OSError, ValueError):
        file = None
    if file is None or path is None:
        raise Http404
    response = FileResponse(file, content_type=mimetypes.guess_type(path)[0] or "application/octet-stream")
    response["Cache-Control"] = KEPT
    response["Content-Security-Policy"] = INERT
    return response
