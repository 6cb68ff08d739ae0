"""Brings the demonstration's trainees to their places along the chain, with dates in the past."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from courses.catalog.api import get_published_version, lessons_of_version
from lms.accounts.api import User, holders_of
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.delivery.api import complete_lessons
from lms.demonstration import practical
from lms.demonstration.learning import stop_in_next_lesson
from lms.demonstration.places import Places
from lms.demonstration.practical import Occasion, half_marked, pass_practical
from lms.demonstration.results import (
    appeal_for_demonstration,
    freeze_for_demonstration,
    release_for_demonstration,
)
from lms.enrolments.api import Enrolment, NewEnrolment, enrol_trainee
from lms.exams.api import (
    NewSitting,
    Sitting,
    SittingState,
    admit_candidates,
    assign_invigilators,
    close_sitting,
    draw_seats,
    get_scheme,
    judged_for,
    open_sitting,
    rows_of_blueprint,
    schedule_sitting,
    sit_for_demonstration,
)
from lms.organisations.api import School

# Programme -> the written examination that its completion asks for.
PROGRAMMES = {"CPC5": "CPC5-THEORY", "LVE": "LVE-LICENCE", "SES": "SES-THEORY"}
# Who begins today is on the short course, so that one sitting at a terminal goes through the whole chain.
SHORT, LONG = "SES", ("CPC5", "LVE")
# Its plan has lessons that nobody has written yet; no examination is held before they are.
ONE_DAY = "SBC"
LESSONS_A_WEEK = 5
WINDOW = timedelta(days=14)
# Neighbours write different forms.
FORMS = 2
# How much of a paper somebody answers rightly, in percent: who goes on, who failed, who tries again.
GOOD, POOR, BETTER = 95, 45, 85


class Stage(Enum):
    GRADUATED = auto()
    BEGINNING = auto()
    BEGINNING_ONE_DAY = auto()
    ADMITTED = auto()
    HALF_WAY = auto()
    PRACTICAL = auto()
    EXAMINATION_TODAY = auto()
    FAILED_ONCE = auto()


# How many trainees, in the order of the list, stand at each stage.
STAGES = (
    (Stage.GRADUATED, 3),
    (Stage.BEGINNING, 12),
    (Stage.BEGINNING_ONE_DAY, 1),
    (Stage.ADMITTED, 7),
    (Stage.HALF_WAY, 5),
    (Stage.PRACTICAL, 9),
    (Stage.EXAMINATION_TODAY, 12),
    (Stage.FAILED_ONCE, 4),
    (Stage.GRADUATED, 10),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A trainee of the demonstration, the programme and the stage."""

    user: User
    programme: str
    stage: Stage


def placed(users: list[User]) -> list[Placed]:
    """Say which trainee stands where."""
    stages = [stage for stage, count in STAGES for _ in range(count)]
    short = {Stage.BEGINNING: SHORT, Stage.BEGINNING_ONE_DAY: ONE_DAY}
    return [
        Placed(user, short.get(stage, LONG[index % len(LONG)]), stage)
        for index, (user, stage) in enumerate(zip(users, stages, strict=True))
    ]


def bring_to_stages(places: Places, users: list[User], *, actor: Actor, now: datetime) -> list[Sitting]:
    """Enrol, teach and examine everybody as far as the stage says; return the sittings of today.

    Whom somebody moved to another version since an earlier start is left alone.
    """
    enrolments: dict[Stage, list[tuple[Placed, Enrolment]]] = {stage: [] for stage in Stage}
    for row in placed(users):
        if row.stage is not Stage.ADMITTED:
            enrolment = _enrol(places, row, actor=actor, now=now)
            if not enrolment.moves.exists() and _is_asked_now(row, enrolment):
                enrolments[row.stage].append((row, enrolment))
    for stage, rows in enrolments.items():
        for row, enrolment in rows:
            _learn(row, enrolment, stage, actor=actor, now=now)
            if stage is Stage.HALF_WAY:
                stop_in_next_lesson(enrolment, actor=actor, now=now)
    written = (Stage.GRADUATED, Stage.PRACTICAL, Stage.FAILED_ONCE)
    past = [pair for stage in written for pair in enrolments[stage]]
    _examine(places, past, actor=actor, now=now)
    _appeal(enrolments[Stage.FAILED_ONCE], now=now)
    _past_practicals(places, enrolments[Stage.GRADUATED], actor=actor, now=now)
    _resit(places, enrolments[Stage.FAILED_ONCE], actor=actor, now=now)
    _practical_of_today(places, enrolments[Stage.PRACTICAL], actor=actor, now=now)
    today = enrolments[Stage.BEGINNING] + enrolments[Stage.EXAMINATION_TODAY]
    return _sittings_of_today(places, today, actor=actor, now=now)


