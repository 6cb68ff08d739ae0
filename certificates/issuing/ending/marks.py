"""Transcripts in force whose marks have become others since: what officers are told so that they replace them."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from certificates.issuing.ending.models import EndingRequest
from certificates.issuing.ending.policies import kept_by
from certificates.issuing.ending.queries import OPEN_STATES
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.queries import award_of_credential
from certificates.issuing.studies.rules import SUPPLEMENTS
from certificates.issuing.transcripts.records import records_by
from lms.accounts.api import User
from lms.core.clock import local_date

MOST = 100  # at once; each is looked at with the audit
# When something behind a mark was written last.
_WRITTEN = ("credit_rows__recorded_at", "credit_rows__reversed_at", "evidence__recorded_at")


def list_outdated(user: User, *, now: datetime) -> list[Credential]:
    """Return the transcripts that this user keeps, that say other marks than the records, and that nobody replaces yet.

    One query where nothing was written since; the queries do not grow with the transcripts.
    """
    rows = _touched(user)[:MOST]
    held = list(rows.select_related("person", "enrolment__version__programme"))
    if not held:
        return []
    records = records_by([row.enrolment for row in held], today=local_date(now))
    return [row for row in held if award_of_credential(row).records != records[row.enrolment_id]]


def _touched(user: User) -> QuerySet[Credential]:
    written = Q()
    for place in _WRITTEN:
        written |= Q(**{f"enrolment__{place}__gt": F("reserved_at")})
    later = Credential.objects.filter(written, pk=OuterRef("pk"))
    asked = EndingRequest.objects.filter(credential=OuterRef("pk"), state__in=OPEN_STATES)
    rows = kept_by(user).filter(kind__in=SUPPLEMENTS, state=CredentialState.ISSUED)
    return rows.filter(~Exists(asked), Exists(later)).order_by("person__sort_name", "pk")
