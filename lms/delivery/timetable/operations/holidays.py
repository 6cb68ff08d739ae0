"""Days without teaching: added, and taken away again when the school teaches all the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.delivery.audit_actions import AuditAction
from lms.delivery.cohorts.operations import lock_site
from lms.delivery.errors import HolidayNotFound
from lms.delivery.timetable.models import Holiday
from lms.organisations.api import Site


@dataclass(frozen=True, slots=True)
class NewHoliday:
    """A day on which a site does not teach."""

    site: Site
    day: date
    name: str


def add_holiday(*, holiday: NewHoliday, actor: Actor, now: datetime) -> Holiday:
    """Keep a day free of teaching when sessions are planned from now on; those already planned are cancelled apart."""
    with transaction.atomic(durable=True):
        lock_site(holiday.site.pk)
        return _add(holiday, actor=actor, now=now)[0]


def add_holidays(*, site: Site, days: Iterable[date], name: str, actor: Actor, now: datetime) -> int:
    """Keep several days of a site free, all or none; return how many are new. The others keep their names."""
    with transaction.atomic(durable=True):
        lock_site(site.pk)
        return sum(_add(NewHoliday(site, day, name), actor=actor, now=now)[1] for day in days)


def _add(holiday: NewHoliday, *, actor: Actor, now: datetime) -> tuple[Holiday, bool]:
    row, created = Holiday.objects.get_or_create(
        site=holiday.site, day=holiday.day, defaults={"name": holiday.name}
    )
    if created:
        audit.record(actor=actor, action=AuditAction.ADD_HOLIDAY, target=row, now=now)
    return row, created


def remove_holiday(*, holiday_uuid: UUID, actor: Actor, now: datetime) -> None:
    """Let a day be taught on again; sessions are planned anew, none comes back by itself.

    :raises HolidayNotFound: there is none (any more).
    """
    with transaction.atomic(durable=True):
        row = Holiday.objects.select_for_update().filter(uuid=holiday_uuid).first()
        if row is None:
            raise HolidayNotFound(_("There is no such day without teaching."))
        before = {"day": str(row.day), "name": row.name}
        audit.record(actor=actor, action=AuditAction.REMOVE_HOLIDAY, target=row, before=before, now=now)
        row.delete()
