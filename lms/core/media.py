"""Sends the pictures of courses from wherever they are kept, at an address of our own, whatever the profile.

Only picture folders are reachable: files of other kinds in the same storage have no address.
"""

import mimetypes
import posixpath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase

from lms.core.access import Public, access

PICTURE_FOLDERS = ("images/", "original_images/")
# An uploaded SVG opened by itself must not run anything.
INERT = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@access(Public)
def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with one picture."""
    name = posixpath.normpath(path)  # before the folder is asked for: "images/../documents/x" is no picture
    if not name.startswith(PICTURE_FOLDERS):
        raise Http404
    try:
        file = default_storage.open(name)
    except (OSError, ValueError):
        raise Http404 from None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(file, content_type=kind)
    response["Cache-Control"] = "public, max-age=86400"
    response["Content-Security-Policy"] = INERT
    return response
