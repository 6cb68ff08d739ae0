"""A small examination that is partly answered in words: its answers wait for their markers.

Built once, then left alone. It stands apart from the other stages, in the past, with trainees, programme and questions
of its own.
"""

import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta

from django.db import transaction

from courses.catalog.api import (
    PlannedCourse,
    PlannedRequirement,
    PlannedUnit,
    ProgrammePlan,
    ProgrammeVersion,
    get_published_version,
    load_programme_version,
    plan_of,
)
from lms.accounts.api import find_user, holders_of
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.demonstration.in_words_questions import ANSWERS, ITEMS, REVIEWS, SCHEME, TOPIC
from lms.demonstration.people import add_trainee, trainee_names
from lms.demonstration.places import Places
from lms.demonstration.results import FIRST, officer
from lms.demonstration.stages import SHORT
from lms.enrolments.api import Enrolment, NewEnrolment, enrol_trainee
from lms.exams.api import (
    NewScheme,
    NewSitting,
    Sitting,
    SittingState,
    admit_candidates,
    appoint_markers,
    assign_invigilators,
    close_sitting,
    draw_seats,
    load_items,
    load_scheme,
    load_topics,
    open_sitting,
    record_reviews,
    schedule_sitting,
    write_for_demonstration,
)

CODE, SITE, SCHOOL = "SEW", "DEMO-SITE-2", "DEMO-SCH-1"
NAMES = ("吕样本", "施样本", "张样本")
MARKERS = ("assessor", "assessor2")
AGO, LASTS = timedelta(days=3), timedelta(hours=2)
TITLE = {"zh": "用电安全问答（演示）", "en": "Electrical safety in own words (demonstration)"}
BASIS = {
    "zh": "只为演示人工阅卷而设。课时、题量和及格线都是教学计划值，不是官方规定。",
    "en": "Made only to show marking by hand. Hours, questions and pass mark are planning values, not official.",
}


def examine_in_words(places: Places, *, actor: Actor, now: datetime) -> Sitting:
    """Let three trainees write it, appoint two markers, close it; again it is only returned."""
    known = Sitting.objects.filter(client_key=_key("sitting")).first()
    if known is not None and known.state == SittingState.CLOSED:
        return known
    at = known.opens_at if known else now - AGO
    with transaction.atomic(durable=True):
        load_topics(topics=[TOPIC], actor=actor, now=at)
        load_items(bank_items=ITEMS, actor=actor, now=at)
        record_reviews(reviews=REVIEWS, actor=actor, now=at)
        scheme = load_scheme(scheme=NewScheme(**SCHEME), bank=CODE, actor=actor, now=at)
        version = load_programme_version(plan=_plan(), actor=actor, now=at)
    enrolments = _enrolled(places, version, actor=actor, now=at)
    wanted = NewSitting(
        scheme=scheme,
        room=places.rooms[SITE, 3],
        title={"zh": scheme.title_zh, "en": scheme.title_en},
        opens_at=at,
        closes_at=at + LASTS,
        doors_at=at - timedelta(minutes=20),
        seed=str(_key("sitting")),
        client_key=_key("sitting"),
    )
    return _hold(schedule_sitting(sitting=wanted, actor=actor, now=at), enrolments, actor=actor)


def _hold(sitting: Sitting, enrolments: list[Enrolment], *, actor: Actor) -> Sitting:
    at = sitting.opens_at
    if sitting.state == SittingState.SCHEDULED:
        uuids = [row.uuid for row in enrolments]
        admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, actor=actor, now=at)
        draw_seats(sitting_uuid=sitting.uuid, seed=str(_key("sitting")), actor=actor, now=at)
        watching = holders_of(Role.INVIGILATOR, sitting.site).values_list("uuid", flat=True)
        assign_invigilators(sitting_uuid=sitting.uuid, user_uuids=watching, actor=actor, now=at)
        open_sitting(sitting_uuid=sitting.uuid, actor=actor, now=at)
    for enrolment, (right, texts) in zip(enrolments, ANSWERS, strict=True):
        about = {"sitting_uuid": sitting.uuid, "enrolment_uuid": enrolment.uuid}
        write_for_demonstration(**about, right_answers=right, texts=texts, now=at)
    markers = [find_user(name).uuid for name in MARKERS]
    # Before it is closed: from then on all of this is left alone, whoever is dismissed.
    appoint_markers(sitting_uuid=sitting.uuid, user_uuids=markers, actor=officer(FIRST), now=at)
    return close_sitting(sitting_uuid=sitting.uuid, actor=actor, now=sitting.closes_at)


def _plan() -> ProgrammePlan:
    """Return a programme of the short course's first lessons that asks for this examination."""
    short = plan_of(get_published_version(programme_code=SHORT))
    lessons = tuple(replace(lesson, is_borrowed=True) for lesson in short.courses[0].units[0].lessons)
    minutes = sum(lesson.minutes for lesson in lessons)
    unit = PlannedUnit("SEW-U1", TITLE, minutes, 0, lessons)
    passed = {"zh": "通过考试", "en": "Examination passed"}
    return replace(
        short,
        code=CODE,
        number=1,
        title=TITLE,
        summary=BASIS,
        valid_from=date(2026, 1, 1),
        basis=BASIS,
        courses=(PlannedCourse("SEW-C1", TITLE, units=(unit,)),),
        requirements=(
            PlannedRequirement("SEW-R1", passed, "examination_passed", examination_scheme=SCHEME["code"]),
        ),
        recognition=(),
    )


def _enrolled(places: Places, version: ProgrammeVersion, *, actor: Actor, now: datetime) -> list[Enrolment]:
    before = len(trainee_names())
    users = [
        add_trainee(before + place, name, places.sites[SITE], actor=actor, now=now)
        for place, name in enumerate(NAMES)
    ]
    return [
        enrol_trainee(
            enrolment=NewEnrolment(
                person=user.person,  # type: ignore[arg-type]
                version=version,
                school=places.schools[SCHOOL],
                client_key=_key("enrolment", user.username),
            ),
            actor=actor,
            now=now - timedelta(days=10),
        )
        for user in users
    ]


def _key(*parts: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, ":".join(("demonstration", "in-words", *parts)))
