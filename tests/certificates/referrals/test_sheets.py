"""Referral sheets: under a live consent only, with its fields only, sealed by the school; replies stay."""

import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction

from certificates.issuing import storage
from certificates.models import Disclosure, ReferralSheet, SheetReply
from certificates.referrals.consent.errors import NoLiveConsent
from certificates.referrals.sheets import operations, queries
from certificates.referrals.sheets.content import said_from
from certificates.referrals.sheets.errors import (
    SheetChangedMeanwhile,
    SheetGone,
    SheetNotFound,
    SheetRefused,
    UnusableReply,
)
from certificates.referrals.sheets.models import ReplyWay
from certificates.referrals.sheets.operations import Order
from certificates.referrals.sheets.rules import Answer, Reply, Standing, Why, fault_of, standing_of
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.ids import new_uuid
from lms.core.models import AuditEntry
from tests.factories.accounts import a_user, trainee_at
from tests.factories.consents import WRITTEN, a_consent, officer_for, withdraw
from tests.factories.organisations import a_site
from tests.factories.sheets import a_graduate, a_sheet, consented, issue, officer_actor, reply

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
    sheet = a_sheet(fields=("certificates",))
    said = said_from(sheet.content)
    (paper,) = said.papers
    assert paper.number.replace("-", "") in text_of(sheet, tmp_path).replace("-", "")
    assert paper.address.endswith("/")
    assert "/v/" in paper.address
    assert "name" not in said.fields


def test_the_seal_covers_the_sheet() -> None:
    sheet = a_sheet()
    content = storage.get_document(storage.name_of(sheet.document_sha256), sheet.document_sha256)
    assert b"/ByteRange" in content
    assert b"ETSI.CAdES.detached" in content


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
    words = {"opinion": f"在{trainee.person.site.name_zh}表现好"}
    consent, officer = consented(trainee, fields=("name", "opinion"), words=words)
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


def test_replies_follow_one_another_and_none_is_overwritten() -> None:
    sheet, today = a_sheet(), local_date(now())
    reply(sheet, Answer.INTERVIEW, day=today + timedelta(days=3))
    reply(sheet, Answer.OFFER, way=ReplyWay.PAPER)
    reply(sheet, Answer.STARTED, day=today)
    assert [row.answer for row in sheet.replies.all()] == ["interview", "offer", "started"]
    assert (
        queries.standing_at(queries.sheets_for_employer(sheet.consent.employer_id).get(), now())
        is Standing.STARTED
    )


def test_the_same_form_is_one_reply_and_the_code_gives_one() -> None:
    sheet, key = a_sheet(), uuid4()
    assert reply(sheet, key=key) == reply(sheet, key=key)
    first = reply(sheet, way=ReplyWay.LINK)
    assert first.by is None
    with pytest.raises(UnusableReply):
        reply(sheet, way=ReplyWay.LINK)
    assert SheetReply.objects.count() == 2


@pytest.mark.parametrize("words", ["字" * 301, "好\u202e人", "他在戒毒所学的"])
def test_words_that_cannot_be_told_are_refused(words: str) -> None:
    sheet = a_sheet()
    with pytest.raises(UnusableReply) as refused:
        reply(sheet, words=words)
    assert refused.value.field == "words"
    assert not SheetReply.objects.exists()


DAY = date(2026, 7, 2)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Reply(Answer.INTERVIEW), "day"),
        (Reply(Answer.STARTED), "day"),
        (Reply(Answer.STARTED, DAY + timedelta(days=1)), "day"),
        (Reply(Answer.INTERVIEW, DAY + timedelta(days=367)), "day"),
        (Reply(Answer.DECLINED), "why"),
        (Reply(Answer.OFFER, why=Why.FILLED), "why"),
    ],
)
def test_a_reply_that_cannot_be_names_its_field(said: Reply, field: str) -> None:
    wrong = fault_of(said, today=DAY)
    assert wrong is not None
    assert wrong[0] == field


def test_a_start_stays_a_start_when_the_consent_ends() -> None:
    assert standing_of(["offer", "started"], is_live=False) is Standing.STARTED
    assert standing_of(["offer"], is_live=False) is Standing.ENDED
    assert standing_of([], is_live=True) is Standing.SENT


@pytest.mark.parametrize("standing", list(Standing))
def test_the_database_finds_what_the_rule_says(standing: Standing) -> None:
    officer, today = None, local_date(now())
    site = a_site()
    sheets = []
    for answers in ([], [Answer.OFFER], [Answer.OFFER, Answer.STARTED], [Answer.INTERVIEW]):
        trainee = a_graduate(site=site)
        officer = officer or officer_for(trainee)
        sheet = issue(*consented(trainee, officer=officer))
        for answer in answers:
            reply(sheet, answer, day=today)
        sheets.append(sheet)
    declined = issue(*consented(a_graduate(site=site), officer=officer))
    reply(declined, Answer.DECLINED, why=Why.FILLED)
    withdraw(issue(*consented(a_graduate(site=site), officer=officer)).consent)
    assert officer is not None
    withdraw(sheets[2].consent)
    rows = queries.sheets_for_officer(officer)
    found = set(queries.that_stand(rows, standing, at=now()))
    assert found == {row for row in rows if queries.standing_at(row, now()) is standing}
    assert found


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
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SheetReply.objects.create(client_key=uuid4(), **plain | wrong)
