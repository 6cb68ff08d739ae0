"""What nobody can ask for about a certificate, and what the database itself holds of requests."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from certificates.issuing.ending.content import Wanted
from certificates.issuing.ending.operations import carry_out, request_ending, retry_request
from certificates.issuing.ending.rules import Ending, Reason
from certificates.issuing.errors import NotPrintable, UnusableRequest, WrongState
from certificates.models import Credential, EndingRequest
from lms.core.models import AuditEntry, Job, JobState
from tests.factories.accounts import issuing_officer_at, sign_in
from tests.factories.certificates import ISSUED_AT, NAME, issued_credential
from tests.factories.endings import WORKER, an_officer_for, approved, asked, replaced

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def credential() -> Credential:
    return issued_credential()


REFUSED = [
    (Ending.REVOKE, Reason.LOST, {}, "reason"),
    (Ending.REVOKE, "because", {}, "reason"),
    (Ending.REVOKE, Reason.OTHER, {}, "reason"),
    (Ending.CORRECT, Reason.TYPING_ERROR, {}, "name"),
    (Ending.CORRECT, Reason.TYPING_ERROR, {"name": NAME}, "name"),
    (Ending.CORRECT, Reason.TYPING_ERROR, {"number": "TC-1"}, "name"),
    (Ending.CORRECT, Reason.TYPING_ERROR, {"specimen": True, "verify_at": "https://evil.example"}, "name"),
    (Ending.CORRECT, Reason.TYPING_ERROR, {"name": " "}, "name"),
    (Ending.CORRECT, Reason.TYPING_ERROR, {"name": "甲" * 101}, "name"),
    (Ending.CORRECT, Reason.TYPING_ERROR, {"name": "甲\u202e一"}, "name"),
    (Ending.CORRECT, Reason.TYPING_ERROR, {"title_zh": "题\x00"}, "title_zh"),
    (Ending.CORRECT, Reason.TYPING_ERROR, {"title_zh": "焊工（第一示范 培训点）"}, "title_zh"),
    (Ending.CORRECT, Reason.TYPING_ERROR, {"awarded_date": date(2026, 7, 1)}, "awarded_date"),
    (Ending.CORRECT, Reason.TYPING_ERROR, {"awarded_date": date(1999, 1, 1)}, "awarded_date"),
    (Ending.REPLACE, Reason.LOST, {"name": "甲一"}, "name"),
    (Ending.REPLACE, Reason.NAME_CHANGED, {}, "name"),
    (Ending.REPLACE, Reason.NAME_CHANGED, {"name": "甲一", "title_zh": "别的"}, "name"),
    (Ending.REPLACE, Reason.TYPING_ERROR, {}, "reason"),
]


@pytest.mark.parametrize(("kind", "reason", "values", "field"), REFUSED)
def test_what_cannot_be_asked_for_is_refused_with_its_field(
    credential: Credential, kind: Ending, reason: str, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(UnusableRequest) as refused:
        asked(credential, kind, reason=reason, **values)
    assert refused.value.field == field
    assert not EndingRequest.objects.exists()


def test_what_cannot_be_printed_is_refused_before_anybody_decides(credential: Credential) -> None:
    with pytest.raises(NotPrintable):
        asked(credential, Ending.CORRECT, name="甲\U00030000")
    assert not EndingRequest.objects.exists()


def test_the_database_keeps_what_was_asked_for(credential: Credential) -> None:
    request = approved(asked(credential, Ending.REPLACE))
    for change in (
        {"kind": "correct"},
        {"reason": "lost2"},
        {"note": "x"},
        {"content": b"{}"},
        {"requested_by": uuid4()},
        {"decided_by": uuid4()},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            EndingRequest.objects.filter(pk=request.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        request.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(replaces=credential)


def test_the_database_lets_two_of_a_chain_be_in_force_at_no_instant(credential: Credential) -> None:
    newer = replaced(credential)
    with pytest.raises(IntegrityError), transaction.atomic():
        Credential.objects.filter(pk=credential.pk).update(state="issued", ended_at=None)
    newer.refresh_from_db()
    assert newer.state == "issued"


def test_the_note_is_sealed_and_stays_in_the_house(credential: Credential) -> None:
    wanted = Wanted(Ending.REVOKE, Reason.OTHER, "  The neighbour told us  ")
    request = request_ending(
        credential_uuid=credential.uuid, wanted=wanted, actor=an_officer_for(credential), now=ISSUED_AT
    )
    assert request.note == "The neighbour told us"
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM certificates_endingrequest")
        assert "neighbour" not in cursor.fetchone()[0]
    approved(request)
    assert not AuditEntry.objects.filter(reason__contains="neighbour").exists()


@pytest.mark.parametrize("kind", [Ending.REVOKE, Ending.REPLACE])
def test_what_waits_for_its_decision_is_not_tried_again(credential: Credential, kind: Ending) -> None:
    request = asked(credential, kind)

    with pytest.raises(WrongState):
        retry_request(request_uuid=request.uuid, actor=an_officer_for(credential), now=ISSUED_AT)

    request.refresh_from_db()
    assert (request.state, request.tries, request.decided_by) == ("requested", 0, None)


def test_what_a_job_gave_up_without_a_word_is_tried_again(credential: Credential, client: Client) -> None:
    officer = issuing_officer_at(credential.school)
    request = approved(asked(credential, Ending.REPLACE))
    page = reverse("ending_desk:request", args=[request.uuid])
    client.cookies["language"] = "en"
    sign_in(client, officer)
    who = {"request_uuid": request.uuid, "actor": an_officer_for(credential), "now": ISSUED_AT}
    assert "The new one is being made" in client.get(page).content.decode()
    with pytest.raises(WrongState):
        retry_request(**who)  # a job is at it

    Job.objects.filter(kind="certificates.ending").update(state=JobState.FAILED)

    assert "The new one could not be made" in client.get(page).content.decode()
    assert reverse("ending_desk:retry", args=[request.uuid]) in client.get(page).content.decode()
    retry_request(**who)
    assert Job.objects.get(kind="certificates.ending", state=JobState.QUEUED).key == f"{request.uuid}:2"
    assert "The new one is being made" in client.get(page).content.decode()
    with pytest.raises(WrongState):
        retry_request(**who)
    carry_out(request_uuid=request.uuid, actor=WORKER, now=ISSUED_AT)
    credential.refresh_from_db()
    assert credential.state == "replaced"
