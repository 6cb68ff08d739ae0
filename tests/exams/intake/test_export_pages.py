"""Pages on which a bank goes out as a file."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

import lms.exams.tasks  # noqa: F401 - names the handlers of jobs, as a worker does
from lms.exams.intake.models import Bank, ItemDraft, QuestionExport
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
    page = page_of(client, answer["Location"].removeprefix(BASE)).content.decode()
    for code, reason, number, stem, draft in left_out:
        assert str({**OF_ENTRIES, **OF_WRITING}[reason]) in shown
        assert (code, bool(draft)) == ("", True), "a draft of a file has often no code"
        assert stem
        assert stem[:60] in shown
        assert f'data-label="Number in the bank">{number}<' in page
        link = reverse("question_bank:draft", args=[draft])
        assert f'href="{link}"' in page
        assert client.get(link).status_code == 200


def test_what_an_older_export_kept_of_what_it_left_out_is_still_shown(client, who):
    row = QuestionExport.objects.create(
        key=uuid4(), by=who, role="x", at=timezone.now(), expires_at=timezone.now() + timedelta(1),
        bank="OLD", format="xlsx", state="ready", left_out=[["A-1", "kind_not_held"], ["", "kind_not_held"]],
    )  # fmt: skip
    shown = text_of(page_of(client, f"exports/{row.uuid}/"))
    assert "A-1" in shown
    assert "2 questions are not in the file" in shown


def test_what_was_found_goes_out_with_a_word_about_what_is_not_in_the_file(client):
    take(a_reading(*ONE_OF_EACH))
    address = f"{reverse('question_bank:export')}?shelf=open&bank=OLD"
    asked = client.post(address, {"format": "xlsx"})
    assert "not in the file, because the format cannot hold" in text_of(asked)
    assert "(no wording yet)" not in text_of(asked)
    assert (
        reverse("question_bank:draft", args=[ItemDraft.objects.last().uuid]).split("/")[2]
        in asked.content.decode()
    )
    sent_file = client.post(address, {"format": "xlsx", "knows": "1"})
    assert sent_file["Content-Type"] == "application/octet-stream"
    ItemDraft.objects.exclude(kind="single").delete()
    whole = client.post(address, {"format": "xlsx"})
    assert whole["Content-Type"] == "application/octet-stream", "nothing to ask where nothing is left out"


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
