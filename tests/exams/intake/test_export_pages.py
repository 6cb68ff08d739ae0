"""Pages on which a bank goes out as a file."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

import lms.exams.tasks  # noqa: F401 - names the handlers of jobs, as a worker does
from lms.exams.intake.models import Bank, QuestionExport
from lms.exams.intake.operations.steps import MOST_OPEN
from lms.exams.interchange.reasons import OF_ENTRIES, OF_WRITING
from tests.exams.intake.dialogues import (
    BASE,
    GIFT,
    an_officer,
    client_of,
    page_of,
    read,
    sent,
    taken,
    text_of,
    work,
)
from tests.exams.intake.samples import ONE_OF_EACH, a_reading
from tests.exams.intake.test_take_in import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "in_english")]


def test_a_bank_goes_out_with_what_was_left_out_said_and_is_written_down(client, who):
    taken(read(sent(who, GIFT)))
    answer = client.post(f"{BASE}export/", {"key": str(uuid4()), "bank": "OLD", "format": "gift"})
    page = answer["Location"].removeprefix(BASE)
    work()
    shown = text_of(page_of(client, page))
    assert "Every question of the bank is in the file." in shown
    file = client.post(f"{BASE}{page}file/")
    assert "questions-OLD.gift.txt" in file["Content-Disposition"]
    assert "一加一等于几" in b"".join(file.streaming_content).decode()
    other = client_of(an_officer())
    assert other.post(f"{BASE}{page}file/").status_code == 404
    assert (
        client.post(f"{BASE}export/", {"key": str(uuid4()), "bank": "OLD", "format": "exe"}).status_code
        == 422
    )


def test_what_a_format_cannot_hold_is_listed_with_why(client, who):
    take(a_reading(*ONE_OF_EACH))
    answer = client.post(f"{BASE}export/", {"key": str(uuid4()), "bank": "OLD", "format": "xlsx"})
    work()
    shown = text_of(page_of(client, answer["Location"].removeprefix(BASE)))
    assert "not in the file, because the format cannot hold" in shown
    left_out = QuestionExport.objects.get().left_out
    assert left_out
    for _code, reason in left_out:
        assert str({**OF_ENTRIES, **OF_WRITING}[reason]) in shown


def test_an_export_that_is_over_or_empty_says_so(client, who):
    Bank.objects.create(code="EMPTY")
    answer = client.post(f"{BASE}export/", {"key": str(uuid4()), "bank": "EMPTY", "format": "xlsx"})
    work()
    page = answer["Location"].removeprefix(BASE)
    assert "no questions that could be written" in text_of(page_of(client, page))
    assert client.post(f"{BASE}{page}file/").status_code == 410
    QuestionExport.objects.update(expires_at=timezone.now() - timedelta(1))
    assert client.post(f"{BASE}{page}discard/").status_code == 302


def test_nobody_starts_the_same_heavy_work_again_and_again(client):
    Bank.objects.create(code="OLD")
    forms = [{"key": str(uuid4()), "bank": "OLD", "format": "gift"} for _time in range(MOST_OPEN + 1)]
    answers = [client.post(f"{BASE}export/", form) for form in forms]
    assert [answer.status_code for answer in answers] == [302] * MOST_OPEN + [422]
    assert "exports of yours are not over yet" in answers[-1].content.decode()
    assert client.post(f"{BASE}export/", forms[0]).status_code == 302, "the same form is the same export"
    assert QuestionExport.objects.count() == MOST_OPEN
    page = answers[0]["Location"].removeprefix(BASE)
    client.post(f"{BASE}{page}discard/")
    assert client.post(f"{BASE}export/", forms[-1]).status_code == 302
