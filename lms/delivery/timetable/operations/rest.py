"""Plans all that the timetable of a cohort lacks in one step: part after part over a weekly pattern."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.delivery.audit_actions import AuditAction
from lms.delivery.cohorts.models import Cohort
from lms.delivery.cohorts.operations import lock_site
from lms.delivery.cohorts.queries import get_cohort
from lms.delivery.equipment.fit import Part
from lms.delivery.errors import SessionsRefused
from lms.delivery.timetable import rules
from lms.delivery.timetable.minutes import OpenPart, open_parts
from lms.delivery.timetable.models import ClassSession
from lms.delivery.timetable.operations.planning import Weekly, periods_of
from lms.delivery.timetable.refusals import Wish, look_at, reasons_against, words_of_pattern


@dataclass(frozen=True, slots=True)
class RestTime:
    """One time of the pattern: what is taught in it (nothing where it is left out), and what it clashes with."""

    period: rules.Period
    taught: tuple[tuple[rules.Period, OpenPart], ...]
    clashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RestOutlook:
    """What would be planned: reasons against all of it, each time, and how many minutes find no time."""

    against_all: list[str]
    times: list[RestTime]
    left_over: int
    digest: str
    """Stands for what would be taught when: only what somebody has seen is planned."""


def outlook_of_rest(pattern: Weekly) -> RestOutlook:
    """Say what planning the rest would do and everything that stands against it; nothing is written or locked.

    Times that are left out are among those before the last one that is used, so that they can come back.

    :raises CohortNotFound: there is no such cohort.
    :raises SessionsRefused: the pattern means no usable times, or nothing is left to be planned.
    """
    cohort = get_cohort(pattern.cohort_uuid)
    parts, meant = _open(cohort), periods_of(cohort, pattern)
    poured = _poured(pattern, parts, meant)
    last = max((period.begins for period, _pieces in poured), default=meant[-1].begins)
    shown = [period for period in meant if period.begins <= last]
    named = {period.begins: _named(parts, pieces) for period, pieces in poured}
    wishes = [_wish(cohort, pattern, period, named.get(period.begins, ())) for period in shown]
    against_all, clashing = look_at(wishes)
    times = [
        RestTime(period, named.get(period.begins, ()), tuple(clashes))
        for period, clashes in zip(shown, clashing, strict=True)
    ]
    left = rules.left_over([part.minutes for part in parts], poured)
    return RestOutlook(against_all, times, left, _digest(parts, poured))


def plan_rest(*, pattern: Weekly, seen: str, actor: Actor, now: datetime) -> list[ClassSession]:
    """Plan what the timetable lacks, as it was seen; the same series again returns the same sessions.

    :raises CohortNotFound: there is no such cohort.
    :raises SessionsRefused: with every reason against it, or it is not what was seen; nothing is planned then.
    """
    with transaction.atomic(durable=True):
        lock_site(get_cohort(pattern.cohort_uuid).site_id)
        cohort = get_cohort(pattern.cohort_uuid)  # its days may have changed while this waited
        known = list(ClassSession.objects.filter(series=pattern.series))
        if known:
            return known
        parts = _open(cohort)
        poured = _poured(pattern, parts, periods_of(cohort, pattern))
        if _digest(parts, poured) != seen:
            words = _("Something has changed since you looked. Nothing was planned: look again, then plan.")
            raise SessionsRefused(words)
        reasons = reasons_against(
            [_wish(cohort, pattern, period, _named(parts, pieces)) for period, pieces in poured]
        )
        if reasons:
            raise SessionsRefused(_("The sessions cannot be planned like this."), reasons=reasons)
        pieces = [piece for _period, inside in poured for piece in inside]
        rows = [
            ClassSession.objects.create(**_columns(cohort, pattern, parts[one.part], one.period))
            for one in pieces
        ]
        changes = [audit.Change(row) for row in rows]
        audit.record_all(actor=actor, action=AuditAction.PLAN_SESSION, changes=changes, now=now)
    return rows


def _open(cohort: Cohort) -> list[OpenPart]:
    parts = open_parts(cohort)
    if not parts:
        raise SessionsRefused(_("Nothing is left to be planned: the timetable has all hours of the plan."))
    return parts


def _poured(
    pattern: Weekly, parts: Sequence[OpenPart], meant: Sequence[rules.Period]
) -> list[tuple[rules.Period, list[rules.Piece]]]:
    going = [period for period in meant if period.begins not in pattern.without]
    poured = rules.pour([part.minutes for part in parts], going)
    count = sum(len(pieces) for _period, pieces in poured)
    if not 1 <= count <= rules.MOST_SESSIONS:
        words = words_of_pattern("too_many" if count else "no_day")
        raise SessionsRefused(_("The sessions cannot be planned like this."), reasons=[words])
    return poured


def _wish(
    cohort: Cohort,
    pattern: Weekly,
    period: rules.Period,
    taught: Sequence[tuple[rules.Period, OpenPart]],
) -> Wish:
    parts = tuple(Part(part.course, part.unit, part.kind) for _when, part in taught)
    return Wish(period, pattern.room, pattern.instructor, cohort, parts)


def _named(
    parts: Sequence[OpenPart], pieces: Sequence[rules.Piece]
) -> tuple[tuple[rules.Period, OpenPart], ...]:
    return tuple((piece.period, parts[piece.part]) for piece in pieces)


def _columns(cohort: Cohort, pattern: Weekly, part: OpenPart, period: rules.Period) -> dict[str, object]:
    what = {"course": part.course, "unit": part.unit, "kind": part.kind}
    where = {"room": pattern.room, "instructor": pattern.instructor, "series": pattern.series}
    return {"cohort": cohort, "begins_at": period.begins, "ends_at": period.ends, **what, **where}


def _digest(parts: Sequence[OpenPart], poured: Sequence[tuple[rules.Period, list[rules.Piece]]]) -> str:
    told = [
        (
            part.course.pk,
            part.unit and part.unit.pk,
            str(part.kind),
            period.begins.isoformat(),
            period.ends.isoformat(),
        )
        for _period, pieces in poured
        for period, part in _named(parts, pieces)
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
