"""I3 for referrals: whatever an employer or a code opens, and whatever is sent, says neither where nor why."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest
import time_machine
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from certificates.models import ReferralSheet
from certificates.referrals.sheets.content import said_from
from lms.accounts.models import User
from lms.core.clock import now
from lms.core.unsaid import UNSAID
from lms.organisations.models import Employer, Room, Site
from tests.canary.surfaces import inside_out, whole
from tests.canary.test_canary import AUTHORITY, CODE, ROOM, SEAT, SITE_EN, SITE_ZH, STAFF, WORDS, assert_clean
from tests.canary.test_letters import whole as whole_letter
from tests.canary.tokens import found_in, needles
from tests.factories.accounts import employer_user_of, sign_in, terminal_at
from tests.factories.consents import officer_for, withdraw
from tests.factories.organisations import an_administration
from tests.factories.sheets import a_graduate, consented, issue
from tests.support.documents import documents_in
from tests.support.post import posted

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
FIELDS = ("name", "contact", "certificates", "skills", "opinion")


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path) -> Iterator[None]:
    cache.clear()
    with documents_in(tmp_path / "documents"), time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def officer() -> User:
    """Return an officer of a place whose every word is unmistakable."""
    administration = an_administration(name=AUTHORITY)
    site = Site.objects.create(code=CODE, name_zh=SITE_ZH, name_en=SITE_EN, administration=administration)
    terminal_at(Room.objects.create(site=site, name=ROOM, seats=9), seat=SEAT)
    user = officer_for(a_graduate(site=site))
    User.objects.filter(pk=user.pk).update(display_name=STAFF, email="officer@school.example")
    return user


@pytest.fixture
def sheet(officer: User) -> ReferralSheet:
    """Return the sheet of somebody who learnt there."""
    site = officer.role_assignments.get().site
    return issue(*consented(a_graduate(site=site), officer=officer, fields=FIELDS))


@pytest.fixture
def reader(sheet: ReferralSheet) -> User:
    """Return somebody of the employer, with an address."""
    user = employer_user_of(sheet.consent.employer)
    User.objects.filter(pk=user.pk).update(email="work@bread.example")
    return user


def unpacked(response: HttpResponse) -> dict[str, bytes]:
    """Return an answer whole; a PDF inside out, a pack with the name and the inside of each of its files."""
    parts = {"": whole(response)}
    if response["Content-Type"] == "application/pdf":
        parts["inside"] = inside_out(response.content)
    if response["Content-Type"] == "application/zip":
        archive = ZipFile(BytesIO(response.content))
        for name in archive.namelist():
            held = archive.read(name)
            parts[name] = name.encode() + (inside_out(held) if name.endswith(".pdf") else held)
    return parts


def surfaces(user: User, sheet: ReferralSheet, language: str) -> dict[str, HttpResponse]:
    """Return what the employer and the code open."""
    signed_in, anybody = sign_in(Client(), user), Client()
    reply: dict[str, Any] = {"answer": "offer", "day": "", "why": "", "words": "好", "key": str(uuid4())}
    for client in (signed_in, anybody):
        client.cookies["language"] = language
    found = {"wrong reply": signed_in.post(_own("reply_to_referral", sheet), reply | {"answer": ""})}
    found["reply"] = signed_in.post(_own("reply_to_referral", sheet), reply)
    for name in ("referral", "referral_paper", "referral_pack", "reply_to_referral"):
        found[name] = signed_in.get(_own(name, sheet))
    for name in ("referrals", "consents_received", "openings"):
        found[name] = signed_in.get(reverse(f"certificates:{name}"))
    for name in ("sheet_by_code", "sheet_code", "sheet_paper_by_code", "sheet_pack_by_code"):
        found[name] = anybody.get(reverse(f"certificates:{name}", args=[sheet.token]))
    address = reverse("certificates:sheet_by_code", args=[sheet.token])
    found["reply by code"] = anybody.post(address, reply | {"key": str(uuid4())})
    found["reply by code again"] = anybody.post(address, reply | {"key": str(uuid4())})
    return found


def _own(name: str, sheet: ReferralSheet) -> str:
    return reverse(f"certificates:{name}", args=[sheet.uuid])


def assert_says_no_reason(contents: dict[str, bytes]) -> None:
    for where, content in contents.items():
        text = re.sub(r"<(script|style).*?</\1>", "", content.decode("utf-8", "ignore"), flags=re.DOTALL)
        assert not UNSAID.search(text), where


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_file_or_header_of_a_referral_says_where_or_why(reader, sheet, language) -> None:
    answers = surfaces(reader, sheet, language)
    assert {answer.status_code for answer in answers.values()} == {200, 302, 422}
    parts = {
        f"{name} {part}": one for name, answer in answers.items() for part, one in unpacked(answer).items()
    }
    name = said_from(sheet.content).fields["name"].encode()
    assert name in parts["referral "], "there is something to read"
    (certificate,) = said_from(sheet.content).papers
    assert f"referral_pack {certificate.number}.pdf" in parts
    assert_clean(parts)
    assert_says_no_reason({where: one for where, one in parts.items() if where.endswith(" ")})


def test_what_is_left_after_the_end_and_the_letter_say_nothing(reader, sheet) -> None:
    withdraw(sheet.consent)
    answers = surfaces(reader, sheet, "zh-hans")
    letters = {letter.subject: whole_letter(letter) for letter in posted()}
    # That the opening is approved, that somebody is referred, and that the consent was taken back.
    assert len(letters) == 3
    parts = {name: whole(answer) for name, answer in answers.items()} | letters
    assert {answers[name].status_code for name in ("referral", "referral_pack", "sheet_by_code")} == {410}
    assert_clean(parts)
    assert_says_no_reason(parts)
    name = said_from(sheet.content).fields["name"]
    assert not any(found_in(one, needles([name])) for one in parts.values()), "nor whom it was about"


def test_a_suspended_employer_and_a_code_read_nothing(reader, sheet) -> None:
    Employer.objects.filter(pk=sheet.consent.employer_id).update(is_verified=False)
    gone = Client().get(reverse("certificates:sheet_pack_by_code", args=[sheet.token]))
    unknown = Client().get(reverse("certificates:sheet_pack_by_code", args=["B" * 26]))
    assert gone.status_code == unknown.status_code == 410
    assert_clean({"gone": whole(gone)})


def test_the_check_finds_a_word_that_is_there(reader, sheet) -> None:
    """Control: a sheet, a pack and a page that do say it are found."""
    paper = Client().get(reverse("certificates:sheet_paper_by_code", args=[sheet.token]))
    paper["Content-Disposition"] = f"attachment; filename={CODE}.pdf"
    for parts in (unpacked(paper), {"page": f"<p>{SITE_ZH}</p>".encode()}):
        assert any(found_in(one, needles(WORDS)) for one in parts.values())
    with pytest.raises(AssertionError):
        assert_says_no_reason({"page": "<p>强制隔离</p>".encode()})
    assert now() == TODAY
