"""A class of half a year ago: all hold certificates, were referred, have work that the employer confirmed, are called.

So officers find outcomes and calls, and authorities, who read of groups only, find figures.
"""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from certificates.api import Credential, PlacedBy, place_for_demonstration
from courses.catalog.api import get_published_version
from lms.accounts.api import NewPerson, NewUser, User, add_person, add_user, find_user, grant_role
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import Role
from lms.demonstration.people import PIN
from lms.demonstration.places import Places
from lms.enrolments.api import Achievement, Enrolment, NewEnrolment, enrol_trainee, record_achievement

SCHOOL, SITE, PROGRAMME = "DEMO-SCH-1", "DEMO-SITE-1", "CPC5"
# As many as a figure needs to be told to whoever sees no people, and two more.
NAMES = tuple(f"{surname}往届" for surname in "贺龙万段雷钱汤尹黎易常武")
BEGAN, ENDED = timedelta(days=250), timedelta(days=190)
RULES_SINCE = date(2026, 1, 1)
_KEYS = uuid.UUID("6d0f1c55-8f0a-4c8e-9f0e-54f0b7d5a911")


def place_former_class(places: Places, *, actor: Actor, now: datetime) -> None:
    """Add the people and what became of them, the first time only: no certificate is issued before a newer one.

    Nothing where half a year ago the rules of certificates and consents did not count yet.
    """
    if local_date(now - ENDED) < RULES_SINCE:
        return
    staff = [find_user(name) for name in ("placement", "employer")]
    if Credential.objects.exists() or None in staff or not places.employers["DEMO-EMP-1"].is_verified:
        return
    by = PlacedBy(*staff, secret=PIN)  # type: ignore[arg-type]
    for number, name in enumerate(NAMES, start=1):
        user = _trainee(f"25{number:04d}", name, places, actor=actor, now=now - BEGAN)
        enrolment = _completed(user, places, actor=actor, now=now)
        place_for_demonstration(user, enrolment.uuid, by=by, now=now)


def _trainee(number: str, name: str, places: Places, *, actor: Actor, now: datetime) -> User:
    site = places.sites[SITE]
    person = add_person(person=NewPerson(name, site), actor=actor, now=now)
    user = add_user(user=NewUser(number, name, PIN, person=person), actor=actor, now=now)
    grant_role(user=user, role=Role.TRAINEE, place=site, actor=actor, now=now)
    return user


def _completed(user: User, places: Places, *, actor: Actor, now: datetime) -> Enrolment:
    key = uuid.uuid5(_KEYS, user.username)
    version = get_published_version(programme_code=PROGRAMME)
    new = NewEnrolment(user.person, version, places.schools[SCHOOL], key)  # type: ignore[arg-type]
    row = enrol_trainee(enrolment=new, actor=actor, now=now - BEGAN)
    for requirement in version.requirements.all():
        met = Achievement(requirement, "demonstration.former", key, Decimal(90), is_met=True)
        with transaction.atomic():
            record_achievement(enrolment_uuid=row.uuid, achievement=met, actor=actor, now=now - ENDED)
    return row