def _is_asked_now(row: Placed, enrolment: Enrolment) -> bool:
    """Return whether the version of an enrolment, which may be of an earlier start, asks for today's examination."""
    scheme = PROGRAMMES.get(row.programme)
    return scheme is None or enrolment.version.requirements.filter(examination_scheme=scheme).exists()


def _past_practicals(
    places: Places, rows: list[tuple[Placed, Enrolment]], *, actor: Actor, now: datetime
) -> None:
    """Let graduates pass the practical part some days after the written one; nobody marks in two places at once."""
    for number, (site, programme, here) in enumerate(_by_place(places, rows)):
        key = _key("past-practical", site, programme, practical.SCHEMES[programme])
        occasion = Occasion(site, programme, key, now - timedelta(days=18) + timedelta(hours=8 * number))
        pass_practical(places, occasion, [enrolment for _row, enrolment in here], actor=actor)


def _practical_of_today(
    places: Places, rows: list[tuple[Placed, Enrolment]], *, actor: Actor, now: datetime
) -> None:
    """Open a practical examination of electricians, a new one every fortnight."""
    start, where = _start_of_fortnight(now), (practical.SITE, practical.PROGRAMME)
    here = [enrolment for row, enrolment in rows if _is_at(row, *where)]
    occasion = Occasion(*where, _key("practical-of-today", start.isoformat()), start)
    half_marked(places, occasion, here, actor=actor)


def _by_place(
    places: Places, rows: list[tuple[Placed, Enrolment]]
) -> Iterator[tuple[str, str, list[tuple[Placed, Enrolment]]]]:
    """Yield site, programme and who of these is there, where somebody is."""
    for site in places.sites:
        for programme in PROGRAMMES:
            if here := [pair for pair in rows if _is_at(pair[0], site, programme)]:
                yield site, programme, here


