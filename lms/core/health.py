"""Says whether this process can serve: the database answers. Nothing else is told to the outside."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from lms.core.access import Public, access


@access(Public)
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 'ok', or 503 'busy' when the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("busy", status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
