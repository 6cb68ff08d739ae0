"""The platform's addresses and the floors'."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.floor import CHECK_FLOOR, FLOOR, READ_FLOOR
from certificates.models import PublishedCredential
from lms.core.access import SignedIn, access
from lms.organisations.models import Room
from lms.urls import handler400, handler403, handler404, handler500
from lms.urls import urlpatterns as platform

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


def update(request: HttpRequest) -> HttpResponse:
    """Commit one UPDATE of one row, found by its key; autocommit, no read before."""
    changed = Room.objects.filter(pk=int(request.GET["room"])).update(seats=F("seats") + 1)
    return HttpResponse(str(changed), content_type="text/plain")


@access(SignedIn)
def read(request: HttpRequest) -> HttpResponse:
    """Read one row, found by its key, and say what stands in it."""
    room = Room.objects.get(pk=int(request.GET["room"]))
    return HttpResponse(room.name, content_type="text/plain")


def check(request: HttpRequest) -> HttpResponse:
    """Read one published record, found by its index, and say what stands in it."""
    record = PublishedCredential.objects.defer("full_name").get(number=request.GET["number"])
    return HttpResponse(record.number, content_type="text/plain")


urlpatterns = [
    path(CHECK_FLOOR.removeprefix("/"), check),
    path(FLOOR.removeprefix("/"), update),
    path(READ_FLOOR.removeprefix("/"), read),
    *platform,
]
