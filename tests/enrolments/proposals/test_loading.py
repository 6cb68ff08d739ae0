"""The planner's facts from the records: what counts, what is taken, and the same queries for three people or twelve."""

from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from certificates.issuing.names import CredentialKind
from courses.catalog.api import Course, PlannedRequirement, Unit
from lms.core.clock import local_date
from lms.delivery.api import (
    NewCohort,
    NewHoliday,
    Pattern,
    TeachingKind,
    WeeklySlot,
    add_holiday,
    join_cohort,
    open_cohort,
    plan_sessions,
)
from lms.delivery.models import Qualification
from lms.enrolments.api import Question, audit_of
from lms.enrolments.changing.models import Interruption
from lms.enrolments.completion.rules import State
from lms.enrolments.models import Enrolment, EnrolmentState
from lms.enrolments.planning.eligibility import Why
from lms.enrolments.planning.facts import Distinct, Schooling
from lms.enrolments.planning.personal import for_person
from lms.enrolments.planning.site import for_site
from lms.enrolments.planning.site_facts import Effort, Fixes
from lms.enrolments.proposals.loading import load_facts
from lms.enrolments.proposals.offered import code_of
from lms.enrolments.proposals.shown_person import unrecorded
from lms.exams.api import schedule_sitting
from lms.exams.sittings.operations import cancel_sitting
from tests.factories.apart import a_group, placed
from tests.factories.certificates import complete, issue
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.endings import replaced, revoked
from tests.factories.exams import ACTOR, a_new_sitting
from tests.factories.organisations import a_room, a_site
from tests.factories.outside import confirm, record, skill_paper
from tests.factories.proposals import TODAY, a_planned_site, a_stay, a_trade, qualify_for
from tests.factories.studies import a_campus

pytestmark = pytest.mark.django_db


def facts_of(place):
    return load_facts(place.site, now=NOW)


def only(place, stay):
    return next(one for one in facts_of(place).people if one.code == str(stay.uuid))


def a_running_class(place, stay, *, weeks: int = 4, hour: int = 9) -> Enrolment:
    """Enrol somebody on the first programme, in a class on Mondays."""
    version = place.versions[0]
    enrolment = enrol(stay.person.user, version)
    new = NewCohort(f"K{stay.pk}", version, enrolment.school, place.site, 20, TODAY, date(2026, 12, 31))
    cohort = open_cohort(cohort=new, actor=ACTOR, now=NOW)
    join_cohort(cohort_uuid=cohort.uuid, enrolment_uuid=enrolment.uuid, joined_on=TODAY, actor=ACTOR, now=NOW)
    unit = Unit.objects.get(course__version=version)
    pattern = Pattern(
        cohort_uuid=cohort.uuid,
        course=Course.objects.get(version=version),
        unit=unit,
        kind=TeachingKind.THEORY,
        room=place.room,
        instructor=place.instructor,
        first=TODAY + timedelta(days=7),
        last=TODAY + timedelta(weeks=weeks),
        slots=(WeeklySlot(0, time(hour), 90),),
        series=stay.uuid,
    )
    plan_sessions(pattern=pattern, actor=ACTOR, now=NOW)
    return enrolment


def test_a_site_with_nobody_is_loaded_too() -> None:
    facts = load_facts(a_site(), now=NOW)
    assert facts.people == facts.site.rooms == facts.site.instructors == ()


def test_a_person_is_what_the_stay_says_and_what_is_not_known_opens_nothing() -> None:
    place = a_planned_site(people=1)
    unknown = a_stay(place.site, born=None, schooling="unknown", is_fit=None, fitness_date=None, release=None)
    known, blank = only(place, place.stays[0]), only(place, unknown)
    assert (known.born, known.schooling, known.is_fit) == (date(1990, 1, 1), Schooling.JUNIOR, True)
    assert (known.ready_on, known.release.on) == (TODAY, TODAY + timedelta(days=300))
    assert (blank.born, blank.schooling, blank.is_fit, blank.release) == (None, Schooling.UNKNOWN, None, None)


