"""A class that has completed a diploma programme: some hold their diplomas, the others wait for them.

They have no sign-ins: what is tried with them is done by registrars and issuing officers.
"""

import io
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from PIL import Image, ImageDraw

from certificates.api import (
    Officers,
    begin_diplomas_for_demonstration,
    end_some_for_demonstration,
    ready_graduate_for_demonstration,
    ready_school_for_demonstration,
)
from courses.catalog.api import Course, ProgrammeVersion
from lms.accounts.api import NewPerson, Person, add_person, correct_person
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import Role
from lms.delivery.api import Cohort, NewCohort, join_cohort, open_cohort
from lms.demonstration.graduation_plan import graduation_version
from lms.demonstration.places import Places
from lms.demonstration.teaching.pupils import staff
from lms.enrolments.api import (
    CourseCredit,
    Enrolment,
    EnrolmentState,
    NewEnrolment,
    credit_course,
    enrol_trainee,
)
from lms.organisations.api import is_paired

SCHOOL, SITE, CLASS = "DEMO-SCH-1", "DEMO-SITE-2", "示范烹饪毕业班"
SURNAMES = "林郭罗梁宋唐许邓冯萧曹彭曾董袁潘于余蒋蔡杜叶程苏魏吕丁任沈姚卢傅钟姜崔谭廖范汪陆金石"
ISSUED = 12  # hold a diploma; the others wait
BEGAN, ENDED = timedelta(days=1180), timedelta(days=30)
PLACES = 50
EARLIER = (1, 3)  # by place: courses of which some bring marks from another school
_KEYS = uuid.UUID("2b0f8f1c-6a3e-4d57-9d0c-0d9a6b7f2e31")


def graduate_for_demonstration(places: Places, *, actor: Actor, now: datetime) -> list[Enrolment]:
    """Bring a class to its end, and begin the first diplomas; return who gets those. Again adds what is missing."""
    school, site = places.schools[SCHOOL], places.sites[SITE]
    if not is_paired(school=school, site=site, day=local_date(now - BEGAN)):  # an installation of before
        return []
    version, officers = graduation_version(actor=actor, now=now), _officers()
    cohort = _class(places, version, actor=actor, now=now)
    ready_school_for_demonstration(school, version.programme, officers, now=now)
    graduates = [
        _graduate(number, surname + "示范", cohort, actor=actor, now=now)
        for number, surname in enumerate(SURNAMES)
    ]
    for number, graduate in enumerate(graduates):
        ready_graduate_for_demonstration(graduate, a_portrait(number), officers, now=now)
    begin_diplomas_for_demonstration(graduates[:ISSUED], officers, now=now)
    return graduates[:ISSUED]


def end_some(graduates: list[Enrolment], *, now: datetime) -> None:
    """Print, revoke and replace some diplomas, when they are issued."""
    if graduates:
        end_some_for_demonstration(graduates, _officers(), now=now)


def _officers() -> Officers:
    return Officers(*(staff(name, Role.ISSUING_OFFICER) for name in ("issuing", "issuing2")))


def _class(places: Places, version: ProgrammeVersion, *, actor: Actor, now: datetime) -> Cohort:
    site = places.sites[SITE]
    known = Cohort.objects.filter(site=site, code=CLASS).select_related("site", "school", "version").first()
    if known is not None:
        return known
    days = local_date(now - BEGAN), local_date(now - ENDED)
    new = NewCohort(CLASS, version, places.schools[SCHOOL], site, PLACES, *days)
    return open_cohort(cohort=new, actor=actor, now=now - BEGAN)


