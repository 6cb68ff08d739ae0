"""People whom a site keeps apart join no class together, and nothing is planned for a class that is mixed."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.core.actor import Actor
from lms.delivery.cohorts.apart import mixed_classes
from lms.delivery.cohorts.membership import leave_cohort
from lms.delivery.cohorts.takeover import outlook_of
from lms.delivery.errors import JoiningRefused, SessionsRefused
from lms.enrolments.api import get_proposed_class
from lms.enrolments.models import Admission, PlanProposal
from tests.delivery.test_takeover import wish
from tests.factories.accounts import instructor_at, registrar_at, sign_in
from tests.factories.apart import a_group, placed, read
from tests.factories.courses import NOW
from tests.factories.organisations import a_school_paired_with
from tests.factories.proposals import a_planned_site
from tests.factories.stays import a_stay
from tests.factories.takeover import a_plan_of
from tests.factories.teaching import MONDAY, Group, a_class, an_enrolment, join, planned

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
TODAY = MONDAY + timedelta(days=2)


@pytest.fixture
def group() -> Group:
    return a_class(people=2)


@pytest.fixture
def stays(group) -> list[Admission]:
    return [a_stay(row.person) for row in group.people]


def another(group: Group) -> tuple:
    cohort = group.cohort
    enrolment = an_enrolment(cohort.version, cohort.site, cohort.school)
    return enrolment, a_stay(enrolment.person)


def test_who_is_in_another_group_does_not_join_and_is_told_without_a_code(group, stays) -> None:
    enrolment, stay = another(group)
    placed(*stays, group=a_group(group.cohort.site, "A"))
    placed(stay, group=a_group(group.cohort.site, "B7"))
    with pytest.raises(JoiningRefused) as refusal:
        join(group.cohort, enrolment)
    (reason,) = refusal.value.reasons
    assert "B7" not in reason
    assert group.cohort.members.count() == 2


def test_who_is_in_none_does_not_join_a_group_nor_the_other_way_round(group, stays) -> None:
    enrolment, stay = another(group)
    placed(stay, group=a_group(group.cohort.site))
    with pytest.raises(JoiningRefused):
        join(group.cohort, enrolment)
    placed(*stays, group=a_group(group.cohort.site, "B"))
    placed(stay, group=None, on=NOW.date())
    with pytest.raises(JoiningRefused):
        join(group.cohort, enrolment)


def test_people_of_one_group_join_and_so_does_whoever_comes_when_the_others_have_left(group, stays) -> None:
    one, (enrolment, stay) = a_group(group.cohort.site), another(group)
    other, (late, late_stay) = a_group(group.cohort.site, "B"), another(group)
    placed(*stays, stay, group=one)
    placed(late_stay, group=other)
    members = [*group.members, join(group.cohort, enrolment)]
    for member in members:
        leave_cohort(member_uuid=member.uuid, left_on=TODAY, reason="换班", actor=ACTOR, now=NOW)
    with pytest.raises(JoiningRefused):
        join(group.cohort, late, on=TODAY - timedelta(days=1))
    assert join(group.cohort, late, on=TODAY).joined_on == TODAY


def test_what_another_site_kept_apart_counts_here_no_more(group, stays) -> None:
    enrolment, stay = another(group)
    elsewhere = a_class(people=0).cohort.site
    Admission.objects.filter(pk=stay.pk).update(site=elsewhere)
    stay.refresh_from_db()
    placed(stay, group=a_group(elsewhere))
    assert join(group.cohort, enrolment)


def test_a_change_of_group_is_kept_and_makes_the_class_mixed_from_that_day(group, stays) -> None:
    site = group.cohort.site
    placed(stays[0], group=a_group(site), on=NOW.date())
    (mixed,) = mixed_classes(site, NOW.date())
    assert (mixed.code, mixed.since) == (group.cohort.code, max(NOW.date(), MONDAY))
    placed(stays[1], group=stays[0].placings.get().group, on=NOW.date())
    assert mixed_classes(site, NOW.date()) == []


def test_no_session_of_a_mixed_class_is_planned_until_it_is_not_mixed_any_more(group, stays) -> None:
    placed(stays[0], group=a_group(group.cohort.site))
    with pytest.raises(SessionsRefused) as refusal:
        planned(group)
    assert len(refusal.value.reasons) == 1
    leave_cohort(member_uuid=group.members[0].uuid, left_on=MONDAY, reason="分开", actor=ACTOR, now=NOW)
    assert planned(group)


def test_mixed_classes_are_found_with_as_many_queries_for_five_as_for_one(group, stays) -> None:
    site = group.cohort.site
    placed(stays[0], group=a_group(site))

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            found.append(len(mixed_classes(site, MONDAY)))
        return len(asked)

    found: list[int] = []
    before = count()
    for _number in range(4):
        more = a_class(people=2, site=site)
        placed(a_stay(more.people[0].person), group=stays[0].placings.get().group)
    assert count() == before
    assert found == [1, 5]


def test_a_class_of_a_plan_takes_only_those_who_are_in_the_group_it_was_planned_for() -> None:
    place = a_planned_site(people=3, trades=1)
    place.school = a_school_paired_with(place.site)
    plan = a_plan_of(place)
    placed(place.stays[0], group=a_group(place.site, "A"))
    proposed = get_proposed_class(place.registrar, plan.uuid, 0)
    outlook = outlook_of(proposed, wish(place, proposed), now=NOW)
    assert [row.stay for row in outlook.staying_out] == [place.stays[0]]
    outcome = plan.outcome
    outcome["cohorts"][0]["group"] = "A"
    other = PlanProposal(
        site=place.site, by=place.registrar, at=NOW, client_key=place.site.uuid, outcome=outcome
    )
    other.save()
    proposed = get_proposed_class(place.registrar, other.uuid, 0)
    outlook = outlook_of(replace(proposed), wish(place, proposed), now=NOW)
    assert [row.stay for row in outlook.joining] == [place.stays[0]]


def desk(user) -> Client:
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return client


def test_the_page_of_a_class_warns_and_names_groups_to_registrars_of_the_site_only(group, stays) -> None:
    cohort = group.cohort
    placed(stays[0], group=a_group(cohort.site, "Q7"))
    url = f"/authoring/cohorts/{cohort.uuid}/"
    own = read(desk(registrar_at(cohort.site)).get(url))
    other = read(desk(registrar_at(cohort.school)).get(url))
    for page in (own, other):
        assert "whom the site keeps apart" in page
    assert "Q7" in own
    assert own.count(stays[0].person.full_name) > other.count(stays[0].person.full_name)
    assert "Q7" not in other


def test_the_list_of_who_can_join_says_who_is_kept_apart_and_asks_as_much_for_many(group, stays) -> None:
    cohort = group.cohort
    apart, together = another(group), another(group)
    one = a_group(cohort.site, "A")
    placed(*stays, together[1], group=one)
    placed(apart[1], group=a_group(cohort.site, "Q7"))
    client, url = desk(registrar_at(cohort.school)), f"/authoring/cohorts/{cohort.uuid}/join/"

    def look() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as asked:
            pages.append(client.get(url))
        return len(asked)

    pages: list = []
    few = look()
    assert pages[0].context["apart"] == {apart[0].pk}
    assert "Q7" not in read(pages[0])
    placed(*(another(group)[1] for _number in range(6)), group=one)
    assert look() == few
    assert pages[1].context["apart"] == {apart[0].pk}


def test_what_instructors_read_and_take_away_names_no_group(group, stays) -> None:
    placed(*stays, group=a_group(group.cohort.site, "Q7"))
    (session,) = planned(group)
    client = desk(instructor_at(group.cohort.site))
    for page in (
        "/authoring/timetable/",
        f"/authoring/timetable/sessions/{session.uuid}/",
        f"/authoring/cohorts/{group.cohort.uuid}/",
        "/authoring/cohorts/table/",
    ):
        assert "Q7" not in read(client.get(page))
