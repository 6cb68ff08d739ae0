"""What cannot be read is told in clear words, and the sample sheet is offered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from lms.exams.intake.models import ItemImport
from tests.exams.intake.dialogues import (
    BASE,
    page_of,
    read_over_http,
    statuses,
    text_of,
    work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "in_english")]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (b"MZ\x90\x00" + bytes(200), "setup.exe"),
        ("题干,选项,答案\n".encode(), "heads.csv"),
    ],
)
def test_what_holds_no_questions_is_told_and_the_sample_sheet_is_offered(client, content, name):
    path = read_over_http(client, content, name)
    shown = client.get(f"{BASE}{path}", follow=True)
    page = shown.content.decode()
    assert reverse("intake:sample") in page
    assert "help-block" in page
    assert not re.search(r'action="[^"]*/confirm/"', page), "there is nothing to take in"
    assert not ItemImport.objects.exists()


def test_a_file_of_another_kind_is_not_told_to_contradict_a_format_that_nobody_said(client):
    path = read_over_http(client, b"nothing that asks", "a.txt")
    assert "It is in no format that can be read." in text_of(page_of(client, path))
    said = {"bank": "", "new_bank": "OLD", "format": "moodle-xml", "encoding": "", "language": ""}
    assert client.post(f"{BASE}{path}correct/", said).status_code == 302
    work()
    assert "It is in no format that can be read." not in text_of(page_of(client, path))


def test_the_sample_sheet_is_read_as_it_is(client):
    assert reverse("intake:sample") in page_of(client, "bring/").content.decode()
    answer = client.get(reverse("intake:sample"))
    assert 'filename="questions-sample.xlsx"' in answer["Content-Disposition"]
    path = read_over_http(client, answer.content, "questions-sample.xlsx")
    counted = statuses(client, path)
    assert counted["imported"] > 5
    assert counted["refused"] == 0


def test_the_page_and_the_guides_name_the_same_versions_of_qti(client):
    said = re.search(r"QTI ([\d., and]+) \(", text_of(page_of(client, "bring/")))[1]
    versions = re.findall(r"\d\.\d", said)
    assert versions == ["2.0", "2.1", "2.2", "3.0"]
    guides = Path(settings.BASE_DIR) / "docs" / "guides"
    for name, words in (("question-files.md", "and packages"), ("bringing-questions.md", "Moodle XML")):
        line = next(
            line
            for line in (guides / name).read_text("utf-8").splitlines()
            if words in line and "QTI" in line
        )
        assert re.findall(r"\b[23]\.\d", line) == versions, name
