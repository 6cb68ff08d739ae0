"""Entry on the database: what is refused with which words, what is kept as the basis."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from courses.catalog.api import load_programme_version
from lms.core.actor import Actor
from lms.enrolments.api import Eligibility, NewEnrolment, enrol_trainee
from lms.enrolments.errors import EnrolmentRefused
from lms.enrolments.models import EligibilityBasis, Enrolment
from tests.factories.accounts import trainee_at
from tests.factories.courses import NOW, a_plan, a_version
from tests.factories.organisations import a_school_paired_with, a_site
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


@pytest.fixture
def licence():
    plan = replace(a_plan(), kind="special_operation_preparation")
    return load_programme_version(plan=plan, actor=ACTOR, now=NOW)


@pytest.fixture
def someone():
    person = trainee_at(a_site()).person
    person.birth_date = date(1990, 1, 1)
    person.save(update_fields=["birth_date"])
    return person


def enrol(person, version, **eligibility):
    school = a_school_paired_with(person.site)
    new = NewEnrolment(person, version, school, uuid4(), Eligibility(**eligibility))
    return enrol_trainee(enrolment=new, actor=ACTOR, now=NOW)


def test_the_basis_is_kept_with_what_was_known(licence, someone) -> None:
    a_stay(someone)
    row = enrol(someone, licence, exam_date=date(2026, 12, 1), ground="training", proof="结业证 12 号")
    basis = EligibilityBasis.objects.get(enrolment=row)
    assert (basis.age, basis.schooling, basis.is_fit, basis.exam_date) == (
        36,
        "junior",
        True,
        date(2026, 12, 1),
    )
    assert (basis.ground, basis.proof, basis.unsettled) == ("training", "结业证 12 号", [])
    assert basis.rule == "2021-06-28:special_operation_preparation:18-60:junior:fit"


def test_the_basis_never_changes(licence, someone) -> None:
    basis = EligibilityBasis.objects.get(enrolment=enrol(someone, licence))
    basis.ground = "work"
    with pytest.raises(DatabaseError), transaction.atomic():
        basis.save()


def test_a_refusal_says_every_reason_and_what_is_possible_instead(licence, someone) -> None:
    a_stay(someone, schooling="primary", is_fit=None, fitness_date=None)
    instead = a_version()
    with pytest.raises(EnrolmentRefused) as refused:
        enrol(someone, licence, exam_date=date(2027, 1, 1))
    reasons = refused.value.reasons
    assert len(reasons) == 3
    assert instead.programme.title in reasons[-1]
    assert not Enrolment.objects.exists()


def test_nothing_is_offered_instead_that_the_person_is_on_already(licence, someone) -> None:
    a_stay(someone, schooling="primary")
    enrol(someone, a_version())
    with pytest.raises(EnrolmentRefused) as refused:
        enrol(someone, licence)
    assert len(refused.value.reasons) == 1


def test_somebody_whom_the_clinic_calls_unfit_is_refused_everything(someone) -> None:
    a_stay(someone, is_fit=False)
    with pytest.raises(EnrolmentRefused):
        enrol(someone, a_version())


def test_a_rule_of_the_setting_holds_for_one_programme(settings, someone) -> None:
    version = a_version()
    settings.ENTRY_RULES = f"2026-01-01:{version.programme.code}:40-:-:-"
    with pytest.raises(EnrolmentRefused):
        enrol(someone, version, exam_date=date(2026, 12, 1))
    assert enrol(someone, version, exam_date=date(2030, 1, 1)).pk
