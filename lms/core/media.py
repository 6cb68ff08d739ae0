"""Sends pictures of courses in the embedded profile; in production the object storage does.

Only picture folders are reachable: files of other kinds in the media folder have no address.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.static import serve

from lms.core.access import Public, access

PICTURE_FOLDERS = ("images/", "original_images/")
# An uploaded SVG opened by itself must not run anything.
INERT = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@access(Public)
def serve_media(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer with one picture."""
    if not path.startswith(PICTURE_FOLDERS):
        raise Http404
    response = serve(request, path, document_root=settings.MEDIA_ROOT)
    response["Cache-Control"] = "public, max-age=86400"
    response["Content-Security-Policy"] = INERT
    return response
