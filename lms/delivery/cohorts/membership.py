"""Who joins a cohort and who leaves it. Lock order: the person's enrolments, the site, the sessions that have begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date, start_of_day
from lms.delivery.audit_actions import AuditAction
from lms.delivery.cohorts import rules
from lms.delivery.cohorts.apart import against_company
from lms.delivery.cohorts.models import Cohort, CohortMember
from lms.delivery.cohorts.operations import NewCohort, lock_site
from lms.delivery.cohorts.queries import (
    get_cohort,
    last_signed_without,
    lasting_from,
    sessions_beside,
    stays_of,
    unsaid_on,
)
from lms.delivery.cohorts.words import (
    beside_text,
    cancelled_text,
    first_day_text,
    full_text,
    left_site_text,
    lessons_text,
    outdated_text,
    over_text,
    school_text,
)
from lms.delivery.errors import (
    CohortFull,
    JoiningRefused,
    LeavingOutdated,
    LeavingRefused,
    NotInCohort,
    ReasonMissing,
)
from lms.delivery.timetable.models import ClassSession
from lms.enrolments.api import (
    CLASS_OVER,
    Enrolment,
    EnrolmentState,
    interrupted_on,
    lock_enrolment,
    lock_enrolments_beside,
    lock_with_others,
    over_at,
    parting_text,
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Enrolments, by their uuids, that were chosen to belong to a cohort from a day on."""

    cohort_uuid: UUID
    enrolments: tuple[UUID, ...]
    joined_on: date


@dataclass(frozen=True, slots=True)
class Joined:
    """Who of those chosen has joined, and who cannot and why."""

    members: tuple[CohortMember, ...]
    refused: tuple[tuple[Enrolment, tuple[str, ...]], ...]


def join_chosen(*, chosen: Chosen, actor: Actor, now: datetime) -> Joined:
    """Let those join who can; when they are more than the places left nobody joins, so that somebody chooses.

    Who is in the cohort already is left out.

    :raises CohortNotFound: there is none.
    :raises CohortFull: fewer places are left than there are people who could join; nobody has joined.
    """
    with transaction.atomic(durable=True), audit.at_the_end():
        wanted = Enrolment.objects.filter(uuid__in=chosen.enrolments)
        lock_with_others(wanted.values_list("pk", flat=True))
        lock_site(get_cohort(chosen.cohort_uuid).site_id)
        cohort = get_cohort(chosen.cohort_uuid)  # its places may have changed while this waited
        lock_begun_sessions(cohort, chosen.joined_on, now)
        inside = CohortMember.objects.filter(cohort=cohort, left_on__isnull=True)
        rows = wanted.exclude(cohort_stays__in=inside).select_related("person").defer("person__resident_id")
        people = list(rows.order_by("person__sort_name", "pk"))
        full = _words_of_choice(cohort, len(people), chosen.joined_on)
        joined: list[CohortMember] = []
        refused: list[tuple[Enrolment, tuple[str, ...]]] = []
        for row in people:
            # Asked one after the other: who joined before may be somebody to be kept apart from.
            reasons = _reasons_against(cohort, row, chosen.joined_on)
            if reasons:
                refused.append((row, tuple(reasons)))
            elif not rules.has_place(stays_of(cohort), chosen.joined_on, cohort.capacity):
                raise CohortFull(full)
            else:
                joined.append(_take_place(cohort, row, chosen.joined_on, actor, now))
    return Joined(tuple(joined), tuple(refused))


def _words_of_choice(cohort: Cohort, chosen: int, day: date) -> str:
    """Say that more are chosen than there are places, before anybody has joined."""
    free = cohort.capacity - rules.most_from(stays_of(cohort), day)
    if free < 1:
        return full_text(cohort.capacity)
    words = ngettext(
        "%(chosen)d people are chosen, and %(free)d place is free from %(day)s on. Nobody joined: choose who does.",
        "%(chosen)d people are chosen, and %(free)d places are free from %(day)s on. Nobody joined: choose who does.",
        free,
    )
    return words % {"chosen": chosen, "free": free, "day": day}


