"""A class of a plan is taken over whole or not at all: what was seen is done, once, at one's own site."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.delivery.cohorts.membership import against_belonging
from lms.delivery.cohorts.operations import NewCohort
from lms.delivery.cohorts.takeover import TakeOver, find_opened, outlook_of, take_over
from lms.delivery.errors import ClassOpenAlready, CohortRefused, TakeOverOutdated
from lms.delivery.models import Cohort, CohortMember
from lms.enrolments.api import get_proposed_class, withdraw_enrolment
from lms.enrolments.changing.operations import SchoolOrder, change_school
from lms.enrolments.errors import PlanNotFound
from lms.enrolments.models import Admission, EligibilityBasis, Enrolment, PlanProposal
from tests.factories.accounts import registrar_at, sign_in, trainee_at
from tests.factories.courses import NOW, enrol
from tests.factories.organisations import a_school_paired_with, a_site
from tests.factories.proposals import TODAY, a_planned_site, a_stay
from tests.factories.stays import say_fit
from tests.factories.takeover import a_plan_of

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


@pytest.fixture
def place():
    place = a_planned_site(people=3, trades=1)
    place.school = a_school_paired_with(place.site)
    return place


@pytest.fixture
def proposed(place):
    return get_proposed_class(place.registrar, a_plan_of(place).uuid, 0)


def wish(place, proposed, **changes) -> NewCohort:
    given = NewCohort("2026-1", proposed.version, place.school, place.site, 20, proposed.first, proposed.last)
    return replace(given, **changes)


def agreed(place, proposed, **changes) -> TakeOver:
    cohort = wish(place, proposed, **changes)
    return TakeOver(proposed, cohort, outlook_of(proposed, cohort, now=NOW).digest)


def test_everybody_is_enrolled_for_the_day_of_the_examination_and_joins(place, proposed) -> None:
    row = take_over(order=agreed(place, proposed), actor=ACTOR, now=NOW)
    assert {one.enrolment.person for one in row.members.all()} == {stay.person for stay in place.stays}
    assert {one.joined_on for one in row.members.all()} == {proposed.first}
    assert set(EligibilityBasis.objects.values_list("exam_date", flat=True)) == {proposed.exam}
    deeds = AuditEntry.objects.filter(target_uuid=row.uuid).values_list("action", flat=True)
    assert sorted(deeds) == ["delivery.open_cohort", "delivery.take_over_class"]


def test_who_cannot_is_named_with_the_reason_and_stays_out(place, proposed) -> None:
    unfit, resting, there = place.stays
    say_fit(unfit, False)
    enrolment = enrol(there.person.user, proposed.version)
    there_school = enrolment.school
    outlook = outlook_of(proposed, wish(place, proposed, school=there_school), now=NOW)
    assert [row.stay for row in outlook.joining] == [resting, there]
    assert outlook.joining[1].enrolment == enrolment
    (out,) = outlook.staying_out
    assert (out.stay, len(out.against)) == (unfit, 1)
    row = take_over(order=agreed(place, proposed, school=there_school), actor=ACTOR, now=NOW)
    assert row.members.count() == 2
    assert not Enrolment.objects.filter(person=unfit.person).exists()


def test_who_was_withdrawn_goes_on_in_the_class_with_what_was_done(place, proposed) -> None:
    person = place.stays[0].person
    left = enrol(person.user, proposed.version)
    before = agreed(place, proposed)
    withdraw_enrolment(enrolment_uuid=left.uuid, reason="", actor=ACTOR, now=NOW)
    with pytest.raises(TakeOverOutdated):
        take_over(order=before, actor=ACTOR, now=NOW)
    outlook = outlook_of(proposed, wish(place, proposed), now=NOW)
    assert [row.former for row in outlook.joining] == [left, None, None]
    row = take_over(order=agreed(place, proposed), actor=ACTOR, now=NOW)
    assert row.members.filter(enrolment=left).exists()
    left.refresh_from_db()
    assert left.school == place.school
    assert Enrolment.objects.filter(person=person).count() == 1


def test_who_is_in_another_class_or_has_left_cannot_join(place, proposed) -> None:
    gone, busy, _third = place.stays
    gone.left_date = TODAY
    gone.save(update_fields=["left_date"])
    enrolment = enrol(busy.person.user, proposed.version)
    other = Cohort.objects.create(
        code="OTHER",
        version=proposed.version,
        school=enrolment.school,
        site=place.site,
        capacity=3,
        begins_on=TODAY,
        ends_on=TODAY + timedelta(days=9),
    )
    CohortMember.objects.create(cohort=other, enrolment=enrolment, joined_on=TODAY)
    outlook = outlook_of(proposed, wish(place, proposed, school=enrolment.school), now=NOW)
    assert [row.stay for row in outlook.staying_out] == [gone, busy]
    assert "OTHER" in " ".join(outlook.staying_out[1].against)


def test_who_is_with_another_school_is_told_the_two_ways_and_joins_after_the_transfer(
    place, proposed
) -> None:
    enrolment = enrol(place.stays[0].person.user, proposed.version)
    other = enrolment.school
    other.name_zh, other.name_en = "乙学校", "School Two"
    other.save(update_fields=["name_zh", "name_en"])
    with override("en"):
        (out,) = outlook_of(proposed, wish(place, proposed), now=NOW).staying_out
    assert out.stay == place.stays[0]
    assert "School Two" in " ".join(out.against)
    assert f"transfer to {place.school.name_en} first" in " ".join(out.against)
    order = SchoolOrder(enrolment.uuid, other.uuid, place.school, TODAY, "other", uuid4(), "一起上课")
    change_school(order=order, actor=ACTOR, now=NOW)
    assert not outlook_of(proposed, wish(place, proposed), now=NOW).staying_out


def test_the_school_of_a_person_at_another_site_is_not_said(place, proposed) -> None:
    away = enrol(trainee_at(a_site()), proposed.version)
    with override("en"):
        said = against_belonging(wish(place, proposed), [away], proposed.first)[away.pk]
    assert said == ["The person is enrolled at another site than the cohort."]


def test_nobody_comes_after_the_last_place(place, proposed) -> None:
    outlook = outlook_of(proposed, wish(place, proposed, capacity=2), now=NOW)
    assert [row.stay for row in outlook.joining] == place.stays[:2]
    assert [row.stay for row in outlook.staying_out] == place.stays[2:]
    assert take_over(order=agreed(place, proposed, capacity=2), actor=ACTOR, now=NOW).members.count() == 2


def test_what_changed_after_the_look_is_refused_and_nothing_is_done(place, proposed) -> None:
    order = agreed(place, proposed)
    say_fit(place.stays[0], False)
    for wrong in (
        order,
        replace(agreed(place, proposed), seen=""),
        replace(order, cohort=wish(place, proposed, capacity=9)),
    ):
        with pytest.raises(TakeOverOutdated):
            take_over(order=wrong, actor=ACTOR, now=NOW)
    assert not Cohort.objects.exists()
    assert not Enrolment.objects.exists()


def test_a_refusal_in_the_middle_takes_everything_back(place, proposed, monkeypatch) -> None:
    order, joined = agreed(place, proposed), []

    def join_two(**wanted) -> None:
        joined.append(wanted["enrolment"])
        if len(joined) == 2:
            raise CohortRefused("no")

    monkeypatch.setattr("lms.delivery.cohorts.takeover.join_locked", join_two)
    with pytest.raises(CohortRefused):
        take_over(order=order, actor=ACTOR, now=NOW)
    assert len(joined) == 2
    assert not Cohort.objects.exists()
    assert not Enrolment.objects.exists()
    assert not AuditEntry.objects.filter(action="delivery.open_cohort").exists()


def test_a_class_is_opened_once_under_whatever_code(place, proposed) -> None:
    order = agreed(place, proposed)
    other = agreed(place, proposed, code="2026-2")
    take_over(order=order, actor=ACTOR, now=NOW)
    for again in (order, other):
        with pytest.raises(ClassOpenAlready):
            take_over(order=again, actor=ACTOR, now=NOW)
    assert Cohort.objects.count() == 1


def test_a_class_that_a_plan_made_anew_proposes_again_is_the_same_class(place, proposed) -> None:
    anew = get_proposed_class(place.registrar, a_plan_of(place).uuid, 0)
    order = agreed(place, anew, code="2026-2")
    opened = take_over(order=agreed(place, proposed), actor=ACTOR, now=NOW)
    assert find_opened(get_proposed_class(place.registrar, anew.plan, 0)) == opened
    with pytest.raises(ClassOpenAlready) as told:
        take_over(order=order, actor=ACTOR, now=NOW)
    assert opened.code in str(told.value)
    assert Cohort.objects.count() == 1


def test_a_class_of_another_day_in_a_later_plan_is_another_class(place, proposed) -> None:
    take_over(order=agreed(place, proposed), actor=ACTOR, now=NOW)
    later = a_plan_of(place, code="another day")
    assert find_opened(get_proposed_class(place.registrar, later.uuid, 0)) is None


def test_a_class_of_another_site_under_the_same_code_is_another_class(place, proposed) -> None:
    other = a_planned_site(people=1, trades=1)
    there = a_plan_of(other, code=PlanProposal.objects.get().outcome["cohorts"][0]["code"])
    take_over(order=agreed(place, proposed), actor=ACTOR, now=NOW)
    assert find_opened(get_proposed_class(other.registrar, there.uuid, 0)) is None


def test_a_class_that_nobody_can_join_is_not_opened(place, proposed) -> None:
    Admission.objects.update(left_date=TODAY)
    outlook = outlook_of(proposed, wish(place, proposed), now=NOW)
    assert (outlook.joining, len(outlook.staying_out)) == ((), 3)
    with pytest.raises(CohortRefused):
        take_over(order=agreed(place, proposed), actor=ACTOR, now=NOW)
    assert not Cohort.objects.exists()


def test_a_cohort_that_cannot_be_opened_is_refused_before_anything_is_shown(place, proposed) -> None:
    take_over(order=agreed(place, proposed), actor=ACTOR, now=NOW)
    with pytest.raises(CohortRefused) as refused:
        outlook_of(proposed, wish(place, proposed, ends_on=proposed.first - timedelta(days=1)), now=NOW)
    assert len(refused.value.reasons) == 2


def test_a_class_that_would_be_over_is_refused_and_one_that_began_takes_people_from_today(
    place, proposed
) -> None:
    late = NOW + timedelta(days=(proposed.last - TODAY).days + 1)
    with pytest.raises(CohortRefused) as refused:
        outlook_of(proposed, wish(place, proposed), now=late)
    assert str(proposed.last) in " ".join(refused.value.reasons)
    today = proposed.first + timedelta(days=10)
    now = NOW + (today - TODAY)
    outlook = outlook_of(proposed, wish(place, proposed), now=now)
    assert outlook.joined_on == today
    seen = TakeOver(proposed, wish(place, proposed), outlook.digest)
    with pytest.raises(TakeOverOutdated):  # the day that was seen is not the day of joining any more
        take_over(order=seen, actor=ACTOR, now=now + timedelta(days=1))
    row = take_over(order=seen, actor=ACTOR, now=now)
    assert {one.joined_on for one in row.members.all()} == {today}


def test_fewer_places_go_to_those_who_are_released_first(place) -> None:
    soon = a_stay(place.site, release=TODAY + timedelta(days=200))
    place.stays.append(soon)
    proposed = get_proposed_class(place.registrar, a_plan_of(place).uuid, 0)
    with override("en"):
        found = outlook_of(proposed, wish(place, proposed, capacity=2), now=NOW)
    assert [row.stay for row in found.joining] == [place.stays[0], soon]
    assert [row.stay for row in found.staying_out] == place.stays[1:3]
    assert {row.against for row in found.staying_out} == {
        ("All 2 places go to those whose release is expected earlier.",)
    }


@pytest.mark.parametrize("enrolled", [False, True])
def test_the_queries_of_the_outlook_do_not_grow_with_people(enrolled) -> None:
    counts = []
    for people in (2, 9):
        place = a_planned_site(people=people, trades=1)
        place.school = a_school_paired_with(place.site)
        proposed = get_proposed_class(place.registrar, a_plan_of(place).uuid, 0)
        for stay in place.stays if enrolled else ():
            enrol(stay.person.user, proposed.version)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            outlook_of(proposed, wish(place, proposed), now=NOW)
        counts.append(len(caught))
    # The second site has one programme more to be offered instead, which is no person.
    assert counts[0] == counts[1]


@pytest.mark.parametrize("position", [1, 10**9])
def test_a_class_that_is_not_there_or_is_of_another_site_is_not_found(place, position) -> None:
    row = a_plan_of(place)
    with pytest.raises(PlanNotFound):
        get_proposed_class(place.registrar, row.uuid, position)
    with pytest.raises(PlanNotFound):
        get_proposed_class(registrar_at(a_site()), row.uuid, 0)


class TestPages:
    @pytest.fixture(autouse=True)
    def day(self, monkeypatch):
        monkeypatch.setattr("lms.delivery.classdesk.views.takeover.now", lambda: NOW)
        monkeypatch.setattr("lms.enrolments.proposals.views.site.now", lambda: NOW)

    @pytest.fixture
    def client(self, place) -> Client:
        client = sign_in(Client(), place.registrar)
        client.cookies["language"] = "en"
        return client

    @pytest.fixture
    def url(self, place) -> str:
        self.plan = a_plan_of(place)
        return reverse("cohorts:take_over", args=[self.plan.uuid, 0])

    def sent(self, client, url, **more) -> dict:
        initial = client.get(url).context["form"].initial
        said = {name: str(initial[name]) for name in ("code", "capacity", "begins_on", "ends_on")}
        school = client.get(url).context["form"].fields["school"].queryset.get()
        return {**said, "school": str(school.uuid), **more}

    def test_the_plan_leads_to_the_form_and_afterwards_to_the_cohort(self, client, place, url) -> None:
        plan = reverse("plans:plan", args=[self.plan.uuid])
        assert url in client.get(plan).content.decode()
        looked = client.post(url, self.sent(client, url, look="1"))
        assert "3 people join" in looked.content.decode()
        assert not Cohort.objects.exists()
        seen = looked.context["form"]["seen"].value()
        done = client.post(url, self.sent(client, url, seen=seen, open="1"))
        row = Cohort.objects.get()
        assert done.url.startswith(reverse("timetable:plan", args=[row.uuid]))
        assert f"room={place.room.uuid}" in done.url
        html = client.get(done.url).content.decode()
        assert f'value="{place.room.uuid}" selected' in html
        assert 'value="08:30"' in html  # the plan's mornings, as the setting has them
        assert 'value="180"' in html
        assert len(re.findall(r'name="weekdays"[^>]* checked', html)) == 5
        shown = client.get(plan).content.decode()
        assert url not in shown
        assert row.code in shown
        assert client.get(url).url == reverse("cohorts:cohort", args=[row.uuid])

    def test_the_school_with_which_most_are_enrolled_is_chosen_beforehand(self, client, place, url) -> None:
        field = client.get(url).content.decode().split('name="school"')[1]
        assert "selected" not in field.split("</select>")[0]
        enrolled = enrol(place.stays[1].person.user, place.versions[0])
        shown = client.get(url).content.decode()
        assert f'value="{enrolled.school.uuid}" selected' in shown

    def test_whose_first_day_is_past_says_from_when_on_people_belong_to_it(
        self, client, url, monkeypatch
    ) -> None:
        sent = self.sent(client, url, look="1")
        assert "Plan made on" in client.get(url).content.decode()
        assert "is past" not in client.post(url, sent).content.decode()
        today = TODAY + timedelta(days=20)
        monkeypatch.setattr("lms.delivery.classdesk.views.takeover.now", lambda: NOW + timedelta(days=20))
        looked = client.post(url, sent).content.decode()
        assert f"is past: whoever joins belongs to it from {today}" in looked

    def test_a_yes_to_what_was_not_shown_is_answered_with_the_list(self, client, url) -> None:
        answer = client.post(url, self.sent(client, url, seen="made up", open="1"))
        assert answer.status_code == 409
        assert "look again" in answer.content.decode()
        assert not Cohort.objects.exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"capacity": "0"},
            {"capacity": "9" * 400},
            {"code": "x" * 31},
            {"code": "<script>" * 3, "school": "1"},
            {"begins_on": "2026-13-40"},
            {"ends_on": "1900-01-01"},
        ],
    )
    def test_what_cannot_be_comes_back_with_what_was_typed(self, client, url, wrong) -> None:
        answer = client.post(url, self.sent(client, url, open="1", **wrong))
        assert answer.status_code == 422
        assert "<script>" * 3 not in answer.content.decode()
        assert not Cohort.objects.exists()

    def test_a_plan_made_anew_leads_to_the_cohort_that_is_there(self, client, place, url) -> None:
        seen = client.post(url, self.sent(client, url, look="1")).context["form"]["seen"].value()
        client.post(url, self.sent(client, url, seen=seen, open="1"))
        row, anew = Cohort.objects.get(), a_plan_of(place)
        again = reverse("cohorts:take_over", args=[anew.uuid, 0])
        shown = client.get(reverse("plans:plan", args=[anew.uuid])).content.decode()
        assert again not in shown
        assert row.code in shown
        led = client.get(again, follow=True)
        assert led.redirect_chain[0][0] == reverse("cohorts:cohort", args=[row.uuid])
        assert f"opened already, as cohort {row.code}" in led.content.decode()

    def test_a_class_that_nobody_can_join_has_no_way_to_open_it(self, client, url) -> None:
        Admission.objects.update(left_date=TODAY)
        said = self.sent(client, url)
        looked = client.post(url, {**said, "look": "1"})
        assert 'name="open"' not in looked.content.decode()
        seen = looked.context["form"]["seen"].value()
        answer = client.post(url, {**said, "seen": seen, "open": "1"})
        assert answer.status_code == 409
        assert "it would stand empty" in answer.content.decode()
        assert not Cohort.objects.exists()

    def test_another_site_finds_nothing(self, url) -> None:
        stranger = sign_in(Client(), registrar_at(a_site()))
        assert stranger.get(url).status_code == 404
        assert stranger.post(url, {"open": "1"}).status_code == 404
