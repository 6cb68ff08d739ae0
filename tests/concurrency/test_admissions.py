"""Two registrars admit the same person at the same moment: what the lock and the constraints are for."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection

from lms.accounts.errors import TraineeTaken
from lms.accounts.models import Person, User
from lms.core.models import AuditEntry
from lms.demonstration.admissions import admit_surely
from lms.enrolments.admission import operations
from lms.enrolments.admission.models import Admission, AdmissionFile, FileState
from lms.enrolments.admission.operations import admitting, files
from lms.organisations.models import Site
from tests.concurrency.overtaking import overtake
from tests.enrolments.admission.dialogues import actor_of, sent
from tests.enrolments.admission.samples import file_of, made_up_id, person
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


@pytest.fixture
def one_identity(jobs_wait):
    """Two sites with a file each, of another trainee number, that hold the same identity number."""
    return [
        confirmed(a_site(), [person(0), person(1)]),
        confirmed(a_site(), [person(5), person(6, identity=made_up_id(0))]),
    ]


@pytest.fixture
def unguarded() -> Iterator[None]:
    """The database without the constraint that each identity number is one person's."""
    table = Person._meta.db_table
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
        (name,) = [
            name
            for name, one in found.items()
            if one["unique"] and one["columns"] == ["resident_id_hash"] and not one["primary_key"]
        ]
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    yield
    Person.objects.update(resident_id_hash=None)  # those who met in it
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE (resident_id_hash)')


def test_control_without_the_constraint_one_identity_number_becomes_two_people(
    monkeypatch, unguarded, one_identity
) -> None:
    rows, works = zip(*one_identity, strict=True)
    overtake(monkeypatch, HELD_AT, works)
    assert states(rows) == [(FileState.ADMITTED, 2)] * 2
    assert Person.objects.filter(resident_id_last4=made_up_id(0)[-4:]).count() == 2


def test_one_identity_number_at_two_sites_is_one_person_and_the_other_file_says_so(
    monkeypatch, one_identity
) -> None:
    (slow, quick), works = zip(*one_identity, strict=True)
    overtake(monkeypatch, HELD_AT, works)  # sites have a lock each
    assert states([slow, quick]) == [(FileState.READY, 0), (FileState.ADMITTED, 2)]
    assert Admission.objects.count() == Person.objects.count() == 2
    slow.refresh_from_db()
    assert slow.problem == "changed"
    (wrong,) = operations.plan_of_file(slow, now=NOW).wrong
    assert [(one.column, one.code) for one in wrong.problems] == [("identity", "elsewhere")]


def test_one_identity_number_by_forms_at_two_sites_is_one_person_and_the_other_is_told(
    monkeypatch, jobs_wait
) -> None:
    def form(**changed):
        site = a_site()
        user, answers = registrar_at(site), {c: str(t) for c, t in person(0, **changed).items()}
        new = operations.NewAdmission(answers, site, user, uuid4())
        return lambda: admit_surely(new, actor=actor_of(user), now=NOW)

    works = (form(), form(number="700006"))
    slow, quick = overtake(monkeypatch, (admitting, "admit_lines"), works)
    assert isinstance(slow, TraineeTaken)
    assert made_up_id(0) not in f"{slow} {slow.reasons}"
    assert isinstance(quick, Admission)
    assert Person.objects.get().site == quick.site


def test_one_person_by_two_forms_is_admitted_once(monkeypatch, jobs_wait) -> None:
    site = a_site()

    def form():
        user = registrar_at(site)
        new = operations.NewAdmission({c: str(t) for c, t in person(0).items()}, site, user, uuid4())
        return lambda: admit_surely(new, actor=actor_of(user), now=NOW)

    results = overtake(monkeypatch, (admitting, "admit_lines"), (form(), form()))
    assert [isinstance(result, operations.ProblemsFound) for result in results] == [False, True]
    assert Admission.objects.count() == 1