def join_cohort(
    *, cohort_uuid: UUID, enrolment_uuid: UUID, joined_on: date, actor: Actor, now: datetime
) -> CohortMember:
    """Let an enrolment belong to a cohort from a day on; who is in it already stays as it is.

    :raises CohortNotFound: there is none.
    :raises JoiningRefused: with the reasons.
    :raises CohortFull: no place is left, on that day or later.
    """
    with transaction.atomic(durable=True):
        enrolment = lock_enrolments_beside(enrolment_uuid)[0]
        lock_site(get_cohort(cohort_uuid).site_id)
        cohort = get_cohort(cohort_uuid)  # its places may have changed while this waited
        known = CohortMember.objects.filter(enrolment=enrolment, left_on__isnull=True, cohort=cohort).first()
        return known or join_locked(
            cohort=cohort, enrolment=enrolment, joined_on=joined_on, actor=actor, now=now
        )


def join_locked(
    *, cohort: Cohort, enrolment: Enrolment, joined_on: date, actor: Actor, now: datetime
) -> CohortMember:
    """Let a locked enrolment join at a locked site: a building block inside the caller's transaction.

    :raises JoiningRefused: with the reasons.
    :raises CohortFull: no place is left, on that day or later.
    """
    with transaction.atomic(savepoint=False):
        lock_begun_sessions(cohort, joined_on, now)
        reasons = _reasons_against(cohort, enrolment, joined_on)
        if reasons:
            raise JoiningRefused(_("The person cannot join this cohort."), reasons=reasons)
        if not rules.has_place(stays_of(cohort), joined_on, cohort.capacity):
            raise CohortFull(full_text(cohort.capacity))
        return _take_place(cohort, enrolment, joined_on, actor, now)


def _reasons_against(cohort: Cohort, enrolment: Enrolment, joined_on: date) -> list[str]:
    reasons = against_belonging(cohort, [enrolment], joined_on)[enrolment.pk]
    return [*reasons, *_against_joining(cohort, enrolment, joined_on)]


def _take_place(cohort: Cohort, enrolment: Enrolment, day: date, actor: Actor, now: datetime) -> CohortMember:
    _leave_what_is_over(enrolment, day, actor, now)
    row = CohortMember.objects.create(cohort=cohort, enrolment=enrolment, joined_on=day)
    audit.record(actor=actor, action=AuditAction.JOIN_COHORT, target=row, now=now)
    return row


def _leave_what_is_over(enrolment: Enrolment, day: date, actor: Actor, now: datetime) -> None:
    """Write that somebody has left a class that is over by the day: nobody says so by hand."""
    stays = CohortMember.objects.filter(enrolment=enrolment, left_on__isnull=True, cohort__ends_on__lt=day)
    for member in stays.select_related("cohort"):
        member.left_on = rules.free_from(None, member.cohort.ends_on)
        member.left_because = CLASS_OVER
        member.save(update_fields=["left_on", "left_because"])
        why = parting_text(CLASS_OVER)
        audit.record(actor=actor, action=AuditAction.LEAVE_COHORT, target=member, reason=why, now=now)


def lock_begun_sessions(cohort: Cohort, day: date, now: datetime) -> None:
    """Lock the cohort's sessions from a day on that have begun: whoever signs a register waits, or has been seen."""
    begun = start_of_day(day, zone=cohort.site.time_zone)
    rows = ClassSession.objects.select_for_update(of=("self",)).filter(cohort=cohort)
    list(rows.filter(begins_at__gte=begun, begins_at__lte=now).order_by("pk").values_list("pk"))


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """A stay that lasts on a day: in which cohort, at which site, until which day; `is_open`: nobody wrote a leave."""

    code: str
    site: int
    free_from: date
    is_open: bool


def against_belonging(
    cohort: Cohort | NewCohort, enrolments: Sequence[Enrolment], day: date
) -> dict[int, list[str]]:
    """Return by enrolment what stands against a cohort, which may not be open yet; three queries for all of them."""
    listed = [row.pk for row in enrolments]
    resting = set(interrupted_on(day).filter(pk__in=listed).values_list("pk", flat=True))
    gone = Enrolment.objects.filter(pk__in=listed).annotate(left=over_at(cohort.site.pk))
    left = dict(gone.filter(left__isnull=False).values_list("pk", "left"))
    elsewhere = _stays_lasting(listed, day)
    found = {row.pk: _against_person(cohort, row, resting, elsewhere.get(row.pk)) for row in enrolments}
    return {
        pk: [*reasons, left_site_text(left[pk])] if pk in left else reasons for pk, reasons in found.items()
    }


