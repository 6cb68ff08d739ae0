"""What becomes of replies on pages: what is proven stands, the person reads them, the code shows no words."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from certificates.models import SheetReply
from certificates.referrals.sheets.content import said_from
from certificates.verification import rules
from tests.factories.accounts import sign_in
from tests.factories.consents import withdraw
from tests.factories.sheets import a_graduate, a_sheet, consented, issue
from tests.factories.stays import a_stay
from tests.support.referrals import a_reply, of_employer, text

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
DESK = "referral_desk:index"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def test_the_code_shows_what_was_answered_and_no_words(client: Client) -> None:
    sheet = a_sheet()
    told: dict[str, Any] = {"day": "2026-07-06", "words": "下周一找王主任"}
    employer = sign_in(Client(), of_employer(sheet))
    reply_page = reverse("certificates:reply_to_referral", args=[sheet.uuid])
    assert employer.post(reply_page, a_reply(answer="interview", **told)).status_code == 302
    assert told["words"] in text(employer, reverse("certificates:referral", args=[sheet.uuid]))
    page = text(client, reverse("certificates:sheet_by_code", args=[sheet.token]))
    assert "用人单位页面 · 通知面试" in page
    assert told["words"] not in page
    assert told["day"] not in page


@pytest.mark.parametrize("words", ["听说在示范第一教学点学的", "在别处学的", "是不是戒毒所来的"])
def test_whoever_replies_learns_nothing_of_which_places_are_sites(client: Client, words: str) -> None:
    trainee = a_graduate()
    assert trainee.person is not None
    trainee.person.site.name_zh = "示范第一教学点"
    trainee.person.site.save()
    consent, officer = consented(trainee)
    sheet = issue(consent, officer)
    code = reverse("certificates:sheet_by_code", args=[sheet.token])
    told = client.post(code, a_reply(words=words), follow=True)
    assert (told.status_code, told.redirect_chain) == (200, [(code, 302)])
    assert "学校会看到" in told.content.decode()
    assert words not in told.content.decode()
    employer = sign_in(Client(), of_employer(sheet))
    page = reverse("certificates:reply_to_referral", args=[sheet.uuid])
    assert employer.post(page, a_reply(words=words)).status_code == 302
    assert SheetReply.objects.filter(words=words).count() == 2
    seen = text(employer, reverse("certificates:referral", args=[sheet.uuid]))
    sign_in(client, officer)
    inside = text(client, reverse("referral_desk:referral", args=[sheet.uuid]))
    mark = "写到了教学点"
    assert mark not in seen
    assert inside.count(mark) == (0 if words == "在别处学的" else 2)


def test_a_form_sent_again_with_something_else_says_that_it_was_not_kept(client: Client) -> None:
    sheet = a_sheet()
    address = reverse("certificates:sheet_by_code", args=[sheet.token])
    first = a_reply()
    for _time in range(2):
        assert client.post(address, first).status_code == 302
    late = client.post(address, first | {"words": "改主意了"})
    assert late.status_code == 422
    assert all(words in late.content.decode() for words in ("这次答复没有保存", "改主意了"))
    assert SheetReply.objects.get().words == ""


def test_who_tries_codes_holds_up_nobody_who_has_one(client: Client) -> None:
    sheet = a_sheet()
    code = reverse("certificates:sheet_by_code", args=[sheet.token])
    tried = [
        client.get(reverse("certificates:sheet_by_code", args=[f"{number:026d}"])).status_code
        for number in range(rules.NETWORK_FAILURES + 1)
    ]
    assert tried == [410] * rules.NETWORK_FAILURES + [429]
    assert client.get(code).status_code == 200
    assert client.post(code, a_reply()).status_code == 302


def test_a_reply_by_the_code_hides_no_confirmed_start(client: Client) -> None:
    consent, officer = consented()
    sheet = issue(consent, officer)
    employer = sign_in(Client(), of_employer(sheet))
    reply_page = reverse("certificates:reply_to_referral", args=[sheet.uuid])
    assert employer.post(reply_page, a_reply(answer="started", day="2026-07-02")).status_code == 302
    code = reverse("certificates:sheet_by_code", args=[sheet.token])
    assert client.post(code, a_reply(answer="declined", why="filled")).status_code == 302
    sign_in(client, officer)
    stands = "已上岗（后有一次扫码答复，未经证实）"
    assert stands in text(client, reverse("referral_desk:referral", args=[sheet.uuid]))
    assert stands in text(client, reverse(DESK), standing="started")
    assert str(sheet.uuid) not in text(client, reverse(DESK), standing="declined")


def test_the_person_reads_what_the_employer_replied(client: Client) -> None:
    trainee = a_graduate()
    sheet = a_sheet(trainee)
    employer = sign_in(Client(), of_employer(sheet))
    reply_page = reverse("certificates:reply_to_referral", args=[sheet.uuid])
    assert "学校和本人会看到" in text(employer, reply_page)
    said = a_reply(answer="interview", day="2026-07-06", words="下周一来<b>吧")
    assert employer.post(reply_page, said).status_code == 302
    code = reverse("certificates:sheet_by_code", args=[sheet.token])
    assert client.post(code, a_reply(answer="declined", why="filled", words="别来了")).status_code == 302
    sign_in(client, trainee)
    for address in (reverse("certificates:work"), f"/work/{sheet.consent.request.uuid}/"):
        page = text(client, address)
        assert all(words in page for words in ("通知面试", "2026年7月6日", "下周一来&lt;b&gt;吧"))
        unproven = page[page.index("别来了") :]
        assert "未经证实" in unproven[:400]
        assert page.count("未经证实") == 1
    withdraw(sheet.consent)
    assert "下周一来" in text(client, reverse("certificates:work"))


def test_a_start_that_the_stay_denies_is_marked_for_officers_alone(client: Client) -> None:
    trainee = a_graduate()
    assert trainee.person is not None
    stay = a_stay(trainee.person)
    consent, officer = consented(trainee)
    sheet = issue(consent, officer)
    employer = sign_in(Client(), of_employer(sheet))
    reply_page = reverse("certificates:reply_to_referral", args=[sheet.uuid])
    assert employer.post(reply_page, a_reply(answer="started", day="2026-07-02")).status_code == 302
    sign_in(client, officer)
    desk = reverse("referral_desk:referral", args=[sheet.uuid])
    beside = reverse("matching_desk:person", args=[trainee.person.uuid])
    marked = "预计到 2028-05-10 才离开"
    assert all(marked in text(client, page) for page in (desk, beside))
    told = text(employer, reverse("certificates:referral", args=[sheet.uuid]))
    assert "离开" not in told
    assert "2028" not in told
    for change in ({"left_date": date(2026, 7, 1)}, {"left_date": None, "forecast_date": date(2026, 7, 2)}):
        type(stay).objects.filter(pk=stay.pk).update(**change)
        assert not any(
            "才离开" in text(client, page) or "还没有离开" in text(client, page) for page in (desk, beside)
        )


def test_a_start_that_was_not_proven_is_not_held_against_the_one_that_was(client: Client) -> None:
    trainee = a_graduate()
    assert trainee.person is not None
    a_stay(trainee.person, forecast_date=date(2026, 7, 2))
    consent, officer = consented(trainee)
    sheet = issue(consent, officer)
    desk = reverse("referral_desk:referral", args=[sheet.uuid])
    code = reverse("certificates:sheet_by_code", args=[sheet.token])
    assert client.post(code, a_reply(answer="started", day="2026-07-01")).status_code == 302
    marked = "预计到 2026-07-02 才离开"
    sign_in(client, officer)
    assert marked in text(client, desk), "nothing else was said"
    employer = sign_in(Client(), of_employer(sheet))
    reply_page = reverse("certificates:reply_to_referral", args=[sheet.uuid])
    assert employer.post(reply_page, a_reply(answer="started", day="2026-07-02")).status_code == 302
    assert marked not in text(client, desk)


def test_what_keeps_a_certificate_back_is_named_before_and_after(client: Client) -> None:
    consent, officer = consented(fields=("certificates", "opinion"))
    sign_in(client, officer)
    kept_back = "本人没有同意告知的内容（姓名）"
    assert kept_back in text(client, reverse("referral_desk:issue", args=[consent.request.uuid]))
    sheet = issue(consent, officer)
    assert kept_back in text(client, reverse("referral_desk:referral", args=[sheet.uuid]))
    employer = sign_in(Client(), of_employer(sheet))
    assert kept_back in text(employer, reverse("certificates:referral", args=[sheet.uuid]))
    assert "不随表发送" in text(client, reverse("consent_desk:ask")), "before it is asked"


def test_name_and_certificates_let_a_training_certificate_go_along() -> None:
    sheet = a_sheet(fields=("name", "major", "certificates"))
    (paper,) = said_from(sheet.content).papers
    assert paper.document
    assert not paper.beyond
