"""Writes to the credit ledger. Lock order: the enrolment first, the audit chain last."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import Course
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.credits.models import CreditReversal, CreditRow, CreditSource
from lms.enrolments.credits.queries import further_by, key_of, recognised_by, table_for
from lms.enrolments.credits.rules import PASS_MARK, further_credits
from lms.enrolments.errors import CreditsKnown, CreditsNotFound, CreditsRefused
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.external.queries import confirmed_certificates, counts_on, last_day_of
from lms.enrolments.models import Enrolment
from lms.enrolments.operations import complete_if_due, lock_enrolment_in_force


@dataclass(frozen=True, slots=True)
class CourseCredit:
    """A course of the version that counts, for what, with which mark (out of 100, None: none) and why."""

    course: Course
    source: str
    mark: Decimal | None
    reason: str


def credit_course(*, enrolment_uuid: UUID, given: CourseCredit, actor: Actor, now: datetime) -> CreditRow:
    """Give the credits of a course: passed here, by transcript of an earlier school, or by an equivalent course.

    :raises EnrolmentNotFound, EnrolmentEnded: there is none, or it was withdrawn.
    :raises CreditsRefused: the course is of another version or without credits, the mark is below 60, no reason.
    :raises CreditsKnown: the course counts already.
    """
    with transaction.atomic(durable=True):
        enrolment = lock_enrolment_in_force(enrolment_uuid)
        course = given.course
        if course.version_id != enrolment.version_id or not course.credits:
            raise CreditsRefused(_("Choose a course with credits of this person's version."))
        if given.source == CreditSource.COURSE and given.mark is None:
            raise CreditsRefused(_("Write the mark with which the course was passed."))
        if given.mark is not None and not PASS_MARK <= given.mark <= 100:
            raise CreditsRefused(_("Credits are given for a mark from 60 to 100."))
        standing = CreditRow.objects.filter(enrolment=enrolment, reversed_at=None)
        if standing.filter(course=course).exists():
            raise CreditsKnown(_("This course counts already. Take those credits back first."))
        row = CreditRow(
            source=given.source, source_key=f"course:{course.uuid}", course=course, credits=course.credits
        )
        row.mark, row.reason = given.mark, given.reason
        return _kept(row, enrolment, actor=actor, now=now)


def recognise_certificate(
    *, enrolment_uuid: UUID, certificate: ExternalCertificate, actor: Actor, now: datetime
) -> CreditRow:
    """Give what a confirmed certificate adds, by the table of the day and up to its limit.

    One that has ended adds nothing any more; what was given while it was in force stays (ADR 0193).

    :raises EnrolmentNotFound, EnrolmentEnded: there is none, or it was withdrawn.
    :raises CreditsRefused: it is not confirmed, another person's or ended, there is no table, or it adds nothing.
    :raises CreditsKnown: it counts already.
    """
    with transaction.atomic(durable=True):
        enrolment = lock_enrolment_in_force(enrolment_uuid)
        confirmed = confirmed_certificates([enrolment.person_id])
        found = confirmed.filter(pk=certificate.pk).first()
        if found is None:
            raise CreditsRefused(_("Only a certificate that the issuing side confirmed can be recognised."))
        today = local_date(now, zone=enrolment.site.time_zone)
        if not counts_on(found, today):
            words = _("This certificate was valid until %(day)s: it gives no credits any more.")
            raise CreditsRefused(words % {"day": last_day_of(found)})
        key = key_of(certificate)
        standing = CreditRow.objects.filter(enrolment=enrolment, reversed_at=None)
        if standing.filter(source_key=key).exists():
            raise CreditsKnown(_("This certificate counts already."))
        before = standing.filter(source=CreditSource.CERTIFICATE).values_list("source_key", "credits")
        given = dict(before)
        earlier = [row for row in confirmed if key_of(row) in given]
        counting = table_for(enrolment, day=today)
        more = further_by(counting, earlier, [*earlier, found], given=sum(given.values()))
        _credits, cap = recognised_by(counting, earlier)
        if not more:
            words = _(
                "This certificate adds no credits: it is not in the table, a higher one counts already, or the limit "
                "of %(cap)d credits is reached."
            )
            raise CreditsRefused(words % {"cap": cap})
        return _kept(_recognised(key, more, cap), enrolment, actor=actor, now=now)


def _recognised(key: str, credits_: int, cap: int) -> CreditRow:
    words = _("Recognised by the table of that day; at most %(cap)d credits for all certificates.")
    row = CreditRow(source=CreditSource.CERTIFICATE, source_key=key, credits=credits_)
    row.reason = words % {"cap": cap}
    return row


def withdraw_recognition(lost: ExternalCertificate, why: str, *, actor: Actor, now: datetime) -> None:
    """Take back the credits of a certificate that counts no more: a building block, the enrolments are locked.

    What remains is recognised together: a certificate that had only added to the lost one then gives its whole.
    """
    with transaction.atomic(savepoint=False):
        given = CreditRow.objects.filter(source_key=key_of(lost), reversed_at=None)
        for row in given.select_related("enrolment").order_by("pk"):
            _reverse(row, why, actor=actor, now=now)
            _recognise_rest(row.enrolment, why, actor=actor, now=now)


def _recognise_rest(enrolment: Enrolment, why: str, *, actor: Actor, now: datetime) -> None:
    standing = CreditRow.objects.filter(
        enrolment=enrolment, reversed_at=None, source=CreditSource.CERTIFICATE
    )
    rows = {row.source_key: row for row in standing.order_by("pk")}
    confirmed = confirmed_certificates([enrolment.person_id])
    wanted = [one for one in confirmed if key_of(one) in rows]
    today = local_date(now, zone=enrolment.site.time_zone)
    sum_of_all, cap = recognised_by(table_for(enrolment, day=today), wanted)
    more = further_credits(sum_of_all, sum(row.credits for row in rows.values()))
    if more:
        row = rows[key_of(wanted[-1])]
        _reverse(row, why, actor=actor, now=now)
        _kept(_recognised(row.source_key, row.credits + more, cap), enrolment, actor=actor, now=now)


def _kept(row: CreditRow, enrolment: Enrolment, *, actor: Actor, now: datetime) -> CreditRow:
    row.reason = row.reason.strip()
    if not row.reason:
        raise CreditsRefused(_("Write the reason."))
    row.enrolment, row.recorded_at, row.actor_uuid = enrolment, now, actor.user_uuid
    row.save(force_insert=True)
    after = {"credits": row.credits, "source": row.source}
    audit.record(actor=actor, action=AuditAction.GIVE_CREDITS, target=row, after=after, now=now)
    complete_if_due(enrolment, actor=actor, now=now)
    return row


def reverse_credits(*, row_uuid: UUID, reason: str, actor: Actor, now: datetime) -> CreditRow:
    """Take credits back; both rows stay to be seen, and the source may count anew.

    :raises CreditsNotFound: there are none.
    :raises CreditsRefused: they were taken back before, or nobody says why.
    """
    if not reason.strip():
        raise CreditsRefused(_("Write the reason."))
    with transaction.atomic(durable=True):
        found = CreditRow.objects.filter(uuid=row_uuid).values_list("enrolment__uuid", flat=True).first()
        if found is None:
            raise CreditsNotFound(_("There is nothing at this address."))
        Enrolment.objects.select_for_update().get(uuid=found)
        row = CreditRow.objects.get(uuid=row_uuid)
        if row.reversed_at is not None:
            raise CreditsRefused(_("These credits were taken back before."))
        _reverse(row, reason.strip(), actor=actor, now=now)
    return row


def _reverse(row: CreditRow, why: str, *, actor: Actor, now: datetime) -> None:
    row.reversed_at = now
    row.save(update_fields=["reversed_at"])
    CreditReversal.objects.create(row=row, reason=why, at=now, actor_uuid=actor.user_uuid)
    audit.record(actor=actor, action=AuditAction.REVERSE_CREDITS, target=row, reason=why, now=now)
