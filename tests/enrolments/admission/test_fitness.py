"""Fitness for training: dated statements with who and why; what counts on a day; corrections that leave a trace."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from lms.core.clock import local_date
from lms.enrolments.admission.fitness import with_fitness_on
from lms.enrolments.admission.models import FitnessReason
from lms.enrolments.admission.operations import NewFitness, record_fitness
from lms.enrolments.admission.operations.moving import move_stay
from lms.enrolments.entry.queries import applicants_of
from lms.enrolments.errors import AdmissionInvalid
from lms.enrolments.models import Admission, FitnessStatement
from tests.append_only import changeable
from tests.factories.accounts import registrar_at, sign_in, trainee_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR

pytestmark = pytest.mark.django_db
MAY, NINTH, LATER = date(2026, 5, 12), date(2026, 6, 9), NOW + timedelta(days=30)


@pytest.fixture
def stay(monkeypatch):
    """Somebody who was fit on 2026-05-12; it is the first of July."""
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    return a_stay(trainee_at(a_site()).person)


def say(stay, is_fit, on, reason=FitnessReason.STATED):
    new = NewFitness(is_fit, on, reason, registrar_at(stay.site))
    return record_fitness(admission_uuid=stay.uuid, new=new, actor=ACTOR, now=LATER)


def fit_on(stay, day) -> bool | None:
    known = applicants_of([stay.person], day=day)[stay.person_id].is_fit
    assert with_fitness_on(day, Admission.objects.filter(pk=stay.pk)).get().fit_then == known
    return known


def test_the_rules_take_what_was_said_by_the_day(stay) -> None:
    say(stay, False, NINTH)
    days = (MAY - timedelta(days=1), MAY, NINTH - timedelta(days=1), NINTH, local_date(LATER))
    assert [fit_on(stay, day) for day in days] == [None, True, True, False, False]


def test_an_older_statement_that_comes_late_does_not_count_over_a_newer_one(stay) -> None:
    say(stay, False, NINTH)
    row = say(stay, True, NINTH - timedelta(days=3))
    assert (row.is_fit, row.fitness_date) == (False, NINTH)
    assert fit_on(stay, NINTH) is False


def test_a_correction_takes_the_place_of_what_was_wrong_on_every_day(stay) -> None:
    say(stay, False, NINTH)
    row = say(stay, False, NINTH + timedelta(days=5), FitnessReason.CORRECTED)
    assert row.fitness_date == NINTH + timedelta(days=5)
    assert [fit_on(stay, NINTH), fit_on(stay, NINTH + timedelta(days=5))] == [True, False]
    wrong, right = stay.fitness.order_by("pk")[1:]
    assert (right.replaces, wrong.stated_on) == (wrong, NINTH)


def test_the_same_again_is_one_and_nothing_cannot_be_wrong(stay) -> None:
    say(stay, False, NINTH)
    say(stay, False, NINTH)
    assert stay.fitness.count() == 2
    unsaid = a_stay(trainee_at(stay.site).person, is_fit=None, fitness_date=None)
    with pytest.raises(AdmissionInvalid):
        say(unsaid, True, NINTH, FitnessReason.CORRECTED)
    for day in (date(1, 1, 1), date(1901, 1, 1), local_date(LATER) + timedelta(days=1)):
        with pytest.raises(AdmissionInvalid):
            say(unsaid, True, day)


def test_statements_only_grow(stay) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        stay.fitness.update(is_fit=False)
    with pytest.raises(DatabaseError), transaction.atomic():
        stay.fitness.all().delete()


def test_the_stay_and_the_file_show_each_with_who_and_why(stay) -> None:
    user = registrar_at(stay.site)
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    base = f"/authoring/admissions/{stay.uuid}/"
    form = client.get(f"{base}fitness/").context["form"]
    said = {"seen": form.initial["seen"], "is_fit": "no", "fitness_date": NINTH.isoformat()}
    assert client.post(f"{base}fitness/", said).status_code == 422  # why it is written down
    assert client.post(f"{base}fitness/", {**said, "reason": "stated"}).status_code == 302
    page = client.get(base).content.decode()
    told = page.partition("<h2>Fitness for training</h2>")[2].partition("</table>")[0]
    assert told.index("2026-06-09") < told.index("2026-05-12")
    assert told.index("The clinic says it anew") < told.index("At admission")
    assert user.display_name in told
    said |= {"seen": f"False {NINTH}", "is_fit": "yes", "reason": "corrected"}
    assert client.post(f"{base}fitness/", said).status_code == 302
    assert "wrong, corrected on 2026-07-01" in client.get(base).content.decode()
    file = client.get(f"/authoring/person-files/{stay.person.uuid}/").content.decode()
    assert "Fit for training: yes · The last entry was wrong" in file
    assert "Fit for training: no" not in file


def test_what_counts_goes_along_to_another_site(stay) -> None:
    say(stay, False, NINTH)
    there = move_stay(
        Admission.objects.get(pk=stay.pk),
        to=a_site(),
        on=local_date(LATER),
        by=registrar_at(stay.site),
        key=stay.uuid,
        actor=ACTOR,
        now=LATER,
    )
    assert list(there.fitness.values_list("is_fit", "stated_on")) == [(False, NINTH)]
    assert fit_on(there, local_date(LATER)) is False


def test_stays_of_before_get_their_first_statement_once(stay) -> None:
    a_stay(trainee_at(stay.site).person, is_fit=None, fitness_date=None)
    with changeable(FitnessStatement):
        FitnessStatement.objects.all().delete()
    state = import_module("lms.enrolments.migrations.0023_fitness_known_so_far").state
    for _time in range(2):
        state(apps, None)
    row = FitnessStatement.objects.get()
    assert (row.admission, row.is_fit, row.stated_on, row.by) == (stay, True, MAY, None)
