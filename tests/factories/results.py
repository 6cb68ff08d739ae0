"""Written sittings for tests: `written(right=[10, 6, 0])` is a closed one that waits for its release by two."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from lms.accounts.models import User
from lms.core.actor import Actor
from lms.enrolments.api import Enrolment
from lms.exams.api import (
    Sitting,
    admit_candidates,
    close_sitting,
    open_sitting,
    schedule_sitting,
    sit_for_demonstration,
)
from lms.exams.models import Attempt, ResultSet
from lms.exams.results.operations import (
    NewSet,
    SetDecision,
    freeze_results,
    release_results,
    send_results_back,
)
from tests.factories.accounts import examinations_officer_at, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, a_new_sitting, a_scheme, attempt_of
from tests.factories.organisations import a_site

LATER = NOW + timedelta(hours=3)


def as_actor(user: User) -> Actor:
    """Return the officer as the one who acts."""
    return Actor(user.uuid, "examinations_officer")


@dataclass
class Written:
    """A sitting that was written and closed, with two officers of its site."""

    sitting: Sitting
    users: list[User]
    enrolments: list[Enrolment]
    first: User
    second: User

    def attempt(self, place: int = 0) -> Attempt:
        """Return the attempt of one of the candidates."""
        return attempt_of(self.sitting, self.enrolments[place])

    def freeze(self, *, by: User | None = None) -> ResultSet:
        """Freeze what is ready, as the first officer."""
        new = NewSet(self.sitting.uuid, uuid4())
        return freeze_results(new=new, actor=as_actor(by or self.first), now=LATER)

    def release(self, row: ResultSet, *, by: User | None = None) -> ResultSet:
        """Release a set, as the second officer."""
        decision = SetDecision(row.uuid, row.digest)
        return release_results(decision=decision, actor=as_actor(by or self.second), now=LATER)

    def send_back(
        self, row: ResultSet, *, reason: str = "考场记录还没有核对", by: User | None = None
    ) -> ResultSet:
        """Send a set back."""
        decision = SetDecision(row.uuid, row.digest, reason)
        return send_results_back(decision=decision, actor=as_actor(by or self.second), now=LATER)


def written(*, right: tuple[int | None, ...] = (10, 6, 3), release: str = "by_two", **rules: Any) -> Written:
    """Return a sitting whose candidates had so many right answers each; None: did not appear."""
    site, version = a_site(), a_version(scheme=rules.get("code", "SCHEME"))
    scheme = a_scheme(release=release, **rules)
    sitting = schedule_sitting(sitting=a_new_sitting(site, scheme=scheme), actor=ACTOR, now=NOW)
    users = [trainee_at(site) for _one in right]
    enrolments = [enrol(user, version) for user in users]
    uuids = [row.uuid for row in enrolments]
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, actor=ACTOR, now=NOW)
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    for enrolment, count in zip(enrolments, right, strict=True):
        if count is not None:
            sit_for_demonstration(
                sitting_uuid=sitting.uuid, enrolment_uuid=enrolment.uuid, right_answers=count, now=NOW
            )
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=LATER)
    sitting.refresh_from_db()
    officers = [examinations_officer_at(site) for _one in range(2)]
    return Written(sitting, users, enrolments, *officers)
