"""A holder's pages and the staff's list: own ones only, the document by permission, nothing to change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from certificates.api import demonstration_credentials
from certificates.issuing.digital.operations import sign_credential, signed_bytes_of
from certificates.issuing.operations import store_document
from certificates.issuing.register.signing import known_keys
from certificates.issuing.reserving import reserve_credential
from certificates.models import Credential
from certificates.verifier.receipts import check_receipt
from certificates.verifier.results import Outcome
from lms.accounts.models import User
from tests.factories.accounts import (
    administrator_at,
    an_actor,
    examinations_officer_at,
    instructor_at,
    issuing_officer_at,
    registrar_at,
    sign_in,
    trainee_at,
)
from tests.factories.certificates import ISSUED_AT, NAME, completed_enrolment, issued_credential
from tests.factories.endings import replaced, revoked
from tests.factories.organisations import a_school, a_site
from tests.factories.register import checkpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def credential() -> Credential:
    return issued_credential()


def url(name: str, credential: Credential) -> str:
    return reverse(f"certificates:{name}", args=[credential.uuid])


def test_a_holder_sees_and_downloads_the_certificate(client: Client, credential: Credential) -> None:
    sign_in(client, credential.person.user)

    assert "示范项目" in client.get(reverse("certificates:credentials")).content.decode()
    page = client.get(url("credential", credential)).content.decode()
    document = client.get(url("document", credential))

    assert NAME in page
    assert url("document", credential) in page
    assert document["Content-Disposition"] == f'attachment; filename="{credential.number_id}.pdf"'
    assert document["Content-Type"] == "application/pdf"
    assert document["Cache-Control"] == "no-store"
    assert document.content.startswith(b"%PDF")


def test_who_has_another_name_now_is_told_by_which_the_certificate_is_checked(credential: Credential) -> None:
    holder, officer = sign_in(Client(), credential.person.user), Client()
    sign_in(officer, issuing_officer_at(credential.school))
    pages = (
        (holder, url("credential", credential)),
        (officer, reverse("ending_desk:certificate", args=[credential.uuid])),
    )
    told = "档案中的姓名不同："
    assert not any(told in client.get(page).content.decode() for client, page in pages)
    credential.person.full_name = "李新名"
    credential.person.save(update_fields=["full_name"])
    for client, page in pages:
        shown = client.get(page).content.decode()
        assert f"{told}李新名" in shown
        assert NAME in shown


def test_a_holder_downloads_the_digital_credential(client: Client, credential: Credential) -> None:
    sign_in(client, credential.person.user)
    page = client.get(url("credential", credential)).content.decode()

    for name, ending, kind in (
        ("credential_json", "json", "application/json"),
        ("credential_jwt", "jwt", "application/jwt"),
    ):
        assert url(name, credential) in page
        answer = client.get(url(name, credential))
        assert answer["Content-Disposition"] == f'attachment; filename="{credential.number_id}.{ending}"'
        assert answer["Content-Type"] == kind
        assert answer["Cache-Control"] == "no-store"
    assert client.get(url("credential_json", credential)).content == signed_bytes_of(credential)


def test_a_person_without_certificates_is_told_how_to_get_one(client: Client) -> None:
    sign_in(client, trainee_at(a_site()))
    assert 'class="empty"' in client.get(reverse("certificates:credentials")).content.decode()


def test_a_holder_downloads_the_receipt_once_a_checkpoint_covers_it(
    client: Client, credential: Credential
) -> None:
    sign_in(client, credential.person.user)
    assert url("receipt", credential) not in client.get(url("credential", credential)).content.decode()
    assert client.get(url("receipt", credential)).status_code == 404
    checkpoint(day=1)

    assert url("receipt", credential) in client.get(url("credential", credential)).content.decode()
    answer = client.get(url("receipt", credential))
    assert answer["Content-Disposition"] == f'attachment; filename="{credential.number_id}.txt"'
    assert answer["Cache-Control"] == "no-store"
    found = check_receipt(answer.content.decode(), [credential.document_sha256], known_keys())
    assert found.outcome is Outcome.OK


@pytest.mark.parametrize("page", ["credential", "document", "credential_json", "credential_jwt", "receipt"])
def test_others_find_nothing(client: Client, credential: Credential, page: str) -> None:
    other_site, other_school = a_site(), a_school()
    strangers: list[User] = [
        trainee_at(credential.enrolment.site),
        registrar_at(other_site),
        issuing_officer_at(other_school),
        instructor_at(credential.enrolment.site),
        examinations_officer_at(credential.enrolment.site),
        administrator_at(credential.enrolment.site),
    ]
    for stranger in strangers:
        sign_in(client, stranger)
        assert client.get(url(page, credential)).status_code == 404
        client.logout()
    assert client.get(url(page, credential)).status_code == 302


def test_staff_of_the_site_or_school_open_it(client: Client, credential: Credential) -> None:
    for user in (registrar_at(credential.enrolment.site), issuing_officer_at(credential.school)):
        sign_in(client, user)
        assert client.get(url("credential", credential)).status_code == 200
        assert client.get(url("document", credential)).status_code == 200


def test_what_was_signed_and_not_issued_is_given_to_nobody(client: Client) -> None:
    made = {"actor": an_actor(), "now": ISSUED_AT}
    reserved = reserve_credential(enrolment_uuid=completed_enrolment().uuid, **made)
    sign_credential(credential_uuid=reserved.uuid, **made)
    store_document(credential_uuid=reserved.uuid, **made)

    sign_in(client, registrar_at(reserved.enrolment.site))
    assert client.get(url("credential", reserved)).status_code == 200
    for page in ("document", "credential_json", "credential_jwt", "receipt"):
        assert client.get(url(page, reserved)).status_code == 404


def test_a_revoked_certificate_stays_in_the_list_with_its_state(
    client: Client, credential: Credential
) -> None:
    revoked(credential)
    sign_in(client, credential.person.user)
    page = client.get(url("credential", credential)).content.decode()

    assert "verdict--revoked" in page
    assert "发证有误" not in page
    assert url("document", credential) not in page


FILES = ("document", "credential_json", "credential_jwt", "receipt", "offline_code", "second_signature")


@pytest.mark.parametrize("ended", [revoked, replaced])
def test_files_of_what_has_ended_are_given_at_no_address_as_no_page_offers_them(
    client: Client, credential: Credential, ended: Callable[[Credential], Any]
) -> None:
    ended(credential)
    for user in (credential.person.user, registrar_at(credential.enrolment.site)):
        sign_in(client, user)
        page = client.get(url("credential", credential)).content.decode()
        assert not [name for name in FILES if url(name, credential) in page]
        assert {name: client.get(url(name, credential)).status_code for name in FILES} == dict.fromkeys(
            FILES, 404
        )


def test_a_damaged_document_is_never_sent(client: Client, credential: Credential, documents) -> None:
    (documents / credential.document_name).write_bytes(b"%PDF-1.7 other")
    sign_in(client, credential.person.user)
    response = client.get(url("document", credential))

    assert response.status_code == 503
    assert b"%PDF" not in response.content


def test_staff_search_and_filter_the_list(client: Client, credential: Credential) -> None:
    elsewhere = issued_credential(name="李晓红")
    sign_in(client, registrar_at(credential.enrolment.site))
    index = reverse("credentials:index")

    text = client.get(index).content.decode()
    assert credential.number_id in text
    assert elsewhere.number_id not in text
    assert credential.number_id in client.get(index, {"q": "买买提"}).content.decode()
    assert credential.number_id not in client.get(index, {"q": "nobody"}).content.decode()
    assert credential.number_id not in client.get(index, {"state": "revoked"}).content.decode()


def test_the_list_is_for_registrars_and_issuing_officers(client: Client, credential: Credential) -> None:
    for user, status in (
        (issuing_officer_at(credential.school), 200),
        (instructor_at(credential.enrolment.site), 302),
        (credential.person.user, 302),
    ):
        sign_in(client, user)
        assert client.get(reverse("credentials:index")).status_code in {
            status,
            403 if status == 302 else status,
        }
        client.logout()


def test_the_list_has_no_address_that_changes_anything() -> None:
    for name in ("add", "edit", "delete", "copy", "history"):
        with pytest.raises(NoReverseMatch):
            reverse(f"credentials:{name}")
        with pytest.raises(NoReverseMatch):
            reverse(f"credentials:{name}", args=[1])


def test_the_list_takes_the_same_queries_for_many_rows(
    client: Client, credential: Credential, django_assert_max_num_queries
) -> None:
    for _ in range(4):
        issued_credential(site=credential.enrolment.site)
    sign_in(client, registrar_at(credential.enrolment.site))
    with django_assert_max_num_queries(25):
        client.get(reverse("credentials:index"))


def test_the_demonstration_tells_number_holder_address_and_file(credential: Credential) -> None:
    found = demonstration_credentials()[0]

    assert (found.number, found.holder) == (credential.number_id, NAME)
    assert found.verify_url.endswith(f"/v/{credential.token}/")
    assert found.document.read_bytes().startswith(b"%PDF")
