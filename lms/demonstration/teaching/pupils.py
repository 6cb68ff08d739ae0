"""Brings people into the classes of the demonstration: admitted, enrolled, joined, and what happens to some of them."""

import uuid
from datetime import datetime, time, timedelta

from courses.catalog.api import lessons_of_version
from lms.accounts.api import User, find_user
from lms.core.actor import Actor
from lms.core.clock import local_date, start_of_day
from lms.core.enums import Role
from lms.delivery.api import Cohort, complete_lessons, join_cohort
from lms.demonstration.admissions import admit_surely
from lms.demonstration.people import add_trainee, made_up_resident_id
from lms.demonstration.teaching.cast import Class, Pupil, place_of
from lms.enrolments.api import (
    AdmissionColumn,
    AskedIssuer,
    Enrolment,
    EnrolmentState,
    NewAdmission,
    NewCertificate,
    NewEnrolment,
    NewForecast,
    NewInterruption,
    change_forecast,
    enrol_trainee,
    interrupt_enrolment,
    record_certificate,
    verify_certificate,
    withdraw_enrolment,
)

_KEYS = uuid.UUID("0d6c1a7e-5a4f-4c35-9a0d-6c6f0b0b5a11")
STAYED, ENROLLED = timedelta(days=60), timedelta(days=4)
LESSONS_EVERY = timedelta(days=14)
LESSONS_AT_ONCE = 3


def staff(username: str, role: Role) -> Actor:
    """Return somebody of the demonstration's staff as the actor."""
    return Actor(find_user(username).uuid, role.value)  # type: ignore[union-attr]


def key_of(*parts: str) -> uuid.UUID:
    """Return the key of a request of this demonstration."""
    return uuid.uuid5(_KEYS, ":".join(parts))


def bring_in(row: Class, cohort: Cohort, *, actor: Actor, now: datetime) -> None:
    """Let everybody of a class come, as it was before its first register; again changes nothing."""
    for pupil in row.pupils:
        user = add_trainee(place_of(pupil.name), pupil.name, cohort.site, actor=actor, now=now)
        _admit(pupil, user, cohort, now=now)
        enrolment = _enrol(user, cohort)
        if enrolment.state == EnrolmentState.ACTIVE:
            _join(enrolment, cohort)
            _learn(enrolment, cohort, now=now)
            _change(pupil, enrolment, cohort, now=now)


def _admit(pupil: Pupil, user: User, cohort: Cohort, *, now: datetime) -> None:
    came = cohort.begins_on - STAYED
    at, registrar = start_of_day(came), find_user("registrar")
    today = local_date(now)
    day = came.isoformat()
    answers = {
        AdmissionColumn.NUMBER: user.username,
        AdmissionColumn.NAME: pupil.name,
        AdmissionColumn.IDENTITY: made_up_resident_id(place_of(pupil.name)),
        AdmissionColumn.SCHOOLING: pupil.schooling,
        AdmissionColumn.LANGUAGE: "mandarin",
        AdmissionColumn.ADMITTED: day,
        AdmissionColumn.RELEASE: (today + timedelta(days=pupil.release)).isoformat() if pupil.release else "",
        AdmissionColumn.FIT: "yes",
        AdmissionColumn.FIT_DATE: day,
        AdmissionColumn.NOTICE: day,
        AdmissionColumn.CONSENT: "given",
    }
    about = {"actor": staff("registrar", Role.REGISTRAR)}
    new = NewAdmission(answers, cohort.site, registrar, key_of("stay", pupil.name))
    stay = admit_surely(new, now=at, **about)
    if pupil.earlier_release:
        earlier = today + timedelta(days=pupil.earlier_release)
        forecast = NewForecast(earlier, "评估以后提前", registrar, key_of("forecast", pupil.name))
        change_forecast(admission_uuid=stay.uuid, new=forecast, now=now - timedelta(days=5), **about)
    if pupil.holds_certificate:
        _record_certificate(user, cohort, now=at + timedelta(days=9))


def _record_certificate(user: User, cohort: Cohort, *, now: datetime) -> None:
    """Record a certificate of another body, which confirmed it."""
    issued = cohort.begins_on - timedelta(days=300)
    registrar = staff("registrar", Role.REGISTRAR)
    paper = NewCertificate(
        person=user.person,  # type: ignore[arg-type]
        kind="skill_level",
        occupation="中式烹调师",
        level=5,
        number=f"S000046000001{issued:%y}5000016",
        issuer="样板餐饮技能评价中心（演示）",
        issued=issued,
        client_key=key_of("certificate", user.username),
    )
    row = record_certificate(new=paper, actor=registrar, now=now)
    if not row.verifications.exists():
        asked = AskedIssuer(
            "telephone", "样板餐饮技能评价中心（演示）", "confirmed", local_date(now), "示范教务员"
        )
        verify_certificate(uuid=row.uuid, asked=asked, actor=registrar, now=now)


def _enrol(user: User, cohort: Cohort) -> Enrolment:
    new = NewEnrolment(
        person=user.person,  # type: ignore[arg-type]
        version=cohort.version,
        school=cohort.school,
        client_key=key_of("enrolment", user.username, cohort.code),
    )
    at = start_of_day(cohort.begins_on) - ENROLLED
    return enrol_trainee(enrolment=new, actor=staff("registrar", Role.REGISTRAR), now=at)


def _join(enrolment: Enrolment, cohort: Cohort) -> None:
    join_cohort(
        cohort_uuid=cohort.uuid,
        enrolment_uuid=enrolment.uuid,
        joined_on=cohort.begins_on,
        actor=staff("registrar", Role.REGISTRAR),
        now=start_of_day(cohort.begins_on) - ENROLLED,
    )


def _learn(enrolment: Enrolment, cohort: Cohort, *, now: datetime) -> None:
    """Let somebody learn some lessons on the platform beside the class, every fortnight."""
    uuids = list(lessons_of_version(cohort.version_id).values_list("uuid", flat=True))
    at, first = start_of_day(cohort.begins_on) + timedelta(hours=19), 0
    while (at := at + LESSONS_EVERY) < now and first < len(uuids) - LESSONS_AT_ONCE:
        complete_lessons(
            enrolment_uuid=enrolment.uuid,
            lesson_uuids=uuids[first : first + LESSONS_AT_ONCE],
            actor=Actor(None, Role.TRAINEE.value),
            now=at,
        )
        first += LESSONS_AT_ONCE


def _change(pupil: Pupil, enrolment: Enrolment, cohort: Cohort, *, now: datetime) -> None:
    """Let training rest or end on the day that the cast says."""
    about = {"enrolment_uuid": enrolment.uuid, "actor": staff("registrar", Role.REGISTRAR)}
    if pupil.rests_from is not None:
        day = cohort.begins_on + timedelta(days=pupil.rests_from)
        back = local_date(now) + timedelta(days=9)
        new = NewInterruption(day, "clinic", key_of("rest", enrolment.person.full_name), back)
        interrupt_enrolment(new=new, now=start_of_day(day) + timedelta(hours=8), **about)
    if pupil.withdraws_on is not None:
        day = cohort.begins_on + timedelta(days=pupil.withdraws_on)
        noon = datetime.combine(day, time(4), tzinfo=now.tzinfo)
        withdraw_enrolment(reason="本人想改学面点", code="own_wish", now=noon, **about)
