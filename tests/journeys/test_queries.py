"""Lists ask the database as often for many rows as for few (query budgets of the pages that grow)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import User
from lms.exams.api import admit_candidates
from tests.factories.accounts import (
    administrator_at,
    invigilator_at,
    registrar_at,
    sign_in,
    terminal_at,
    trainee_at,
)
from tests.factories.certificates import complete, issued_credential
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, a_sitting, attempt_of, failed_sitting
from tests.factories.organisations import a_room, a_site
from tests.support.documents import documents_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# More than any of these pages needs today; a page that needs more has lost a select_related.
BUDGET = 40


@pytest.fixture(autouse=True)
def _documents(tmp_path):
    with documents_in(tmp_path):
        yield


def queries(user: User, path: str) -> int:
    """Return how many queries the page makes once caches are warm."""
    cache.clear()
    client = sign_in(Client(), user)
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def assert_constant(user: User, path: str, *, grow: Callable[[], object], times: int = 4) -> None:
    """Fail when a page asks more often after its list has grown, or more often than it may."""
    grow()
    few = queries(user, path)
    for _more in range(times):
        grow()
    many = queries(user, path)
    assert many <= few, f"{path}: {few} queries for a short list, {many} for a longer one"
    assert many <= BUDGET


def test_the_list_of_people() -> None:
    site = a_site()
    assert_constant(registrar_at(site), "/authoring/people/", grow=lambda: trainee_at(site))


def test_the_register_of_credentials() -> None:
    site = a_site()
    assert_constant(registrar_at(site), "/authoring/credentials/", grow=lambda: issued_credential(site=site))


def test_the_list_of_terminals() -> None:
    site = a_site()
    assert_constant(administrator_at(site), "/terminals/", grow=lambda: terminal_at(a_room(site)))


def test_the_invigilator_s_list_of_sittings() -> None:
    site, version = a_site(), a_version()
    assert_constant(
        invigilator_at(site), "/exams/console/", grow=lambda: a_sitting(enrol(trainee_at(site), version))
    )


def test_the_room_on_the_invigilator_s_console() -> None:
    site, version = a_site(), a_version()
    sitting = a_sitting(enrol(trainee_at(site), version))

    def one_more() -> None:
        enrolment = enrol(trainee_at(site), version)
        admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=NOW)
        assert attempt_of(sitting, enrolment)

    assert_constant(invigilator_at(site), f"/exams/console/{sitting.uuid}/", grow=one_more)


def test_a_trainee_s_examinations() -> None:
    trainee = trainee_at(a_site())
    enrolment = enrol(trainee, a_version())
    assert_constant(trainee, "/exams/", grow=lambda: failed_sitting(enrolment))


def test_a_trainee_s_certificates() -> None:
    from tests.factories.certificates import issue

    trainee = trainee_at(a_site())
    assert_constant(trainee, "/credentials/", grow=lambda: issue(complete(enrol(trainee, a_version())).uuid))


def test_a_trainee_s_home_page_with_more_lessons() -> None:
    few, many = (learner(lessons) for lessons in (2, 12))
    assert queries(many, "/home/") <= queries(few, "/home/") <= BUDGET


def learner(lessons: int) -> User:
    """Return a trainee on a programme with so many lessons."""
    trainee = trainee_at(a_site())
    enrol(trainee, a_version(lessons=lessons))
    return trainee