def test_without_a_date_of_birth_no_examination_is_promised() -> None:
    place = a_planned_site(people=0)
    stay = a_stay(place.site, born=None)
    facts = facts_of(place)
    plan = for_person(only(place, stay), facts.programmes, facts.site, facts.rule)
    assert not plan.reaches
    assert {reason.why for verdict in plan.verdicts for reason in verdict.reasons} == {Why.AGE_UNKNOWN}


def test_papers_count_when_they_are_confirmed_and_still_valid_at_the_release() -> None:
    place = a_planned_site(people=1)
    person = place.stays[0].person
    confirm(record(skill_paper(person, occupation="电 工")))
    record(skill_paper(person, occupation="焊工"))
    confirm(record(skill_paper(person, kind="training", level=None, number="T1", occupation="插花")))
    facts = facts_of(place)
    assert [(one.kind, one.occupation, one.level) for one in facts.people[0].held] == [
        ("skill_level", "电工", 5)
    ]
    assert facts.people[0].held[0] == facts.offered[code_of(place.versions[0])].fact.award


def asking_for_certificates(number: int, *kinds: str):
    """Return the version of a further trade that begins with certificates."""
    asked = PlannedRequirement(
        "SKILLS-HELD",
        {"zh": "证书", "en": "Certificates"},
        "certificates_held",
        minimum=number,
        certificate_kinds=kinds,
    )
    return a_trade("钳工", "6-20-01-01", code="FITTER", requirements=(asked,))


@pytest.mark.parametrize("is_revoked", [False, True])
def test_a_certificate_of_our_own_opens_what_asks_for_it_while_it_is_in_force(is_revoked) -> None:
    place = a_planned_site(people=1)
    asking = asking_for_certificates(1, "training")
    assert only(place, place.stays[0]).lacking == {code_of(asking)}
    issued = issue(complete(enrol(place.stays[0].person.user, a_version())).uuid)
    if is_revoked:
        revoked(issued)
    assert only(place, place.stays[0]).lacking == ({code_of(asking)} if is_revoked else set())


def test_a_diploma_counts_while_it_is_due_or_in_force_and_a_revoked_one_is_not_to_be_recorded() -> None:
    campus = a_campus()
    graduate = campus.graduate("甲一")
    stay = a_stay(campus.site, user=graduate.person.user)

    def held() -> list[str]:
        facts = load_facts(campus.site, now=NOW)
        assert unrecorded(facts, stay) == []
        return [one.kind for one in facts.people[0].held]

    assert held() == ["diploma"]
    campus.issue([graduate], CredentialKind.DIPLOMA)
    assert held() == ["diploma"]
    replaced(graduate.credentials.get())
    assert held() == ["diploma"]
    revoked(graduate.credentials.get(state="issued"))
    assert held() == []


@pytest.mark.parametrize("number", [1, 2, 3])
def test_planner_and_audit_count_the_same_certificates_on_the_day_of_release(number) -> None:
    place = a_planned_site(people=1)
    stay = place.stays[0]
    asking = asking_for_certificates(number, "training", "skill_level_5")
    issue(complete(enrol(stay.person.user, a_version())).uuid)
    confirm(record(skill_paper(stay.person, occupation="焊工")))
    confirm(
        record(skill_paper(stay.person, occupation="木工", expires=stay.forecast_date - timedelta(days=1)))
    )
    record(skill_paper(stay.person, occupation="瓦工"))
    line = audit_of(enrol(stay.person.user, asking), Question(stay.forecast_date)).lines[0].line
    assert (code_of(asking) in only(place, stay).lacking) == (line.state is not State.MET) == (number == 3)


def test_who_is_in_a_class_has_its_planned_hours_and_is_free_only_afterwards() -> None:
    place = a_planned_site(people=2)
    a_running_class(place, place.stays[0])
    inside, outside = only(place, place.stays[0]), only(place, place.stays[1])
    assert [one.theory_minutes for one in inside.earned] == [4 * 90]
    assert inside.ready_on == date(2026, 6, 30)
    assert (outside.earned, outside.ready_on) == ((), TODAY)
    site = facts_of(place).site
    assert [(t.band, t.first, t.last) for t in site.rooms[0].taken] == [
        ("morning", date(2026, 6, 8), date(2026, 6, 29))
    ]
    assert site.instructors[0].taken == site.rooms[0].taken


