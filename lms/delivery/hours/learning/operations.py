"""Accepts learning time as class hours, and takes it back. Lock order: the enrolments first, the audit chain last.

All enrolments of a person are locked: what was class under one of them is no learning time under another one.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import Unit
from lms.accounts.api import is_ones_own
from lms.core import audit
from lms.core.actor import Actor
from lms.delivery.audit_actions import AuditAction
from lms.delivery.errors import (
    LearningNotFound,
    LearningOutdated,
    LearningTakenBack,
    OwnLearning,
    ReasonMissing,
)
from lms.delivery.hours.learning.queries import (
    Offer,
    digest_of_offers,
    find_overdrawn,
    list_standing,
    offers_of,
)
from lms.delivery.hours.models import LearningEntry
from lms.delivery.hours.proofs import achieve_hours
from lms.delivery.models import LearningPeriod
from lms.delivery.register.models import Register
from lms.enrolments.api import Enrolment, EnrolmentState, Interruption, lock_with_others

_REPEATED = (
    *("enrolment", "lesson", "course", "unit", "seconds", "learnt_from", "learnt_until", "lesson_minutes"),
    *("plan_minutes", "rule_from", "cap_percent", "counted_percent"),
)


def accept_learning(
    *, enrolments: Iterable[int], seen: str, actor: Actor, now: datetime
) -> list[LearningEntry]:
    """Accept for each of these enrolments in training what its rules give; return the new rows.

    `seen` is the digest of what was shown. What was accepted before is not accepted again: the same wish twice, or two
    registrars at once, give it once.

    :raises LearningOutdated: what would be accepted is not what was seen; nothing was accepted.
    :raises OwnLearning: one of the enrolments is the actor's own.
    """
    keys = sorted(set(enrolments))
    with transaction.atomic(durable=True):
        lock_with_others(keys)
        active = Enrolment.objects.filter(pk__in=keys, state=EnrolmentState.ACTIVE)
        offers = offers_of(list(active.select_related("version").order_by("pk")), now=now)
        _refuse_own([offer.enrolment for offer in offers], actor)
        if not any(offer.more for offer in offers):
            return []
        if digest_of_offers(offers, now=now) != seen:
            words = _(
                "Something has changed since you looked. Nothing was accepted: look again, then say yes."
            )
            raise LearningOutdated(words)
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


def _refuse_own(enrolments: Iterable[Enrolment], actor: Actor) -> None:
    if is_ones_own(actor, [row.person_id for row in enrolments]):
        raise OwnLearning(_("Nobody decides on learning of one's own. Ask another registrar."))


def _rows(offer: Offer, *, actor: Actor, now: datetime) -> list[LearningEntry]:
    minutes = {one.lesson: one.planned_minutes for one in offer.learnt}
    units = Unit.objects.filter(course__version=offer.enrolment.version_id).select_related("course")
    placed = {(unit.course.code, unit.code): unit for unit in units} if offer.more else {}
    return [
        LearningEntry(
            enrolment=offer.enrolment,
            lesson_id=one.lesson,
            course=placed[one.part.course, one.part.unit].course,
            unit=placed[one.part.course, one.part.unit],
            minutes=one.minutes,
            seconds=one.seconds,
            learnt_from=one.days.first,
            learnt_until=one.days.last,
            lesson_minutes=minutes[one.lesson],
            plan_minutes=offer.plan[one.part],
            rule_from=one.rule.valid_from,
            cap_percent=one.rule.cap_percent,
            counted_percent=one.rule.counted_percent,
            accepted_by=actor.user_uuid,
            recorded_at=now,
        )
        for one in offer.more
    ]


def take_back_learning(
    *, entries: Collection[UUID], reason: str, actor: Actor, now: datetime
) -> list[LearningEntry]:
    """Take accepted learning back, all of these rows or none; both rows stay to be seen, and neither counts.

    What was learnt can be accepted again afterwards, by the rule of its days, and once.

    :raises ReasonMissing: nobody says why.
    :raises LearningNotFound: no row is named, or one is not there.
    :raises LearningTakenBack: one of them was taken back meanwhile; nothing was done.
    :raises OwnLearning: one of them is the actor's own.
    """
    if not reason.strip():
        raise ReasonMissing(_("Say why."), field="reason")
    named = LearningEntry.objects.filter(uuid__in=entries, reverses__isnull=True)
    with transaction.atomic(durable=True):
        lock_with_others(set(named.values_list("enrolment_id", flat=True)))
        rows = list(named.select_related("enrolment", "reversed_by").order_by("pk"))
        if not rows or len(rows) < len(set(entries)):
            raise LearningNotFound(_("Choose at least one accepted row."))
        _refuse_own([row.enrolment for row in rows], actor)
        if any(hasattr(row, "reversed_by") for row in rows):
            raise LearningTakenBack(
                _("Some of it was taken back meanwhile. Nothing was done: look again, then choose.")
            )
        return _take_back(rows, {"reason": reason.strip()}, actor=actor, now=now)


def take_back_taught(*, register: Register, people: Iterable[int], actor: Actor, now: datetime) -> None:
    """Take back what of these persons was accepted for time that is class now, as a register says that counts.

    A building block inside the transaction that enters minutes of class; all enrolments of the people are locked. What
    is left of a lesson can be accepted again. So class and learning are counted as if the register had come first.
    """
    session = register.session
    during = LearningPeriod.objects.filter(
        enrolment__person__in=list(people), began_at__lt=session.ends_at, ended_at__gt=session.begins_at
    )
    touched = set(during.order_by().values_list("enrolment_id", "lesson_id"))
    if not touched:
        return
    enrolments = list(Enrolment.objects.filter(pk__in={enrolment for enrolment, _lesson in touched}))
    with transaction.atomic(savepoint=False):
        standing = {
            key: [row for row in rows if (key, row.lesson_id) in touched]
            for key, rows in list_standing(enrolments).items()
        }
        rows = find_overdrawn(enrolments, standing)
        _take_back(rows, {"register": register}, actor=actor, now=now)


def take_back_rested(rests: Interruption, *, actor: Actor, now: datetime) -> None:
    """Take back what was accepted of the days on which an enrolment rests, as was written just now.

    A building block inside the transaction that writes the interruption; all enrolments of the person are locked. What
    was learnt before can be accepted again.
    """
    during = LearningPeriod.objects.filter(enrolment=rests.enrolment, day__gte=rests.began_on)
    lessons = set(during.order_by().values_list("lesson_id", flat=True))
    if not lessons:
        return
    with transaction.atomic(savepoint=False):
        standing = {
            key: [row for row in rows if row.lesson_id in lessons and row.learnt_until >= rests.began_on]
            for key, rows in list_standing([rests.enrolment]).items()
        }
        rows = find_overdrawn([rests.enrolment], standing)
        _take_back(rows, {"interruption": rests}, actor=actor, now=now)


def _take_back(
    rows: Sequence[LearningEntry], why: dict[str, object], *, actor: Actor, now: datetime
) -> list[LearningEntry]:
    """Write the rows that take back, each enrolment with its audit row; `why`: a reason, register or interruption."""
    written = [
        LearningEntry.objects.create(
            **{name: getattr(row, name) for name in _REPEATED},
            minutes=-row.minutes,
            reverses=row,
            accepted_by=actor.user_uuid,
            recorded_at=now,
            **why,
        )
        for row in rows
    ]
    by_enrolment: dict[Enrolment, list[LearningEntry]] = {}
    for row in written:
        by_enrolment.setdefault(row.enrolment, []).append(row)
    for enrolment, mine in by_enrolment.items():
        after = {"minutes": sum(row.minutes for row in mine), "rows": len(mine)}
        audit.record(
            actor=actor,
            action=AuditAction.TAKE_BACK_LEARNING,
            target=enrolment,
            after=after,
            reason=str(why.get("reason", "")),
            now=now,
        )
    return written
