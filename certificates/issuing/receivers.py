"""News from below: a completed enrolment asks for its credential."""

from typing import Any
from uuid import UUID

from django.dispatch import receiver

from certificates.issuing.operations import request_credential
from lms.core import clock
from lms.enrolments.events import enrolment_completed


@receiver(enrolment_completed, dispatch_uid="certificates.issue_on_completion")
def issue_on_completion(sender: Any, *, enrolment_uuid: UUID, **kwargs: Any) -> None:
    request_credential(enrolment_uuid=enrolment_uuid, now=clock.now())
