"""Accepted learning taken back, by a registrar or because it was class: what was counted once is not counted again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.delivery.api import (
    Decision,
    Said,
    decide_correction,
    find_differences,
    find_learning_differences,
    hours_of,
    join_cohort,
    leave_cohort,
    propose_correction,
    take_back_learning,
)
from lms.delivery.errors import LearningNotFound, LearningTakenBack, OwnLearning, ReasonMissing
from lms.delivery.hours.proofs import hours_proved
from lms.delivery.models import LearningEntry
from lms.delivery.register.operations import Wish
from lms.delivery.tellings import tell_teaching
from lms.enrolments.api import HappeningKind, NewEnrolment, enrol_trainee
from lms.organisations.models import Site
from tests.delivery.learning.periods import accepted, learnt
from tests.enrolments.changing.deeds import to_site
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay
from tests.factories.teaching import (
    ACTOR,
    MONDAY,
    NINE,
    a_class,
    join,
    locked,
    mark,
    planned,
)

pytestmark = pytest.mark.django_db
NEXT_DAY = NINE + timedelta(days=1)
HERE, AWAY = Said("present"), Said("absent")
ONE, OTHER = Actor(uuid4(), "instructor"), Actor(uuid4(), "registrar")


@pytest.fixture
def group():
    return a_class(people=1)


@pytest.fixture
def row(group):
    return group.people[0]


def stands(row) -> int:
    """Return the learnt minutes that count; the ledgers are right."""
    assert find_learning_differences([row]) == []
    assert find_differences([row]) == []
    return sum(one.learnt for one in hours_of(row).standings)


def minutes(rows) -> list[int]:
    return [one.minutes for one in rows]


def take_back(rows, **more):
    said = {"reason": "wrong person", "actor": ACTOR, "now": NEXT_DAY, **more}
    return take_back_learning(entries=[one.uuid for one in rows], **said)


def another_class(row):
    """Return a class of the same person under a second enrolment."""
    other = a_class(people=0, site=row.site)
    wanted = NewEnrolment(row.person, other.cohort.version, other.cohort.school, uuid4())
    enrolment = enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW - timedelta(days=1))
    join(other.cohort, enrolment)
    other.people.append(enrolment)
    return other


def test_class_that_is_planned_over_accepted_learning_takes_it_back_when_it_counts(group, row):
    learnt(row, 40, at=NINE + timedelta(minutes=80))  # the last thirty minutes after class
    assert minutes(accepted([row], now=NEXT_DAY)) == [20]
    session = planned(group)[0]
    assert hours_of(row).standings[0].learnt == 20  # no class counts yet
    locked(session, (row, HERE), now=NEXT_DAY)
    assert stands(row) == 0
    back = LearningEntry.objects.get(reverses__isnull=False)
    assert (back.minutes, back.register, back.reason) == (-20, session.register, "")
    assert AuditEntry.objects.filter(action="delivery.take_back_learning").count() == 1
    # What was no class is offered again, and once.
    assert minutes(accepted([row], now=NEXT_DAY)) == [15]
    assert accepted([row], now=NEXT_DAY) == []
    assert (stands(row), hours_of(row).standings[0].attended) == (15, 90)


def test_the_register_first_comes_to_the_same(group, row):
    learnt(row, 40, at=NINE + timedelta(minutes=80))
    locked(planned(group)[0], (row, HERE))
    assert minutes(accepted([row], now=NEXT_DAY)) == [15]
    assert stands(row) == 15


def test_a_class_of_another_enrolment_takes_it_back_too(group, row):
    learnt(row, 40, at=NINE)
    accepted([row], now=NEXT_DAY)
    other = another_class(row)
    locked(planned(other)[0], (other.people[0], HERE), now=NEXT_DAY)
    assert stands(row) == 0
    assert stands(other.people[0]) == 0


def test_a_correction_that_says_that_somebody_was_there_takes_it_back(group, row):
    session = planned(group)[0]
    locked(session, (row, AWAY))
    # An older record of a class that somebody has left says nothing of that day any more.
    row.cohort_stays.update(left_on=MONDAY)
    learnt(row, 40, at=NINE)
    assert minutes(accepted([row], now=NEXT_DAY)) == [20]
    wish = Wish(session.uuid, row.uuid, HERE, "signed the sheet")
    asked = propose_correction(wish=wish, actor=ONE, now=NEXT_DAY)
    assert stands(row) == 20
    decide_correction(correction_uuid=asked.uuid, decision=Decision(True), actor=OTHER, now=NEXT_DAY)
    assert stands(row) == 0
    assert accepted([row], now=NEXT_DAY) == []


def test_a_correction_to_absent_lets_it_be_accepted_where_no_class_was_planned_for_the_person(group, row):
    session = planned(group)[0]
    locked(session, (row, HERE))
    row.cohort_stays.update(left_on=MONDAY)
    learnt(row, 40, at=NINE)
    assert accepted([row], now=NEXT_DAY) == []
    wish = Wish(session.uuid, row.uuid, AWAY, "another one signed")
    asked = propose_correction(wish=wish, actor=ONE, now=NEXT_DAY)
    decide_correction(correction_uuid=asked.uuid, decision=Decision(True), actor=OTHER, now=NEXT_DAY)
    assert minutes(accepted([row], now=NEXT_DAY)) == [20]
    assert stands(row) == 20


def test_who_changed_the_class_belongs_to_the_new_one_from_its_first_day(group, row):
    other = a_class(people=0, site=row.site)
    learnt(row, 40, at=NINE)
    accepted([row], now=NEXT_DAY)
    stay = row.cohort_stays.get()
    leave_cohort(member_uuid=stay.uuid, left_on=MONDAY, reason="class B", actor=ACTOR, now=NEXT_DAY)
    row.version, row.school = other.cohort.version, other.cohort.school
    row.save()
    join_cohort(
        cohort_uuid=other.cohort.uuid, enrolment_uuid=row.uuid, joined_on=MONDAY, actor=ACTOR, now=NEXT_DAY
    )
    assert hours_of(row).outside == 20
    locked(planned(other)[0], (row, HERE), now=NEXT_DAY)
    assert (stands(row), hours_of(row).outside) == (0, 0)
    assert hours_of(row).standings[0].attended == 90


def test_who_came_to_another_site_keeps_what_was_accepted_until_a_class_there_contradicts_it(row):
    learnt(row, 40, at=NINE)
    learnt(row, 40, lesson=1)
    assert minutes(accepted([row], now=NEXT_DAY)) == [20, 20]
    stay = a_stay(row.person)
    to_site(stay, now=NEXT_DAY)
    row.refresh_from_db()
    assert stands(row) == 40
    session = planned(other := a_class(people=0, site=row.site))[0]
    row.cohort_stays.create(cohort=other.cohort, joined_on=MONDAY, left_on=MONDAY + timedelta(days=1))
    locked(session, (row, HERE), now=NEXT_DAY)
    assert sum(one.minutes for one in LearningEntry.objects.all()) == 20


def test_a_class_counts_on_the_day_of_its_own_site(group, row):
    site = Site.objects.get(pk=row.site_id)
    site.time_zone = "Pacific/Honolulu"
    site.save()
    session = planned(group)[0]  # nine o'clock on Monday there is Tuesday in Shanghai
    row.cohort_stays.update(left_on=MONDAY + timedelta(days=1))
    learnt(row, 40, at=session.begins_at)
    assert accepted([row], now=session.begins_at + timedelta(days=2)) == []


def test_learning_that_no_class_contradicts_stays(group, row):
    learnt(row, 40, at=NINE)
    learnt(row, 40, lesson=1)
    accepted([row], now=NEXT_DAY)
    locked(planned(group)[0], (row, HERE), now=NEXT_DAY)
    assert minutes(LearningEntry.objects.all()) == [20, 20, -20]
    assert stands(row) == 20


def test_a_register_that_is_not_locked_takes_nothing_back(group, row):
    learnt(row, 40, at=NINE)
    accepted([row], now=NEXT_DAY)
    mark(planned(group)[0], (row, HERE), now=NEXT_DAY)
    assert hours_of(row).standings[0].learnt == 20


def test_what_a_registrar_takes_back_can_be_accepted_again_and_once(row):
    learnt(row, 40)
    first = accepted([row], now=NEXT_DAY)
    (back,) = take_back(first)
    assert (back.minutes, back.reverses, back.reason) == (-20, first[0], "wrong person")
    assert stands(row) == 0
    assert [one for one in tell_teaching([row]) if one.kind == HappeningKind.LEARNT] == []
    assert minutes(accepted([row], now=NEXT_DAY)) == [20]
    assert accepted([row], now=NEXT_DAY) == []
    assert stands(row) == 20


def test_part_of_a_lesson_is_taken_back_and_accepted_again_beside_the_rest(row):
    learnt(row, 20)
    first = accepted([row], now=NEXT_DAY)
    learnt(row, 20, at=NEXT_DAY)
    assert minutes(accepted([row], now=NEXT_DAY + timedelta(days=1))) == [10]
    take_back(first)
    assert minutes(accepted([row], now=NEXT_DAY + timedelta(days=1))) == [10]
    assert stands(row) == 20


def test_rows_are_taken_back_once_with_a_reason_by_another_person(row):
    learnt(row, 40)
    rows = accepted([row], now=NEXT_DAY)
    with pytest.raises(ReasonMissing):
        take_back(rows, reason="  ")
    with pytest.raises(OwnLearning):
        take_back(rows, actor=Actor(row.person.user.uuid, "registrar"))
    back = take_back(rows)
    with pytest.raises(LearningTakenBack):
        take_back(rows)
    for strange in (back, []):
        with pytest.raises(LearningNotFound):
            take_back(strange)
    assert stands(row) == 0


def test_the_database_refuses_what_takes_back_twice_or_for_no_reason(row):
    learnt(row, 40)
    (one,) = accepted([row], now=NEXT_DAY)
    (back,) = take_back([one])
    for wrong in ({"reverses": one}, {"reason": ""}, {"minutes": 5}, {"reverses": None}):
        copy = LearningEntry.objects.get(pk=back.pk)
        copy.pk, copy.uuid, copy.reverses = None, uuid4(), back
        for name, value in wrong.items():
            setattr(copy, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save(force_insert=True)


def test_evidence_names_a_row_that_stands(row):
    learnt(row, 40)
    learnt(row, 40, lesson=1)
    one, other = accepted([row], now=NEXT_DAY)
    take_back([other])
    requirement = type(row.version.requirements.first())(version=row.version, theory_minutes=10)
    (proof,) = hours_proved(requirement, [row])[row.pk]
    assert (proof.is_met, proof.source_uuid) == (True, one.uuid)


@pytest.fixture
def office(row, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NEXT_DAY)
    client = sign_in(Client(), registrar_at(row.site))
    client.cookies["language"] = "en"
    return client


def address(row) -> str:
    return reverse("hours:take_back", args=[row.uuid])


def test_a_registrar_takes_rows_back_on_their_page_and_sees_why(row, office):
    learnt(row, 40)
    learnt(row, 40, lesson=1)
    one, other = accepted([row], now=NEXT_DAY)
    assert "40 minutes of learning in lessons stand accepted." in office.get(address(row)).content.decode()
    for wrong in ({}, {"rows": [str(one.uuid)]}, {"reason": "x"}, {"rows": [str(uuid4())], "reason": "x"}):
        assert office.post(address(row), wrong).status_code == 422
    said = {"rows": [str(one.uuid)], "reason": "somebody else sat there"}
    html = office.post(address(row), said, follow=True).content.decode()
    assert "20 minutes are taken back." in html
    assert "somebody else sat there" in html
    assert "20 minutes of learning in lessons stand accepted." in html
    again = office.post(address(row), {**said, "rows": [str(one.uuid), str(other.uuid)]})
    assert again.status_code == 422
    assert "Some of it was taken back meanwhile" in again.content.decode()
    assert stands(row) == 20


def test_a_register_that_took_it_back_is_named(group, row, office):
    learnt(row, 40, at=NINE)
    accepted([row], now=NEXT_DAY)
    locked(planned(group)[0], (row, HERE), now=NEXT_DAY)
    html = office.get(address(row)).content.decode()
    assert "A register says that there was class on 2026-06-01 09:00." in html
    assert 'type="checkbox"' not in html


def test_why_it_was_taken_back_stays_with_the_site_that_wrote_it(row, office):
    learnt(row, 40)
    take_back(accepted([row], now=NEXT_DAY), reason="was at the clinic")
    assert "was at the clinic" in office.get(address(row)).content.decode()
    stay = a_stay(row.person)
    to_site(stay, now=NEXT_DAY + timedelta(hours=1))
    row.refresh_from_db()
    there = sign_in(Client(), registrar_at(row.site))
    html = there.get(address(row)).content.decode()
    assert "was at the clinic" not in html
    assert office.get(address(row)).status_code == 404


def test_another_site_takes_nothing_back(row):
    learnt(row, 40)
    (one,) = accepted([row], now=NEXT_DAY)
    stranger = sign_in(Client(), registrar_at(a_site()))
    assert stranger.get(address(row)).status_code == 404
    assert stranger.post(address(row), {"rows": [str(one.uuid)], "reason": "x"}).status_code == 404
    assert stands(row) == 20


def test_rows_of_another_person_are_not_taken_back_here(group, row, office):
    other = another_class(row).people[0]
    learnt(other, 40)
    (one,) = accepted([other], now=NEXT_DAY)
    assert office.post(address(row), {"rows": [str(one.uuid)], "reason": "x"}).status_code == 422
    assert stands(other) == 20


def test_the_queries_of_the_page_do_not_grow_with_rows(row, office):
    def queries() -> int:
        office.get(address(row))
        with CaptureQueriesContext(connection) as asked:
            assert office.get(address(row)).status_code == 200
        return len(asked)

    learnt(row, 40)
    take_back(accepted([row], now=NEXT_DAY))
    accepted([row], now=NEXT_DAY)
    before = queries()
    learnt(row, 40, lesson=1)
    take_back(accepted([row], now=NEXT_DAY))
    accepted([row], now=NEXT_DAY)
    assert queries() == before


def test_finding_differences_asks_no_more_for_more_days(row):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert find_learning_differences([row]) == []
        return len(asked)

    learnt(row, 10)
    accepted([row], now=NEXT_DAY)
    before = queries()
    for day in range(1, 4):
        learnt(row, 10, at=NINE + timedelta(days=day))
        accepted([row], now=NEXT_DAY + timedelta(days=day))
    assert LearningEntry.objects.count() == 4
    assert queries() == before
