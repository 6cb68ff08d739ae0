"""Cohorts: opened, joined, left; places and reasons."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from lms.core.models import AuditEntry
from lms.delivery.api import NewCohort, Said, WeeklySlot, leave_cohort, open_cohort, roster_of, sign_register
from lms.delivery.classdesk.queries.cohorts import list_candidates
from lms.delivery.cohorts.membership import against_belonging
from lms.delivery.cohorts.rules import Stay, has_place, most_from
from lms.delivery.errors import (
    CohortFull,
    CohortRefused,
    JoiningRefused,
    LeavingRefused,
    NotInCohort,
    ReasonMissing,
    RegisterNotReady,
)
from lms.delivery.models import Cohort, CohortMember
from lms.enrolments.api import withdraw_enrolment
from lms.enrolments.errors import EnrolmentEnded
from tests.factories.courses import NOW, a_version
from tests.factories.organisations import a_school, a_site
from tests.factories.stays import a_stay
from tests.factories.teaching import (
    ACTOR,
    EVENING,
    LAST_DAY,
    MONDAY,
    NINE,
    a_class,
    an_enrolment,
    join,
    locked,
    mark,
    planned,
)

days = st.dates(date(2026, 1, 1), date(2026, 2, 28))


@st.composite
def stays(draw):
    joined = draw(days)
    return Stay(joined, draw(st.none() | days.filter(lambda day: day >= joined)))


@given(st.lists(stays(), max_size=8), days)
def test_most_is_what_no_day_exceeds(listed, first):
    most = most_from(listed, first)
    counts = [sum(stay.holds_on(first + timedelta(days=number)) for stay in listed) for number in range(70)]
    assert max(counts) == most
    assert has_place(listed, first, most + 1)
    assert not has_place(listed, first, most)


@pytest.mark.django_db
class TestCohorts:
    def test_the_reasons_against_opening_are_all_named(self):
        cohort = a_class(people=0).cohort
        new = NewCohort(cohort.code, a_version(), a_school(), cohort.site, 0, LAST_DAY, MONDAY)
        with pytest.raises(CohortRefused) as refused:
            open_cohort(cohort=new, actor=ACTOR, now=NOW)
        assert len(refused.value.reasons) == 4
        endless = replace(new, begins_on=MONDAY, ends_on=date.max)
        with pytest.raises(CohortRefused) as refused:
            open_cohort(cohort=endless, actor=ACTOR, now=NOW)
        assert any("十年" in reason for reason in refused.value.reasons)
        better = replace(new, code="OTHER", school=cohort.school, capacity=1, begins_on=MONDAY)
        assert open_cohort(cohort=replace(better, ends_on=LAST_DAY), actor=ACTOR, now=NOW).capacity == 1

    def test_the_last_place_is_taken_once_and_free_again_when_somebody_leaves(self):
        group = a_class(people=1, capacity=1)
        late = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
        with pytest.raises(CohortFull):
            join(group.cohort, late)
        day = MONDAY + timedelta(days=7)
        leave = {"member_uuid": group.members[0].uuid, "left_on": day, "actor": ACTOR, "now": NOW}
        with pytest.raises(ReasonMissing):
            leave_cohort(reason="", **leave)
        leave_cohort(reason="transfer", **leave)
        with pytest.raises(NotInCohort):
            leave_cohort(reason="transfer", **leave)
        with pytest.raises(CohortFull):
            join(group.cohort, late, on=day - timedelta(days=1))
        join(group.cohort, late, on=day)
        assert CohortMember.objects.filter(cohort=group.cohort).count() == 2  # the history is kept

    def test_joining_again_changes_nothing(self):
        group = a_class(people=1, capacity=1)
        assert join(group.cohort, group.people[0]) == group.members[0]

    def test_who_does_not_fit_is_told_why(self):
        group, other = a_class(people=1), a_class(people=1)
        with pytest.raises(JoiningRefused) as refused:
            join(other.cohort, group.people[0])
        assert len(refused.value.reasons) == 3  # version, site, and still in a cohort
        fresh = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
        with pytest.raises(JoiningRefused):
            join(group.cohort, fresh, on=LAST_DAY + timedelta(days=1))
        withdraw_enrolment(enrolment_uuid=fresh.uuid, reason="released", actor=ACTOR, now=NOW)
        with pytest.raises(EnrolmentEnded):
            join(group.cohort, fresh)

    def test_nobody_joins_before_signed_registers_that_do_not_name_them(self):
        group = a_class(people=1)
        for week in range(3):
            day = MONDAY + timedelta(weeks=week)
            session = planned(group, first=day, last=day)[0]
            late = EVENING + timedelta(weeks=week)
            mark(session, (group.people[0], Said("present")), now=late)
            if week != 2:  # the last one is still being kept: it can name who joins
                sign_register(session_uuid=session.uuid, actor=ACTOR, now=late)
        fresh = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
        first = MONDAY + timedelta(days=8)
        for day in (MONDAY, first - timedelta(days=1)):
            with pytest.raises(JoiningRefused) as refused:
                join(group.cohort, fresh, on=day)
            assert str(first) in " ".join(refused.value.reasons)
        join(group.cohort, fresh, on=first)
        with pytest.raises(RegisterNotReady) as missing:
            sign_register(session_uuid=session.uuid, actor=ACTOR, now=late)
        assert missing.value.reasons == (fresh.person.full_name,)

    def test_a_register_that_names_somebody_is_in_no_way_of_their_coming_back(self):
        group = a_class(people=1)
        locked(planned(group)[0], (group.people[0], Said("present")))
        CohortMember.objects.update(left_on=MONDAY)
        assert join(group.cohort, group.people[0]).joined_on == MONDAY

    def test_where_every_day_is_signed_nobody_joins_any_more(self):
        group = a_class(people=1)
        session = planned(group, first=LAST_DAY, last=LAST_DAY, slots=(WeeklySlot(6, time(9), 90),))[0]
        late = EVENING + timedelta(days=90)
        locked(session, (group.people[0], Said("present")), now=late)
        fresh = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
        with override("en"), pytest.raises(JoiningRefused) as refused:
            join(group.cohort, fresh, on=LAST_DAY)
        assert "No day is left" in " ".join(refused.value.reasons)

    def test_who_leaves_later_is_in_no_second_class_before_that_day(self):
        group = a_class(people=1)
        site, version = group.cohort.site, group.cohort.version
        new = NewCohort("SECOND", version, group.cohort.school, site, 20, MONDAY, LAST_DAY)
        second = open_cohort(cohort=new, actor=ACTOR, now=NOW)
        left = MONDAY + timedelta(days=30)
        stay = {"member_uuid": group.members[0].uuid, "reason": "moves on"}
        leave_cohort(**stay, left_on=left, actor=ACTOR, now=NOW)
        for day in (MONDAY, left - timedelta(days=1)):
            with override("en"), pytest.raises(JoiningRefused) as refused:
                join(second, group.people[0], on=day)
            assert refused.value.reasons == (
                f"The person is in cohort {group.cohort.code} until {left}. Choose that day or a later one.",
            )
        assert join(second, group.people[0], on=left).joined_on == left

    def test_of_a_class_at_another_site_its_code_stays_there(self):
        group = a_class(people=1)
        wanted = NewCohort(
            "HERE", group.cohort.version, group.cohort.school, group.cohort.site, 20, MONDAY, LAST_DAY
        )
        Cohort.objects.update(site=a_site())
        with override("en"):
            (reasons,) = against_belonging(wanted, group.people, MONDAY).values()
        over = LAST_DAY + timedelta(days=1)
        assert reasons == [f"The person is in another class until {over}. Choose that day or a later one."]

    def test_who_was_in_a_class_that_is_over_joins_another_and_has_left_the_first(self):
        group = a_class(people=1)
        over = LAST_DAY + timedelta(days=1)
        new = NewCohort(
            "NEXT",
            group.cohort.version,
            group.cohort.school,
            group.cohort.site,
            20,
            LAST_DAY,
            over + timedelta(days=60),
        )
        following = open_cohort(cohort=new, actor=ACTOR, now=NOW)
        with override("en"), pytest.raises(JoiningRefused) as refused:
            join(following, group.people[0], on=LAST_DAY)
        assert f"cohort {group.cohort.code}, which is over by {over}" in " ".join(refused.value.reasons)
        assert CohortMember.objects.get().left_on is None
        assert join(following, group.people[0], on=over).left_on is None
        left = group.cohort.members.get()
        assert left.left_on == over
        with override("en"):
            assert left.left_text == "The class was over"
        assert AuditEntry.objects.filter(target_uuid=left.uuid, action="delivery.leave_cohort").exists()

    def test_who_is_in_a_class_that_is_over_may_be_chosen_for_the_next(self):
        group = a_class(people=1)
        new = NewCohort(
            "NEXT", group.cohort.version, group.cohort.school, group.cohort.site, 20, MONDAY, LAST_DAY
        )
        beside = open_cohort(cohort=new, actor=ACTOR, now=NOW)
        assert not list_candidates(beside, "", today=LAST_DAY).exists()
        assert list(list_candidates(beside, "", today=LAST_DAY + timedelta(days=1))) == group.people

    def test_a_stay_of_no_day_is_in_no_way(self):
        group = a_class(people=1)
        CohortMember.objects.update(joined_on=MONDAY + timedelta(days=9), left_on=MONDAY + timedelta(days=9))
        assert join(group.cohort, group.people[0]).joined_on == MONDAY


@pytest.mark.django_db
class TestTheDayOfLeaving:
    """It lies within the cohort's days; while it is still to come it can become an earlier one."""

    @pytest.fixture
    def group(self):
        return a_class(people=1)

    def leave(self, group, day, *, now=NOW):
        stay = {"member_uuid": group.members[0].uuid, "left_on": day, "reason": "moves on"}
        return leave_cohort(**stay, actor=ACTOR, now=now)

    def test_a_day_after_the_cohort_is_refused_with_the_last_that_is_possible(self, group):
        over = LAST_DAY + timedelta(days=1)
        for day in (over + timedelta(days=1), LAST_DAY + timedelta(days=500)):
            with pytest.raises(LeavingRefused) as refused:
                self.leave(group, day)
            assert str(LAST_DAY) in refused.value.message
            assert str(over) in refused.value.message
        assert self.leave(group, over).left_on == over

    def test_a_day_to_come_becomes_an_earlier_one_and_no_later_one(self, group):
        first, earlier = MONDAY + timedelta(days=20), MONDAY + timedelta(days=10)
        self.leave(group, first)
        for day in (first, first + timedelta(days=1)):
            with pytest.raises(NotInCohort) as refused:
                self.leave(group, day)
            assert str(first) in refused.value.message
        assert self.leave(group, earlier).left_on == earlier
        assert AuditEntry.objects.filter(target_uuid=group.members[0].uuid).count() == 3
        with pytest.raises(NotInCohort):  # that day has come: it is what happened
            self.leave(group, MONDAY, now=EVENING + timedelta(days=10))

    def test_nor_an_earlier_one_that_a_register_contradicts(self, group):
        self.leave(group, LAST_DAY)
        locked(planned(group)[0], (group.people[0], Said("present")))
        with pytest.raises(LeavingRefused):
            self.leave(group, MONDAY, now=EVENING)

    def test_whose_day_was_written_too_late_is_corrected_and_joins_what_begins_after_the_cohort(self, group):
        over = LAST_DAY + timedelta(days=1)
        CohortMember.objects.update(left_on=LAST_DAY + timedelta(days=400), left_because="slip")
        new = NewCohort(
            "NEXT",
            group.cohort.version,
            group.cohort.school,
            group.cohort.site,
            20,
            over,
            over + timedelta(90),
        )
        following = open_cohort(cohort=new, actor=ACTOR, now=NOW)
        assert join(following, group.people[0], on=over).joined_on == over
        late = EVENING + timedelta(days=100)
        assert self.leave(group, over, now=late).left_on == over


