"""Opens an examination on the database of a platform under test: `python -m tests.faults.examination 2`.

Prints one JSON line per candidate: attempt, session cookie. The clock is the real one.
"""

import json
import sys
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import django

django.setup()


def signed_in(user: object) -> str:
    """Return the cookie of a session in which the user is signed in."""
    from django.test import Client

    from tests.factories.accounts import sign_in

    return sign_in(Client(), user).cookies["sessionid"].value  # type: ignore[arg-type]


def open_for(count: int) -> list[tuple[UUID, str]]:
    """Open one sitting of four hours for so many new candidates."""
    from lms.core import clock
    from lms.exams.api import admit_candidates, open_sitting, schedule_sitting
    from tests.factories.accounts import trainee_at
    from tests.factories.courses import a_version, enrol
    from tests.factories.exams import ACTOR, a_new_sitting, a_scheme, attempt_of
    from tests.factories.organisations import a_site

    now, site, version = clock.now(), a_site(), a_version()
    window = {"opens_at": now, "closes_at": now + timedelta(hours=2)}
    new = replace(a_new_sitting(site, scheme=a_scheme(minutes=240)), **window)
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=now)
    users = [trainee_at(site) for _ in range(count)]
    enrolments = [enrol(user, version) for user in users]
    uuids = [enrolment.uuid for enrolment in enrolments]
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, actor=ACTOR, now=now)
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=now)
    attempts = [attempt_of(sitting, enrolment).uuid for enrolment in enrolments]
    return [(attempt, signed_in(user)) for attempt, user in zip(attempts, users, strict=True)]


if __name__ == "__main__":
    for attempt, session in open_for(int(sys.argv[1])):
        print(json.dumps({"attempt": str(attempt), "session": session}))  # noqa: T201
