"""The pages of referrals: the officer issues, the employer and the code read and reply, nobody after a withdrawal."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from certificates.issuing.names import CredentialKind
from certificates.models import ReferralSheet, SheetReply
from certificates.referrals.sheets.content import said_from
from lms.accounts.models import User
from lms.core.clock import local_date, now
from lms.organisations.models import Employer, Site
from tests.factories.accounts import employer_user_of, sign_in
from tests.factories.consents import an_opening, officer_for, withdraw
from tests.factories.organisations import a_site, an_employer
from tests.factories.sheets import a_graduate, a_sheet, consented, issue
from tests.support.post import posted
from tests.support.referrals import a_reply, of_employer, text

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
DESK, LIST = "referral_desk:index", "certificates:referrals"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def told_in_lines(sheet: ReferralSheet) -> list[str]:
    said = said_from(sheet.content)
    return [said.fields[name] for name in said.lines()]


def test_the_employer_is_told_that_somebody_is_referred_and_not_who() -> None:
    consent, officer = consented()
    reader = employer_user_of(consent.employer)
    User.objects.filter(pk=reader.pk).update(email="hr@specimen.example")
    sheet = issue(consent, officer)
    assert issue(consent, officer) == sheet
    (letter,) = [letter for letter in posted() if letter.to == ["hr@specimen.example"]]
    assert letter.subject == "收到一份就业推荐 · A referral to your opening"
    assert letter.body.count(consent.request.opening.title) == 2
    assert letter.body.count(reverse(LIST)) == 1
    assert not any(value in letter.body for value in said_from(sheet.content).fields.values())


def test_an_officer_looks_and_issues(client: Client) -> None:
    consent, officer = consented()
    sign_in(client, officer)
    address = reverse("referral_desk:issue", args=[consent.request.uuid])
    assert address in text(client, reverse(DESK))
    page = text(client, address)
    preview = client.get(reverse("referral_desk:preview", args=[consent.request.uuid]))
    assert preview["Content-Type"] == "application/pdf"
    assert "no-store" in preview["Cache-Control"]
    assert not ReferralSheet.objects.exists()
    (seen,) = {one.split('"')[0] for one in page.split('name="seen" value="')[1:]}
    school = page.split('<option value="')[1].split('"')[0]
    stale = client.post(address, {"school": school, "seen": "0" * 64}, follow=True)
    assert stale.redirect_chain == [(address, 302)]
    assert "请重新查看" in stale.content.decode()
    assert seen in stale.content.decode()
    assert client.post(address, {"school": str(uuid4()), "seen": seen}).status_code == 422
    answer = client.post(address, {"school": school, "seen": seen})
    sheet = ReferralSheet.objects.get()
    assert answer.url == reverse("referral_desk:referral", args=[sheet.uuid])
    for again in (
        client.get(address, follow=True),
        client.post(address, {"school": school, "seen": seen}, follow=True),
    ):
        assert again.redirect_chain == [(answer.url, 302)], "it has its sheet"
        assert "已经签发" in again.content.decode()
    assert ReferralSheet.objects.count() == 1
    paper = client.get(reverse("referral_desk:paper", args=[sheet.uuid]))
    assert paper.content.startswith(b"%PDF")
    assert said_from(sheet.content).fields["opinion"] in text(client, answer.url)


def test_an_open_form_after_a_withdrawal_says_so(client: Client) -> None:
    consent, officer = consented()
    sign_in(client, officer)
    address = reverse("referral_desk:issue", args=[consent.request.uuid])
    withdraw(consent)
    for late in (client.get(address, follow=True), client.post(address, {}, follow=True)):
        assert late.redirect_chain == [(reverse(DESK), 302)]
        assert "同意已终止" in late.content.decode()


def test_the_certificates_go_along_in_one_file(client: Client) -> None:
    fields = ("name", "certificates", "skills")
    consent, officer = consented(fields=fields)
    sheet = issue(consent, officer)
    (paper,) = said_from(sheet.content).papers
    number = consent.reference
    names = {f"referral-20260702-{number}.pdf", f"{paper.number}.pdf", "index.txt"}
    ways = (
        (of_employer(sheet), reverse("certificates:referral", args=[sheet.uuid])),
        (officer, reverse("referral_desk:referral", args=[sheet.uuid])),
        (None, reverse("certificates:sheet_by_code", args=[sheet.token])),
    )
    for user, address in ways:
        reader = sign_in(Client(), user) if user else Client()
        page = text(reader, address)
        assert paper.address in page
        pack = reader.get(f"{address}pack.zip")
        assert f"{address}pack.zip" in page
        assert pack["Content-Disposition"] == f'attachment; filename="referral-20260702-{number}.zip"'
        assert "no-store" in pack["Cache-Control"]
        held = ZipFile(BytesIO(pack.content))
        assert set(held.namelist()) == names
        index = held.read("index.txt").decode("utf-8-sig")
        assert index.count(number) == 3, "in both languages, and in the name of the sheet"
        assert number in page
    withdraw(consent)
    for user, address in ways:
        reader = sign_in(Client(), user) if user else Client()
        assert reader.get(f"{address}pack.zip").status_code == 410


def test_why_there_is_no_sheet_stands_instead_of_the_form(client: Client) -> None:
    trainee = a_graduate()
    assert trainee.person is not None
    words = {"opinion": "在示范新点表现好"}
    consent, officer = consented(trainee, fields=("name", "opinion"), words=words)
    Site.objects.filter(pk=trainee.person.site_id).update(name_zh="示范新点")  # no place when it was asked
    sign_in(client, officer)
    page = text(client, reverse("referral_desk:issue", args=[consent.request.uuid]))
    assert "help-warning" in page
    assert 'name="seen"' not in page


def test_an_officer_of_another_place_finds_nothing(client: Client) -> None:
    sheet = a_sheet()
    waiting, _officer = consented()
    sign_in(client, officer_for(a_graduate()))
    page = text(client, reverse(DESK))
    assert str(sheet.uuid) not in page
    for name in ("referral", "paper", "reply"):
        assert client.get(reverse(f"referral_desk:{name}", args=[sheet.uuid])).status_code == 404
    for name in ("issue", "preview"):
        assert client.get(reverse(f"referral_desk:{name}", args=[waiting.request.uuid])).status_code == 404


def test_the_employer_reads_and_replies_and_the_officer_sees_it(client: Client) -> None:
    consent, officer = consented()
    sheet = issue(consent, officer)
    sign_in(client, of_employer(sheet))
    address = reverse("certificates:referral", args=[sheet.uuid])
    assert address in text(client, reverse(LIST))
    page = text(client, address)
    for value in told_in_lines(sheet):
        assert value in page
    assert "no-store" in client.get(address)["Cache-Control"]
    paper = client.get(reverse("certificates:referral_paper", args=[sheet.uuid]))
    assert paper["Content-Disposition"] == f'attachment; filename="referral-20260702-{consent.reference}.pdf"'
    reply = reverse("certificates:reply_to_referral", args=[sheet.uuid])
    assert client.post(reply, a_reply(answer="started")).status_code == 422
    words = "下周一来面试<script>"
    day = local_date(now()).isoformat()
    assert client.post(reply, a_reply(answer="interview", day=day, words=words)).status_code == 302
    page = text(client, address)
    assert "下周一来面试&lt;script&gt;" in page
    sign_in(client, officer)
    assert "下周一来面试" in text(client, reverse("referral_desk:referral", args=[sheet.uuid]))
    assert "已通知面试" in text(client, reverse(DESK))


def test_by_the_code_anybody_reads_and_replies_once(client: Client) -> None:
    sheet = a_sheet()
    address = reverse("certificates:sheet_by_code", args=[sheet.token])
    page = text(client, address)
    for value in told_in_lines(sheet):
        assert value in page
    title = page.split("<title>")[1].split("</title>")[0]
    assert said_from(sheet.content).fields["name"] not in title
    assert client.get(reverse("certificates:sheet_code", args=[sheet.token])).status_code == 200
    assert client.get(reverse("certificates:sheet_paper_by_code", args=[sheet.token])).status_code == 200
    assert client.post(address, a_reply()).status_code == 302
    assert 'name="answer"' not in text(client, address)
    assert client.post(address, a_reply()).status_code == 422
    assert SheetReply.objects.get().way == "link"


def test_the_kind_of_a_certificate_stands_in_the_readers_language(client: Client) -> None:
    sheet = a_sheet()
    (paper,) = said_from(sheet.content).papers
    client.cookies["language"] = "en"
    address = reverse("certificates:sheet_by_code", args=[sheet.token])
    with translation.override("en"):
        kind = str(CredentialKind(paper.kind_code).label)
    assert f"· {kind} ·" in text(client, address)
    assert f"· {paper.kind} ·" not in text(client, address)
    client.cookies["language"] = "zh-hans"
    assert f"· {paper.kind} ·" in text(client, address)


def test_while_its_employer_is_suspended_the_code_is_silent(client: Client) -> None:
    sheet = a_sheet()
    employers = Employer.objects.filter(pk=sheet.consent.employer_id)
    address = reverse("certificates:sheet_by_code", args=[sheet.token])
    for is_verified, status in ((False, 410), (True, 200)):
        employers.update(is_verified=is_verified)
        assert client.get(address).status_code == status


def test_after_a_withdrawal_every_address_is_silent(client: Client) -> None:
    consent, officer = consented()
    sheet = issue(consent, officer)
    name = said_from(sheet.content).fields["name"]
    withdraw(consent)
    code = [sheet.token], ["B" * 26]
    for args in code:
        for page in ("sheet_by_code", "sheet_code", "sheet_paper_by_code"):
            gone = client.get(reverse(f"certificates:{page}", args=args))
            assert gone.status_code == 410
            assert name not in gone.content.decode()
    assert client.post(reverse("certificates:sheet_by_code", args=code[0]), a_reply()).status_code == 410
    sign_in(client, of_employer(sheet))
    for page in ("referral", "referral_paper", "reply_to_referral"):
        gone = client.get(reverse(f"certificates:{page}", args=[sheet.uuid]))
        assert gone.status_code == 410
        assert name not in gone.content.decode()
        assert "请删除收到的全部内容" in gone.content.decode(), "whoever kept the address reads what to do"
    page = text(client, reverse(LIST))
    assert name not in page
    assert "不再显示" in page
    assert consent.reference in page
    sign_in(client, officer)
    gone = client.get(reverse("referral_desk:paper", args=[sheet.uuid]))
    assert (gone.status_code, "同意已终止" in gone.content.decode()) == (410, True)
    assert not SheetReply.objects.exists()
    slip = reverse("referral_desk:reply", args=[sheet.uuid])
    late = a_reply(answer="started", day="2026-07-01")
    assert client.post(slip, late).status_code == 422, "of which day is the slip?"
    assert client.post(slip, late | {"slip_date": "2026-07-02"}).status_code == 302, "it came before"
    assert SheetReply.objects.get().slip_date.isoformat() == "2026-07-02"


def test_who_enters_a_slip_writes_what_the_employer_answered(client: Client) -> None:
    consent, officer = consented()
    sheet = issue(consent, officer)
    sign_in(client, officer)
    address = reverse("referral_desk:reply", args=[sheet.uuid])
    page = text(client, address)
    assert "用人单位的答复" in page
    assert "您的答复" not in page
    for wrong in ("", "2026-07-03", "2026-07-01"):  # none, not come yet, older than the sheet
        assert client.post(address, a_reply(slip_date=wrong)).status_code == 422
    assert client.post(address, a_reply(slip_date="2026-07-02")).status_code == 302
    told = text(sign_in(Client(), of_employer(sheet)), reverse("certificates:referral", args=[sheet.uuid]))
    assert "纸质回执 2026-07-02" in told


def test_a_reply_by_the_code_is_marked_until_somebody_confirms_it(client: Client) -> None:
    consent, officer = consented()
    sheet = issue(consent, officer)
    code = reverse("certificates:sheet_by_code", args=[sheet.token])
    assert client.post(code, a_reply()).status_code == 302
    sign_in(client, officer)
    one = reverse("referral_desk:referral", args=[sheet.uuid])
    marked = "同意录用（未经证实）"
    table = client.get(reverse(DESK), {"format": "csv"}).content.decode("utf-8-sig")
    assert all(marked in shown for shown in (text(client, reverse(DESK)), text(client, one), table))
    told = text(sign_in(Client(), of_employer(sheet)), reverse("certificates:referral", args=[sheet.uuid]))
    assert "推荐表上的二维码" in told
    assert "未经证实" not in told
    slip = a_reply(slip_date="2026-07-02")
    assert client.post(reverse("referral_desk:reply", args=[sheet.uuid]), slip).status_code == 302
    assert marked not in text(client, one)


def test_a_second_reply_by_the_code_is_told_and_shown(client: Client) -> None:
    sheet = a_sheet()
    address = reverse("certificates:sheet_by_code", args=[sheet.token])
    assert client.post(address, a_reply()).status_code == 302
    late = client.post(address, a_reply(answer="started", day="2026-07-01", words="已在岗两天"))
    page = late.content.decode()
    assert late.status_code == 422
    assert all(words in page for words in ("这次答复没有保存", "已在岗两天", "2026-07-01", "已上岗"))
    assert SheetReply.objects.count() == 1


def test_in_english_what_is_kept_in_english_is_said(client: Client) -> None:
    sheet = a_sheet(fields=("name", "certificates", "major"))
    client.cookies["language"] = "en"
    page = text(client, reverse("certificates:sheet_by_code", args=[sheet.token]))
    said = said_from(sheet.content)
    assert said.school_en
    assert said.school_en in page
    assert said.school_zh not in page
    assert "Training certificate" in page
    assert said.papers[0].kind not in page
    assert "2026-12-29" in page
    assert "Dec" not in page


def test_another_employer_finds_nothing(client: Client) -> None:
    sheet = a_sheet()
    sign_in(client, employer_user_of(an_employer()))
    assert str(sheet.uuid) not in text(client, reverse(LIST))
    for page in ("referral", "referral_paper", "reply_to_referral"):
        assert client.get(reverse(f"certificates:{page}", args=[sheet.uuid])).status_code == 404


def test_search_filter_and_files(client: Client) -> None:
    site, officer = a_site(), None
    sheets: list[Any] = []
    for name in ("买买提·示范", "=HYPERLINK(1)"):
        trainee = a_graduate(site=site, name=name)
        officer = officer or officer_for(trainee)
        sheets.append(issue(*consented(trainee, officer=officer)))
    assert officer is not None
    sign_in(client, officer)
    found = text(client, reverse(DESK), q="买买提")
    assert str(sheets[0].uuid) in found
    assert str(sheets[1].uuid) not in found
    assert "没有符合条件的推荐" in text(client, reverse(DESK), standing="started")
    table = client.get(reverse(DESK), {"format": "csv"}).content.decode("utf-8-sig")
    assert "'=HYPERLINK" in table
    assert client.get(reverse(DESK), {"format": "xlsx"}).content.startswith(b"PK")


def test_the_lists_cost_the_same_for_many(client: Client) -> None:
    site, opening = a_site(), an_opening()
    first = a_graduate(site=site)
    officer = officer_for(first)
    employer = employer_user_of(opening.employer)

    def more(count: int) -> None:
        for trainee in [first] if count == 0 else [a_graduate(site=site) for _ in range(count)]:
            issue(*consented(trainee, officer=officer, opening=opening))
            consented(a_graduate(site=site), officer=officer, opening=opening)

    def cost(user: User, name: str) -> int:
        sign_in(client, user)
        client.get(reverse(name))
        with CaptureQueriesContext(connection) as made:
            client.get(reverse(name))
        return len(made)

    more(0)
    few = [cost(officer, DESK), cost(employer, LIST)]
    more(4)
    assert [cost(officer, DESK), cost(employer, LIST)] == few
