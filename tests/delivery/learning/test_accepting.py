"""Learning accepted as class hours: outside of class, once, within the plan, seen in the audit, recomputed."""

import re
from dataclasses import replace
from datetime import time, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.catalog.api import PlannedRequirement, load_programme_version
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.delivery.api import (
    Said,
    TeachingKind,
    WeeklySlot,
    accept_learning,
    find_learning_differences,
    hours_of,
)
from lms.delivery.errors import LearningOutdated, OwnLearning
from lms.delivery.hours.proofs import hours_proved
from lms.delivery.models import LearningEntry
from lms.enrolments.api import EnrolmentState, Question, audit_lines, audit_of
from lms.enrolments.models import Evidence
from tests.append_only import changeable
from tests.delivery.learning.periods import accepted, learnt, what_is_seen
from tests.factories import teaching
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW, a_plan
from tests.factories.organisations import a_site
from tests.factories.teaching import ACTOR, MONDAY, NINE, Group, a_class, an_enrolment, join, locked, planned

pytestmark = pytest.mark.django_db
NEXT_DAY = NINE + timedelta(days=1)


@pytest.fixture
def group(monkeypatch) -> Group:
    """Two people on a version that asks for 100 minutes of theory; its unit has 100, and two lessons of 45."""
    plan = a_plan()
    asked = PlannedRequirement(
        f"{plan.code}-H", {"zh": "学时", "en": "Hours"}, "hours_attended", theory_minutes=100
    )
    course = plan.courses[0]
    unit = replace(course.units[0], theory_minutes=100)
    whole = replace(plan, courses=(replace(course, units=(unit,)),), requirements=(asked,))
    version = load_programme_version(plan=whole, actor=ACTOR, now=NOW)
    monkeypatch.setattr(teaching, "a_version", lambda: version)
    return a_class(people=2, capacity=9)


def accept(group, *, now=NEXT_DAY) -> list[int]:
    return [row.minutes for row in accepted(group.people, now=now)]


def test_half_of_what_was_learnt_counts_beside_class_and_once(group):
    first, _second = group.people
    locked(planned(group)[0], *((row, Said("present", late=30)) for row in group.people))
    learnt(first, 20)
    learnt(first, 30, lesson=1)
    assert accept(group) == [10, 15]
    assert accept(group) == []
    row = hours_of(first).standings[0]
    assert (row.attended, row.learnt, row.counted) == (60, 25, 85)
    assert AuditEntry.objects.filter(action="delivery.accept_learning").count() == 1
    assert find_learning_differences(group.people) == []


def test_the_audit_names_it_as_a_kind_of_its_own_and_it_can_meet_the_requirement(group):
    first, _second = group.people
    locked(planned(group)[0], *((row, Said("present", late=30)) for row in group.people))
    learnt(first, 45)
    learnt(first, 45, lesson=1)
    accept(group)
    line = audit_lines(audit_of(first, Question(MONDAY)))[0]
    assert line["done"] == "2.2/2.2学时"
    texts = " ".join(line["rows"])
    assert "60" in texts
    assert "40" in texts  # of 44 accepted minutes, what the plan still has
    row = Evidence.objects.get(enrolment=first)
    assert (row.source_type, row.is_met) == ("delivery.hoursentry", True)
    first.refresh_from_db()
    assert first.state == EnrolmentState.COMPLETED


@pytest.mark.parametrize(("asked", "class_", "lessons"), [(100, 60, 40), (70, 60, 10), (50, 50, 0)])
def test_what_registers_and_lessons_bring_adds_up_to_what_counts(group, asked, class_, lessons):
    first, _second = group.people
    locked(planned(group)[0], *((row, Said("present", late=30)) for row in group.people))
    learnt(first, 45)
    learnt(first, 45, lesson=1)
    accept(group)
    requirement = first.version.requirements.get()
    requirement.theory_minutes = asked
    (proof,) = hours_proved(requirement, [first])[first.pk]
    assert (proof.from_registers, proof.from_lessons) == (class_, lessons)
    assert proof.counted == (class_ + lessons, asked)


def test_no_unit_takes_more_than_its_cap_and_none_from_lessons_alone_beyond_it(group, settings):
    first, _second = group.people
    settings.LEARNING_HOURS_RULES = "2020-01-01:30:100"
    learnt(first, 45)
    learnt(first, 45, lesson=1)
    assert accept(group) == [30]
    settings.LEARNING_HOURS_RULES = "2020-01-01:30:100,2026-06-02:100:100"
    learnt(first, 40, at=NEXT_DAY, lesson=1)
    assert accept(group, now=NEXT_DAY + timedelta(days=1)) == [40]
    assert hours_of(first).standings[0].counted == 70
    assert find_learning_differences(group.people) == []


@pytest.mark.parametrize("newest", ["100:100", "10:10", "0:0"])
def test_what_was_learnt_is_valued_by_the_rule_of_its_day_and_never_by_the_newest(group, settings, newest):
    first, second = group.people
    learnt(first, 20)
    assert accept(group) == [10]
    settings.LEARNING_HOURS_RULES = f"2020-01-01:50:50,2026-06-02:{newest}"
    learnt(second, 30)  # as much before the rule as the other one, but nobody looked at it in time
    assert accept(group, now=NEXT_DAY + timedelta(days=1)) == [15]
    assert find_learning_differences(group.people) == []


def test_what_was_accepted_before_rules_went_by_the_day_of_learning_is_not_accepted_again(group, settings):
    learnt(group.people[0], 20)
    accept(group)
    with changeable(LearningEntry):
        LearningEntry.objects.update(learnt_from=None)
    settings.LEARNING_HOURS_RULES = "2020-01-01:50:50,2026-06-01:100:100"
    assert accept(group) == []
    assert find_learning_differences(group.people) == []