def _graduate(number: int, name: str, cohort: Cohort, *, actor: Actor, now: datetime) -> Enrolment:
    key = uuid.uuid5(_KEYS, name)
    known = Enrolment.objects.filter(client_key=key).select_related("school", "version__programme").first()
    if known is not None and known.state == EnrolmentState.COMPLETED:
        _pass_courses(known, number, actor=actor, now=now)
        return known
    person = known.person if known else _person(number, name, cohort, actor=actor, now=now)
    began = now - BEGAN
    new = NewEnrolment(person, cohort.version, cohort.school, key)
    row = enrol_trainee(enrolment=new, actor=actor, now=began)
    join_cohort(
        enrolment_uuid=row.uuid, cohort_uuid=cohort.uuid, joined_on=cohort.begins_on, actor=actor, now=began
    )
    _pass_courses(row, number, actor=actor, now=now)  # the last credit completes it
    row.refresh_from_db()
    return row


def _person(number: int, name: str, cohort: Cohort, *, actor: Actor, now: datetime) -> Person:
    """Add somebody without an identity number: those of the demonstration belong to people born long ago."""
    born = date(now.year - 20, 1, 5) + timedelta(days=61 * number % 700)
    person = add_person(person=NewPerson(name, cohort.site), actor=actor, now=now - BEGAN)
    with transaction.atomic():
        held = Person.objects.select_for_update().get(pk=person.pk)
        sex = "female" if number % 2 else "male"
        correct_person(person=held, sex=sex, birth_date=born, actor=actor, now=now - BEGAN)
    return held


def _pass_courses(row: Enrolment, number: int, *, actor: Actor, now: datetime) -> None:
    """Give the credits of all courses, one after the other through the years; some bring marks of an earlier school."""
    courses = list(Course.objects.filter(version=row.version_id, credits__gt=0).order_by("position"))
    given = set(row.credit_rows.values_list("course", flat=True))
    for place, course in enumerate(courses):
        if course.pk in given:
            continue
        mark = Decimal(64 + number * 5 % 19 + (place * 7 + number * 3) % 16)
        earlier = number % 6 == 1 and place in EARLIER
        about = ("schooling", "原学校成绩单") if earlier else ("course", "期末考核")
        at = now - BEGAN + (BEGAN - ENDED) * (place + 1) / len(courses)
        credit = CourseCredit(course, about[0], mark, about[1])
        credit_course(enrolment_uuid=row.uuid, given=credit, actor=actor, now=at)


def a_portrait(number: int) -> bytes:
    """Return a drawn photograph in the format of certificates, of nobody; each is another one."""
    wide, high = 420, 588
    picture = Image.new("RGB", (wide, high), (122, 170, 214))
    draw = ImageDraw.Draw(picture)
    skin = [(244, 207, 170), (232, 190, 150), (224, 178, 138)][number % 3]
    hair = [(34, 28, 26), (52, 40, 34), (28, 28, 32)][number // 3 % 3]
    coat = [(38, 52, 82), (92, 40, 44), (46, 78, 66), (70, 70, 78)][number % 4]
    middle, width = wide // 2 + number % 5 - 2, 92 + number % 7
    if number % 2:  # long hair
        draw.rounded_rectangle((middle - width - 16, 150, middle + width + 16, 420), 60, fill=hair)
    draw.rectangle((middle - 38, 350, middle + 38, 450), fill=tuple(part - 18 for part in skin))
    draw.pieslice((middle - 195, 412, middle + 195, 800), 180, 360, fill=coat)
    draw.polygon([(middle - 46, 424), (middle + 46, 424), (middle, 500)], fill=(246, 246, 244))
    draw.ellipse((middle - width, 150, middle + width, 392), fill=skin)
    draw.chord((middle - width - 8, 124, middle + width + 8, 330), 180 + 8, 360 - 8, fill=hair)
    for side in (-1, 1):
        eye = middle + side * 38
        draw.ellipse((eye - 9, 264, eye + 9, 278), fill=(40, 30, 28))
        draw.line((eye - 18, 246, eye + 18, 244), fill=hair, width=5)
    draw.line(
        (middle, 272, middle - 5, 308, middle + 6, 310), fill=tuple(part - 40 for part in skin), width=3
    )
    draw.arc((middle - 30, 316, middle + 30, 348), 20, 160, fill=(168, 84, 76), width=5)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=90)
    return out.getvalue()
