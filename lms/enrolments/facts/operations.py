"""Corrects facts of a stay. The stay is locked first: of two who correct it at once, one is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date, start_of_day
from lms.enrolments.admission.models import Admission
from lms.enrolments.admission.operations.stays import lock_open_stay, refuse_impossible
from lms.enrolments.admission.rules import first_free_day
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.errors import AdmissionInvalid, ChangeOutdated
from lms.enrolments.facts.models import Fact, FactCorrection
from lms.enrolments.models import Enrolment


@dataclass(frozen=True, slots=True)
class NewFacts:
    """What is right, by fact; how many corrections the form has seen; why; and the key of the form."""

    values: Mapping[Fact, str | date]
    seen: int
    reason: str
    by: User
    client_key: UUID


def correct_facts(*, admission_uuid: UUID, new: NewFacts, actor: Actor, now: datetime) -> Admission:
    """Correct what differs, each fact with a row of its history; the same form sent twice is one.

    What enrolments rested on stays as it was kept then.

    :raises AdmissionNotFound: there is no such stay.
    :raises StayEnded: the person has left.
    :raises ChangeOutdated: somebody corrected the stay after the form was opened.
    :raises AdmissionInvalid: no reason, nothing differs, or the day of admission cannot be.
    """
    if not new.reason.strip():
        raise AdmissionInvalid(_("Say why it is corrected, and which paper shows it."), field="reason")
    with transaction.atomic(durable=True):
        stay = lock_open_stay(admission_uuid)
        if FactCorrection.objects.filter(client_key=new.client_key, admission=stay).exists():
            return stay
        if stay.corrections.count() != new.seen:
            raise ChangeOutdated(_("Somebody has corrected this stay meanwhile. Look at the page again."))
        changed = {fact: value for fact, value in new.values.items() if getattr(stay, fact.value) != value}
        if not changed:
            raise AdmissionInvalid(_("Nothing differs from what stands there already."))
        if Fact.ADMITTED in changed:
            _refuse_day(stay, changed[Fact.ADMITTED], now)
        _keep(stay, changed, new, actor=actor, now=now)
    return stay


def _refuse_day(stay: Admission, day: str | date, now: datetime) -> None:
    assert isinstance(day, date)  # noqa: S101 - the form gives a day for this fact
    refuse_impossible(day, "admitted_date", now)
    if stay.forecast_date is not None and day > stay.forecast_date:
        raise AdmissionInvalid(_("This day is after the release forecast."), field="admitted_date")
    _refuse_after_enrolment(stay, day)
    stays = Admission.objects.filter(person=stay.person_id).order_by()
    free_from = first_free_day(stays.values_list("admitted_date", "left_date"))
    if free_from is not None and day < free_from:
        raise AdmissionInvalid(_("On that day an earlier stay still lasted."), field="admitted_date")


def _refuse_after_enrolment(stay: Admission, day: date) -> None:
    """Refuse a day after an enrolment of this stay; one that came along from before is in no way."""
    zone = stay.site.time_zone
    during = Enrolment.objects.filter(
        person=stay.person_id, enrolled_at__gte=start_of_day(stay.admitted_date, zone=zone)
    )
    first = during.aggregate(first=Min("enrolled_at"))["first"]
    if first is not None and local_date(first, zone=zone) < day:
        words = _("The person was enrolled on %(day)s already, and cannot have been admitted later.")
        raise AdmissionInvalid(words % {"day": local_date(first, zone=zone)}, field="admitted_date")


def _keep(
    stay: Admission, changed: Mapping[Fact, str | date], new: NewFacts, *, actor: Actor, now: datetime
) -> None:
    before = {fact.value: str(getattr(stay, fact.value)) for fact in changed}
    after = {fact.value: str(value) for fact, value in changed.items()}
    FactCorrection.objects.bulk_create(
        FactCorrection(
            admission=stay,
            fact=fact,
            before=before[fact.value],
            after=after[fact.value],
            reason=new.reason.strip(),
            by=new.by,
            at=now,
            client_key=new.client_key,
        )
        for fact in changed
    )
    for fact, value in changed.items():
        setattr(stay, fact.value, value)
    stay.save(update_fields=[fact.value for fact in changed])
    audit.record(
        actor=actor,
        action=AuditAction.CORRECT_FACTS,
        target=stay,
        before=before,
        after=after,
        reason=new.reason.strip(),
        now=now,
    )
