"""People whom a site keeps apart are admitted to no examination together; who may see groups is told which."""

from datetime import date

import pytest
from django.utils.translation import override

from lms.core.actor import Actor
from lms.enrolments.models import Admission, SeparateGroup
from lms.exams.api import admit_candidates, draw_seats
from lms.exams.errors import CandidateRefused, SeatsRefused
from lms.exams.practical.errors import PracticalRefused
from lms.exams.practical.operations.scheduling import admit_to_practical
from tests.factories.accounts import registrar_at, trainee_at
from tests.factories.apart import a_group, placed
from tests.factories.courses import NOW, enrol
from tests.factories.exams import ACTOR
from tests.factories.planning import BEFORE, Planned, admit, arrange, planned, why_not
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
