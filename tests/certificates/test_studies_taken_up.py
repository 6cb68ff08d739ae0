"""A record of study, and who goes on after it: what was issued stays true, and no further one is given meanwhile."""

from uuid import uuid4

import pytest

from certificates.issuing.batches.operations import issue_entry
from certificates.issuing.kinds.models import CredentialKind
from certificates.models import Credential, CredentialState, RegisterNumber
from lms.core.actor import Actor
from lms.enrolments.api import Enrolment, EnrolmentState, NewEnrolment, enrol_trainee
from tests.factories.certificates import COMPLETED_AT, ISSUED_AT
from tests.factories.studies import Campus, a_campus

DIPLOMA, RECORD = CredentialKind.DIPLOMA, CredentialKind.STUDY_RECORD
WORKER = Actor.system("test")


@pytest.fixture
def campus(db: None) -> Campus:
    return a_campus()


def come_back(row: Enrolment) -> Enrolment:
    wanted = NewEnrolment(row.person, row.version, row.school, uuid4())
    return enrol_trainee(enrolment=wanted, actor=WORKER, now=COMPLETED_AT)


def test_a_record_that_was_issued_stays_in_force_and_a_diploma_follows(campus: Campus) -> None:
    row = campus.left("张三")
    campus.issue([row], RECORD)
    assert come_back(row) == row
    assert Credential.objects.get().state == CredentialState.ISSUED
    for kind in ("lessons_completed", "examination_passed", "credits_earned"):
        row = campus.meet(row, kind)
    assert row.state == EnrolmentState.COMPLETED
    campus.issue([row], DIPLOMA)
    in_force = Credential.objects.filter(enrolment=row, state=CredentialState.ISSUED)
    assert set(in_force.values_list("kind", flat=True)) == {RECORD, DIPLOMA}


def test_a_record_that_was_only_approved_is_not_issued_to_who_goes_on(campus: Campus) -> None:
    row = campus.left("张三")
    batch = campus.approved([row], RECORD)
    come_back(row)
    issue_entry(entry_uuid=batch.entries.get().uuid, actor=WORKER, now=ISSUED_AT)
    assert batch.entries.get().state == "failed"
    assert not RegisterNumber.objects.exists()
