"""Follow-up from the contact form to "stop": who sees whom, what is kept, what ends at once."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from certificates.models import (
    FollowUp,
    FollowUpContact,
    FollowUpCount,
    FollowUpHandOver,
    FollowUpPlan,
    Outcome,
)
from certificates.referrals.followup import arranging, handing, operations, queries
from certificates.referrals.followup.arranging import PlanWish
from certificates.referrals.followup.errors import (
    FollowUpChangedMeanwhile,
    FollowUpNotFound,
    FollowUpRefused,
    UnusableFollowUp,
)
from certificates.referrals.followup.handing import Handing
from certificates.referrals.followup.policies import visible_to
from certificates.referrals.followup.queries import Wish
from certificates.referrals.followup.rules import Bucket, Result
from lms.accounts.models import User
from lms.core.clock import local_date, now
from lms.core.models import AuditEntry
from lms.organisations.models import Site
from tests.factories.accounts import a_person, end_roles_of
from tests.factories.follow_ups import (
    OTHERS,
    PHONE,
    a_caller,
    a_contact,
    a_contact_form,
    a_coordinator,
    a_district,
    a_follow_up,
    acting,
    current,
)
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def site() -> Site:
    return a_site()


@pytest.fixture
def worker(site) -> User:
    return a_caller(site)


@pytest.fixture
def follow_up(site, worker) -> FollowUp:
    return a_follow_up(worker, a_district(site), site=site)


def due(user: User, **wish) -> dict[Bucket, int]:
    return queries.due_list(user, Wish(**wish), today=local_date(now())).counts


def test_whom_to_call_is_sealed(follow_up) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, others FROM certificates_followup")
        phone, others = cursor.fetchone()
    assert PHONE not in phone
    assert "139" not in others
    follow_up.refresh_from_db()
    assert (follow_up.phone, follow_up.others) == (PHONE, OTHERS)
    assert PHONE not in str(list(AuditEntry.objects.values()))


def test_the_district_says_who_follows_up(site, worker, follow_up) -> None:
    assert follow_up.assigned_to == worker
    assert list(visible_to(worker)) == [follow_up]
    assert not visible_to(a_caller(site)).exists()
    assert list(visible_to(a_coordinator(site.administration))) == [follow_up]
    assert not visible_to(a_coordinator(a_site().administration)).exists()


def test_a_coordinator_whose_role_has_ended_sees_nobody(site, follow_up) -> None:
    coordinator = a_coordinator(site.administration)
    end_roles_of(coordinator)
    assert not visible_to(coordinator).exists()


def test_who_does_not_agree_is_kept_without_anything_else(site, worker) -> None:
    kept = a_follow_up(worker, a_district(site), site=site, agrees=False)
    assert (kept.phone, kept.others, kept.assigned_to) == ("", "", None)
    assert kept.stop_reason == "not_agreed"
    assert due(a_coordinator(site.administration)) == dict.fromkeys(queries.SHOWN, 0)


def test_the_same_form_twice_is_one_follow_up_and_another_is_refused(site, worker) -> None:
    district, person, key = a_district(site, officer=worker), a_person(site), uuid4()
    for _ in range(2):
        operations.begin_follow_up(
            person=person, form=a_contact_form(district), client_key=key, **acting(worker)
        )
    assert FollowUp.objects.count() == 1
    with pytest.raises(FollowUpRefused):
        operations.begin_follow_up(
            person=person, form=a_contact_form(district), client_key=uuid4(), **acting(worker)
        )


def test_a_newer_release_ends_the_earlier_plan(site, worker) -> None:
    district, person = a_district(site), a_person(site)
    first = a_follow_up(worker, district, site=site, person=person, days=100)
    second = a_follow_up(worker, district, site=site, person=person, days=1)
    first.refresh_from_db()
    assert (first.stop_reason, first.phone) == ("new_plan", "")
    assert second.stopped_at is None


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"phone": "", "others": ""}, "phone"),
        ({"phone": "drop table"}, "phone"),
        ({"others": "a\u202eb"}, "others"),
        ({"days": -1}, "released_date"),
        ({"district_uuid": uuid4()}, "district"),
    ],
)
def test_what_the_contact_form_cannot_say(site, worker, more, field) -> None:
    with pytest.raises(UnusableFollowUp) as refusal:
        a_follow_up(worker, a_district(site), site=site, **more)
    assert refusal.value.field == field


def test_a_district_of_another_administration_is_none(site, worker) -> None:
    with pytest.raises(UnusableFollowUp):
        a_follow_up(worker, a_district(a_site()), site=site)


def test_a_contact_settles_its_step_and_tells_what_was_said(worker, follow_up) -> None:
    assert due(worker)[Bucket.TODAY] == 1
    contact = a_contact(worker, follow_up, work="working", study="studying", wanted=("job",), note="晚上可打")
    assert contact.step == 1
    assert due(worker)[Bucket.TODAY] == 0
    told = Outcome.objects.get()
    assert (told.kind, told.grade, told.way, told.person) == (
        "at_work",
        "self_reported",
        "call",
        follow_up.person,
    )


def test_who_says_nothing_of_work_is_unknown_not_without_work(worker, follow_up) -> None:
    a_contact(worker, follow_up)
    assert not Outcome.objects.exists()


def test_not_reached_leaves_the_step_open(worker, follow_up) -> None:
    for _ in range(2):
        a_contact(worker, follow_up, result=Result.NOT_REACHED)
    assert due(worker)[Bucket.TODAY] == 1
    assert queries.tries_of([follow_up.pk]) == {(follow_up.pk, 1): 2}


def test_stop_ends_the_plan_at_once_and_everywhere(site, worker, follow_up) -> None:
    page = current(follow_up)
    a_contact(worker, follow_up, result=Result.NOT_REACHED)
    a_contact(worker, follow_up, result=Result.STOP, seen=page)  # from a page that is no longer fresh
    follow_up.refresh_from_db()
    assert (follow_up.phone, follow_up.others, follow_up.stop_reason) == ("", "", "asked")
    coordinator = a_coordinator(site.administration)
    assert due(worker) == due(coordinator) == dict.fromkeys(queries.SHOWN, 0)
    assert queries.counts_by_officer(today=local_date(now())) == {}
    for refused in (
        lambda: a_contact(worker, follow_up),
        lambda: hand_over(worker, follow_up, a_caller(site)),
        lambda: change(worker, follow_up),
    ):
        with pytest.raises(FollowUpRefused):
            refused()
    assert hand_all_over(coordinator, worker, a_caller(site)) == 0


def test_a_stop_pressed_twice_is_one(worker, follow_up) -> None:
    for _ in range(2):
        operations.stop_follow_up(user=worker, follow_up_uuid=follow_up.uuid, **acting(worker))
    assert AuditEntry.objects.filter(action="certificates.stop_follow_up").count() == 1


def test_the_same_contact_sent_twice_is_one_row(worker, follow_up) -> None:
    key, page = uuid4(), current(follow_up)
    first = a_contact(worker, follow_up, key=key, seen=page, work="working")
    assert a_contact(worker, follow_up, key=key, seen=page, work="working") == first
    assert (FollowUpContact.objects.count(), Outcome.objects.count()) == (1, 1)


def test_a_key_of_somebody_else_opens_nothing(site, worker, follow_up) -> None:
    key = a_contact(worker, follow_up).client_key
    other = a_caller(site)
    with pytest.raises(FollowUpNotFound):
        a_contact(other, follow_up, key=key)


def test_what_another_officer_wrote_meanwhile_is_a_conflict(site, worker, follow_up) -> None:
    page = current(follow_up)
    a_contact(a_coordinator(site.administration), follow_up)
    with pytest.raises(FollowUpChangedMeanwhile):
        a_contact(worker, follow_up, seen=page)
    assert a_contact(worker, follow_up).step is None  # looked at again: kept beside the plan


@pytest.mark.parametrize("days", [-1, 8, 40])
def test_a_day_that_cannot_be(worker, follow_up, days) -> None:
    with pytest.raises(UnusableFollowUp):
        a_contact(worker, follow_up, day=local_date(now()) - timedelta(days=days))


@pytest.mark.parametrize(
    "note", ["他有乙肝", "刑 满 释 放", "上周尿检", "ＨＩＶ", "was convicted before", "in rehab until May"]
)
def test_health_tests_and_the_past_are_in_no_note(worker, follow_up, note) -> None:
    with pytest.raises(UnusableFollowUp) as refusal:
        a_contact(worker, follow_up, note=note)
    assert refusal.value.field == "note"
    assert "不记在这里" in str(refusal.value)


@pytest.mark.parametrize(
    "note", ["质量检测员，晚上可打", "医院做护理", "works as a tester", "wiring tested", "做好人好事"]
)
def test_work_with_such_words_is_none_of_it(worker, follow_up, note) -> None:
    assert a_contact(worker, follow_up, note=note).note == note


def hand_over(user: User, follow_up: FollowUp, to_user: User) -> FollowUp:
    return handing.hand_over(
        user=user, follow_up_uuid=follow_up.uuid, to_uuid=to_user.uuid, reason="休假", **acting(user)
    )


def hand_all_over(user: User, worker: User, to_user: User, batch: UUID | None = None) -> int:
    given = Handing(worker.uuid, to_user.uuid, "调动", batch or uuid4())
    return handing.hand_over_all(user=user, handing=given, **acting(user))


def change(user: User, follow_up: FollowUp) -> FollowUp:
    form = a_contact_form(follow_up.district, phone="139 1111 2222")
    return handing.change_contact(
        user=user, follow_up_uuid=follow_up.uuid, form=form, seen=current(follow_up), **acting(user)
    )


def test_after_a_hand_over_only_the_other_sees_the_person(site, worker, follow_up) -> None:
    other = a_caller(site)
    hand_over(worker, follow_up, other)
    assert list(visible_to(other)) == [follow_up]
    with pytest.raises(FollowUpNotFound):
        a_contact(worker, follow_up)
    assert FollowUpHandOver.objects.filter(to_user=other, reason="休假").count() == 1


def test_nobody_elsewhere_is_given_people(worker, follow_up) -> None:
    with pytest.raises(UnusableFollowUp):
        hand_over(worker, follow_up, a_caller(a_site()))


def test_everybody_of_an_officer_goes_to_another(site, worker) -> None:
    district = a_district(site)
    for _ in range(3):
        a_follow_up(worker, district, site=site)
    other, coordinator = a_caller(site), a_coordinator(site.administration)
    given = hand_all_over(coordinator, worker, other)
    assert (given, visible_to(other).count(), visible_to(worker).count()) == (3, 3, 0)


def test_many_are_given_once_by_one_form_and_can_be_taken_back(site, worker) -> None:
    district = a_district(site)
    stays, stopped, moved = (a_follow_up(worker, district, site=site) for _ in range(3))
    other, third, coordinator = a_caller(site), a_caller(site), a_coordinator(site.administration)
    own = a_follow_up(other, a_district(site), site=site)
    batch = uuid4()
    assert [hand_all_over(coordinator, worker, other, batch) for _ in range(2)] == [3, 3]
    assert FollowUpHandOver.objects.filter(batch=batch).count() == 3
    operations.stop_follow_up(user=coordinator, follow_up_uuid=stopped.uuid, **acting(coordinator))
    hand_over(coordinator, moved, third)
    with pytest.raises(FollowUpNotFound):
        handing.take_back(user=worker, batch=batch, **acting(worker))
    back = [handing.take_back(user=coordinator, batch=batch, **acting(coordinator)) for _ in range(2)]
    assert back == [1, 0]
    assert list(visible_to(worker)) == [stays]
    assert set(visible_to(other)) == {own, stopped}
    assert list(visible_to(third)) == [moved]


def test_the_look_before_says_who_stays(site, worker) -> None:
    follow_up = a_follow_up(worker, a_district(site), site=site)
    coordinator = a_coordinator(site.administration)
    for to_user, numbers in ((a_caller(site), (1, 0)), (a_caller(a_site()), (0, 1))):
        split = handing.given_by(coordinator, from_uuid=worker.uuid, to_uuid=to_user.uuid)
        assert (len(split.given), len(split.stays)) == numbers
    with pytest.raises(UnusableFollowUp):
        hand_all_over(coordinator, worker, a_caller(a_site()))
    follow_up.refresh_from_db()
    assert follow_up.assigned_to == worker


def test_an_earlier_number_is_kept_until_the_stop(worker, follow_up) -> None:
    for _ in range(2):
        change(worker, follow_up)
    follow_up.refresh_from_db()
    assert follow_up.phone == "139 1111 2222"
    assert [row.phone for row in follow_up.earlier_numbers.all()] == [PHONE]
    operations.stop_follow_up(user=worker, follow_up_uuid=follow_up.uuid, **acting(worker))
    assert not follow_up.earlier_numbers.exists()


def test_rows_that_say_what_happened_stay_as_they_are(worker, follow_up) -> None:
    contact = a_contact(worker, follow_up, work="working")
    for rows in (
        FollowUpContact.objects.filter(pk=contact.pk),
        FollowUpHandOver.objects.all(),
        FollowUpPlan.objects.all(),
        Outcome.objects.all(),
    ):
        assert rows.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        FollowUpContact.objects.update(result="refused")


def plan(user: User, day: date, *steps: str) -> FollowUpPlan:
    return arranging.plan_from(user=user, wish=PlanWish(day, steps, "新规定"), **acting(user))


def take_back(user: User, day: date) -> FollowUpPlan:
    return arranging.take_back_plan(user=user, valid_from=day, **acting(user))


def test_a_plan_begins_on_a_coming_day(site, worker) -> None:
    today, coordinator = local_date(now()), a_coordinator(site.administration)
    with pytest.raises(UnusableFollowUp):
        plan(coordinator, today, "1w")
    coming = today + timedelta(days=1)
    with pytest.raises(FollowUpNotFound):
        plan(worker, coming, "2w", "2m")
    for _ in range(2):
        plan(coordinator, coming, "2w", "2m")
    with pytest.raises(UnusableFollowUp):
        plan(coordinator, coming, "3w")
    assert FollowUpPlan.objects.count() == 2
    assert AuditEntry.objects.filter(action="certificates.plan_follow_ups").count() == 1


def test_a_plan_says_why(site) -> None:
    coordinator, day = a_coordinator(site.administration), local_date(now()) + timedelta(days=1)
    for reason in ("", "长" * 201, "x\u200b"):
        with pytest.raises(UnusableFollowUp):
            arranging.plan_from(user=coordinator, wish=PlanWish(day, ("1w",), reason), **acting(coordinator))


def test_a_plan_is_taken_back_until_its_day_and_may_be_made_anew(site, worker) -> None:
    coordinator, day = a_coordinator(site.administration), local_date(now()) + timedelta(days=1)
    before = queries.plans()
    plan(coordinator, day, "2w")
    with pytest.raises(FollowUpNotFound):
        take_back(worker, day)
    with pytest.raises(FollowUpNotFound):
        take_back(coordinator, day + timedelta(days=1))
    for _ in range(2):
        take_back(coordinator, day)
    assert queries.plans() == before
    plan(coordinator, day, "3w", "3m")
    assert queries.plans()[-1].steps == ("3w", "3m")
    rows = FollowUpPlan.objects.filter(valid_from=day)
    assert [row.steps for row in rows] == [["2w"], [], ["3w", "3m"]]
    assert len({row.uuid for row in rows}) == 3
    assert AuditEntry.objects.filter(action="certificates.take_back_plan").count() == 1
    with time_machine.travel(now() + timedelta(days=1), tick=False), pytest.raises(FollowUpRefused):
        take_back(coordinator, day)


def test_counts_for_start_pages_are_the_same_however_often_made(site, worker, follow_up) -> None:
    a_follow_up(worker, a_district(site), site=site, days=40)
    for _ in range(2):
        assert arranging.count_for_letters(now()) == 1
    row = FollowUpCount.objects.get(user=worker)
    assert (row.overdue, row.today, row.coming) == (1, 1, 0)
    operations.stop_follow_up(user=worker, follow_up_uuid=follow_up.uuid, **acting(worker))
    arranging.count_for_letters(now())
    assert FollowUpCount.objects.get(user=worker).today == 0
