"""Whatever is taught, marked, corrected and left open: the ledger of the database is what its locked registers say."""

from collections import Counter
from datetime import time, timedelta
from typing import NamedTuple
from uuid import uuid4

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.core.actor import Actor
from lms.delivery.api import (
    Decision,
    Said,
    TeachingKind,
    WeeklySlot,
    decide_correction,
    hours_of,
    propose_correction,
    sign_register,
)
from lms.delivery.hours.queries import find_differences
from lms.delivery.models import HoursEntry
from lms.delivery.register.operations import Beside, Wish
from tests.factories.teaching import ACTOR, EVENING, MONDAY, Group, a_class, locked, mark, planned

ONE, OTHER = Actor(uuid4(), "instructor"), Actor(uuid4(), "registrar")
SAYINGS = (
    Said("present"),
    Said("present", late=20),
    Said("present", left_early=30),
    Said("present", late=15, left_early=15),
    Said("absent"),
    Said("excused", excuse="medical"),
)


class Lesson(NamedTuple):
    """A session: its kind, what was given of 90 minutes, what is said of two people, and of the first one later."""

    kind: TeachingKind
    delivered: int
    said: tuple[Said, Said]
    is_locked: bool
    later: tuple[tuple[Said, bool], ...]


sayings = st.sampled_from(SAYINGS)
lessons = st.builds(
    Lesson,
    st.sampled_from([TeachingKind.THEORY, TeachingKind.PRACTICE]),
    st.sampled_from([90, 80, 45]),
    st.tuples(sayings, sayings),
    st.sampled_from([True, True, True, False]),
    st.lists(st.tuples(sayings, st.booleans()), max_size=3).map(tuple),
)


def minutes(said: Said, delivered: int) -> int:
    """Return the minutes of 90 that somebody was taught: counted one by one."""
    here = range(said.late, min(delivered, 90 - said.left_early)) if said.state == "present" else ()
    return len(here)


def hold(group: Group, week: int, lesson: Lesson) -> Counter:
    """Hold a lesson, and return what the ledger has to say of it."""
    day, evening = MONDAY + timedelta(days=7 * week), EVENING + timedelta(days=7 * week)
    wish = {"first": day, "last": day, "slots": (WeeklySlot(0, time(9), 90),)}
    session = planned(group, kind=lesson.kind, **wish)[0]
    said = dict(zip(group.people, lesson.said, strict=True))
    if not lesson.is_locked:
        mark(session, *said.items(), now=evening)
        taught = {"delivered_minutes": lesson.delivered, "beside": Beside("停电")}
        sign_register(session_uuid=session.uuid, **taught, actor=ACTOR, now=evening)
        return Counter()
    register = locked(session, *said.items(), now=evening, delivered=lesson.delivered)
    for words, is_right in lesson.later:
        if words == said[group.people[0]]:
            continue
        asked = Wish(session.uuid, group.people[0].uuid, words, "signed the sheet")
        row = propose_correction(wish=asked, actor=ONE, now=evening)
        decide_correction(
            correction_uuid=row.uuid, decision=Decision(is_right, "no"), actor=OTHER, now=evening
        )
        if is_right:
            said[group.people[0]] = words
    due = Counter()
    for person, words in said.items():
        due[register.pk, person.pk, lesson.kind, "planned"] = 90
        due[register.pk, person.pk, lesson.kind, "delivered"] = lesson.delivered
        due[register.pk, person.pk, lesson.kind, "attended"] = minutes(words, lesson.delivered)
    return due


@pytest.mark.django_db
@settings(max_examples=10)
@given(st.lists(lessons, min_size=1, max_size=4))
@example(
    [
        Lesson(
            TeachingKind.THEORY, 80, (SAYINGS[4], SAYINGS[3]), True, ((SAYINGS[0], True), (SAYINGS[1], True))
        )
    ]
)
def test_the_ledger_is_what_locked_registers_say(held) -> None:
    group = a_class(people=2)
    due = Counter()
    for week, lesson in enumerate(held):
        due += hold(group, week, lesson)
    kept = Counter()
    rows = HoursEntry.objects.filter(enrolment__in=group.people)
    for *key, count in rows.values_list("register_id", "enrolment_id", "kind", "measure", "minutes"):
        kept[tuple(key)] += count
    assert +kept == due
    assert min(kept.values(), default=0) >= 0
    assert find_differences(group.people) == []
    for person in group.people:
        attended = sum(
            count for (_r, who, _k, what), count in due.items() if (who, what) == (person.pk, "attended")
        )
        hours = hours_of(person)
        assert sum(row.attended for row in hours.standings) + hours.outside == attended
        assert all(row.counted <= row.plan for row in hours.standings)
