"""What was proposed for certificates is withdrawn by who made it or refused by another, with a reason that stays."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from certificates.issuing.closings import MOST_REASON
from certificates.issuing.errors import (
    MayNotIssue,
    ReasonMissing,
    VersionNotFound,
    WordingNotFound,
    WrongState,
)
from certificates.issuing.kinds.operations import close_version
from certificates.issuing.wordings.operations import close_wording
from certificates.issuing.wordings.queries import words_on
from certificates.models import KindClosing, KindDefinition, KindProposal, Wording, WordingClosing
from lms.accounts.api import User
from lms.core.ids import new_uuid
from lms.core.models import AuditEntry
from lms.organisations.models import School
from tests.certificates.test_kind_desk import acting, an_administrator, proposed
from tests.certificates.test_kind_desk import approved as approved_version
from tests.certificates.test_wordings import KIND, TODAY, approved, officer, written
from tests.factories.accounts import administrator_at, issuing_officer_at, registrar_at, sign_in
from tests.factories.certificates import ISSUED_AT
from tests.factories.organisations import a_school, a_site

pytestmark = pytest.mark.django_db
WHY = "句子里少了一个字。"


@pytest.fixture
def school() -> School:
    return a_school()


def closed(row: Wording, by: User) -> WordingClosing:
    return close_wording(wording_uuid=row.uuid, reason=WHY, actor=acting(by), now=ISSUED_AT)


def closed_version(row: KindProposal, by: User) -> KindClosing:
    return close_version(proposal_uuid=row.uuid, reason=WHY, actor=acting(by), now=ISSUED_AT)


def test_what_is_closed_never_holds_and_is_closed_once(school: School) -> None:
    row = written(school)
    closed(row, User.objects.get(uuid=row.by))
    with pytest.raises(WrongState, match=WHY):
        approved(row)
    with pytest.raises(WrongState, match=WHY):
        closed(row, issuing_officer_at(school))
    assert words_on([school.pk], KIND.value, TODAY) == {}
    told = AuditEntry.objects.get(action="certificates.close_wording")
    assert told.reason == WHY


def test_what_is_approved_is_not_closed(school: School) -> None:
    row = approved(written(school))
    with pytest.raises(WrongState):
        closed(row, issuing_officer_at(school))
    version = proposed(school)
    approved_version(version)
    with pytest.raises(WrongState):
        closed_version(version, an_administrator())
    assert not WordingClosing.objects.exists()
    assert not KindClosing.objects.exists()


def test_an_officer_withdraws_the_own_version_and_only_an_administrator_refuses_it(school: School) -> None:
    own, refused = proposed(school), proposed(school)
    strangers = (
        issuing_officer_at(school),
        registrar_at(school),
        administrator_at(school),
        administrator_at(a_site()),
    )
    for stranger in strangers:
        with pytest.raises(MayNotIssue):
            closed_version(own, stranger)
    closed_version(own, User.objects.get(uuid=own.by))
    closed_version(refused, an_administrator())
    for row in (own, refused):
        with pytest.raises(WrongState):
            approved_version(row)
    assert KindDefinition.objects.filter(kind=KIND).count() == 1


def test_words_of_another_school_are_not_closed(school: School) -> None:
    row = written(school)
    for stranger in (issuing_officer_at(a_school()), registrar_at(school)):
        with pytest.raises(MayNotIssue):
            closed(row, stranger)
    with pytest.raises(WordingNotFound):
        close_wording(wording_uuid=new_uuid(), reason=WHY, actor=officer(school), now=ISSUED_AT)
    with pytest.raises(VersionNotFound):
        close_version(proposal_uuid=new_uuid(), reason=WHY, actor=officer(school), now=ISSUED_AT)


@pytest.mark.parametrize("reason", ["", "  \n ", "字" * (MOST_REASON + 1), "为\u202e何"])
def test_without_a_reason_that_can_be_read_nothing_is_closed(school: School, reason: str) -> None:
    row, version = written(school), proposed(school)
    with pytest.raises(ReasonMissing) as refused:
        close_wording(wording_uuid=row.uuid, reason=reason, actor=officer(school), now=ISSUED_AT)
    assert refused.value.field == "reason"
    with pytest.raises(ReasonMissing):
        close_version(
            proposal_uuid=version.uuid, reason=reason, actor=acting(an_administrator()), now=ISSUED_AT
        )
    assert not WordingClosing.objects.exists()
    assert not KindClosing.objects.exists()


def test_the_database_keeps_what_was_closed_and_why(school: School) -> None:
    closed(written(school), issuing_officer_at(school))
    closed_version(proposed(school), an_administrator())
    for model in (WordingClosing, KindClosing):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.update(by=new_uuid())
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete(using="default")
    silent = written(school)
    with pytest.raises(IntegrityError), transaction.atomic():
        WordingClosing.objects.create(wording=silent, reason="", by=new_uuid(), closed_at=ISSUED_AT)


def title_of(client: Client, address: str) -> str:
    return client.get(address).content.decode().partition("<title>")[2].partition("</title>")[0]


def test_on_the_pages_of_words(client: Client, school: School) -> None:
    listed = reverse("batch_desk:wordings")
    row = written(school)
    address = reverse("batch_desk:close_wording", args=[row.uuid])
    sign_in(client, User.objects.get(uuid=row.by))
    assert address in client.get(listed).content.decode()
    assert "撤回" in title_of(client, address)
    sign_in(client, issuing_officer_at(school))
    assert address in client.get(listed).content.decode()
    assert "拒绝" in title_of(client, address)
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": WHY}).status_code == 302
    page = client.get(listed).content.decode()
    assert WHY in page
    assert address not in page
    assert reverse("batch_desk:approve_wording", args=[row.uuid]) not in page
    again = client.post(address, {"reason": WHY})
    assert (again.status_code, WordingClosing.objects.count()) == (422, 1)


def test_on_the_pages_of_versions(client: Client, school: School) -> None:
    listed = reverse("kind_desk:index")
    row = proposed(school)
    address = reverse("kind_desk:close", args=[row.uuid])
    sign_in(client, issuing_officer_at(school))
    assert address not in client.get(listed).content.decode(), "offered to an officer who did not make it"
    assert client.post(address, {"reason": WHY}).status_code in {403, 422}
    sign_in(client, User.objects.get(uuid=row.by))
    assert address in client.get(listed).content.decode()
    assert "撤回" in title_of(client, address)
    assert client.post(address, {"reason": WHY}).status_code == 302
    page = client.get(listed).content.decode()
    assert WHY in page
    assert address not in page
