"""Reads of outside certificates: a person's papers, what ends or is to be reviewed, and what they prove."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Least
from django.utils.translation import gettext as _

from lms.accounts.api import Person, User, named
from lms.enrolments.errors import CertificateNotFound
from lms.enrolments.external import rules
from lms.enrolments.external.models import (
    CertificateReview,
    CertificateScan,
    CertificateVerification,
    ExternalCertificate,
    VerificationResult,
)
from lms.enrolments.external.policies import people_recorded_by, recorded_by
from lms.enrolments.external.rules import Due, Standing, due_stage

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class Alert:
    """One day of one certificate that is past or near."""

    certificate: ExternalCertificate
    is_review: bool
    day: date
    stage: Due


def find_people(user: User, words: str) -> list[Person]:
    """Return people whose papers the user records, by a part of the name or by the trainee number."""
    words = words.strip()
    if not words:
        return []
    found = named(words) | Q(user__username=words.lower())
    return list(people_recorded_by(user).filter(found).order_by("sort_name", "pk")[:MOST_FOUND])


def get_person_recorded(user: User, uuid: UUID) -> Person:
    """Return the person when the user records their papers.

    :raises CertificateNotFound: there is none, or it is another site's; the two look alike.
    """
    person = people_recorded_by(user).filter(uuid=uuid).first()
    if person is None:
        raise CertificateNotFound(_("There is nothing at this address."))
    return person


def list_certificates_of(person_id: int) -> list[ExternalCertificate]:
    """Return a person's certificates with what was asked about them, newest first; three queries."""
    rows = with_standing(ExternalCertificate.objects.filter(person_id=person_id))
    return list(rows.prefetch_related("scans", "reviews").order_by("-issued_date", "-pk"))


def certificates_by_person(person_ids: Iterable[int]) -> dict[int, list[ExternalCertificate]]:
    """Return people's certificates with what was answered about them last, newest first; one query."""
    found: dict[int, list[ExternalCertificate]] = {key: [] for key in person_ids}
    rows = with_standing(ExternalCertificate.objects.filter(person__in=list(found)))
    for row in rows.order_by("-issued_date", "-pk"):
        found[row.person_id].append(row)
    return found


def get_certificate(user: User, uuid: UUID) -> ExternalCertificate:
    """Return a certificate that the user may record things about, with everything on it.

    :raises CertificateNotFound: there is none, or it is another site's; the two look alike.
    """
    rows = with_standing(recorded_by(user)).select_related("person", "struck")
    row = rows.prefetch_related("verifications", "reviews", "scans").filter(uuid=uuid).first()
    if row is None:
        raise CertificateNotFound(_("There is nothing at this address."))
    return row


def get_scan(user: User, uuid: UUID) -> CertificateScan:
    """Return a scan of a certificate that the user may record things about.

    :raises CertificateNotFound: there is none, or it is another site's; the two look alike.
    """
    rows = CertificateScan.objects.filter(certificate__in=recorded_by(user), uuid=uuid)
    scan = rows.select_related("certificate").first()
    if scan is None:
        raise CertificateNotFound(_("There is nothing at this address."))
    return scan


def with_standing(rows: QuerySet[ExternalCertificate]) -> QuerySet[Any]:
    """Return the rows with the answer that was given last as `last_result`, empty where nobody asked.

    And with their last day as `lasts_until`: a licence that nobody reviewed by the day on which that was due has ended
    with it (rules on special operations, order 30 of 2010, article 25), until a review is recorded.
    """
    asked = CertificateVerification.objects.filter(certificate=OuterRef("pk")).order_by("-at", "-pk")
    is_reviewed = Exists(CertificateReview.objects.filter(certificate=OuterRef("pk")))
    first = Least(Coalesce("expires_date", "review_due_date"), "review_due_date")
    ends = Case(
        When(Q(review_due_date__isnull=True) | Q(is_reviewed), then=F("expires_date")),
        default=first,
    )
    return rows.annotate(last_result=Subquery(asked.values("result")[:1]), lasts_until=ends)


def last_day_of(row: ExternalCertificate) -> date | None:
    """Return the last day on which a row of `with_standing` is in force, None for good."""
    found: date | None = getattr(row, "lasts_until", row.expires_date)
    return found


def has_lapsed(row: ExternalCertificate, day: date) -> bool:
    """Return whether a licence of `with_standing` has ended by a day because nobody reviewed it in time."""
    last = last_day_of(row)
    return last is not None and last < day and last != row.expires_date


def standing(row: ExternalCertificate) -> Standing:
    """Return what is known of a row of `with_standing`."""
    result = getattr(row, "last_result", None)
    return rules.standing_of([result] if result else [])


def list_alerts(user: User, *, today: date, stage: str = "", what: str = "") -> list[Alert]:
    """Return the days that are past or come within 90 days at the user's sites, the earliest first.

    A review that was done is not due any more; an ended licence needs no review. `what`: "expiry" or "review".
    """
    until = today + timedelta(days=rules.LATER)
    near = Q(expires_date__lte=until) | Q(review_due_date__lte=until)
    done = Prefetch("reviews", queryset=CertificateReview.objects.order_by("reviewed_date"))
    rows = (
        recorded_by(user).filter(near, struck_at=None).select_related("person__user").prefetch_related(done)
    )
    alerts = [alert for row in rows for alert in _alerts_of(row, today)]
    chosen = [
        alert
        for alert in alerts
        if (not stage or alert.stage == stage) and (not what or alert.is_review == (what == "review"))
    ]
    return sorted(chosen, key=lambda alert: (alert.day, alert.certificate.pk))


def _alerts_of(row: ExternalCertificate, today: date) -> Iterable[Alert]:
    ends = due_stage(row.expires_date, today=today)
    if ends is not None and row.expires_date is not None:
        yield Alert(row, False, row.expires_date, ends)
    review = due_stage(row.review_due_date, today=today)
    is_open = ends is not Due.PAST and not row.reviews.all()
    if review is not None and is_open and row.review_due_date is not None:
        yield Alert(row, True, row.review_due_date, review)


def confirmed_certificates(person_ids: Iterable[int]) -> QuerySet[ExternalCertificate]:
    """Return the certificates of these people that the issuing side confirmed and nobody struck out."""
    rows = ExternalCertificate.objects.filter(person__in=list(person_ids), struck_at=None)
    return with_standing(rows).filter(last_result=VerificationResult.CONFIRMED)


def in_force_on(rows: QuerySet[ExternalCertificate], day: date) -> QuerySet[ExternalCertificate]:
    """Return those of confirmed certificates that are in force on a day: the rule of `counts_on`, for choices."""
    return rows.filter(Q(lasts_until__isnull=True) | Q(lasts_until__gte=day), issued_date__lte=day)


def counts_on(row: ExternalCertificate, day: date) -> bool:
    """Return whether a certificate of another body counts on a day: confirmed, not struck out, in force.

    The one rule of the audit, the planner and of credits that are given anew. A row of `with_standing`.
    """
    is_confirmed = row.struck_at is None and standing(row) is Standing.CONFIRMED
    return is_confirmed and rules.is_valid_on(row.issued_date, last_day_of(row), day=day)