def hold_an_examination(room, opens) -> None:
    """Plan an examination in a room that is there already."""
    new = a_new_sitting(room.site)
    new.room.delete()
    moved = replace(new, room=room, opens_at=opens, closes_at=opens + timedelta(hours=2))
    return schedule_sitting(sitting=moved, actor=ACTOR, now=NOW)


def test_a_room_is_no_classroom_on_the_days_on_which_it_holds_an_examination() -> None:
    place = a_planned_site(people=1)
    other, elsewhere = a_room(place.site), a_room(a_site())
    sitting = hold_an_examination(place.room, NOW + timedelta(days=7))
    hold_an_examination(place.room, NOW + timedelta(days=12))  # a Saturday: nobody teaches
    hold_an_examination(elsewhere, NOW + timedelta(days=8))
    held = local_date(sitting.opens_at)
    taken = {
        room.code: [(one.band, one.first, one.last) for one in room.taken]
        for room in facts_of(place).site.rooms
    }
    days = [(band, held, held) for band in ("morning", "afternoon")]
    assert taken == {str(place.room.uuid): days, str(other.uuid): []}
    cancel_sitting(sitting_uuid=sitting.uuid, reason="改期", actor=ACTOR, now=NOW)
    assert not any(room.taken for room in facts_of(place).site.rooms)


def test_no_class_is_planned_over_a_day_on_which_its_room_holds_an_examination(settings) -> None:
    settings.LESSON_BANDS = "morning=08:30-11:30@1-5"
    place = a_planned_site(people=1, trades=2)

    def runs_over(day) -> list[bool]:
        plan = for_site(facts_of(place).task(Fixes()), Effort(units=0.2))
        return [one.first_lesson <= day <= one.last_lesson for one in plan.cohorts]

    opens = NOW + timedelta(weeks=6)
    assert any(runs_over(local_date(opens))), "without the examination a class has the room"
    hold_an_examination(place.room, opens)
    after = runs_over(local_date(opens))
    assert after
    assert not any(after)


def test_an_older_version_is_only_for_those_who_are_on_it_and_a_completed_programme_for_nobody() -> None:
    place = a_planned_site(people=3, trades=1)
    old = place.versions[0]
    first, second, third = place.stays
    enrol(first.person.user, old)
    done = enrol(second.person.user, old)
    Enrolment.objects.filter(pk=done.pk).update(state=EnrolmentState.COMPLETED, completed_at=NOW)
    new = a_trade("电工", "6-31-01-03", code=old.programme.code, number=2)
    assert only(place, first).closed == {code_of(new)}
    assert only(place, second).closed == {code_of(old), code_of(new)}
    assert only(place, third).closed == {code_of(old)}


def test_where_training_rests_nothing_begins_before_it_goes_on() -> None:
    place = a_planned_site(people=2)
    for stay, back in zip(place.stays, (TODAY + timedelta(days=40), None), strict=True):
        row = enrol(stay.person.user, place.versions[0])
        Interruption.objects.create(
            enrolment=row, reason="clinic", began_on=TODAY, expected_on=back, at=NOW, client_key=uuid4()
        )
    code = code_of(place.versions[0])
    known, unknown = (only(place, stay) for stay in place.stays)
    assert (known.ready_on, code in known.resting) == (TODAY + timedelta(days=40), False)
    assert code in unknown.resting
    assert code not in unknown.closed  # so that the outlook tells of it


def test_who_may_enter_is_the_dated_setting_of_enrolment(settings) -> None:
    settings.ENTRY_RULES = "2021-01-01:skill_level:20-45:senior:fit"
    entry = facts_of(a_planned_site(people=0, trades=1)).programmes[0].entry
    assert (entry.from_age, entry.below_age, entry.schooling, entry.needs_fitness) == (
        20,
        45,
        Schooling.SENIOR,
        True,
    )


def test_planned_examinations_come_first_and_later_ones_are_taken_for_granted() -> None:
    place = a_planned_site(people=1)
    schedule_sitting(sitting=a_new_sitting(place.site), actor=ACTOR, now=NOW - timedelta(days=3))
    facts = load_facts(place.site, now=NOW - timedelta(days=2))
    one = facts.offered[code_of(place.versions[0])]
    assert one.planned == {TODAY}
    assert one.fact.exams[0] == TODAY
    assert len(one.fact.exams) > 5
    assert {
        (later - sooner).days for sooner, later in zip(one.fact.exams[1:], one.fact.exams[2:], strict=False)
    } == {28}


