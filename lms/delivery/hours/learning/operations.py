"""Accepts learning time as class hours. Lock order: the enrolments first, the audit chain last."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from courses.catalog.api import Unit
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.delivery.audit_actions import AuditAction
from lms.delivery.hours.learning.queries import Offer, closed_until, learning_rule_on, offers_of
from lms.delivery.hours.learning.rules import LearningRule
from lms.delivery.hours.models import LearningEntry
from lms.delivery.hours.proofs import achieve_hours
from lms.enrolments.api import Enrolment, EnrolmentState, lock_enrolments


def accept_learning(*, enrolments: Iterable[int], actor: Actor, now: datetime) -> list[LearningEntry]:
    """Accept for each of these enrolments in training what the rule of the day gives; return the new rows.

    What was accepted before is not accepted again: the same wish twice, or two registrars at once, give it once.
    """
    keys = sorted(set(enrolments))
    with transaction.atomic(durable=True):
        lock_enrolments(keys)
        active = Enrolment.objects.filter(pk__in=keys, state=EnrolmentState.ACTIVE)
        offers = offers_of(list(active.select_related("version").order_by("pk")), now=now)
        written: list[LearningEntry] = []
        for offer in offers:
            rows = LearningEntry.objects.bulk_create(_rows(offer, actor=actor, now=now))
            if rows:
                after = {"minutes": offer.more_minutes, "rows": len(rows)}
                action = AuditAction.ACCEPT_LEARNING
                audit.record(actor=actor, action=action, target=offer.enrolment, after=after, now=now)
            written += rows
        achieve_hours({row.enrolment_id for row in written}, actor=actor, now=now)
    return written


def _rows(offer: Offer, *, actor: Actor, now: datetime) -> list[LearningEntry]:
    rule: LearningRule = learning_rule_on(local_date(now))
    learnt = {one.lesson: one for one in offer.learnt}
    units = Unit.objects.filter(course__version=offer.enrolment.version_id).select_related("course")
    placed = {(unit.course.code, unit.code): unit for unit in units} if offer.more else {}
    return [
        LearningEntry(
            enrolment=offer.enrolment,
            lesson_id=one.lesson,
            course=placed[one.part.course, one.part.unit].course,
            unit=placed[one.part.course, one.part.unit],
            minutes=one.minutes,
            seconds=learnt[one.lesson].seconds,
            learnt_until=closed_until(now),
            lesson_minutes=learnt[one.lesson].planned_minutes,
            plan_minutes=offer.plan[one.part],
            rule_from=rule.valid_from,
            cap_percent=rule.cap_percent,
            counted_percent=rule.counted_percent,
            accepted_by=actor.user_uuid,
            recorded_at=now,
        )
        for one in offer.more
    ]
