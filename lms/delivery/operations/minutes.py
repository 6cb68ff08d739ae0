"""Counts active learning time from signs of life. Twice a minute for each learner: without audit rows (ADR 0041)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Sum

from lms.delivery import rules
from lms.delivery.errors import LessonNotOpened
from lms.delivery.models import LearningClock, LearningPeriod, LessonProgress
from lms.enrolments.api import interrupted_on


def count_sign_of_life(*, enrolment_uuid: UUID, lesson_uuid: UUID, sign: rules.Sign, now: datetime) -> int:
    """Add what the sign proves to the lesson's learning time; return the seconds that were added.

    One clock per person: two terminals share the time that passes. The same sign again adds nothing, also when other
    pages sent theirs meanwhile; of how many pages that holds says `rules.PAGES_REMEMBERED`. While training rests
    nothing is added: lessons stay open to read, and hours are earned from the first day back.

    :raises LessonNotOpened: nobody opened this lesson under this enrolment.
    """
    with transaction.atomic(durable=True):
        today = now.astimezone(rules.SITE_ZONE).date()
        progress, rests = _progress(enrolment_uuid, lesson_uuid, today)
        rule = rules.time_rule_on(today)
        clock, is_first = _locked_clock(progress.enrolment.person_id, sign, now)
        counted = rules.count_sign(None if is_first else _state(clock), sign, now=now, rule=rule)
        if counted.verdict in (rules.Verdict.BEGUN, rules.Verdict.QUIET):
            clock.period = None
        parts = [] if rests else _within_pace(progress, counted.slices, rule)
        for part in parts:
            # A sign tells its doings once: over midnight they stand in the part that it ended in.
            doings = sign.doings if part is parts[-1] else rules.Doings()
            _add(clock, progress, part, doings, rule)
        _keep(clock, counted.clock)
    return sum(part.seconds for part in parts)


def _progress(enrolment_uuid: UUID, lesson_uuid: UUID, day: date) -> tuple[LessonProgress, bool]:
    """Return the lesson's record, and whether training rests on the day."""
    rests = Exists(interrupted_on(day).filter(pk=OuterRef("enrolment_id")))
    rows = LessonProgress.objects.select_related("enrolment", "lesson").annotate(rests=rests)
    found = rows.filter(enrolment__uuid=enrolment_uuid, lesson__uuid=lesson_uuid).first()
    if found is None:
        raise LessonNotOpened
    return found, found.rests


def _locked_clock(person_id: int, sign: rules.Sign, now: datetime) -> tuple[LearningClock, bool]:
    """Lock the person's clock, made at the first sign; of two first signs one waits for the other's row."""
    fresh = {"seen_at": now, "counted_until": now, "page": sign.page, "seq": sign.seq}
    return LearningClock.objects.select_for_update().get_or_create(person_id=person_id, defaults=fresh)


def _state(clock: LearningClock) -> rules.ClockState:
    earlier = (rules.SeenPage(UUID(page), seq) for page, seq in clock.earlier_pages)
    pages = (rules.SeenPage(clock.page, clock.seq), *earlier)
    return rules.ClockState(clock.seen_at, clock.counted_until, pages)


def _keep(clock: LearningClock, state: rules.ClockState) -> None:
    newest, *earlier = state.pages
    clock.seen_at, clock.counted_until = state.seen_at, state.counted_until
    clock.page, clock.seq = newest.page, newest.seq
    clock.earlier_pages = [[str(seen.page), seen.seq] for seen in earlier]
    clock.save()


def _within_pace(
    progress: LessonProgress, slices: Sequence[rules.Slice], rule: rules.TimeRule
) -> list[rules.Slice]:
    """Cut each slice to what the lesson still counts on its day; leave out those of which nothing counts."""
    parts = [replace(part, seconds=_seconds_within_pace(progress, part, rule)) for part in slices]
    return [part for part in parts if part.seconds]


def _seconds_within_pace(progress: LessonProgress, part: rules.Slice, rule: rules.TimeRule) -> int:
    of_day = LearningPeriod.objects.filter(
        enrolment_id=progress.enrolment_id, lesson_id=progress.lesson_id, day=part.day
    )
    already = of_day.aggregate(total=Sum("active_seconds"))["total"] or 0
    planned = progress.lesson.minutes
    return rules.within_pace(part.seconds, already=already, planned_minutes=planned, rule=rule)


def _add(
    clock: LearningClock,
    progress: LessonProgress,
    part: rules.Slice,
    doings: rules.Doings,
    rule: rules.TimeRule,
) -> None:
    """Write one slice into the period that it continues, or begin one."""
    period = _period_for(clock, progress, part, rule)
    period.ended_at = part.ended_at
    period.active_seconds += part.seconds
    period.signs += 1
    _count_doings(period, doings)
    period.save()
    clock.period = period


def _period_for(
    clock: LearningClock, progress: LessonProgress, part: rules.Slice, rule: rules.TimeRule
) -> LearningPeriod:
    row = clock.period
    if row is not None:
        is_same = (row.enrolment_id, row.lesson_id) == (progress.enrolment_id, progress.lesson_id)
        if is_same and row.day == part.day and rules.goes_on(row.ended_at, part, rule=rule):
            return row
    return LearningPeriod(
        enrolment_id=progress.enrolment_id,
        lesson_id=progress.lesson_id,
        day=part.day,
        began_at=part.began_at,
        active_seconds=0,
        signs=0,
        keys=0,
        pointers=0,
        scrolls=0,
        media_seconds=0,
        rule_version=rule.version,
    )


def _count_doings(period: LearningPeriod, doings: rules.Doings) -> None:
    period.keys += doings.keys
    period.pointers += doings.pointers
    period.scrolls += doings.scrolls
    period.media_seconds += doings.media_seconds
