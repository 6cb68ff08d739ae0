"""Asks at each request of the examination page and its API whether it comes from the browser that the sitting wants.

Who may not get a paper is refused; what a page brings is kept, whatever it lacks (ADR 0118).
"""

from uuid import UUID

from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lms.core.prepared import Question, slot
from lms.enrolments.api import Enrolment
from lms.exams.sittings import pulse
from lms.exams.sittings.errors import SafeBrowserNeeded
from lms.exams.sittings.models import Attempt
from lms.exams.sittings.operations.incidents import note_other_browser
from lms.exams.sittings.safe_browser import HEADER, is_genuine

_ASKED = Question(
    lambda: (
        Attempt.objects.filter(
            uuid=slot(Attempt, "uuid"), candidate__enrolment__person=slot(Enrolment, "person")
        )
        .order_by()
        .only("pk")
        .annotate(keys=F("candidate__sitting__browser_keys"))
    )
)


def refuse_other_browser(request: HttpRequest, attempt_uuid: UUID) -> None:
    """Let nobody have a paper in another browser than the sitting's.

    :raises SafeBrowserNeeded: Safe Exam Browser is asked for, and this is not it.
    """
    if not _fits(request, attempt_uuid):
        raise SafeBrowserNeeded(
            _(
                "This examination is written in Safe Exam Browser only. Nothing is lost: start Safe Exam Browser on "
                "this computer, sign in there and go on."
            )
        )


def note_browser(request: HttpRequest, attempt_uuid: UUID, *, keys: str | None = None) -> None:
    """Let through what a page brings, and tell the invigilator when it comes from another browser.

    `keys` are those of the sitting, when they are known already.
    """
    _fits(request, attempt_uuid, keys)


def _fits(request: HttpRequest, attempt_uuid: UUID, known: str | None = None) -> bool:
    keys = (_asked_keys(request, attempt_uuid) if known is None else known).split()
    if not keys or is_genuine(request.headers.get(HEADER, ""), url=request.build_absolute_uri(), keys=keys):
        return True
    note_other_browser(attempt_uuid=attempt_uuid, path=request.path, now=pulse.now())
    return False


def _asked_keys(request: HttpRequest, attempt_uuid: UUID) -> str:
    found = _ASKED.first(uuid=attempt_uuid, person=getattr(request.user, "person_id", None))
    return vars(found)["keys"] if found else ""
