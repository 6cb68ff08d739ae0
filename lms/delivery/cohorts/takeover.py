"""Takes a class of a proposed plan over: the cohort is opened, its people are enrolled and join, all of it or nothing.

Lock order: people, their enrolments, the site. The cohort gets the key of the class as its uuid, so that a class is
opened once whatever happens; and once only, whichever of the site's plans proposes it.
"""

import hashlib
import json
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.delivery.audit_actions import AuditAction
from lms.delivery.cohorts.again import free_key, opened_by_key
from lms.delivery.cohorts.apart import apart_from, words_of_joining
from lms.delivery.cohorts.membership import against_belonging, join_locked
from lms.delivery.cohorts.models import Cohort
from lms.delivery.cohorts.operations import NewCohort, against_opening, lock_site, open_locked
from lms.delivery.errors import ClassOpenAlready, CohortRefused, TakeOverOutdated
from lms.enrolments.api import (
    Eligibility,
    Enrolment,
    EnrolmentState,
    NewEnrolment,
    ProposedClass,
    Standing,
    enrol_person,
    lock_people,
    standings_of,
)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What taking a class over would do: who joins, with what is still to be cleared up, and who cannot and why."""

    joining: tuple[Standing, ...]
    staying_out: tuple[Standing, ...]
    joined_on: date
    """The first day of the class, or today when that day is past."""
    digest: str
    """Stands for all of it: only what somebody has seen is done."""


@dataclass(frozen=True, slots=True)
class TakeOver:
    """Which class is opened as which cohort, and the digest of the outlook that somebody agreed to."""

    proposed: ProposedClass
    cohort: NewCohort
    seen: str


def find_opened(proposed: ProposedClass) -> Cohort | None:
    """Return the cohort that a class was opened as, from this plan or another one; None while it is not."""
    found = opened_by_key(proposed.keys)
    return min(found.values(), key=lambda row: row.pk) if found else None


def words_of_opened(opened: Cohort) -> str:
    """Say as what a class was opened, and where whoever the plan proposes beside goes now."""
    words = _("This class was opened already, as cohort %(code)s. Who is to join it still is added there.")
    return words % {"code": opened.code}


def outlook_of(proposed: ProposedClass, cohort: NewCohort, *, now: datetime) -> Outlook:
    """Say what taking over would do; nothing is written or locked, and the queries do not grow with people.

    :raises CohortRefused: a cohort like this cannot be opened, or would be over already, with the reasons.
    """
    today = local_date(now, zone=cohort.site.time_zone)
    reasons = [*against_opening(cohort), *_against_past(cohort, today)]
    if reasons:
        raise CohortRefused(_("The cohort cannot be opened."), reasons=reasons)
    joined_on = max(cohort.begins_on, today)
    standings = standings_of(proposed, cohort.school, today=today)
    enrolments = {row.stay.pk: row.enrolment or _as_taken_up(row.former, cohort) for row in standings}
    known = {stay: row for stay, row in enrolments.items() if row is not None}
    against = against_belonging(cohort, list(known.values()), joined_on)
    judged = [
        replace(row, against=(*row.against, *against[known[row.stay.pk].pk])) if row.stay.pk in known else row
        for row in standings
    ]
    judged = _kept_apart(judged, proposed, cohort, joined_on)
    able = [row for row in judged if not row.against]
    # Whoever is released later can still be in a later class.
    by_release = sorted(able, key=lambda row: row.stay.forecast_date or date.max)
    first = {row.stay.pk for row in by_release[: cohort.capacity]}
    full = _("All %(count)d places go to those whose release is expected earlier.") % {
        "count": cohort.capacity
    }
    late = [replace(row, against=(full,)) for row in able if row.stay.pk not in first]
    out = (*(row for row in judged if row.against), *late)
    joining = tuple(row for row in able if row.stay.pk in first)
    return Outlook(joining, out, joined_on, _digest(cohort, joined_on, joining, out))


def _against_past(cohort: NewCohort, today: date) -> list[str]:
    if cohort.ends_on >= today or cohort.ends_on < cohort.begins_on:
        return []
    words = _("The class would be over: its last day, %(day)s, is past. Have the plan made anew.")
    return [words % {"day": cohort.ends_on}]


def _as_taken_up(former: Enrolment | None, cohort: NewCohort) -> Enrolment | None:
    """Return a withdrawn enrolment as it will be when it goes on in the cohort; nothing is written."""
    if former is None:
        return None
    row = copy(former)
    row.state, row.version, row.school, row.site = (
        EnrolmentState.ACTIVE,
        cohort.version,
        cohort.school,
        cohort.site,
    )
    return row


def _kept_apart(
    rows: Sequence[Standing], proposed: ProposedClass, cohort: NewCohort, day: date
) -> list[Standing]:
    """Return the same with what stands against those who are not in the group that the class was planned for."""
    persons = [row.stay.person_id for row in rows]
    apart = apart_from(proposed.group, persons, cohort.site, day)
    words = words_of_joining()
    return [
        replace(row, against=(*row.against, words)) if row.stay.person_id in apart else row for row in rows
    ]


def _digest(cohort: NewCohort, day: date, joining: Sequence[Standing], out: Sequence[Standing]) -> str:
    columns = [str(getattr(cohort, name)) for name in ("code", "capacity", "begins_on", "ends_on")]
    people = [
        (str(row.stay.uuid), *_enrolments_of(row), row.against, row.unsettled) for row in (*joining, *out)
    ]
    told = [columns, str(cohort.school.uuid), str(cohort.version.uuid), str(day), len(joining), people]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _enrolments_of(row: Standing) -> tuple[str, str]:
    return str(row.enrolment.uuid if row.enrolment else ""), str(row.former.uuid if row.former else "")


def take_over(*, order: TakeOver, actor: Actor, now: datetime) -> Cohort:
    """Open the cohort, enrol who is to join and is not enrolled yet, and let them join; all of it or nothing.

    :raises ClassOpenAlready: somebody was quicker, or this was sent before.
    :raises CohortRefused: a cohort like this cannot be opened, or nobody would join it.
    :raises TakeOverOutdated: what would be done is not what was seen; nothing was done.
    """
    proposed, wanted = order.proposed, order.cohort
    with transaction.atomic(durable=True), audit.at_the_end():
        lock_people(stay.person_id for stay in proposed.stays)
        lock_site(wanted.site.pk)
        opened = find_opened(proposed)
        if opened is not None:
            raise ClassOpenAlready(words_of_opened(opened))
        outlook = outlook_of(proposed, wanted, now=now)
        if outlook.digest != order.seen:
            raise TakeOverOutdated(
                _("Something has changed since you looked. Nothing was done: look again, then say yes.")
            )
        if not outlook.joining:
            raise CohortRefused(
                _("Nobody can join this class now: it would stand empty. Have the plan made anew.")
            )
        row = open_locked(cohort=wanted, uuid=free_key(proposed.key), actor=actor, now=now)
        joined = 0
        for one in outlook.joining:
            enrolment = one.enrolment or _enrolled(one, order, row, actor, now)
            if enrolment.state == EnrolmentState.ACTIVE:  # enrolled, some have everything and need no class
                join_locked(
                    cohort=row, enrolment=enrolment, joined_on=outlook.joined_on, actor=actor, now=now
                )
                joined += 1
        after = {"plan": str(proposed.plan), "joined": joined, "out": len(outlook.staying_out)}
        audit.record(actor=actor, action=AuditAction.TAKE_OVER_CLASS, target=row, after=after, now=now)
    return row


def _enrolled(one: Standing, order: TakeOver, row: Cohort, actor: Actor, now: datetime) -> Enrolment:
    person = one.stay.person
    wanted = NewEnrolment(
        person,
        order.cohort.version,
        order.cohort.school,
        uuid5(row.uuid, str(person.uuid)),
        Eligibility(exam_date=order.proposed.exam),
    )
    return enrol_person(enrolment=wanted, actor=actor, now=now)
