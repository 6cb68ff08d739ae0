"""Transcripts in force whose marks have become others since: what officers are told so that they replace them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from certificates.issuing.ending.models import EndingRequest
from certificates.issuing.ending.policies import kept_by
from certificates.issuing.ending.queries import OPEN_STATES
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.queries import award_of_credential
from certificates.issuing.studies.rules import SUPPLEMENTS
from certificates.issuing.transcripts.records import records_by
from lms.accounts.api import User
from lms.core.clock import local_date

MOST = 100  # told at once, and looked at with the audit at once
# The clock is read before the commit: what is noted as earlier may have come in later.
SLACK = timedelta(minutes=10)
# When something behind a mark was written last.
_WRITTEN = ("credit_rows__recorded_at", "credit_rows__reversed_at", "evidence__recorded_at")


@dataclass(frozen=True, slots=True)
class Outdated:
    """A transcript that says other marks than the records; `is_emptied`: these have none any more, it can only end."""

    credential: Credential
    is_emptied: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The first of them by name; `is_cut`: there are more."""

    rows: tuple[Outdated, ...]
    is_cut: bool


def find_outdated(user: User, *, now: datetime) -> Found:
    """Return the transcripts that this user keeps, that say other marks than the records, and that nobody replaces yet.

    One query where nothing was written since; else the queries grow with each `MOST` that something was written behind.
    """
    found: list[Outdated] = []
    touched = list(_touched(user).values_list("pk", flat=True))
    for start in range(0, len(touched), MOST):
        found += _outdated_among(touched[start : start + MOST], today=local_date(now))
        if len(found) > MOST:
            break
    return Found(tuple(found[:MOST]), is_cut=len(found) > MOST)


def _outdated_among(keys: list[int], *, today: date) -> list[Outdated]:
    rows = Credential.objects.filter(pk__in=keys).order_by("person__sort_name", "pk")
    held = list(rows.select_related("person", "enrolment__version__programme"))
    records = records_by([row.enrolment for row in held], today=today)
    return [
        Outdated(row, records[row.enrolment_id].is_empty)
        for row in held
        if award_of_credential(row).records != records[row.enrolment_id]
    ]


def _touched(user: User) -> QuerySet[Credential]:
    """Return those behind which something was written since the first transcript of these studies was made.

    What is made in the place of another says what was frozen before its own number was taken, when it was asked for or
    with the one that was lost. So of each only the first moment is certain; the marks themselves decide.
    """
    made = Credential.objects.filter(enrolment=OuterRef("enrolment"), kind=OuterRef("kind"))
    first = Subquery(made.order_by("reserved_at").values("reserved_at")[:1])
    written = Q()
    for place in _WRITTEN:
        written |= Q(**{f"enrolment__{place}__gt": F("first") - SLACK})
    later = Credential.objects.alias(first=first).filter(written, pk=OuterRef("pk"))
    asked = EndingRequest.objects.filter(credential=OuterRef("pk"), state__in=OPEN_STATES)
    rows = kept_by(user).filter(kind__in=SUPPLEMENTS, state=CredentialState.ISSUED)
    return rows.filter(~Exists(asked), Exists(later)).order_by("person__sort_name", "pk")