@pytest.mark.django_db
class TestWhoLeftTheSite:
    """A programme that goes on after the release goes on elsewhere, not in the site's classroom."""

    @pytest.fixture
    def group(self):
        return a_class(people=1)

    @pytest.fixture
    def person(self, group):
        enrolment = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
        a_stay(enrolment.person, left_date=MONDAY)
        return enrolment

    def test_joins_no_class_of_it_and_the_list_says_why(self, group, person):
        with override("en"), pytest.raises(JoiningRefused) as refused:
            join(group.cohort, person, on=MONDAY + timedelta(days=9))
        assert str(MONDAY) in " ".join(refused.value.reasons)
        here = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
        offered = list_candidates(group.cohort, "", today=MONDAY)
        assert [(row.pk, row.left) for row in offered] == [(here.pk, None), (person.pk, MONDAY)]

    def test_who_is_back_or_left_another_site_joins(self, group, person):
        back = MONDAY + timedelta(days=5)
        a_stay(person.person, admitted_date=back)
        assert join(group.cohort, person, on=back).joined_on == back
        moved = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
        a_stay(moved.person, site=a_site(), left_date=MONDAY)
        assert join(group.cohort, moved, on=back).joined_on == back


@pytest.mark.django_db
class TestLeavingBesideRegisters:
    """Lessons of the day of leaving that have begun, and of which no register says anything yet."""

    @pytest.fixture
    def group(self):
        return a_class(people=2)

    def leave(self, group, *, on=MONDAY, now=EVENING):
        stay = {"member_uuid": group.members[0].uuid, "left_on": on, "reason": "moves on"}
        return leave_cohort(**stay, actor=ACTOR, now=now)

    def test_a_lesson_whose_register_nobody_opened_is_named_and_the_next_day_is_offered(self, group):
        session = planned(group)[0]
        with pytest.raises(LeavingRefused) as refused:
            self.leave(group)
        assert refused.value.reasons[0] == f"{group.cohort.code} · 09:00"
        assert "2026-06-02" in refused.value.reasons[1]
        assert self.leave(group, on=MONDAY + timedelta(days=1)).left_on == MONDAY + timedelta(days=1)
        assert group.people[0].pk in roster_of(session)

    def test_a_register_that_is_kept_and_says_nothing_of_the_person_is_named_too(self, group):
        mark(planned(group)[0], (group.people[1], Said("present")))
        with pytest.raises(LeavingRefused):
            self.leave(group)

    def test_a_lesson_that_has_not_begun_or_is_of_another_day_is_in_no_way(self, group):
        planned(group)
        assert self.leave(group, now=NINE - timedelta(minutes=1)).left_on == MONDAY
        other = a_class(people=1)
        planned(other)
        assert self.leave(other, on=MONDAY + timedelta(days=1)).left_on == MONDAY + timedelta(days=1)
