"""After a revocation a certificate can be issued again: by two people, under a new number; officers alone know."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from certificates.api import explain_numbers, issue_credential, list_unissued_completions
from certificates.issuing import operations
from certificates.issuing.batches.desk.shown import list_candidates
from certificates.issuing.batches.operations import approve_batch, drop_entry, issue_entry, prepare_batch
from certificates.issuing.batches.queries import judge_enrolments
from certificates.issuing.ending.queries import chain_of
from certificates.issuing.errors import NotIssuable, WrongState
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.operations import publish_credential
from certificates.issuing.queries import award_of_credential
from certificates.issuing.register.checking import find_differences
from certificates.issuing.reserving import reserve_again, reserve_credential, reserve_successor
from certificates.models import Batch, BatchEntry, Credential, PublishedCredential, WaitingEvent
from lms.accounts.api import User
from lms.core.actor import Actor
from tests.factories.accounts import PASSWORD, an_actor, sign_in
from tests.factories.certificates import ISSUED_AT, issued_credential
from tests.factories.endings import WORKER, an_officer_for, replaced, revoked
from tests.factories.studies import Campus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DIPLOMA = CredentialKind.DIPLOMA
REVOKED_AT, LATER = ISSUED_AT + timedelta(days=2), ISSUED_AT + timedelta(days=9)


@pytest.fixture
def former(campus: Campus) -> Credential:
    row = campus.graduate("林小满")
    campus.issue([row], DIPLOMA)
    return revoked(Credential.objects.get(enrolment=row), now=REVOKED_AT)


def batch_with(campus: Campus, former: Credential, *, now: datetime = LATER) -> Batch:
    batch = prepare_batch([former.enrolment], kind=DIPLOMA, actor=campus.one, now=now)
    return approve_batch(batch_uuid=batch.uuid, actor=campus.other, now=now)


def issued_in(batch: Batch, *, now: datetime = LATER) -> Credential:
    entry = issue_entry(entry_uuid=batch.entries.get().uuid, actor=WORKER, now=now)
    assert entry.reason == ""
    assert entry.credential is not None
    return entry.credential


def test_it_is_issued_again_under_a_new_number_and_the_former_stays_revoked(
    campus: Campus, former: Credential
) -> None:
    newer = issued_in(batch_with(campus, former))

    former.refresh_from_db()
    assert (former.state, newer.state, newer.replaces) == ("revoked", "issued", former)
    assert former.ended_at == REVOKED_AT
    assert newer.number_id != former.number_id
    assert (
        [row.pk for row in chain_of(newer)] == [row.pk for row in chain_of(former)] == [former.pk, newer.pk]
    )
    assert explain_numbers() == {former.number_id: "revoked", newer.number_id: "issued"}
    kinds = list(WaitingEvent.objects.order_by("pk").values_list("kind", flat=True))
    assert sorted(kinds) == ["issue", "issue", "revoke"]
    assert not [found for found in find_differences()[1] if not found.startswith("Published files")]


def test_nobody_outside_learns_of_the_former(campus: Campus, former: Credential, client: Client) -> None:
    fresh = campus.graduate("林小满", seed=3)
    campus.issue([fresh], DIPLOMA)
    other = Credential.objects.get(enrolment=fresh)
    newer = issued_in(batch_with(campus, former))

    assert former.number_id not in repr(award_of_credential(newer))
    hidden = {"id", "token_hash", "number", "status_date"}
    rows = [PublishedCredential.objects.filter(number=one.number_id).values().get() for one in (newer, other)]
    told = [{key: value for key, value in row.items() if key not in hidden} for row in rows]
    assert told[0] == told[1]
    page = client.get(f"/v/{newer.token}/").content.decode()
    assert former.number_id not in page


def test_it_is_issued_again_once_however_often_it_is_tried(campus: Campus, former: Credential) -> None:
    batch = batch_with(campus, former)
    newer = issued_in(batch)
    BatchEntry.objects.filter(batch=batch).update(state="waiting", credential=None)  # as a crash leaves it

    assert issued_in(batch, now=LATER + timedelta(hours=1)) == newer
    assert Credential.objects.filter(replaces=former).count() == 1


def test_what_began_before_a_revocation_issues_nothing_again(former: Credential) -> None:
    """A job of the first issuing that a crash left behind finds what it had issued, revoked or not."""
    entry = BatchEntry.objects.get(credential=former)
    BatchEntry.objects.filter(pk=entry.pk).update(state="waiting", credential=None)
    issue_entry(entry_uuid=entry.uuid, actor=WORKER, now=LATER)
    assert Credential.objects.count() == 1


def test_a_training_certificate_is_not_issued_again_by_itself() -> None:
    former = revoked(issued_credential(), now=REVOKED_AT)
    again = issue_credential(enrolment_uuid=former.enrolment.uuid, actor=an_actor(), now=LATER)
    assert again == former
    assert not list_unissued_completions().exists()


def test_a_training_certificate_is_issued_again_in_a_batch() -> None:
    former = revoked(issued_credential(), now=REVOKED_AT)
    kind = CredentialKind.TRAINING_CERTIFICATE
    batch = prepare_batch([former.enrolment], kind=kind, actor=an_officer_for(former), now=LATER)
    approve_batch(batch_uuid=batch.uuid, actor=an_officer_for(former), now=LATER)
    assert issued_in(batch).replaces == former


def test_who_is_eligible_no_more_is_not_issued_to_again(campus: Campus, former: Credential) -> None:
    type(former.enrolment).objects.filter(pk=former.enrolment_id).update(state="active", completed_at=None)
    former.enrolment.refresh_from_db()
    with pytest.raises(NotIssuable, match="Not everybody"):
        batch_with(campus, former)


def test_each_revoked_certificate_is_in_one_live_batch(campus: Campus, former: Credential) -> None:
    batch = batch_with(campus, former)
    [judged] = judge_enrolments([former.enrolment], DIPLOMA, now=LATER)
    assert judged.reason == "Is in another batch already."
    entry = batch.entries.get()
    other = Batch.objects.create(
        kind=DIPLOMA, school=campus.school, prepared_by=campus.one.user_uuid, prepared_at=LATER
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        BatchEntry.objects.create(batch=other, enrolment=entry.enrolment, kind=DIPLOMA, reissues=former)


def test_only_what_was_revoked_before_is_issued_again(campus: Campus, former: Credential) -> None:
    row = campus.graduate("王大雪")
    campus.issue([row], DIPLOMA)
    in_force = Credential.objects.get(enrolment=row)
    for credential, now in ((in_force, LATER), (former, REVOKED_AT)):
        with pytest.raises(WrongState):
            reserve_again(credential, actor=WORKER, now=now)
    assert Credential.objects.count() == 2


@pytest.fixture
def begun(campus: Campus) -> Credential:
    """What was begun in the place of a diploma, which is revoked then."""
    row = campus.graduate("王大雪")
    campus.issue([row], DIPLOMA)
    credential = Credential.objects.get(enrolment=row)
    return reserve_successor(credential, award_of_credential(credential), actor=WORKER, now=ISSUED_AT)


def test_what_replaces_a_certificate_that_was_revoked_meanwhile_is_void(begun: Credential) -> None:
    assert begun.replaces is not None
    revoked(begun.replaces, now=REVOKED_AT)
    assert publish_credential(credential_uuid=begun.uuid, actor=WORKER, now=LATER).state == "void"


def test_nor_was_it_published_where_it_had_stayed(begun: Credential, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way of what is issued again is not open to a correction that was begun before the revocation."""
    assert begun.replaces is not None
    with monkeypatch.context() as former_way:
        former_way.setattr(operations, "void_within", lambda **named: None)
        revoked(begun.replaces, now=REVOKED_AT)
    with pytest.raises(WrongState):
        publish_credential(credential_uuid=begun.uuid, actor=WORKER, now=LATER)
    assert Credential.objects.get(pk=begun.pk).state == "reserved"


