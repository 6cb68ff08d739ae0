"""Versions of kinds: an officer proposes and looks, an administrator approves, others see nothing."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.batches.operations import approve_batch, issue_entry, prepare_batch
from certificates.issuing.errors import (
    MayNotIssue,
    NotIssuable,
    SamePerson,
    UnusableVersion,
    VersionNotFound,
    WrongState,
)
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.kinds.operations import NewVersion, approve_version, propose_version
from certificates.issuing.kinds.queries import definition_on
from certificates.models import KindApproval, KindDefinition, KindProposal
from lms.accounts.api import User
from lms.core import clock
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import Role
from lms.core.ids import new_uuid
from lms.core.models import AuditEntry
from lms.organisations.models import School
from tests.factories.accounts import (
    PASSWORD,
    administrator_at,
    give_role,
    instructor_at,
    issuing_officer_at,
    registrar_at,
    sign_in,
)
from tests.factories.certificates import ISSUED_AT, completed_enrolment
from tests.factories.organisations import a_school, a_site, an_administration

pytestmark = pytest.mark.django_db
KIND = CredentialKind.TRAINING_CERTIFICATE
TOMORROW = local_date(ISSUED_AT) + timedelta(days=1)
FOR_THREE_YEARS = NewVersion(KIND, TOMORROW, 36, has_principal=True)
LIST, NEW, APPROVE, PREVIEW = (f"kind_desk:{name}" for name in ("index", "new", "approve", "preview"))


@pytest.fixture
def school() -> School:
    return a_school()


def acting(user: User) -> Actor:
    return Actor(user.uuid, "staff")


def an_administrator() -> User:
    return administrator_at(an_administration())


def proposed(school: School, new: NewVersion = FOR_THREE_YEARS) -> KindProposal:
    return propose_version(new, actor=acting(issuing_officer_at(school)), now=ISSUED_AT)


def approved(row: KindProposal, *, now: datetime = ISSUED_AT) -> KindDefinition:
    return approve_version(proposal_uuid=row.uuid, actor=acting(an_administrator()), now=now)


def test_an_approved_version_holds_from_its_day_on(school: School) -> None:
    before = definition_on(KIND, TOMORROW)
    row = proposed(school)
    assert definition_on(KIND, TOMORROW) == before, "a proposal alone changes nothing"
    made = approved(row)
    assert definition_on(KIND, TOMORROW - timedelta(days=1)) == before
    assert definition_on(KIND, TOMORROW) == made
    assert (made.version, made.valid_months) == (before.version + 1, 36)
    kept = ("fields", "number_rule", "number_prefix", "template", "signatories", "occasion")
    assert all(getattr(made, name) == getattr(before, name) for name in kept)
    told = AuditEntry.objects.filter(action__in=["certificates.propose_kind", "certificates.approve_kind"])
    assert told.count() == 2


def test_without_the_principal_nobody_asks_for_the_name_and_with_it_again(school: School) -> None:
    diploma = CredentialKind.DIPLOMA
    none = approved(proposed(school, NewVersion(diploma, TOMORROW, None, has_principal=False)))
    assert "principal" not in none.signatories
    assert "principal" not in none.fields
    later = NewVersion(diploma, TOMORROW + timedelta(days=1), None, has_principal=True)
    again = approved(proposed(school, later))
    assert "principal" in again.signatories
    assert "principal" in again.fields


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewVersion(KIND, TOMORROW - timedelta(days=1), 12, has_principal=True), "from_date"),
        (NewVersion(KIND, date(2020, 1, 1), 12, has_principal=True), "from_date"),
        (NewVersion(KIND, TOMORROW, 0, has_principal=True), "valid_months"),
        (NewVersion(KIND, TOMORROW, 601, has_principal=True), "valid_months"),
        (NewVersion(KIND, TOMORROW, None, has_principal=True), "valid_months"),
        (NewVersion(CredentialKind.SKILL_LEVEL, TOMORROW, None, has_principal=True), "has_principal"),
    ],
    ids=["today", "past", "no month", "too long", "nothing new", "no principal there"],
)
def test_what_cannot_be_names_the_field_and_keeps_nothing(
    school: School, new: NewVersion, field: str
) -> None:
    with pytest.raises(UnusableVersion) as refused:
        proposed(school, new)
    assert refused.value.field == field
    assert not KindProposal.objects.exists()


def test_only_an_officer_proposes_and_only_another_administrator_approves(school: School) -> None:
    for user in (registrar_at(school), instructor_at(school), an_administrator()):
        with pytest.raises(MayNotIssue):
            propose_version(FOR_THREE_YEARS, actor=acting(user), now=ISSUED_AT)
    row = proposed(school)
    for user in (issuing_officer_at(school), administrator_at(school), administrator_at(a_site())):
        with pytest.raises(MayNotIssue):
            approve_version(proposal_uuid=row.uuid, actor=acting(user), now=ISSUED_AT)
    own = User.objects.get(uuid=row.by)
    give_role(own, Role.ADMINISTRATOR, an_administration())
    with pytest.raises(SamePerson):
        approve_version(proposal_uuid=row.uuid, actor=acting(own), now=ISSUED_AT)
    with pytest.raises(VersionNotFound):
        approve_version(proposal_uuid=new_uuid(), actor=acting(an_administrator()), now=ISSUED_AT)
    approved(row)
    with pytest.raises(WrongState):
        approved(row)
    assert KindApproval.objects.count() == 1


def test_after_its_day_or_behind_a_later_version_nothing_is_approved(school: School) -> None:
    early, late = proposed(school), proposed(school, NewVersion(KIND, TOMORROW, 12, has_principal=True))
    with pytest.raises(UnusableVersion):
        approved(early, now=ISSUED_AT + timedelta(days=1))
    approved(late)
    with pytest.raises(UnusableVersion):
        approved(early)
    assert KindDefinition.objects.filter(kind=KIND).count() == 2


def test_a_batch_is_issued_in_the_version_in_which_it_was_looked_at(school: School) -> None:
    enrolment = completed_enrolment()
    officer = issuing_officer_at(enrolment.school)
    registrar = acting(registrar_at(enrolment.school))
    batches = [prepare_batch([enrolment], kind=KIND, actor=registrar, now=ISSUED_AT)]
    approved(proposed(enrolment.school))
    tomorrow = ISSUED_AT + timedelta(days=1)
    with pytest.raises(NotIssuable, match="新版本"):
        approve_batch(batch_uuid=batches[0].uuid, actor=acting(officer), now=tomorrow)
    approve_batch(batch_uuid=batches[0].uuid, actor=acting(officer), now=ISSUED_AT)
    entry = issue_entry(entry_uuid=batches[0].entries.get().uuid, actor=registrar, now=tomorrow)
    assert entry.state == "failed"
    assert entry.credential is None


@pytest.mark.parametrize("model", [KindProposal, KindApproval])
def test_what_was_decided_is_kept(school: School, model: type) -> None:
    approved(proposed(school))
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.update(by=new_uuid())
    with pytest.raises(DatabaseError), transaction.atomic():
        model.objects.all()._raw_delete(using="default")


def sent(**more: str) -> dict[str, str]:
    day = (local_date(clock.now()) + timedelta(days=1)).isoformat()
    return {"kind": KIND.value, "from_date": day, "valid_months": "24", "has_principal": "on", **more}


def test_an_officer_looks_proposes_and_finds_it(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    seen = client.post(reverse(NEW), sent(preview="1"))
    assert (seen.status_code, seen["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in seen["Cache-Control"]
    assert not KindProposal.objects.exists()
    assert client.post(reverse(NEW), sent()).status_code == 302
    page = client.get(reverse(LIST)).content.decode()
    row = KindProposal.objects.get()
    assert reverse(PREVIEW, args=[row.uuid]) in page
    assert reverse(APPROVE, args=[row.uuid]) not in page, "an officer does not approve"
    assert client.get(reverse(PREVIEW, args=[row.uuid]))["Content-Type"] == "application/pdf"


def test_an_administrator_looks_and_approves_with_the_own_password(client: Client, school: School) -> None:
    sign_in(client, issuing_officer_at(school))
    client.post(reverse(NEW), sent())
    row = KindProposal.objects.get()
    address = reverse(APPROVE, args=[row.uuid])
    sign_in(client, an_administrator())
    assert address in client.get(reverse(LIST)).content.decode()
    assert "24" in client.get(address).content.decode()
    assert client.post(address, {"secret": "wrong"}).status_code == 422
    assert not KindApproval.objects.exists()
    assert client.post(address, {"secret": PASSWORD}).status_code == 302
    assert KindApproval.objects.count() == 1
    assert client.post(address, {"secret": PASSWORD}).status_code == 422
    assert address not in client.get(reverse(LIST)).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"valid_months": "0"}, {"valid_months": "x"}, {"from_date": "2020-01-01"}, {"kind": "licence"}]
)
def test_what_was_written_stays_in_the_form_with_the_reason(client: Client, school: School, wrong) -> None:
    sign_in(client, issuing_officer_at(school))
    answer = client.post(reverse(NEW), sent(**wrong))
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert not KindProposal.objects.exists()


def test_the_list_asks_no_more_as_versions_grow(client: Client, school: School) -> None:
    sign_in(client, an_administrator())
    client.get(reverse(LIST))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(LIST))
    for place in range(5):
        day = TOMORROW + timedelta(days=place)
        approved(proposed(school, NewVersion(KIND, day, 10 + place, has_principal=True)))
        proposed(school, NewVersion(KIND, day + timedelta(days=9), 50 + place, has_principal=True))
    with CaptureQueriesContext(connection) as many:
        client.get(reverse(LIST))
    assert len(many) <= len(few) + 1  # the names of those who proposed
