"""The status list: a random free bit for each credential, set by revoking, signed again in time."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import Resolver404, resolve

from certificates.issuing import operations, storage, tasks
from certificates.issuing.keys.algorithms import ed25519_bytes
from certificates.issuing.keys.models import Purpose, SigningKey
from certificates.issuing.keys.operations import Holder, make_signing_key
from certificates.issuing.status import bits
from certificates.issuing.status import operations as status
from certificates.models import Credential, RevokedEntry, StatusEntry, StatusList
from certificates.verifier.digital.integrity import check_proof
from lms.core.models import Job
from tests.factories.accounts import an_actor
from tests.factories.certificates import ISSUED_AT, completed_enrolment, issued_credential
from tests.factories.endings import revoked

pytestmark = pytest.mark.django_db


def served(client: Client) -> dict[str, Any]:
    return client.get("/status/1").json()


def bit_of(credential: Credential, body: dict[str, Any]) -> bool:
    return bits.is_set(body["credentialSubject"]["encodedList"], credential.status_entry.index)


def revoke(credential: Credential) -> None:
    revoked(credential)


def test_bit_zero_is_the_most_significant_and_the_length_is_that_of_the_standard() -> None:
    encoded = bits.encode([0, 9, bits.LENGTH - 1])
    assert bits.LENGTH == 131_072
    assert [index for index in (0, 1, 7, 8, 9, bits.LENGTH - 1) if bits.is_set(encoded, index)] == [
        0,
        9,
        131_071,
    ]
    # The example of the standard: an empty list of the least length.
    assert bits.is_set("uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA", 0) is False


def test_the_list_is_a_credential_of_its_own(client: Client) -> None:
    issued_credential()
    response = client.get("/status/1")
    body = response.json()

    assert response["Access-Control-Allow-Origin"] == "*"
    assert "public" in response["Cache-Control"]
    assert not response.cookies
    assert body["@context"] == ["https://www.w3.org/ns/credentials/v2"]
    assert body["id"] == "http://testserver/status/1"
    assert body["issuer"] == "did:web:testserver:issuers:main"
    assert body["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert body["credentialSubject"]["id"] == "http://testserver/status/1#list"
    assert body["credentialSubject"]["statusPurpose"] == "revocation"
    assert (body["validFrom"], body["validUntil"]) == ("2026-06-29T16:00:00Z", "2026-07-03T16:00:00Z")
    check_proof(body, ed25519_bytes(bytes(SigningKey.objects.get(purpose=Purpose.CREDENTIAL).public)))


@pytest.mark.parametrize("name", ["2", "0", "%00", "1%2F..", "x" * 300])
def test_there_is_no_other_list(client: Client, name: str) -> None:
    issued_credential()
    assert client.get(f"/status/{name}").status_code == 404


def test_a_name_that_no_database_takes_does_not_reach_one() -> None:
    for name in ("\x00", "1\x00", "1 ", "名"):
        with pytest.raises(Resolver404):
            resolve(f"/status/{name}")


def test_no_header_of_a_request_moves_the_list(client: Client) -> None:
    issued_credential()
    assert Client(headers={"host": "localhost"}).get("/status/1").content == client.get("/status/1").content


def test_revoking_sets_the_bit_in_the_list_that_is_served(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    credential, other = issued_credential(), issued_credential()
    assert not bit_of(credential, served(client))

    with django_capture_on_commit_callbacks(execute=True):
        revoke(credential)

    assert bit_of(credential, served(client))
    assert not bit_of(other, served(client))


def test_a_revocation_that_is_undone_leaves_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    credential = issued_credential()

    def fail(*arguments: Any, **more: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(status, "enqueue", fail)
    with pytest.raises(RuntimeError):
        revoke(credential)
    credential.refresh_from_db()
    assert credential.state == "issued"
    assert not RevokedEntry.objects.exists()


def test_the_timer_signs_what_grows_old_what_misses_a_bit_and_after_a_rotation(client: Client) -> None:
    credential = issued_credential()
    assert status.sign_stale_lists(now=ISSUED_AT + timedelta(hours=11)) == 0
    assert status.sign_stale_lists(now=ISSUED_AT + timedelta(hours=13)) == 1
    assert served(client)["validUntil"] == "2026-07-04T16:00:00Z"

    revoke(credential)
    Job.objects.all().delete()  # as if it had been lost
    later = ISSUED_AT + timedelta(hours=14)
    assert status.sign_stale_lists(now=later) == 1
    assert bit_of(credential, served(client))

    make_signing_key(purpose=Purpose.CREDENTIAL, holder=Holder(), actor=an_actor(), now=later)
    assert status.sign_stale_lists(now=later) == 1
    assert status.sign_stale_lists(now=later) == 0


def test_the_timer_runs_as_a_task() -> None:
    issued_credential()
    assert tasks.keep_status_lists() == 1  # the present is long after the day of the test


def test_of_two_that_sign_at_once_the_one_that_knows_more_stays(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential = issued_credential()
    row, sign = StatusList.objects.get(), status.add_proof

    def slow(*arguments: Any, **more: Any) -> dict[str, Any]:
        monkeypatch.setattr(status, "add_proof", sign)
        revoke(credential)
        status.sign_list(row, actor=an_actor(), now=ISSUED_AT)
        return sign(*arguments, **more)

    monkeypatch.setattr(status, "add_proof", slow)
    status.sign_list(row, actor=an_actor(), now=ISSUED_AT)

    assert bit_of(credential, served(client))


def test_who_began_first_but_knows_more_is_not_passed_over(client: Client) -> None:
    credential = issued_credential()
    row, later = StatusList.objects.get(), ISSUED_AT + timedelta(seconds=1)
    status.sign_list(row, actor=an_actor(), now=later)
    revoke(credential)

    status.sign_list(row, actor=an_actor(), now=ISSUED_AT)

    assert bit_of(credential, served(client))


def test_a_list_signed_while_the_clock_was_ahead_is_signed_again(client: Client) -> None:
    issued_credential()
    status.sign_list(StatusList.objects.get(), actor=an_actor(), now=ISSUED_AT + timedelta(days=400))

    assert status.sign_stale_lists(now=ISSUED_AT) == 1

    assert served(client)["validFrom"] == "2026-06-29T16:00:00Z"


def test_places_are_drawn_and_a_taken_one_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([7, 7, 7, 90_000])
    monkeypatch.setattr(status, "_random_index", lambda: next(drawn))
    assert [issued_credential().status_entry.index for _index in range(2)] == [7, 90_000]


def test_a_full_list_is_followed_by_another() -> None:
    one = issued_credential()
    StatusList.objects.update(taken=status.FULL)
    other = issued_credential()
    assert [one.status_entry.list.name, other.status_entry.list.name] == ["1", "2"]
    assert StatusList.objects.get(name="2").content


def test_the_places_of_a_batch_do_not_stand_together() -> None:
    places = [issued_credential().status_entry.index for _index in range(6)]
    assert places != sorted(places) or max(places) - min(places) > 1000


@pytest.mark.parametrize("table", ["statusentry", "signedcredential", "revokedentry"])
def test_the_database_keeps_what_was_drawn_signed_and_revoked(table: str) -> None:
    revoke(issued_credential())
    for statement in (f"UPDATE certificates_{table} SET id = id", f"DELETE FROM certificates_{table}"):  # noqa: S608
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_credential_from_before_there_were_digital_ones_can_be_revoked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(operations, "_refuse_unfinished", lambda credential: None)  # as it was then
    begun = operations.reserve_credential(
        enrolment_uuid=completed_enrolment().uuid,
        actor=an_actor(),
        now=ISSUED_AT,
    )
    digest = storage.put_document(b"a document without a seal")
    Credential.objects.filter(pk=begun.pk).update(
        document_name=storage.name_of(digest), document_sha256=digest
    )
    operations.publish_credential(credential_uuid=begun.uuid, actor=an_actor(), now=ISSUED_AT)
    revoke(begun)
    assert not StatusEntry.objects.exists()
    assert not RevokedEntry.objects.exists()
