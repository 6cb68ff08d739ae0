"""People whom a site keeps apart are admitted to no examination together; who may see groups is told which."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from lms.core.actor import Actor
from lms.enrolments.models import Admission, SeparateGroup
from lms.exams.api import admit_candidates, draw_seats
from lms.exams.errors import ArrangementRefused, CandidateRefused, SeatsRefused, SittingRefused
from lms.exams.models import Arrangement
from lms.exams.practical.errors import PracticalRefused
from lms.exams.practical.operations.scheduling import admit_to_practical
from lms.exams.sittings.operations import Change, Window, change_sitting
from tests.factories.accounts import registrar_at, trainee_at
from tests.factories.apart import a_group, placed
from tests.factories.courses import NOW, enrol
from tests.factories.exams import ACTOR
from tests.factories.organisations import a_room
from tests.factories.planning import BEFORE, Planned, admit, arrange, planned, shown, why_not
from tests.factories.practical import a_practical
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> Planned:
    return planned(candidates=0)


def somebody(plan: Planned, group: SeparateGroup | None = None):
    enrolment = plan.another_trainee()
    stay = a_stay(enrolment.person)
    if group:
        placed(stay, group=group)
    return enrolment


def test_people_of_one_group_and_people_of_none_are_admitted_with_each_other(plan) -> None:
    group = a_group(plan.site)
    admit(plan, somebody(plan, group), somebody(plan, group))
    other = planned(candidates=2)
    assert (plan.sitting.candidates.count(), other.sitting.candidates.count()) == (2, 2)


def test_who_is_in_another_group_or_in_none_is_refused_and_an_officer_reads_no_code(plan) -> None:
    admit(plan, somebody(plan, a_group(plan.site, "A")))
    for enrolment in (somebody(plan, a_group(plan.site, "B7")), somebody(plan)):
        with override("en"):
            words = why_not(plan, enrolment)
        assert "keeps this person apart" in words
        assert "B7" not in words
    assert plan.sitting.candidates.count() == 1


def test_a_registrar_of_the_site_reads_which_groups(plan) -> None:
    admit(plan, somebody(plan, a_group(plan.site, "A")))
    registrar = registrar_at(plan.site)
    other = somebody(plan, a_group(plan.site, "B7"))
    with override("en"), pytest.raises(CandidateRefused) as refusal:
        admit_candidates(
            sitting_uuid=plan.sitting.uuid,
            enrolment_uuids=[other.uuid],
            actor=Actor(registrar.uuid, "registrar"),
            now=BEFORE,
        )
    (reason,) = refusal.value.reasons
    assert "B7; in this examination: A" in reason


def test_of_two_groups_at_once_nobody_is_admitted_and_the_smaller_one_is_named(plan) -> None:
    one = a_group(plan.site, "A")
    many, few = [somebody(plan, one), somebody(plan, one)], somebody(plan)
    with pytest.raises(CandidateRefused) as refusal:
        admit(plan, few, *many)
    assert len(refusal.value.reasons) == 1
    assert plan.sitting.candidates.count() == 0


def test_who_sits_in_a_room_apart_is_in_nobodys_way(plan) -> None:
    (candidate,) = admit(plan, somebody(plan, a_group(plan.site, "A")))
    arrange(plan, candidate, is_separate_room=True)
    admit(plan, somebody(plan))
    assert plan.sitting.candidates.count() == 2


def test_a_change_of_group_afterwards_lets_no_seats_be_drawn(plan) -> None:
    first, second = somebody(plan), somebody(plan)
    admit(plan, first, second)
    placed(Admission.objects.get(person=first.person), group=a_group(plan.site), on=date(2026, 5, 25))
    with pytest.raises(SeatsRefused) as refusal:
        draw_seats(sitting_uuid=plan.sitting.uuid, seed="1", actor=ACTOR, now=BEFORE)
    assert len(refusal.value.reasons) == 1
    assert not plan.sitting.candidates.exclude(seat="").exists()


def moved(plan: Planned, *, room=None, hours: int = 0):
    """Move the sitting by some hours, or into another room, and name it otherwise."""
    shift = timedelta(hours=hours)
    window = Window(plan.sitting.opens_at + shift, plan.sitting.closes_at + shift)
    change = Change(room or plan.sitting.room, {"zh": "新名称"}, window, "The teacher is away", shown(plan))
    return change_sitting(sitting_uuid=plan.sitting.uuid, change=change, actor=ACTOR, now=BEFORE)


@pytest.fixture
def mixed_from_next_day() -> Planned:
    """Return a sitting of two people of whom the site puts one into a group from the day after it on."""
    begins = NOW - timedelta(days=1)
    plan = planned(candidates=0, opens_at=begins, closes_at=begins + timedelta(hours=2))
    first, second = somebody(plan), somebody(plan)
    admit(plan, first, second)
    placed(Admission.objects.get(person=first.person), group=a_group(plan.site), on=NOW.date())
    return plan


def test_a_sitting_moves_to_no_day_on_which_people_of_it_are_kept_apart(mixed_from_next_day) -> None:
    plan = mixed_from_next_day
    with override("en"), pytest.raises(SittingRefused) as refusal:
        moved(plan, hours=24)
    assert list(refusal.value.reasons) == [
        "The site keeps some of the people who are admitted apart. Take some of them out first."
    ]
    plan.sitting.refresh_from_db()
    assert (plan.sitting.opens_at, plan.sitting.title_zh) == (NOW - timedelta(days=1), "示范理论考试")
    assert moved(plan, hours=3).opens_at == NOW - timedelta(hours=21)


def test_a_sitting_that_became_mixed_takes_another_name_but_no_other_room_or_hour(plan) -> None:
    first, second = somebody(plan), somebody(plan)
    admit(plan, first, second)
    placed(Admission.objects.get(person=first.person), group=a_group(plan.site), on=date(2026, 5, 25))
    for asked in ({"hours": 5}, {"room": a_room(plan.site)}):
        with pytest.raises(SittingRefused):
            moved(plan, **asked)
    assert moved(plan).title_zh == "新名称"


def test_a_sitting_moves_while_whoever_is_kept_apart_sits_in_a_room_apart(mixed_from_next_day) -> None:
    arrange(mixed_from_next_day, mixed_from_next_day.candidates()[0], is_separate_room=True)
    with override("en"), pytest.raises(SittingRefused) as refusal:
        moved(mixed_from_next_day, hours=24)
    assert refusal.value.field == "has_looked", "only what is arranged there is asked for"


@pytest.mark.parametrize("left", [{}, {"extra_minutes": 10}], ids=["nothing", "more time"])
def test_a_room_apart_is_not_taken_back_from_whom_the_site_keeps_apart(plan, left) -> None:
    (candidate,) = admit(plan, somebody(plan, a_group(plan.site, "B7")))
    arrange(plan, candidate, is_separate_room=True)
    admit(plan, somebody(plan))
    with override("en"), pytest.raises(ArrangementRefused) as refusal:
        arrange(plan, candidate, **left)
    (reason,) = refusal.value.reasons
    assert "keeps this person apart" in reason
    assert "B7" not in reason
    assert Arrangement.objects.get(candidate=candidate).is_separate_room


def test_a_room_apart_is_taken_back_where_nobody_is_in_the_way(plan) -> None:
    (candidate,) = admit(plan, somebody(plan, a_group(plan.site, "A")))
    arrange(plan, candidate, is_separate_room=True)
    arrange(plan, candidate)
    assert not Arrangement.objects.filter(candidate=candidate).exists()


def test_in_a_room_that_became_mixed_more_time_is_arranged_all_the_same(plan) -> None:
    first, second = somebody(plan), somebody(plan)
    candidate, _other = admit(plan, first, second)
    placed(Admission.objects.get(person=first.person), group=a_group(plan.site), on=date(2026, 5, 25))
    assert arrange(plan, candidate, extra_minutes=10).extra_minutes == 10


def test_a_practical_examination_asks_the_same() -> None:
    practical = a_practical()
    (inside,) = practical.enrolments
    placed(a_stay(inside.person), group=a_group(inside.site, "A"))
    other = enrol(trainee_at(inside.site), inside.version)
    with override("en"), pytest.raises(PracticalRefused) as refusal:
        admit_to_practical(
            examination_uuid=practical.examination.uuid, enrolment_uuids=[other.uuid], actor=ACTOR, now=NOW
        )
    (reason,) = refusal.value.reasons
    assert "keeps this person apart" in reason