def _stays_lasting(enrolments: Sequence[int], day: date) -> dict[int, _Elsewhere]:
    """Return by enrolment the stay that lasts on a day or begins later: one that ends by then is in no way.

    Nor is one in a cohort that was cancelled, though who left it before keeps the days of it.
    """
    rows = CohortMember.objects.filter(lasting_from(day), enrolment__in=enrolments)
    rows = rows.filter(cohort__cancelled_at__isnull=True)
    columns = ("enrolment_id", "cohort__code", "cohort__site_id", "left_on", "cohort__ends_on")
    found = {}
    for enrolment, code, site, left_on, ends_on in rows.order_by("joined_on", "pk").values_list(*columns):
        free = rules.free_from(left_on, ends_on)
        if free > day:
            found[enrolment] = _Elsewhere(code, site, free, is_open=left_on is None)
    return found


def _against_person(
    cohort: Cohort | NewCohort, row: Enrolment, resting: set[int], elsewhere: _Elsewhere | None
) -> list[str]:
    found = []
    if isinstance(cohort, Cohort) and cohort.cancelled_at is not None:
        found.append(cancelled_text())
    if row.state != EnrolmentState.ACTIVE:
        found.append(_("This enrolment has ended."))
    if row.pk in resting:
        found.append(_("Training rests on that day. Record the return first."))
    if row.version_id != cohort.version.pk:
        found.append(_("The person is enrolled on another programme or version than the cohort."))
    if row.site_id != cohort.site.pk:
        found.append(_("The person is enrolled at another site than the cohort."))
    elif row.school_id != cohort.school.pk:
        found.append(school_text(row.school, cohort.school))
    if elsewhere is not None:
        found.append(_words_of_stay(elsewhere, cohort.site.pk))
    return found


def _words_of_stay(stay: _Elsewhere, site: int) -> str:
    """Say until when somebody is in another class; the code of one at another site stays there."""
    values = {"code": stay.code, "day": str(stay.free_from)}
    if stay.site != site:
        return _("The person is in another class until %(day)s. Choose that day or a later one.") % values
    if stay.is_open:
        words = _(
            "The person is in cohort %(code)s, which is over by %(day)s. Choose that day or a later one, or end "
            "that stay first."
        )
        return words % values
    return _("The person is in cohort %(code)s until %(day)s. Choose that day or a later one.") % values


def _against_joining(cohort: Cohort, enrolment: Enrolment, day: date) -> list[str]:
    found = []
    if not cohort.begins_on <= day <= cohort.ends_on:
        found.append(_("The cohort does not run on that day."))
    beside = list(sessions_beside(cohort, enrolment, day))
    if beside:
        words = _("The person has sessions of another cohort at the same time: %(sessions)s.")
        found.append(words % {"sessions": beside_text(beside, cohort.site.pk)})
    found += against_company(cohort, enrolment, day)
    return [*found, *_against_registers(cohort, enrolment, day)]


def _against_registers(cohort: Cohort, enrolment: Enrolment, day: date) -> list[str]:
    """Refuse a day before lessons whose signed register does not name the person: nobody could say it any more."""
    last = last_signed_without(cohort, enrolment, day)
    if last is None:
        return []
    first = last + timedelta(days=1)
    if first > cohort.ends_on:
        return [
            _("Registers up to the end of the cohort are signed without the person. No day is left to join.")
        ]
    return [first_day_text(first)]


@dataclass(frozen=True, slots=True)
class Leaving:
    """The first day without a person, why, and the day that stood there when somebody looked ("": none).

    `seen` is None where nobody looked at it before. Without a `reason` the one that was recorded with a day stays.
    """

    left_on: date
    reason: str
    seen: str | None = None


