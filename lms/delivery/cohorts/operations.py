"""Writes to cohorts. Lock order: enrolments, then the site, which stands for its timetable and places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.catalog.api import Programme, ProgrammeVersion, VersionState
from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import end_of_day, local_date, start_of_day
from lms.core.days import is_beyond_work, is_far_off
from lms.core.ids import new_uuid
from lms.core.unseen import has_unseen
from lms.delivery.audit_actions import AuditAction
from lms.delivery.cohorts import rules
from lms.delivery.cohorts.models import Cohort, Qualification
from lms.delivery.cohorts.queries import get_cohort, resting_on, stays_of
from lms.delivery.cohorts.words import cancelled_text
from lms.delivery.errors import (
    CohortRefused,
    QualificationNotFound,
    QualificationRefused,
)
from lms.delivery.timetable.models import ClassSession, SessionState
from lms.organisations.api import School, Site, is_paired


@dataclass(frozen=True, slots=True)
class NewCohort:
    """What a cohort is opened with."""

    code: str
    version: ProgrammeVersion
    school: School
    site: Site
    capacity: int
    begins_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class NewQualification:
    """What an instructor may teach, and from when to when."""

    instructor: User
    programme: Programme
    title: str
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class CohortChange:
    """What may change of a cohort after it was opened: how many places, and its days."""

    capacity: int
    begins_on: date
    ends_on: date


def lock_site(site_id: int) -> None:
    """Lock the site's timetable and places for the caller's transaction.

    A key is not taken, so that rows which only name the site need not wait.
    """
    Site.objects.select_for_update(no_key=True).get(pk=site_id)


def open_cohort(*, cohort: NewCohort, actor: Actor, now: datetime) -> Cohort:
    """Open a cohort on a published version; one with this code at the site is refused.

    :raises CohortRefused: with the reasons.
    """
    with transaction.atomic(durable=True):
        lock_site(cohort.site.pk)
        return open_locked(cohort=cohort, uuid=new_uuid(), actor=actor, now=now)


def open_locked(*, cohort: NewCohort, uuid: UUID, actor: Actor, now: datetime) -> Cohort:
    """Open a cohort at a locked site: a building block inside the caller's transaction.

    :raises CohortRefused: with the reasons.
    """
    with transaction.atomic(savepoint=False):
        reasons = against_opening(cohort)
        if reasons:
            raise CohortRefused(_("The cohort cannot be opened."), reasons=reasons)
        columns = ("code", "version", "school", "site", "capacity", "begins_on", "ends_on")
        row = Cohort.objects.create(uuid=uuid, **{name: getattr(cohort, name) for name in columns})
        audit.record(actor=actor, action=AuditAction.OPEN_COHORT, target=row, now=now)
    return row


def against_opening(wanted: NewCohort) -> list[str]:
    """Return what stands against opening a cohort, in words."""
    found = []
    if wanted.version.state != VersionState.PUBLISHED:
        found.append(_("This version of the programme is not published."))
    if has_unseen(wanted.code):
        found.append(_("This text has characters that cannot be seen."))
    found += _against_days(wanted.begins_on, wanted.ends_on)
    if wanted.capacity < 1:
        found.append(_("A cohort has at least one place."))
    if not is_paired(school=wanted.school, site=wanted.site, day=wanted.begins_on):
        found.append(_("The school does not teach at this site on the first day. Check the pairing."))
    running = Cohort.objects.filter(cancelled_at__isnull=True)
    if running.filter(site=wanted.site, code=wanted.code).exists():
        found.append(_("There is a cohort with this code already. Choose another code."))
    return found


def _against_days(first: date, last: date) -> list[str]:
    if last < first:
        return [_("The last day is before the first day.")]
    if is_far_off(last, today=first):
        return [_("The last day is more than ten years after the first day. Check the year.")]
    return []


def change_cohort(*, cohort_uuid: UUID, change: CohortChange, actor: Actor, now: datetime) -> Cohort:
    """Change the places and the days of a cohort; the same again changes nothing.

    :raises CohortNotFound: there is none.
    :raises CohortRefused: with the reasons: people or sessions would stand outside.
    """
    columns = ("capacity", "begins_on", "ends_on")
    with transaction.atomic(durable=True):
        lock_site(get_cohort(cohort_uuid).site_id)
        cohort = get_cohort(cohort_uuid)
        before = {name: str(getattr(cohort, name)) for name in columns}
        after = {name: str(getattr(change, name)) for name in columns}
        if before == after:
            return cohort
        reasons = _against_changing(cohort, change, now)
        if reasons:
            raise CohortRefused(_("The cohort cannot be changed like this."), reasons=reasons)
        for name in columns:
            setattr(cohort, name, getattr(change, name))
        cohort.save(update_fields=columns)
        audit.record(
            actor=actor,
            action=AuditAction.CHANGE_COHORT,
            target=cohort,
            before=before,
            after=after,
            now=now,
        )
    return cohort


def _against_changing(cohort: Cohort, change: CohortChange, now: datetime) -> list[str]:
    if cohort.cancelled_at is not None:
        return [cancelled_text()]
    found = []
    if change.capacity < 1:
        found.append(_("A cohort has at least one place."))
    most = rules.most_from(stays_of(cohort), local_date(now, zone=cohort.site.time_zone))
    if change.capacity < min(cohort.capacity, most):
        found.append(_("%(count)d people are in the cohort. It needs as many places.") % {"count": most})
    if (change.begins_on, change.ends_on) != (cohort.begins_on, cohort.ends_on):
        found += _against_days(change.begins_on, change.ends_on)
        found += _left_outside(cohort, change)
    if change.begins_on != cohort.begins_on and not is_paired(
        school=cohort.school, site=cohort.site, day=change.begins_on
    ):
        found.append(_("The school does not teach at this site on the first day. Check the pairing."))
    return found


def _left_outside(cohort: Cohort, change: CohortChange) -> list[str]:
    """Return what would stand outside of the new days; what stands outside already is not this change's doing."""
    found, zone = [], cohort.site.time_zone
    joined = cohort.members.filter(joined_on__range=(cohort.begins_on, cohort.ends_on))
    if joined.exclude(joined_on__range=(change.begins_on, change.ends_on)).exists():
        found.append(_("Somebody joined on a day that would not belong to the cohort any more."))
    before, after = (
        (start_of_day(days.begins_on, zone=zone), end_of_day(days.ends_on, zone=zone))
        for days in (cohort, change)
    )
    planned = ClassSession.objects.filter(cohort=cohort, state=SessionState.PLANNED)
    if planned.filter(begins_at__range=before).exclude(begins_at__range=after).exists():
        found.append(_("Sessions are planned outside of these days. Cancel them first."))
    return found


