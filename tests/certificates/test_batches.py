"""Batches: two people, one failing entry that hinders nobody, and every step repeatable."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from certificates.issuing.batches import operations
from certificates.issuing.batches.models import Batch, BatchEntry
from certificates.issuing.batches.operations import (
    approve_batch,
    cancel_batch,
    drop_entry,
    issue_entry,
    prepare_batch,
    retry_entry,
)
from certificates.issuing.batches.queries import judge_enrolments, progress_of
from certificates.issuing.errors import MayNotIssue, NotIssuable, SamePerson, WrongState
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.numbers.operations import NewPool, open_pool
from certificates.issuing.operations import reserve_credential
from certificates.issuing.queries import explain_numbers
from certificates.models import (
    Credential,
    KindDefinition,
    PublishedCredential,
    RegisterNumber,
    SignedCredential,
)
from lms.accounts.api import User
from lms.core.actor import Actor
from lms.core.models import AuditEntry, Job
from lms.enrolments.api import Enrolment, NewEnrolment, enrol_trainee
from tests.factories.accounts import issuing_officer_at, registrar_at, trainee_at
from tests.factories.certificates import ISSUED_AT, complete, completed_enrolment
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.organisations import a_school, a_school_paired_with, a_site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
KIND = CredentialKind.TRAINING_CERTIFICATE
OFFICER, OTHER = Actor(uuid4(), "issuing_officer"), Actor(uuid4(), "issuing_officer")
WORKER = Actor.system("worker")


@pytest.fixture
def people() -> list[Enrolment]:
    """Return completed enrolments of three people at one school."""
    site, version = a_site(), a_version()
    school, system = a_school_paired_with(site), Actor.system("test")
    for actor in (OFFICER, OTHER):
        User.objects.filter(pk=issuing_officer_at(school).pk).update(uuid=actor.user_uuid)
    rows = []
    for name in ("甲一", "乙二", "丙三"):
        wanted = NewEnrolment(trainee_at(site, name=name).person, version, school, uuid4())
        rows.append(complete(enrol_trainee(enrolment=wanted, actor=system, now=NOW)))
    return rows


def prepared(people: list[Enrolment]) -> Batch:
    return prepare_batch(people, kind=KIND, actor=OFFICER, now=ISSUED_AT)


def approved(people: list[Enrolment]) -> Batch:
    return approve_batch(batch_uuid=prepared(people).uuid, actor=OTHER, now=ISSUED_AT)


def run(batch: Batch) -> None:
    for entry in batch.entries.all():
        issue_entry(entry_uuid=entry.uuid, actor=WORKER, now=ISSUED_AT)


def with_pool(people: list[Enrolment], count: int) -> None:
    first = KindDefinition.objects.get(kind=KIND, version=1)
    KindDefinition.objects.create(
        kind=KIND,
        version=2,
        from_date=date(2026, 6, 1),
        fields=first.fields,
        number_rule="pool",
        template=first.template,
        signatories=first.signatories,
        occasion="batch",
        made_at=ISSUED_AT,
    )
    open_pool(NewPool(people[0].school, KIND, "46{YY}{NN}", 1, count), actor=OFFICER, now=ISSUED_AT)


def test_a_batch_of_two_people_issues_to_everybody_once(
    people: list[Enrolment], django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        batch = prepared(people)
    assert not RegisterNumber.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        approve_batch(batch_uuid=batch.uuid, actor=OTHER, now=ISSUED_AT)

    progress = progress_of(batch)
    assert (progress.issued, progress.waiting) == (3, 0)
    assert {row.state for row in Credential.objects.all()} == {"issued"}
    run(batch)
    assert RegisterNumber.objects.count() == PublishedCredential.objects.count() == 3
    actions = (
        AuditEntry.objects.filter(action__contains="batch").order_by("seq").values_list("action", flat=True)
    )
    assert sorted(actions) == ["certificates.approve_batch", "certificates.prepare_batch"]
    assert AuditEntry.objects.filter(action="certificates.settle_entry").count() == 3


def test_whoever_prepared_a_batch_does_not_approve_it(people: list[Enrolment]) -> None:
    batch = prepared(people)
    for actor in (OFFICER, WORKER):
        with pytest.raises(SamePerson):
            approve_batch(batch_uuid=batch.uuid, actor=actor, now=ISSUED_AT)
    with pytest.raises(SamePerson):
        prepare_batch(people, kind=KIND, actor=WORKER, now=ISSUED_AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.update(state="approved", approved_by=OFFICER.user_uuid, approved_at=ISSUED_AT)
    assert not Job.objects.filter(kind="certificates.batch_entry").exists()


def test_who_is_not_eligible_is_named_with_the_reason(people: list[Enrolment]) -> None:
    prepared(people[:1])
    unfinished = enrol(trainee_at(a_site(), name="丁四"), people[0].version)
    unprintable = completed_enrolment(name="محمد")
    reserve_credential(enrolment_uuid=people[1].uuid, actor=WORKER, now=ISSUED_AT)

    judged = judge_enrolments([*people, unfinished, unprintable], KIND, now=ISSUED_AT)

    reasons = [one.reason for one in judged]
    assert reasons[2] == ""
    for reason, words in zip(
        reasons[:2] + reasons[3:], ("another batch", "already", "requirements are met", "U+0645"), strict=True
    ):
        assert words in reason
    with pytest.raises(NotIssuable) as refused:
        prepared(people)
    assert [text.split(":")[0] for text in refused.value.reasons] == ["甲一", "乙二"]
    with pytest.raises(NotIssuable, match="one school"):
        prepared([])
    with pytest.raises(NotIssuable, match="one school"):
        prepared([people[2], completed_enrolment()])


def test_one_that_fails_says_why_and_can_be_tried_again(people: list[Enrolment]) -> None:
    with_pool(people, 2)
    batch = approved(people)
    run(batch)

    failed = batch.entries.get(state="failed")
    assert (progress_of(batch).issued, progress_of(batch).failed) == (2, 1)
    assert "used up" in failed.reason
    open_pool(NewPool(people[0].school, KIND, "46{YY}{NN}", 3, 9), actor=OFFICER, now=ISSUED_AT)
    retry_entry(entry_uuid=failed.uuid, actor=OFFICER, now=ISSUED_AT)
    assert Job.objects.filter(kind="certificates.batch_entry", key=f"{failed.uuid}:2").exists()
    run(batch)
    assert (progress_of(batch).issued, progress_of(batch).failed) == (3, 0)
    with pytest.raises(WrongState):
        retry_entry(entry_uuid=failed.uuid, actor=OFFICER, now=ISSUED_AT)


def test_who_is_dropped_is_free_again_and_the_number_says_why(people: list[Enrolment]) -> None:
    batch = approved(people[:1])
    begun = reserve_credential(enrolment_uuid=people[0].uuid, actor=WORKER, now=ISSUED_AT)
    entry = batch.entries.get()
    with pytest.raises(WrongState):
        drop_entry(entry_uuid=entry.uuid, reason="x", actor=OFFICER, now=ISSUED_AT)
    BatchEntry.objects.update(state="failed")

    drop_entry(entry_uuid=entry.uuid, reason="Wrong name", actor=OFFICER, now=ISSUED_AT)

    assert explain_numbers() == {begun.number_id: "void: Wrong name"}
    run(batch)
    assert progress_of(batch).dropped == 1
    run(approved(people[:1]))
    assert Credential.objects.filter(state="issued").count() == 1


def test_a_cancelled_batch_frees_its_people_and_an_approved_one_cannot_be_cancelled(
    people: list[Enrolment],
) -> None:
    batch = prepared(people)
    cancel_batch(batch_uuid=batch.uuid, reason="Too early", actor=OFFICER, now=ISSUED_AT)
    with pytest.raises(WrongState):
        approve_batch(batch_uuid=batch.uuid, actor=OTHER, now=ISSUED_AT)
    with pytest.raises(WrongState):
        issue_entry(entry_uuid=batch.entries.all()[0].uuid, actor=WORKER, now=ISSUED_AT)
    again = approved(people)
    with pytest.raises(WrongState):
        cancel_batch(batch_uuid=again.uuid, reason="", actor=OFFICER, now=ISSUED_AT)


def test_the_database_holds_one_live_entry_of_a_kind(people: list[Enrolment]) -> None:
    batch = prepared(people[:1])
    other = Batch.objects.create(kind=KIND, school=batch.school, prepared_by=uuid4(), prepared_at=ISSUED_AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        BatchEntry.objects.create(batch=other, enrolment=people[0], kind=KIND)


def as_actor(user: User) -> Actor:
    return Actor(user.uuid, "x")


def test_only_who_is_in_charge_of_these_people_has_to_do_with_their_batch(people: list[Enrolment]) -> None:
    site, school = people[0].site, people[0].school
    registrar = as_actor(registrar_at(site))
    strangers = [
        as_actor(registrar_at(a_site())),
        as_actor(issuing_officer_at(a_school())),
        Actor(uuid4(), "x"),
    ]
    for actor in strangers:
        with pytest.raises(MayNotIssue):
            prepare_batch(people, kind=KIND, actor=actor, now=ISSUED_AT)
    batch = prepare_batch(people, kind=KIND, actor=registrar, now=ISSUED_AT)
    for actor in (*strangers, as_actor(registrar_at(school))):
        with pytest.raises(MayNotIssue):
            approve_batch(batch_uuid=batch.uuid, actor=actor, now=ISSUED_AT)
    for actor in strangers:
        with pytest.raises(MayNotIssue):
            cancel_batch(batch_uuid=batch.uuid, reason="x", actor=actor, now=ISSUED_AT)
    approve_batch(batch_uuid=batch.uuid, actor=OTHER, now=ISSUED_AT)
    entry = batch.entries.all()[0]
    BatchEntry.objects.filter(pk=entry.pk).update(state="failed")
    for actor in strangers:
        with pytest.raises(MayNotIssue):
            retry_entry(entry_uuid=entry.uuid, actor=actor, now=ISSUED_AT)
    for actor in (*strangers, registrar):
        with pytest.raises(MayNotIssue):
            drop_entry(entry_uuid=entry.uuid, reason="x", actor=actor, now=ISSUED_AT)
    retry_entry(entry_uuid=entry.uuid, actor=registrar, now=ISSUED_AT)


def test_one_form_sent_twice_is_one_batch(people: list[Enrolment]) -> None:
    key = uuid4()
    first, again = (prepare_batch(people, kind=KIND, key=key, actor=OFFICER, now=ISSUED_AT) for _ in range(2))
    assert first == again
    assert Batch.objects.get().uuid == key
    with pytest.raises(NotIssuable):
        prepare_batch(people, kind=KIND, key=key, actor=OTHER, now=ISSUED_AT)


@pytest.mark.parametrize("step", ["reserve_credential", "finish_credential"])
def test_who_is_dropped_under_a_running_job_is_not_issued_to(
    people: list[Enrolment], step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = approved(people[:1]).entries.get()
    BatchEntry.objects.update(state="failed")
    real = getattr(operations, step)

    def late(**arguments: object) -> Credential:
        drop_entry(entry_uuid=entry.uuid, reason="Wrong name", actor=OFFICER, now=ISSUED_AT)
        return real(**arguments)

    monkeypatch.setattr(operations, step, late)

    assert issue_entry(entry_uuid=entry.uuid, actor=WORKER, now=ISSUED_AT).state == "dropped"
    assert set(Credential.objects.values_list("state", flat=True)) <= {"void"}
    assert not PublishedCredential.objects.exists()
    assert not SignedCredential.objects.exists()


def test_what_a_job_has_issued_meanwhile_is_not_dropped(people: list[Enrolment]) -> None:
    batch = approved(people[:1])
    run(batch)
    BatchEntry.objects.update(state="failed")
    with pytest.raises(WrongState):
        drop_entry(entry_uuid=batch.entries.get().uuid, reason="x", actor=OFFICER, now=ISSUED_AT)
    assert batch.entries.get().state == "failed"
