"""Certificates end in one way: one officer asks, another decides; what replaces one is issued before it ends."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from certificates.api import explain_numbers, verify_address
from certificates.issuing import operations as issuing
from certificates.issuing import public_records
from certificates.issuing.ending import operations
from certificates.issuing.ending.content import Wanted, changes_of
from certificates.issuing.ending.operations import (
    approve_request,
    carry_out,
    give_up,
    refuse_request,
    request_ending,
    retry_request,
    withdraw_request,
)
from certificates.issuing.ending.queries import chain_of, history_of, open_request_of
from certificates.issuing.ending.rules import Ending, Reason
from certificates.issuing.errors import (
    CredentialNotFound,
    EndingNotFound,
    MayNotIssue,
    SamePerson,
    WrongState,
)
from certificates.issuing.holdings import certificates_held
from certificates.issuing.keys.errors import CannotSign
from certificates.issuing.queries import award_of_credential
from certificates.issuing.register.checking import find_differences
from certificates.issuing.register.queries import standing_of
from certificates.models import (
    Credential,
    EndingRequest,
    PublishedCredential,
    RegisterNumber,
    RevokedEntry,
    WaitingEvent,
)
from certificates.verifier.entries import EventKind, read_event
from lms.accounts.api import User
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry, Job
from tests.factories.accounts import give_role, issuing_officer_at, registrar_at
from tests.factories.certificates import ISSUED_AT, NAME, completed_enrolment, issued_credential
from tests.factories.endings import WORKER, an_officer_for, approved, asked, replaced, revoked
from tests.factories.organisations import a_school, a_site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
LATER = ISSUED_AT + timedelta(days=20)


@pytest.fixture
def credential() -> Credential:
    return issued_credential()


def states(*rows: Any) -> list[str]:
    for row in rows:
        row.refresh_from_db()
    return [str(row.state) for row in rows]


def make(request: EndingRequest) -> EndingRequest:
    return carry_out(request_uuid=request.uuid, actor=WORKER, now=ISSUED_AT)


def record_of(credential: Credential) -> PublishedCredential:
    return PublishedCredential.objects.get(number=credential.number_id)


def test_a_revocation_takes_two_people_and_ends_everything_at_once(credential: Credential) -> None:
    request = asked(credential, reason=Reason.OBTAINED_BY_FRAUD)
    assert states(credential, request) == ["issued", "requested"]
    assert not RevokedEntry.objects.exists()

    approved(request, now=LATER)

    assert states(credential, request) == ["revoked", "done"]
    record = record_of(credential)
    assert (record.status, record.status_date) == ("revoked", date(2026, 7, 20))
    assert standing_of([credential.document_sha256]).state == "revoked"
    assert RevokedEntry.objects.get().entry.credential == credential
    assert not certificates_held([credential.person_id])
    assert RegisterNumber.objects.count() == 1
    actions = AuditEntry.objects.filter(reason="obtained_by_fraud").values_list("action", flat=True)
    assert sorted(actions) == [
        "certificates.approve_ending",
        "certificates.request_ending",
        "certificates.revoke_credential",
    ]


def test_a_replacement_says_the_same_under_a_new_number_and_the_old_one_ends_with_it(
    credential: Credential,
) -> None:
    newer = replaced(credential, now=LATER)

    assert states(credential, newer, EndingRequest.objects.get()) == ["replaced", "issued", "done"]
    assert newer.replaces == credential
    before, after = award_of_credential(credential), award_of_credential(newer)
    assert replace(after, number=before.number) == before
    assert after.number != before.number
    assert newer.token != credential.token
    assert newer.document_sha256 != credential.document_sha256
    assert (record_of(credential).status, record_of(newer).status) == ("replaced", "valid")
    assert record_of(credential).status_date == date(2026, 7, 20)
    assert [standing_of([one.document_sha256]).state for one in (credential, newer)] == ["replaced", "issued"]
    entry = read_event(bytes(WaitingEvent.objects.get(kind=EventKind.REPLACE.value).entry))
    assert (entry.digest, entry.successor) == (credential.document_sha256, newer.document_sha256)
    assert RevokedEntry.objects.get().entry.credential == credential
    held = certificates_held([credential.person_id])[credential.person_id]
    assert [one.key for one in held] == [str(newer.uuid)]
    assert explain_numbers() == {credential.number_id: "replaced", newer.number_id: "issued"}
    assert not [found for found in find_differences()[1] if not found.startswith("Published files")]


def test_until_the_new_one_is_published_the_old_one_stays_in_force(
    credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = approved(asked(credential, Ending.REPLACE))

    def fail(**named: Any) -> None:
        raise CannotSign("no key")

    with monkeypatch.context() as patch:
        patch.setattr(issuing, "store_document", fail)
        with pytest.raises(CannotSign):
            make(request)
    begun = credential.successors.get()
    assert states(credential, begun, request) == ["issued", "reserved", "failed"]
    assert request.answer == "no key"
    assert len(certificates_held([credential.person_id])[credential.person_id]) == 1
    assert record_of(credential).status == "valid"
    assert open_request_of(credential) == request

    retry_request(request_uuid=request.uuid, actor=an_officer_for(credential), now=ISSUED_AT)
    assert Job.objects.filter(key=f"{request.uuid}:2").exists()
    make(request)
    make(request)

    assert states(credential, begun, request) == ["replaced", "issued", "done"]
    assert request.answer == ""
    assert Credential.objects.count() == RegisterNumber.objects.count() == 2


def test_a_correction_changes_what_was_asked_for_and_nothing_else(credential: Credential) -> None:
    name, day = "买买提·吐尔逊江", date(2026, 6, 29)
    request = asked(
        credential,
        Ending.CORRECT,
        name=f"  {name.replace('·', '•')} ",
        awarded_date=day,
        title_en="A new title",
    )
    changed = {change.field: change.after for change in changes_of(request) if change.is_changed}
    assert changed == {"name": name, "awarded_date": day.isoformat(), "title_en": "A new title"}

    approved(request)
    make(request)

    newer = credential.successors.get()
    before, after = award_of_credential(credential), award_of_credential(newer)
    wanted: dict[str, Any] = {**changed, "awarded_date": day}
    assert after == replace(before, number=after.number, **wanted)
    assert newer.awarded_date == day
    record = record_of(newer)
    assert (record.full_name, record.title_en, record.awarded_date) == (name, "A new title", day)
    assert public_records.find_by_number_and_name(number=newer.number_id, name=NAME) is None
    credential.person.refresh_from_db()
    assert credential.person.full_name == NAME


def test_what_is_asked_for_is_frozen_against_later_changes(credential: Credential, settings: Any) -> None:
    request = approved(asked(credential, Ending.REPLACE, reason=Reason.NAME_CHANGED, name="古丽"))
    credential.person.full_name = "别的名字"
    credential.person.save()
    settings.PUBLIC_BASE_URL = "https://elsewhere.example.org"
    make(request)
    assert award_of_credential(credential.successors.get()).name == "古丽"


def test_the_address_on_the_new_one_is_that_of_today(credential: Credential, settings: Any) -> None:
    settings.PUBLIC_BASE_URL = "https://moved.example.org/"
    newer = replaced(credential)
    assert verify_address(newer).startswith("https://moved.example.org/v/")
    assert not verify_address(credential).startswith("https://moved.example.org")


def test_whoever_asked_does_not_decide_and_nobody_else_withdraws(credential: Credential) -> None:
    officer, other = an_officer_for(credential), an_officer_for(credential)
    request = asked(credential, actor=officer)
    for actor in (officer, WORKER):
        with pytest.raises(SamePerson):
            approve_request(request_uuid=request.uuid, actor=actor, now=ISSUED_AT)
        with pytest.raises(SamePerson):
            refuse_request(request_uuid=request.uuid, answer="no", actor=actor, now=ISSUED_AT)
    with pytest.raises(SamePerson):
        withdraw_request(request_uuid=request.uuid, actor=other, now=ISSUED_AT)
    with pytest.raises(SamePerson):
        asked(credential, actor=WORKER)
    assert states(credential, request) == ["issued", "requested"]
    with pytest.raises(IntegrityError), transaction.atomic():
        EndingRequest.objects.update(
            state="refused", decided_by=officer.user_uuid, decided_at=LATER, ended_at=LATER
        )


def test_who_is_no_officer_of_the_school_decides_nothing(credential: Credential) -> None:
    request = asked(credential)
    site = credential.enrolment.site
    registrar = Actor(registrar_at(site).uuid, "registrar")
    stranger = Actor(issuing_officer_at(a_school(name="另一所学校")).uuid, "issuing_officer")
    elsewhere = Actor(registrar_at(a_site(name="别处")).uuid, "registrar")
    for actor in (registrar, stranger, elsewhere):
        with pytest.raises(MayNotIssue):
            approve_request(request_uuid=request.uuid, actor=actor, now=ISSUED_AT)
    for actor in (stranger, elsewhere, Actor(uuid4(), "issuing_officer")):
        with pytest.raises(MayNotIssue):
            asked(credential, actor=actor)
    withdraw_request(
        request_uuid=request.uuid, actor=Actor(request.requested_by, "issuing_officer"), now=ISSUED_AT
    )
    assert asked(credential, actor=registrar).state == "requested"


def test_nobody_asks_or_decides_about_their_own_certificate(credential: Credential) -> None:
    holder = User.objects.get(person=credential.person)
    give_role(holder, Role.ISSUING_OFFICER, credential.school)
    own = Actor(holder.uuid, "issuing_officer")
    with pytest.raises(MayNotIssue):
        asked(credential, actor=own)
    request = asked(credential)
    with pytest.raises(MayNotIssue):
        approve_request(request_uuid=request.uuid, actor=own, now=ISSUED_AT)


def test_an_officer_who_left_decides_nothing(credential: Credential) -> None:
    officer = an_officer_for(credential)
    request = asked(credential)
    User.objects.filter(uuid=officer.user_uuid).update(is_active=False)
    with pytest.raises(MayNotIssue):
        approve_request(request_uuid=request.uuid, actor=officer, now=ISSUED_AT)


def test_what_is_refused_or_withdrawn_leaves_the_certificate_and_the_way_free(credential: Credential) -> None:
    officer = an_officer_for(credential)
    first = asked(credential, actor=officer)
    with pytest.raises(WrongState, match="waits for a decision"):
        asked(credential, Ending.REPLACE)
    refuse_request(request_uuid=first.uuid, answer="Not so", actor=an_officer_for(credential), now=ISSUED_AT)
    second = asked(credential, Ending.CORRECT, actor=officer, name="甲一")
    withdraw_request(request_uuid=second.uuid, actor=officer, now=ISSUED_AT)
    assert states(credential, first, second) == ["issued", "refused", "withdrawn"]
    for request in (first, second):
        with pytest.raises(WrongState):
            approved(request)
        with pytest.raises(WrongState):
            make(request)
        with pytest.raises(WrongState):
            withdraw_request(request_uuid=request.uuid, actor=officer, now=ISSUED_AT)
    asked(credential)
    assert RegisterNumber.objects.count() == 1


def test_what_has_ended_is_not_ended_again(credential: Credential) -> None:
    newer = replaced(credential)
    for kind in Ending:
        with pytest.raises(WrongState, match="not in force"):
            asked(credential, kind, **({"name": "甲一"} if kind is Ending.CORRECT else {}))
    revoked(newer)
    with pytest.raises(WrongState, match="not in force"):
        asked(newer)
    assert not certificates_held([credential.person_id])
    assert states(credential, newer) == ["replaced", "revoked"]


def test_a_chain_counts_once_and_tells_its_history(credential: Credential) -> None:
    second = replaced(credential)
    third = replaced(second, Ending.CORRECT, name="甲一")
    for one in (credential, second, third):
        assert [row.pk for row in chain_of(one)] == [credential.pk, second.pk, third.pk]
        assert history_of(chain_of(one)).count() == 2
    held = certificates_held([credential.person_id])[credential.person_id]
    assert [one.key for one in held] == [str(third.uuid)]
    again = issuing.issue_credential(enrolment_uuid=credential.enrolment.uuid, actor=WORKER, now=LATER)
    assert again == credential
    assert Credential.objects.count() == 3


def test_giving_up_voids_the_number_and_frees_the_certificate(
    credential: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = approved(asked(credential, Ending.REPLACE))
    with monkeypatch.context() as patch:
        patch.setattr(
            operations, "finish_credential", lambda **named: (_ for _ in ()).throw(CannotSign("none"))
        )
        with pytest.raises(CannotSign):
            make(request)
    registrar = Actor(registrar_at(credential.enrolment.site).uuid, "registrar")
    with pytest.raises(MayNotIssue):
        give_up(request_uuid=request.uuid, answer="x", actor=registrar, now=ISSUED_AT)

    give_up(request_uuid=request.uuid, answer="Lost no more", actor=an_officer_for(credential), now=ISSUED_AT)

    begun = credential.successors.get()
    assert states(credential, begun, request) == ["issued", "void", "given_up"]
    assert explain_numbers()[begun.number_id] == "void: Lost no more"
    assert make(request).state == "given_up"
    newer = replaced(credential)
    assert newer.number_id != begun.number_id
    assert RegisterNumber.objects.count() == 3


def test_what_was_issued_is_not_given_up(credential: Credential, monkeypatch: pytest.MonkeyPatch) -> None:
    request = approved(asked(credential, Ending.REPLACE))
    with monkeypatch.context() as patch:
        patch.setattr(operations, "_settle", lambda *given, **named: None)
        make(request)
    officer = an_officer_for(credential)
    with pytest.raises(WrongState):
        give_up(request_uuid=request.uuid, answer="x", actor=officer, now=ISSUED_AT)
    make(request)
    assert states(credential, request) == ["replaced", "done"]
    with pytest.raises(WrongState):
        give_up(request_uuid=request.uuid, answer="x", actor=officer, now=ISSUED_AT)


def test_the_same_form_sent_twice_is_one_request(credential: Credential) -> None:
    officer, key = an_officer_for(credential), uuid4()
    wanted = Wanted(Ending.REVOKE, Reason.ORDERED)
    named = {"credential_uuid": credential.uuid, "wanted": wanted, "actor": officer, "now": ISSUED_AT}
    assert request_ending(key=key, **named) == request_ending(key=key, **named)
    with pytest.raises(WrongState):
        request_ending(key=uuid4(), **named)
    other = issued_credential(name="乙二")
    stranger = an_officer_for(other)
    with pytest.raises(WrongState):  # somebody else's key is no way to their request
        request_ending(**named | {"credential_uuid": other.uuid, "actor": stranger, "key": key})


def test_what_is_not_there_is_not_found() -> None:
    officer = Actor(issuing_officer_at(a_school()).uuid, "issuing_officer")
    named = {"request_uuid": uuid4(), "actor": officer, "now": ISSUED_AT}
    for work in (approve_request, withdraw_request, retry_request, carry_out):
        with pytest.raises(EndingNotFound):
            work(**named)
    wanted = Wanted(Ending.REVOKE, Reason.ORDERED)
    with pytest.raises(CredentialNotFound):
        request_ending(credential_uuid=uuid4(), wanted=wanted, actor=officer, now=ISSUED_AT)


def test_what_is_not_issued_yet_is_not_ended() -> None:
    begun = issuing.reserve_credential(enrolment_uuid=completed_enrolment().uuid, actor=WORKER, now=ISSUED_AT)
    with pytest.raises(MayNotIssue):
        asked(begun)
