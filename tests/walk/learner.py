"""Enrols somebody new on the programmes of a running platform, as a registrar would."""

from __future__ import annotations

import json

from tests.support.server import RunningPlatform

# Runs inside the platform's own process, where its settings and data are.
ENROL = """
import json
from uuid import uuid4
from courses.catalog.api import get_published_version, lessons_of_version
from lms.accounts.models import User
from lms.core import clock
from lms.core.actor import Actor
from lms.enrolments.api import NewEnrolment, enrol_trainee
from lms.organisations.models import Pairing
new = User.objects.filter(person__isnull=False, person__enrolments=None).order_by("username")[{place}]
school = Pairing.objects.filter(site=new.person.site).first().school
lessons = {{}}
for code in {codes}:
    version = get_published_version(programme_code=code)
    wanted = NewEnrolment(new.person, version, school, uuid4())
    enrol_trainee(enrolment=wanted, actor=Actor.system("test"), now=clock.now())
    lessons[code] = [str(lesson.uuid) for lesson in lessons_of_version(version.pk)]
print(json.dumps({{"username": new.username, "lessons": lessons}}))
"""
PROGRAMMES = ("CPC5", "DCP", "DET", "LVE")  # SES borrows its lessons from LVE


def enrol_newcomer(platform: RunningPlatform, *, place: int = 0) -> tuple[dict[str, str], list[str]]:
    """Enrol one of those who wait for it on all programmes; return the sign-in and the addresses of all lessons."""
    told = platform.manage("shell", "--no-imports", "-c", ENROL.format(codes=PROGRAMMES, place=place))
    facts = json.loads(told.strip().splitlines()[-1])
    pin = platform.sign_in("trainee")["secret"]
    lessons = [f"/learn/{uuid}/" for code in PROGRAMMES for uuid in facts["lessons"][code]]
    return {"username": facts["username"], "secret": pin}, lessons
