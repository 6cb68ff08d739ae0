"""Appeals for tests: `a_released(marks="12")` is a released result of short answers, `Appealed.file()` appeals it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from lms.accounts.models import User
from lms.core import clock
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.exams.api import mark_attempt
from lms.exams.appeals.operations import (
    NewAppeal,
    NewDecision,
    decide_appeal,
    file_appeal,
    settle_further_marking,
    take_appeal,
)
from lms.exams.handmarking.operations import appoint_markers, take_answers
from lms.exams.models import Appeal, Attempt, MarkingTurn, Result
from lms.exams.results.operations import NewSet, SetDecision, freeze_results, release_results
from lms.organisations.api import Site
from tests.factories.accounts import PASSWORD, PIN, a_user, examinations_officer_at
from tests.factories.courses import NOW
from tests.factories.handmarks import AFTER, Marked, an_ended_sitting, give, mark_all, take_all
from tests.factories.results import as_actor

WHY = "请再看一次简答题"
ANSWER = "简答题由另一位阅卷人重新评阅。"


@dataclass
class Appealed:
    """A closed sitting whose results are released, with two officers who released and one who had no part."""

    marked: Marked
    first: User
    second: User
    reviewer: User
    further: User
    now: datetime = AFTER

    @property
    def candidate(self) -> User:
        """Return who may appeal."""
        return self.marked.enrolments[0].person.user

    @property
    def attempt(self) -> Attempt:
        """Return what was written."""
        return self.marked.attempt()

    @property
    def result(self) -> Result:
        """Return the result that was told."""
        return Result.objects.filter(attempt=self.attempt, released_at__isnull=False).latest("pk")

    def file(self, **values: Any) -> Appeal:
        """Appeal as the candidate."""
        about = {"result_uuid": self.result.uuid, "ground": "marks", "client_key": uuid4(), "text": WHY}
        now = values.pop("now", self.now)
        actor = values.pop("actor", Actor(self.candidate.uuid, Role.TRAINEE))
        return file_appeal(new=NewAppeal(**{**about, **values}), actor=actor, now=now)

    def take(self, appeal: Appeal, *, by: User | None = None) -> Appeal:
        """Begin the review."""
        return take_appeal(appeal_uuid=appeal.uuid, actor=as_actor(by or self.reviewer), now=self.now)

    def decide(self, appeal: Appeal, *, by: User | None = None, **values: Any) -> Appeal:
        """Decide, by default for a further marking of all short answers."""
        about = {"outcome": "upheld", "remedy": "marking", "answer": ANSWER, "items": self.marked.items()}
        decision = NewDecision(appeal_uuid=appeal.uuid, **{**about, **values})
        return decide_appeal(decision=decision, actor=as_actor(by or self.reviewer), now=self.now)

    def take_further(self, *, by: User | None = None) -> list[MarkingTurn]:
        """Let the further person take what waits."""
        user = by or self.further
        appoint_markers(
            sitting_uuid=self.marked.sitting.uuid,
            user_uuids=[user.uuid],
            actor=as_actor(self.first),
            now=self.now,
        )
        return take_all(self.marked, user)

    def mark_further(self, marks: Sequence[str]) -> None:
        """Let the further person take both answers and mark them."""
        for turn, mark in zip(self.take_further(), marks, strict=True):
            give(self.further, turn, mark)

    def settle(self, appeal: Appeal) -> Result:
        """Make the result after the further marking."""
        return settle_further_marking(appeal_uuid=appeal.uuid, actor=as_actor(self.first), now=self.now)

    def release(self) -> None:
        """Freeze and release what is ready."""
        row = freeze_results(
            new=NewSet(self.marked.sitting.uuid, uuid4()), actor=as_actor(self.first), now=self.now
        )
        release_results(decision=SetDecision(row.uuid, row.digest), actor=as_actor(self.second), now=self.now)


def a_released(
    *,
    marks: str = "8",
    candidates: int = 1,
    site: Site | None = None,
    began: datetime = NOW,
    now: datetime = AFTER,
    flags: bool = False,
) -> Appealed:
    """Return a sitting where each short answer got so many of 30 marks (far from the pass mark), released by two."""
    marked = an_ended_sitting(candidates=candidates, site=site, right=2, began=began, flags=flags)
    mark_all(marked, marked.markers[0], marks)
    for place in range(candidates):
        mark_attempt(attempt_uuid=marked.attempt(place).uuid, actor=as_actor(marked.officer), now=now)
    place = marked.sitting.site
    reviewer, first, second = (examinations_officer_at(place) for _one in range(3))
    found = Appealed(marked, first, second, reviewer, a_user(Role.ASSESSOR, place), now)
    found.release()
    return found


def taken_by(appealed: Appealed, item: UUID, user: User) -> list[MarkingTurn]:
    """Let somebody try to take the answers to a question."""
    sitting = appealed.marked.sitting.uuid
    return take_answers(sitting_uuid=sitting, item=item, user=user, actor=as_actor(user), now=appealed.now)


def for_the_browser() -> str:
    """Make three released results on a running platform; return as JSON who acts in the journey of each."""
    now = clock.now()
    return json.dumps([_acting(a_released(began=now, now=now, flags=True)) for _one in range(3)])


def _acting(appealed: Appealed) -> dict[str, dict[str, str]]:
    people = {
        "first": appealed.first,
        "second": appealed.second,
        "reviewer": appealed.reviewer,
        "further": appealed.further,
    }
    signed = {
        name: {"username": user.username, "secret": PASSWORD, "name": user.display_name}
        for name, user in people.items()
    }
    places = {"attempt": str(appealed.attempt.uuid), "sitting": str(appealed.marked.sitting.uuid)}
    candidate = {"username": appealed.candidate.username, "secret": PIN}
    return {**signed, "candidate": candidate, "places": places}