def _start_of_fortnight(now: datetime) -> datetime:
    fortnight = int(now.timestamp() // WINDOW.total_seconds())
    return now.fromtimestamp(fortnight * WINDOW.total_seconds(), tz=now.tzinfo)


def _key(*parts: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, ":".join(("demonstration", *parts)))


def _school_of(places: Places, user: User) -> School:
    site = user.person.site  # type: ignore[union-attr]
    return places.schools["DEMO-SCH-2" if site.code == "DEMO-SITE-3" else "DEMO-SCH-1"]


def _enrol(places: Places, row: Placed, *, actor: Actor, now: datetime) -> Enrolment:
    key = _key("enrolment", row.user.username, row.programme)
    known = Enrolment.objects.filter(client_key=key).first()
    if known is not None:  # of an earlier start; since then a newer version may have been published
        return known
    wanted = NewEnrolment(
        person=row.user.person,  # type: ignore[arg-type]
        version=get_published_version(programme_code=row.programme),
        school=_school_of(places, row.user),
        client_key=key,
    )
    return enrol_trainee(enrolment=wanted, actor=actor, now=now - timedelta(days=90))


def _learn(row: Placed, enrolment: Enrolment, stage: Stage, *, actor: Actor, now: datetime) -> None:
    lessons = list(lessons_of_version(enrolment.version_id))
    begins = {Stage.BEGINNING: 0, Stage.BEGINNING_ONE_DAY: 0}
    share = {**begins, Stage.HALF_WAY: len(lessons) // 2}.get(stage, len(lessons))
    uuids = [lesson.uuid for lesson in lessons[:share]]
    for week, first in enumerate(range(0, share, LESSONS_A_WEEK)):
        complete_lessons(
            enrolment_uuid=enrolment.uuid,
            lesson_uuids=uuids[first : first + LESSONS_A_WEEK],
            actor=actor,
            now=now - timedelta(days=80 - 7 * week),
        )


def _examine(places: Places, rows: list[tuple[Placed, Enrolment]], *, actor: Actor, now: datetime) -> None:
    """Let past sittings be written: who goes on answers nearly all right, who fails about half."""
    for site_code, programme, here in _by_place(places, rows):
        at = now - timedelta(days=20)
        window = (at, at + timedelta(hours=8))
        key = _key("past-sitting", site_code, programme, PROGRAMMES[programme])
        sitting = _hold(places, here, window, key, actor=actor)
        for row, enrolment in here:
            _write(sitting, enrolment, POOR if row.stage is Stage.FAILED_ONCE else GOOD, now=at)
        close_sitting(sitting_uuid=sitting.uuid, actor=actor, now=window[1])
        release_for_demonstration(sitting, now=window[1])


def _appeal(rows: list[tuple[Placed, Enrolment]], *, now: datetime) -> None:
    """Let one who failed appeal; there are some days left for the answer."""
    here = [enrolment for row, enrolment in rows if _is_at(row, practical.SITE, practical.PROGRAMME)]
    for enrolment in here[-1:]:
        appeal_for_demonstration(enrolment, now=now - timedelta(days=10))


def _write(sitting: Sitting, enrolment: Enrolment, percent: int, *, now: datetime) -> None:
    questions = sum(row["count"] for row in rows_of_blueprint(sitting.scheme.blueprint))
    right = questions * percent // 100
    sit_for_demonstration(
        sitting_uuid=sitting.uuid, enrolment_uuid=enrolment.uuid, right_answers=right, now=now
    )


def _resit(places: Places, rows: list[tuple[Placed, Enrolment]], *, actor: Actor, now: datetime) -> None:
    """Let those who failed at one site write once more; their results are frozen and wait for a second officer."""
    at = _start_of_fortnight(now) - timedelta(days=1)
    here = [pair for pair in rows if _is_at(pair[0], practical.SITE, practical.PROGRAMME)]
    if not here:
        return
    key = _key("resit", practical.SITE, PROGRAMMES[practical.PROGRAMME])
    sitting = _hold(places, here, (at, at + timedelta(hours=8)), key, actor=actor)
    for _row, enrolment in here:
        _write(sitting, enrolment, BETTER, now=sitting.opens_at)
    close_sitting(sitting_uuid=sitting.uuid, actor=actor, now=sitting.closes_at)
    freeze_for_demonstration(sitting, now=sitting.closes_at)


def _sittings_of_today(
    places: Places, rows: list[tuple[Placed, Enrolment]], *, actor: Actor, now: datetime
) -> list[Sitting]:
    """Open one sitting per site and programme; a new one every fortnight, as long as the demonstration runs."""
    sittings = []
    start = _start_of_fortnight(now)
    for site_code, programme, here in _by_place(places, rows):
        key = _key("sitting", site_code, PROGRAMMES[programme], start.isoformat())
        sittings.append(_hold(places, here, (start, start + WINDOW), key, actor=actor))
    return sittings


def _is_at(row: Placed, site_code: str, programme: str) -> bool:
    return row.programme == programme and row.user.person.site.code == site_code  # type: ignore[union-attr]


def _hold(
    places: Places,
    rows: list[tuple[Placed, Enrolment]],
    window: tuple[datetime, datetime],
    key: uuid.UUID,
    *,
    actor: Actor,
) -> Sitting:
    """Schedule a sitting with two forms, admit who may, draw the seats, open it; again: the same sitting."""
    (row, _enrolment), at = rows[0], window[0]
    scheme = get_scheme(PROGRAMMES[row.programme])
    site_code = row.user.person.site.code  # type: ignore[union-attr]
    wanted = NewSitting(
        scheme=scheme,
        room=places.rooms[site_code, list(PROGRAMMES).index(row.programme)],
        title={"zh": scheme.title_zh, "en": scheme.title_en},
        opens_at=at,
        closes_at=window[1],
        doors_at=at - timedelta(minutes=20),
        seed=str(key),
        client_key=key,
        forms=FORMS,
    )
    sitting = schedule_sitting(sitting=wanted, actor=actor, now=at)
    if sitting.state != SittingState.SCHEDULED:
        return sitting
    # Whoever passed a fortnight ago does not sit again.
    judged = judged_for(sitting, [enrolment for _row, enrolment in rows])
    uuids = [one.enrolment.uuid for one in judged if one.judgement.is_eligible]
    if uuids:
        admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, actor=actor, now=at)
        draw_seats(sitting_uuid=sitting.uuid, seed=str(key), actor=actor, now=at)
    watching = holders_of(Role.INVIGILATOR, sitting.site).values_list("uuid", flat=True)
    assign_invigilators(sitting_uuid=sitting.uuid, user_uuids=watching, actor=actor, now=at)
    return open_sitting(sitting_uuid=sitting.uuid, actor=actor, now=at)
