"""Issuing: one credential per completion, content that nothing changes, every step repeatable."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from certificates.api import explain_numbers, list_unissued_completions
from certificates.issuing import operations, storage, tasks
from certificates.issuing.digital.operations import sign_credential
from certificates.issuing.documents.sealing import seal_in_use
from certificates.issuing.errors import (
    CredentialNotFound,
    DocumentDamaged,
    NotCompleted,
    NotPrintable,
    WrongState,
)
from certificates.models import Credential, PublishedCredential, RegisterNumber, WaitingEvent
from lms.core.ids import new_uuid
from lms.core.models import AuditEntry, Job, JobState
from tests.factories.accounts import an_actor
from tests.factories.certificates import (
    ISSUED_AT,
    NAME,
    complete,
    completed_enrolment,
    enrolment_of,
    issue,
    issued_credential,
)
from tests.factories.endings import revoked

pytestmark = pytest.mark.django_db


def document_of(credential: Credential) -> bytes:
    return operations.document_of(credential, seal=seal_in_use(now=ISSUED_AT))


def actions_on(credential: Credential) -> list[str]:
    rows = AuditEntry.objects.filter(target_uuid=credential.uuid).order_by("seq")
    return [action.removeprefix("certificates.") for action in rows.values_list("action", flat=True)]


def test_a_completion_becomes_an_issued_credential_with_document_and_public_record() -> None:
    credential = issued_credential()

    assert credential.state == "issued"
    assert storage.get_document(credential.document_name, credential.document_sha256).startswith(b"%PDF-1.7")
    assert PublishedCredential.objects.get().number == credential.number_id
    assert actions_on(credential) == [
        "reserve_number",
        "sign_credential",
        "store_document",
        "issue_credential",
    ]


def test_issuing_again_changes_nothing() -> None:
    credential = issued_credential()

    again = issue(credential.enrolment.uuid)

    assert again.pk == credential.pk
    assert RegisterNumber.objects.count() == PublishedCredential.objects.count() == 1
    assert len(actions_on(credential)) == 4


def test_an_enrolment_that_is_not_completed_gets_nothing() -> None:
    with pytest.raises(NotCompleted):
        issue(enrolment_of().uuid)
    assert not RegisterNumber.objects.exists()


def test_a_character_without_a_glyph_is_refused_before_a_number_is_used() -> None:
    enrolment = completed_enrolment(name="محمد")

    with pytest.raises(NotPrintable, match=r"U\+0645"):
        issue(enrolment.uuid)
    assert not RegisterNumber.objects.exists()


def test_completion_asks_for_the_credential_on_commit(django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enrolment = completed_enrolment()

    assert Credential.objects.get().enrolment == enrolment
    assert Job.objects.get(kind="certificates.issue").state == JobState.DONE


def test_the_sweep_finds_what_a_lost_event_left(django_capture_on_commit_callbacks) -> None:
    enrolment = completed_enrolment()
    assert list(list_unissued_completions()) == [enrolment]

    with django_capture_on_commit_callbacks(execute=True):
        tasks.sweep()

    assert Credential.objects.get().state == "issued"
    assert tasks.sweep() == 0


@pytest.mark.parametrize("step", ["reserved", "signed", "stored"])
def test_issuing_goes_on_from_where_it_stood(step: str) -> None:
    enrolment = completed_enrolment()
    arguments = {"actor": an_actor(), "now": ISSUED_AT}
    begun = operations.reserve_credential(enrolment_uuid=enrolment.uuid, **arguments)
    if step != "reserved":
        sign_credential(credential_uuid=begun.uuid, **arguments)
    if step == "stored":
        operations.store_document(credential_uuid=begun.uuid, **arguments)

    credential = issue(enrolment.uuid)

    assert (credential.pk, credential.number_id, credential.state) == (begun.pk, begun.number_id, "issued")


def test_renaming_person_and_school_later_changes_nothing() -> None:
    credential = issued_credential()
    before = document_of(credential)
    public = PublishedCredential.objects.values().get()
    credential.person.full_name, credential.school.name_zh = "改过的名字", "改过的学校"
    credential.person.save()
    credential.school.save()

    later = Credential.objects.get()

    assert document_of(later) == before
    assert storage.digest_of(before) == later.document_sha256
    assert PublishedCredential.objects.values().get() == public


@pytest.mark.parametrize("column", ["payload", "number", "token_hash", "enrolment_id", "awarded_date"])
def test_the_database_keeps_the_content_as_it_was_written(column: str) -> None:
    issued_credential()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE certificates_credential SET {column} = {column}")  # noqa: S608


@pytest.mark.parametrize(
    "table", ["certificates_credential", "certificates_registernumber", "certificates_publishedcredential"]
)
def test_nothing_is_ever_deleted(table: str) -> None:
    issued_credential()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608


def test_the_database_allows_one_live_credential_per_enrolment() -> None:
    credential = issued_credential()
    number = RegisterNumber.objects.create(
        number="TC-00000000-0", kind=credential.kind, reserved_at=ISSUED_AT
    )
    credential.pk, credential.uuid, credential.token_hash = None, new_uuid(), "other"
    credential.number = number
    with (
        pytest.raises(IntegrityError, match="credential_live_once_per_enrolment|UNIQUE"),
        transaction.atomic(),
    ):
        credential.save(force_insert=True)


def test_revoking_is_final_and_public_with_its_day_only() -> None:
    credential = issued_credential()

    revoked(credential)

    record = PublishedCredential.objects.get()
    assert (record.status, str(record.status_date)) == ("revoked", "2026-06-30")
    assert AuditEntry.objects.get(action="certificates.revoke_credential").reason == "issued_in_error"
    with pytest.raises(WrongState):
        revoked(credential)


def test_a_revoked_credential_is_not_issued_anew_by_the_sweep() -> None:
    credential = issued_credential()
    revoked(credential)

    assert tasks.sweep() == 0
    assert issue(credential.enrolment.uuid).state == "revoked"


def test_every_taken_number_is_explained() -> None:
    credential = issued_credential()
    begun = operations.reserve_credential(
        enrolment_uuid=completed_enrolment().uuid, actor=an_actor(), now=ISSUED_AT
    )
    assert explain_numbers() == {credential.number_id: "issued", begun.number_id: "reserved"}


def test_a_part_of_a_file_left_by_a_crash_is_replaced(documents) -> None:
    credential = issued_credential()
    path = documents / credential.document_name
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(DocumentDamaged):
        storage.get_document(credential.document_name, credential.document_sha256)

    assert storage.put_document(document_of(credential)) == credential.document_sha256
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_the_frozen_content_names_no_place_and_no_dates_of_study() -> None:
    enrolment = complete(enrolment_of())
    credential = issue(enrolment.uuid)
    text = bytes(credential.payload).decode()

    assert NAME in text
    for hidden in (enrolment.site.name_zh, enrolment.site.code, enrolment.site.name_en, "2026-06-01"):
        assert hidden not in text


def test_nothing_is_stored_before_it_is_signed() -> None:
    credential = operations.reserve_credential(
        enrolment_uuid=completed_enrolment().uuid, actor=an_actor(), now=ISSUED_AT
    )
    with pytest.raises(CredentialNotFound):
        operations.store_document(credential_uuid=credential.uuid, actor=an_actor(), now=ISSUED_AT)
    credential.refresh_from_db()
    assert credential.document_sha256 == ""


@pytest.mark.parametrize("steps", [[], [sign_credential]])
def test_nothing_is_published_without_its_signature_and_its_document(
    steps: list[Callable[..., object]],
) -> None:
    credential = operations.reserve_credential(
        enrolment_uuid=completed_enrolment().uuid, actor=an_actor(), now=ISSUED_AT
    )
    named = {"credential_uuid": credential.uuid, "actor": an_actor(), "now": ISSUED_AT}
    for step in steps:
        step(**named)

    with pytest.raises(WrongState):
        operations.publish_credential(**named)

    credential.refresh_from_db()
    assert credential.state == "reserved"
    assert not PublishedCredential.objects.exists()
    assert not WaitingEvent.objects.exists()
