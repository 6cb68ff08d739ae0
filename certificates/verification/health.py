"""Says whether the public part can answer, and how old the news from issuing are; for those who watch it."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from certificates.published.state import public_state
from certificates.verification.rules import is_stale
from lms.core import clock
from lms.core.access import Public, access


@access(Public)
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 with the age in minutes; 503 when the news are too old for a yes, or none can be read."""
    age = public_state().age(now=clock.now())
    if age is None:
        return HttpResponse("ok", content_type="text/plain")
    if age == timedelta.max:
        return HttpResponse("no published state", status=503, content_type="text/plain")
    minutes = int(age.total_seconds()) // 60
    word, status = ("stale", 503) if is_stale(age) else ("ok", 200)
    return HttpResponse(
        f"{word}, published state {minutes} min old", status=status, content_type="text/plain"
    )