def add_qualification(*, qualification: NewQualification, actor: Actor, now: datetime) -> Qualification:
    """Say what an instructor may teach; the same start again changes nothing.

    :raises CohortRefused: it would end before it starts.
    :raises QualificationRefused: a day that must be a slip of the year.
    """
    wanted = qualification
    _refuse_slips({"valid_from": wanted.valid_from, "valid_until": wanted.valid_until}, now)
    if wanted.valid_until is not None and wanted.valid_until < wanted.valid_from:
        raise CohortRefused(_("The last day is before the first day."))
    with transaction.atomic(durable=True):
        row, created = Qualification.objects.get_or_create(
            instructor=wanted.instructor,
            programme=wanted.programme,
            valid_from=wanted.valid_from,
            defaults={"title": wanted.title, "valid_until": wanted.valid_until},
        )
        if created:
            audit.record(actor=actor, action=AuditAction.ADD_QUALIFICATION, target=row, now=now)
    return row


def _refuse_slips(days: Mapping[str, date | None], now: datetime) -> None:
    today = local_date(now)
    for field, day in days.items():
        if day is None:
            continue
        starts_late = field == "valid_from" and is_far_off(day, today=today)
        if starts_late or is_beyond_work(day, today=today):
            late, early = (
                _("This day is too far away. Check the year."),
                _("This day is too long ago. Check the year."),
            )
            raise QualificationRefused(late if day > today else early, field=field)


def end_qualification(
    *, qualification_uuid: UUID, valid_until: date | None, actor: Actor, now: datetime
) -> Qualification:
    """Say on which day a qualification ends, None: on no day; the same again changes nothing.

    :raises QualificationNotFound: there is none.
    :raises QualificationRefused: it would end before it starts, sessions that rest on it are planned or were held
        later, or the day must be a slip of the year.
    """
    _refuse_slips({"valid_until": valid_until}, now)
    with transaction.atomic(durable=True):
        # Sessions at any site may rest on it, or be planned just now.
        for site_id in Site.objects.order_by("pk").values_list("pk", flat=True):
            lock_site(site_id)
        row = Qualification.objects.filter(uuid=qualification_uuid).first()
        if row is None:
            raise QualificationNotFound(_("There is no such qualification."))
        if row.valid_until == valid_until:
            return row
        if valid_until is not None and valid_until < row.valid_from:
            raise QualificationRefused(_("The last day is before the first day."), field="valid_until")
        if valid_until is not None:
            _refuse_left_without(row, valid_until, now)
        before = {"valid_until": str(row.valid_until or "")}
        row.valid_until = valid_until
        row.save(update_fields=["valid_until"])
        after = {"valid_until": str(valid_until or "")}
        audit.record(
            actor=actor,
            action=AuditAction.END_QUALIFICATION,
            target=row,
            before=before,
            after=after,
            now=now,
        )
    return row


def _refuse_left_without(row: Qualification, valid_until: date, now: datetime) -> None:
    """Refuse an end before sessions that rest on it: those to come can be given away, those that were held cannot.

    :raises QualificationRefused: there are such.
    """
    left = resting_on(row, valid_until)
    held, coming = left.filter(begins_at__lt=now), left.filter(begins_at__gte=now).count()
    if coming:
        words = ngettext(
            "%(count)d planned session after that day rests on it. Give it to somebody else first.",
            "%(count)d planned sessions after that day rest on it. Give them to somebody else first.",
            coming,
        )
        raise QualificationRefused(words % {"count": coming}, field="valid_until")
    last = held.select_related("cohort__site").order_by("begins_at").last()
    if last is not None:
        words = ngettext(
            "%(count)d session after that day has been held on it. The first possible day is %(day)s.",
            "%(count)d sessions after that day have been held on it. The first possible day is %(day)s.",
            held.count(),
        )
        day = local_date(last.begins_at, zone=last.cohort.site.time_zone)
        raise QualificationRefused(words % {"count": held.count(), "day": day}, field="valid_until")