def test_nothing_is_taken_for_granted_where_the_setting_says_so(settings) -> None:
    settings.EXAMINATION_PLANNING = "5:15:0"
    place = a_planned_site(people=1)
    facts = facts_of(place)
    assert {one.fact.exams for one in facts.offered.values()} == {()}
    plan = for_person(facts.people[0], facts.programmes, facts.site, facts.rule)
    assert {r.why for verdict in plan.verdicts for r in verdict.reasons} == {Why.NO_EXAM_IN_TIME}


def test_no_examination_is_taken_for_granted_on_a_day_without_teaching() -> None:
    place = a_planned_site(people=1, trades=1)
    first = facts_of(place).programmes[0].exams[0]
    new = NewHoliday(place.site, first, "节日")
    add_holiday(holiday=new, actor=ACTOR, now=NOW)
    facts = facts_of(place)
    assert first in facts.site.holidays
    assert first not in facts.programmes[0].exams


def test_a_qualification_ends_for_its_own_programme_and_the_longest_of_several_holds() -> None:
    place = a_planned_site(people=1, trades=1)
    qualify_for(place.instructor, a_trade("电焊工", "6-18-02-04"), until=date(2026, 9, 1))

    def teacher():
        return facts_of(place).site.instructors[0]

    (own,) = teacher().programmes - {code for code, _day in teacher().until}
    ((code, day),) = teacher().until
    assert (day, teacher().taken) == (date(2026, 9, 1), ())
    assert teacher().may_teach(code, date(2026, 9, 1))
    assert not teacher().may_teach(code, date(2026, 9, 2))
    assert teacher().may_teach(own, date(2027, 9, 1))
    assert not teacher().may_teach("another", date(2026, 6, 1))
    shorter = Qualification.objects.get(valid_until__isnull=False)
    for until, told in ((date(2026, 10, 1), ((code, date(2026, 10, 1)),)), (None, ())):
        Qualification.objects.create(
            instructor=shorter.instructor,
            programme=shorter.programme,
            title=f"{until}",
            valid_from=shorter.valid_from + timedelta(days=1 if until else 2),
            valid_until=until,
        )
        assert teacher().until == told


def test_the_target_rule_is_the_dated_setting(settings) -> None:
    settings.TARGET_RULES = "2021-01-01:3:kind"
    rule = facts_of(a_planned_site(people=0)).rule
    assert (rule.certificates, rule.distinct) == (3, Distinct.KIND)
    assert "training" not in rule.kinds


def test_another_sites_people_rooms_and_instructors_stay_out() -> None:
    here, there = a_planned_site(people=1), a_planned_site(people=2)
    facts = facts_of(here)
    assert [one.code for one in facts.people] == [str(here.stays[0].uuid)]
    assert set(facts.rooms) == {str(here.room.uuid)}
    assert [one.code for one in facts.site.instructors] == [str(here.instructor.uuid)]
    assert there.site != here.site


def test_the_queries_do_not_grow_with_people_papers_and_classes() -> None:
    place = a_planned_site(people=2)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            facts_of(place)
        return len(seen)

    a_running_class(place, place.stays[0])
    confirm(record(skill_paper(place.stays[0].person)))
    few = queries()
    for number in range(9):
        stay = a_stay(place.site, release=TODAY + timedelta(days=200 + number))
        confirm(record(skill_paper(stay.person)))
        if number < 3:
            enrol(stay.person.user, place.versions[number])
    a_running_class(place, a_stay(place.site), hour=14)
    assert queries() == few
    assert few <= 24


def test_the_planner_knows_who_is_kept_apart_and_asks_once_for_all(django_assert_num_queries) -> None:
    place = a_planned_site(people=3)
    with CaptureQueriesContext(connection) as before:
        facts_of(place)
    placed(place.stays[1], group=a_group(place.site, "B"))
    placed(place.stays[2], group=a_group(place.site, "A"))
    with django_assert_num_queries(len(before)):
        groups = {one.code: one.group for one in facts_of(place).people}
    assert [groups[str(stay.uuid)] for stay in place.stays] == ["", "B", "A"]