def test_what_was_learnt_during_class_counts_by_the_register_only(group):
    first, _second = group.people
    planned(group)  # nine o'clock to half past ten, not marked yet
    learnt(first, 40, at=NINE + timedelta(minutes=70))
    assert accept(group) == [10]  # twenty minutes of it were after class


def test_the_day_itself_waits_until_it_is_over(group):
    learnt(group.people[0], 20)
    assert accept(group, now=NINE + timedelta(hours=9)) == []
    midnight = NINE + timedelta(hours=15)
    assert accept(group, now=midnight + timedelta(minutes=2)) == []
    assert accept(group, now=midnight + timedelta(minutes=6)) == [10]


def test_of_who_is_not_in_training_nothing_is_accepted(group):
    first, _second = group.people
    learnt(first, 20)
    first.state, first.withdrawn_at = EnrolmentState.WITHDRAWN, NOW
    first.save()
    assert accept(group) == []


def test_rows_cannot_be_changed_and_a_wrong_one_is_found(group):
    learnt(group.people[0], 20)
    accept(group)
    for write in (
        lambda: LearningEntry.objects.update(minutes=9),
        lambda: LearningEntry.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    with changeable(LearningEntry):
        LearningEntry.objects.update(minutes=9)
    assert len(find_learning_differences(group.people)) == 1


def test_a_row_that_rests_on_more_than_was_learnt_is_found(group):
    period = learnt(group.people[0], 20)
    accept(group)
    period.active_seconds = 600
    period.save()
    assert len(find_learning_differences(group.people)) == 1


@pytest.fixture
def office(group, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NEXT_DAY)
    client = sign_in(Client(), registrar_at(group.cohort.site))
    client.cookies["language"] = "en"
    return client


def address(group):
    return reverse("cohorts:learning", args=[group.cohort.uuid])


def seen_in(html: str) -> dict[str, str]:
    return {"seen": re.search(r'name="seen" value="([0-9a-f]{64})"', html)[1]}


def test_a_registrar_sees_what_the_rule_gives_and_says_yes_once(group, office):
    learnt(group.people[0], 20)
    html = office.get(address(group)).content.decode()
    assert "Accept 10 minutes" in html
    assert LearningEntry.objects.count() == 0
    answer = office.post(address(group), seen_in(html), follow=True).content.decode()
    assert "10 minutes of 1 person are accepted." in answer
    again = office.post(address(group), seen_in(html), follow=True).content.decode()
    assert "There was nothing to accept." in again
    assert LearningEntry.objects.get().accepted_by is not None


def test_what_changed_since_it_was_seen_is_shown_again_and_not_accepted_yet(group, office):
    first, second = group.people
    learnt(first, 20)
    seen = seen_in(office.get(address(group)).content.decode())
    learnt(second, 30)
    answer = office.post(address(group), seen)
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Something has changed since you looked. Nothing was accepted" in html
    assert "Accept 25 minutes" in html
    assert LearningEntry.objects.count() == 0
    office.post(address(group), seen_in(html))
    assert sum(row.minutes for row in LearningEntry.objects.all()) == 25


@pytest.mark.parametrize("sent", [{}, {"seen": ""}, {"seen": "0" * 64}, {"seen": "\x00' OR 1=1"}])
def test_nothing_is_accepted_that_was_not_seen(group, office, sent):
    learnt(group.people[0], 20)
    assert office.post(address(group), sent).status_code == 409
    assert LearningEntry.objects.count() == 0


def test_another_registrar_who_was_quicker_another_plan_or_a_class_is_a_change(group):
    first, second = group.people
    learnt(first, 20)
    learnt(second, 20)
    seen = what_is_seen(group.people, now=NEXT_DAY)
    accepted([first], now=NEXT_DAY)
    with pytest.raises(LearningOutdated):
        accept_learning(enrolments=[first.pk, second.pk], seen=seen, actor=ACTOR, now=NEXT_DAY)
    seen = what_is_seen(group.people, now=NEXT_DAY)
    planned(group, slots=(WeeklySlot(0, time(14), 10),))  # ten of the minutes are class now
    with pytest.raises(LearningOutdated):
        accept_learning(enrolments=[first.pk, second.pk], seen=seen, actor=ACTOR, now=NEXT_DAY)
    assert [row.enrolment_id for row in LearningEntry.objects.all()] == [first.pk]


def test_nobody_accepts_own_learning(group):
    first, _second = group.people
    learnt(first, 20)
    with pytest.raises(OwnLearning):
        accepted([first], now=NEXT_DAY, actor=Actor(first.person.user.uuid, "registrar"))
    assert LearningEntry.objects.count() == 0


def test_another_site_accepts_nothing(group):
    learnt(group.people[0], 20)
    stranger = sign_in(Client(), registrar_at(a_site()))
    assert stranger.get(address(group)).status_code == 404
    assert stranger.post(address(group)).status_code == 404
    assert LearningEntry.objects.count() == 0


def test_the_queries_do_not_grow_with_people_and_records(group, office):
    def queries() -> int:
        office.get(address(group))
        with CaptureQueriesContext(connection) as asked:
            assert office.get(address(group)).status_code == 200
        return len(asked)

    planned(group, kind=TeachingKind.PRACTICE)
    learnt(group.people[0], 20)
    before = queries()
    for _place in range(3):
        row = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
        join(group.cohort, row)
        learnt(row, 20)
        learnt(row, 20, lesson=1)
    assert queries() == before