def test_what_failed_is_dropped_and_free_for_another_batch(
    campus: Campus, former: Credential, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = batch_with(campus, former)
    monkeypatch.setattr("certificates.issuing.batches.operations.finish_credential", _fails)
    entry = issue_entry(entry_uuid=batch.entries.get().uuid, actor=WORKER, now=LATER)
    assert entry.state == "failed"
    drop_entry(entry_uuid=entry.uuid, reason="Wrong photograph", actor=campus.other, now=LATER)
    monkeypatch.undo()

    newer = issued_in(batch_with(campus, former))

    former.refresh_from_db()
    assert (former.state, newer.replaces) == ("revoked", former)
    assert sorted(row.split(":")[0] for row in explain_numbers().values()) == ["issued", "revoked", "void"]


def test_a_second_revocation_is_followed_by_a_third_certificate(campus: Campus, former: Credential) -> None:
    second = revoked(replaced(issued_in(batch_with(campus, former)), now=LATER), now=LATER)
    later = LATER + timedelta(days=1)
    third = issued_in(batch_with(campus, second, now=later), now=later)
    assert third.replaces == second
    assert [row.state for row in chain_of(third)] == ["revoked", "replaced", "revoked", "issued"]
    with pytest.raises(NotIssuable):
        batch_with(campus, third, now=later)


def test_both_officers_see_that_it_is_issued_again(campus: Campus, former: Credential) -> None:
    one, other = (_browser(actor) for actor in (campus.one, campus.other))
    told = f"{former.number_id} was revoked on 2026-07-02"
    user = User.objects.get(uuid=campus.one.user_uuid)
    shown = list_candidates(
        user, kind=DIPLOMA, school=campus.school, cohort=None, programme=campus.version.programme
    )
    assert list(shown) == [former.enrolment]
    chosen = {
        "kind": DIPLOMA.value,
        "school": campus.school.uuid,
        "programme": campus.version.programme.uuid,
        "cohort": "",
    }
    page = one.get(reverse("batch_desk:prepare"), chosen).content.decode()
    assert told in page
    # What is issued again is never ticked beforehand.
    assert f'value="{former.enrolment.uuid}" aria-label="林小满">' in page
    batch = prepare_batch([former.enrolment], kind=DIPLOMA, actor=campus.one, now=LATER)
    assert told in other.get(reverse("batch_desk:batch", args=[batch.uuid])).content.decode()
    answer = other.post(reverse("batch_desk:approve", args=[batch.uuid]), {"secret": PASSWORD})
    assert answer.status_code == 302


def test_the_first_issue_is_as_before_under_its_constraint(campus: Campus) -> None:
    row = campus.graduate("王大雪")
    first = reserve_credential(enrolment_uuid=row.uuid, kind=DIPLOMA, actor=WORKER, now=ISSUED_AT)
    assert reserve_credential(enrolment_uuid=row.uuid, kind=DIPLOMA, actor=WORKER, now=LATER) == first
    assert first.replaces is None


def _fails(**_named: object) -> None:
    raise NotIssuable("no")


def _browser(actor: Actor) -> Client:
    client = sign_in(Client(), User.objects.get(uuid=actor.user_uuid))
    client.cookies["language"] = "en"
    return client