def leave_cohort(
    *, member_uuid: UUID, left_on: date, reason: str, actor: Actor, now: datetime
) -> CohortMember:
    """End a stay, see `end_stay`; nobody looked at it before."""
    return end_stay(member_uuid=member_uuid, leaving=Leaving(left_on, reason), actor=actor, now=now)


def end_stay(*, member_uuid: UUID, leaving: Leaving, actor: Actor, now: datetime) -> CohortMember:
    """End a stay: what is in registers stays.

    While the first day without the person is still to come, it may become an earlier one.

    :raises NotInCohort: there is no such stay, or it ends that day or earlier.
    :raises ReasonMissing: no reason was given.
    :raises LeavingOutdated: another day stands there than was seen.
    :raises LeavingRefused: the day lies outside of the cohort's days, a register of that day or later already says
        something of the person, or a lesson of that day has begun and its register says nothing of the person yet:
        that lesson would be lost.
    """
    left_on = leaving.left_on
    with transaction.atomic(durable=True):
        member = _lock_stay(member_uuid)
        reason = leaving.reason.strip() or (member.left_because if member.left_on else "")
        if not reason:
            raise ReasonMissing(_("Say why."), field="reason")
        zone = member.cohort.site.time_zone
        _refuse_outdated(member, leaving.seen)
        _refuse_left(member, left_on, today=local_date(now, zone=zone))
        _refuse_outside(member, left_on)
        if has_marks_from(member, left_on, zone):
            words = _("A register of that day or later already names the person. Choose a later day.")
            raise LeavingRefused(words)
        _refuse_unsaid(member, left_on, now)
        before, after = {"left_on": str(member.left_on or "")}, {"left_on": str(left_on)}
        member.left_on, member.left_because = left_on, reason
        member.save(update_fields=["left_on", "left_because"])
        audit.record(
            actor=actor,
            action=AuditAction.LEAVE_COHORT,
            target=member,
            before=before,
            after=after,
            reason=reason,
            now=now,
        )
    return member


def _refuse_outdated(member: CohortMember, seen: str | None) -> None:
    if seen is None or seen == str(member.left_on or ""):
        return
    raise LeavingOutdated(outdated_text(member.left_on), field="seen")


def _refuse_left(member: CohortMember, day: date, *, today: date) -> None:
    if member.left_on is None:
        return
    if member.left_on <= today:
        raise NotInCohort(_("The person has left this cohort already."))
    if day >= member.left_on:
        words = _(
            "The person leaves this cohort on %(day)s already. Only an earlier day can be written instead."
        )
        raise NotInCohort(words % {"day": member.left_on}, field="left_on")


def _refuse_outside(member: CohortMember, day: date) -> None:
    if day < member.joined_on:
        raise LeavingRefused(_("The person joined later than that day."), field="left_on")
    latest = rules.free_from(None, member.cohort.ends_on)
    if day > latest:
        raise LeavingRefused(over_text(member.cohort.ends_on, latest), field="left_on")


def has_marks_from(member: CohortMember, day: date, zone: str) -> bool:
    """Return whether a register of the cohort from the day on says something of the member."""
    begun = start_of_day(day, zone=zone)
    return member.enrolment.attendance_marks.filter(
        register__session__cohort=member.cohort_id, register__session__begins_at__gte=begun
    ).exists()


def _refuse_unsaid(member: CohortMember, day: date, now: datetime) -> None:
    """Refuse a day on which a lesson has begun of which no register says anything yet; the lessons are named."""
    sessions = unsaid_on(member.enrolment, day, now=now).filter(cohort=member.cohort_id)
    if sessions:
        words = _("Lessons of that day have begun, and no register says yet whether the person was there.")
        help_ = _("Have the person marked first, or choose %(day)s.") % {"day": day + timedelta(days=1)}
        raise LeavingRefused(words, reasons=[*lessons_text(sessions), help_])


def _lock_stay(uuid: UUID) -> CohortMember:
    named = CohortMember.objects.filter(uuid=uuid).values_list("enrolment__uuid", flat=True).first()
    if named is None:
        raise NotInCohort(_("There is no such member of a cohort."))
    lock_enrolment(named)
    return CohortMember.objects.select_related("cohort__site", "enrolment").get(uuid=uuid)
