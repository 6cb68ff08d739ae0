"""Sends films, sound and their captions to who learns or teaches here; nobody else has an address for them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.pages.recordings.errors import RecordingNotFound
from courses.pages.recordings.models import Recording
from lms.core.access import Roles, access
from lms.core.enums import STAFF_ROLES, Role
from lms.core.sending import send_stored

# As lessons: trainees read them, staff teach with them. Employers and the public have no lessons.
AUDIENCE = Roles(Role.TRAINEE, *STAFF_ROLES)


@access(AUDIENCE)
@require_safe
def serve_recording(request: HttpRequest, recording_uuid: UUID) -> HttpResponseBase:
    """Answer with the file or the part of it that the player asks for."""
    return send_stored(request, _found(recording_uuid).stored())


@access(AUDIENCE)
@require_safe
def serve_captions(request: HttpRequest, recording_uuid: UUID, language: str) -> HttpResponse:
    """Answer with the captions in one language."""
    text = _found(recording_uuid).captions.get(language)
    if text is None:
        raise RecordingNotFound(_("This recording has no captions in this language."))
    response = HttpResponse(text, content_type="text/vtt; charset=utf-8")
    response["Cache-Control"] = "private, max-age=60"
    return response


def _found(uuid: UUID) -> Recording:
    recording = Recording.objects.filter(uuid=uuid).first()
    if recording is None:
        raise RecordingNotFound(_("This recording is not here any more."))
    return recording
