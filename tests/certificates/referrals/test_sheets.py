"""Referral sheets: under a live consent only, with its fields only, sealed by the school; replies stay."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from certificates.api import Credential, award_of_credential
from certificates.issuing import storage
from certificates.models import Disclosure, ReferralSheet, SheetReply
from certificates.referrals.consent import texts
from certificates.referrals.consent.errors import NoLiveConsent
from certificates.referrals.consent.rules import Field
from certificates.referrals.sheets import operations, queries
from certificates.referrals.sheets.content import said_from, says_beyond, schools_for
from certificates.referrals.sheets.errors import (
    SheetChangedMeanwhile,
    SheetGone,
    SheetNotFound,
    SheetRefused,
)
from certificates.referrals.sheets.operations import Order
from certificates.referrals.sheets.packs import pack_of
from lms.core.clock import local_date, now, start_of_day
from lms.core.enums import Role
from lms.core.ids import new_uuid
from lms.core.models import AuditEntry
from lms.organisations.models import Site
from tests.certificates.test_validity import for_a_year
from tests.factories.accounts import a_user, sign_in, trainee_at
from tests.factories.certificates import issued_credential
from tests.factories.consents import WRITTEN, a_consent, officer_for, withdraw
from tests.factories.endings import replaced, revoked
from tests.factories.organisations import a_site
from tests.factories.sheets import (
    a_graduate,
    a_sheet,
    another_certificate,
    consented,
    issue,
    officer_actor,
    reply,
)

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def text_of(sheet: ReferralSheet, folder: Path) -> str:
    content = storage.get_document(storage.name_of(sheet.document_sha256), sheet.document_sha256)
    (folder / "sheet.pdf").write_bytes(content)
    told = subprocess.run(
        ["pdftotext", "-layout", "sheet.pdf", "-"], cwd=folder, capture_output=True, check=True
    )
    return told.stdout.decode().replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(
    ("fields", "is_told"),
    [(("name", "certificates"), True), (("name", "opinion"), False), (("certificates", "opinion"), False)],
)
def test_a_certificate_under_a_former_name_is_checked_by_the_name_on_it(
    tmp_path: Path, client: Client, fields: tuple[str, ...], is_told: bool
) -> None:
    trainee = a_graduate()
    person = trainee.person
    assert person is not None
    printed = person.full_name
    person.full_name = "李新名"
    person.save(update_fields=["full_name"])
    consent, officer = consented(trainee, fields=fields)
    sign_in(client, officer)
    page = client.get(reverse("referral_desk:issue", args=[consent.request.uuid])).content.decode()
    assert (f"证书上的姓名是{printed}" in page) is is_told
    text = text_of(issue(consent, officer), tmp_path)
    assert ("李新名" in text) is ("name" in fields)
    assert (printed in text) is is_told


def test_a_sheet_says_what_was_consented_to_and_nothing_else(tmp_path: Path) -> None:
    trainee = a_graduate()
    sheet = a_sheet(trainee, fields=("name", "opinion"))
    text = text_of(sheet, tmp_path)
    assert trainee.person is not None
    assert "就业推荐表" in text
    assert sheet.school.name_zh in text
    assert WRITTEN["opinion"] in text
    assert WRITTEN["contact"].replace(" ", "") not in text, "asked for, not given"
    assert sheet.token in text
    assert text.count(sheet.consent.reference) == 2, "on the sheet, and on the slip that is cut off"
    for hidden in (
        trainee.username,
        trainee.person.site.name_zh,
        trainee.person.site.name_en.replace(" ", ""),
    ):
        assert hidden not in text
    told = Disclosure.objects.get()
    assert (told.fields, told.way, told.what) == (["name", "opinion"], "sheet", sheet.document_sha256)
    assert sheet.disclosure == told
    assert AuditEntry.objects.filter(action="certificates.issue_sheet", target_uuid=sheet.uuid).count() == 1


def test_the_certificates_stand_with_number_and_way_to_check(tmp_path: Path) -> None:
    sheet = a_sheet(fields=("name", "certificates"))
    (paper,) = said_from(sheet.content).papers
    text = text_of(sheet, tmp_path).replace("-", "")
    assert paper.number.replace("-", "") in text
    assert paper.address.endswith("/")
    assert "/v/" in paper.address
    assert text.count(paper.title_zh) == 1, "each certificate stands once"


def test_without_the_name_no_number_leads_to_it_and_nothing_goes_along() -> None:
    sheet = a_sheet(fields=("certificates",))
    said = said_from(sheet.content)
    (paper,) = said.papers
    assert (paper.number, paper.address, paper.document) == ("", "", "")
    assert paper.title_zh
    assert "name" not in said.fields
    assert files_in(sheet) == always_in(sheet)


def test_a_certificate_goes_along_when_it_says_nothing_more() -> None:
    trainee = a_graduate()
    (row,) = Credential.objects.all()
    sheet = a_sheet(trainee, fields=("name", "certificates", "skills"))
    assert files_in(sheet) == always_in(sheet) | {f"{row.number_id}.pdf"}
    (paper,) = said_from(sheet.content).papers
    assert paper.document == row.document_sha256
    revoked(row, now=now())
    assert files_in(sheet) == always_in(sheet), "it ended since"


@pytest.mark.parametrize(
    ("more", "consented_to", "beyond"),
    [
        ({}, {"name", "certificates"}, ()),
        ({}, {"certificates"}, ("name",)),
        ({"occupation_zh": "面点师", "logo": "0" * 64}, {"name", "certificates"}, ()),
        ({"birth_date": date(1990, 1, 1)}, set(Field), ("birth_date",)),
        ({"sex": "F", "years": 3}, set(Field), ("sex", "years")),
        ({"photo": "0" * 64}, set(Field), ("photo",)),
        ({"identity": "1234"}, set(Field), ("identity",)),
    ],
)
def test_what_a_certificate_says_decides(
    more: dict[str, Any], consented_to: set[str], beyond: tuple[str, ...]
) -> None:
    award = replace(
        award_of_credential(issued_credential()), **{"occupation_zh": "", "occupation_en": ""} | more
    )
    assert says_beyond(award, consented_to) == beyond


def test_a_consent_in_earlier_words_lets_no_file_go_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "VERSIONS", texts.VERSIONS[:1])
    sheet = a_sheet(fields=("name", "certificates", "skills"))
    (paper,) = said_from(sheet.content).papers
    assert paper.number
    assert not paper.document


def test_a_certificate_that_is_over_is_told_to_nobody_and_lets_no_school_issue() -> None:
    trainee = a_graduate()
    for_life = Credential.objects.get()
    for_a_year()
    other = another_certificate(trainee)
    last = start_of_day(date(2027, 6, 29))
    with time_machine.travel(last, tick=False):
        consent, officer = consented(trainee, fields=("name", "certificates", "skills"))
        _school, said = operations.drafted(consent, other.school.uuid, now=now())
        assert len(said.papers) == 2
        sheet = issue(consent, officer)
        assert len(files_in(sheet) - always_in(sheet)) == 2
    with time_machine.travel(last + timedelta(days=1), tick=False):
        with pytest.raises(SheetRefused):
            operations.drafted(consent, other.school.uuid, now=now())
        school, said = operations.drafted(consent, None, now=now())
        assert school == for_life.school
        assert [paper.number for paper in said.papers] == [for_life.number_id]
        assert said.fields["certificates"].count("（") == 1
        assert f"{other.number_id}.pdf" not in files_in(sheet)
        revoked(for_life, now=now())
        with pytest.raises(SheetRefused):
            operations.drafted(consent, None, now=now())


def test_what_was_revoked_or_replaced_is_told_to_nobody() -> None:
    trainee = a_graduate()
    (first,) = Credential.objects.all()
    second = another_certificate(trainee)
    consent, _officer = consented(trainee)
    newer = replaced(first, now=now())
    revoked(second, now=now())
    school, said = operations.drafted(consent, None, now=now())
    assert school == first.school
    assert [paper.number for paper in said.papers] == [newer.number_id]
    assert set(schools_for(consent.person_id, today=local_date(now()))) == {first.school}


def test_either_of_two_schools_issues_what_was_looked_at() -> None:
    trainee = a_graduate()
    second = another_certificate(trainee)
    consent, officer = consented(trainee)
    first = Credential.objects.exclude(pk=second.pk).get()
    looked_at = {
        operations.drafted(consent, school.uuid, now=now())[1].digest()
        for school in (first.school, second.school)
    }
    with time_machine.travel(TODAY + timedelta(days=1), tick=False):
        looked_at.add(operations.drafted(consent, None, now=now())[1].digest())
        (seen,) = looked_at
        order = Order(consent, first.school.uuid, seen)
        sheet = operations.issue_sheet(order, officer=officer, actor=officer_actor(officer), now=now())
    said = said_from(sheet.content)
    assert (sheet.school, said.school_zh) == (first.school, first.school.name_zh)
    assert sorted(paper.number for paper in said.papers) == sorted([first.number_id, second.number_id])


def test_the_seal_covers_the_sheet() -> None:
    sheet = a_sheet()
    content = storage.get_document(storage.name_of(sheet.document_sha256), sheet.document_sha256)
    assert b"/ByteRange" in content
    assert b"ETSI.CAdES.detached" in content


def always_in(sheet: ReferralSheet) -> set[str]:
    return {f"referral-{local_date(sheet.made_at):%Y%m%d}-{sheet.consent.reference}.pdf", "index.txt"}


def files_in(sheet: ReferralSheet) -> set[str]:
    return set(ZipFile(BytesIO(pack_of(sheet, today=local_date(now())))).namelist())


def test_without_a_live_consent_nothing_is_issued() -> None:
    consent, officer = consented()
    withdraw(consent)
    with pytest.raises(NoLiveConsent):
        issue(consent, officer)
    over, officer = consented()
    with time_machine.travel(over.expires_at, tick=False), pytest.raises(NoLiveConsent):
        issue(over, officer)
    assert not ReferralSheet.objects.exists()
    assert not Disclosure.objects.exists()


def test_issued_again_it_is_the_same_sheet_and_left_once() -> None:
    consent, officer = consented()
    first = issue(consent, officer)
    assert issue(consent, officer) == first
    assert Disclosure.objects.count() == ReferralSheet.objects.count() == 1


def test_what_the_officer_did_not_see_is_not_issued() -> None:
    consent, officer = consented()
    with pytest.raises(SheetChangedMeanwhile):
        issue(consent, officer, seen="0" * 64)
    assert not Disclosure.objects.exists()


def test_only_an_officer_of_the_place_issues() -> None:
    consent, _officer = consented()
    with pytest.raises(SheetNotFound):
        issue(consent, a_user(Role.PLACEMENT_OFFICER, a_site()))


def test_nobody_is_referred_without_a_certificate_in_force_or_by_a_school_that_issued_none() -> None:
    trainee = trainee_at(a_site())
    bare = a_consent(trainee, officer=officer_for(trainee))
    with pytest.raises(SheetRefused):
        operations.drafted(bare, None, now=now())
    consent, officer = consented()
    order = Order(consent, new_uuid())
    with pytest.raises(SheetRefused):
        operations.issue_sheet(order, officer=officer, actor=officer_actor(officer), now=now())


def test_free_text_that_names_a_place_stops_the_sheet() -> None:
    trainee = a_graduate()
    assert trainee.person is not None
    words = {"opinion": "在示范新点表现好"}
    consent, officer = consented(trainee, fields=("name", "opinion"), words=words)
    Site.objects.filter(pk=trainee.person.site_id).update(name_zh="示范新点")  # no place when it was asked
    with pytest.raises(SheetRefused, match="重新"):
        issue(consent, officer)
    assert not Disclosure.objects.exists()


def test_after_a_withdrawal_no_way_leads_to_it() -> None:
    sheet = a_sheet()
    employer = sheet.consent.employer_id
    assert queries.open_sheet(sheet.token.lower(), at=now()) == sheet
    assert queries.own_sheet(employer, sheet.uuid, at=now()) == sheet
    withdraw(sheet.consent)
    assert queries.open_sheet(sheet.token, at=now()) is None
    with pytest.raises(SheetGone):
        queries.own_sheet(employer, sheet.uuid, at=now())
    with pytest.raises(SheetGone):
        reply(sheet)
    with pytest.raises(SheetNotFound):
        queries.own_sheet(a_sheet().consent.employer_id, sheet.uuid, at=now())


def test_the_database_keeps_sheets_and_replies_as_they_are() -> None:
    sheet = a_sheet()
    row = reply(sheet)
    for model in (ReferralSheet, SheetReply):
        with pytest.raises(DatabaseError), transaction.atomic():
            model.objects.all()._raw_delete(using="default")
    with pytest.raises(DatabaseError), transaction.atomic():
        SheetReply.objects.filter(pk=row.pk).update(answer="declined", why="other")
    plain = {"sheet": sheet, "at": now()}
    for wrong in (
        {"answer": "declined", "way": "portal", "by": uuid4()},
        {"answer": "started", "way": "portal", "by": uuid4()},
        {"answer": "offer", "way": "portal"},
        {"answer": "offer", "way": "link", "by": uuid4()},
        {"answer": "offer", "way": "portal", "by": uuid4(), "slip_date": date(2026, 7, 2)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SheetReply.objects.create(client_key=uuid4(), **plain | wrong)
