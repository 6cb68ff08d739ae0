"""Two registrars admit the same person at the same moment: what the lock and the constraints are for."""

from uuid import uuid4

import pytest

from lms.accounts.models import Person, User
from lms.core.models import AuditEntry
from lms.enrolments.admission import operations
from lms.enrolments.admission.models import Admission, AdmissionFile, FileState
from lms.enrolments.admission.operations import admitting, files
from lms.organisations.models import Site
from tests.concurrency.overtaking import overtake
from tests.enrolments.admission.dialogues import actor_of, sent
from tests.enrolments.admission.samples import file_of, person
from tests.factories.accounts import registrar_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
HELD_AT = (files, "admit_lines")


@pytest.fixture
def jobs_wait(monkeypatch):
    """Nothing is rung: the test does the worker's part itself."""
    monkeypatch.setattr("lms.core.jobs.ring", lambda job_id: None)


def confirmed(site, people):
    """Return the work of admitting a file that a registrar of its own has confirmed."""
    user = registrar_at(site)
    row = sent(user, site, file_of(people))
    operations.confirm_file(uuid=row.uuid, revision=1, actor=actor_of(user), now=NOW)
    return row, lambda: operations.admit_file(uuid=row.uuid, now=NOW)


@pytest.fixture
def same_file(jobs_wait):
    """Two files with the same two people, confirmed by two registrars of one site."""
    site = a_site()
    return [confirmed(site, [person(0), person(1)]) for _ in range(2)]


def states(rows) -> list[tuple[str, int]]:
    return [
        (row.state, row.admitted)
        for row in AdmissionFile.objects.filter(pk__in=[r.pk for r in rows]).order_by("pk")
    ]


def test_control_without_the_lock_the_second_runs_into_the_numbers_of_the_first(
    monkeypatch, same_file
) -> None:
    monkeypatch.setattr(files, "lock_site", lambda site: Site.objects.get(pk=site.pk))
    rows, works = zip(*same_file, strict=True)
    overtake(monkeypatch, HELD_AT, works)
    # The constraints still let nobody in twice: the slow one is sent back instead of finding everybody there.
    assert sorted(states(rows)) == [(FileState.ADMITTED, 2), (FileState.READY, 0)]
    assert Admission.objects.count() == 2


def test_with_the_lock_the_second_finds_everybody_admitted(monkeypatch, same_file) -> None:
    rows, works = zip(*same_file, strict=True)
    overtake(monkeypatch, HELD_AT, works)
    assert sorted(states(rows)) == [(FileState.ADMITTED, 0), (FileState.ADMITTED, 2)]
    assert Admission.objects.count() == Person.objects.count() == 2
    assert AuditEntry.objects.filter(action="enrolments.admit_trainee").count() == 2


def test_one_number_at_two_sites_is_given_once_and_the_other_file_keeps_nobody(
    monkeypatch, jobs_wait
) -> None:
    pairs = [
        confirmed(a_site(), [person(0), person(1)]),
        confirmed(a_site(), [person(5), person(6, number="700001")]),
    ]
    rows, works = zip(*pairs, strict=True)
    overtake(monkeypatch, HELD_AT, works)  # sites have a lock each
    assert sorted(states(rows)) == [(FileState.ADMITTED, 2), (FileState.READY, 0)]
    assert User.objects.filter(username__startswith="70000").count() == 2
    assert Person.objects.count() == 2


def test_one_person_by_two_forms_is_admitted_once(monkeypatch, jobs_wait) -> None:
    site = a_site()

    def form():
        user = registrar_at(site)
        new = operations.NewAdmission({c: str(t) for c, t in person(0).items()}, site, user, uuid4())
        return lambda: operations.admit_person(new=new, actor=actor_of(user), now=NOW)

    results = overtake(monkeypatch, (admitting, "admit_lines"), (form(), form()))
    assert [isinstance(result, operations.ProblemsFound) for result in results] == [False, True]
    assert Admission.objects.count() == 1
