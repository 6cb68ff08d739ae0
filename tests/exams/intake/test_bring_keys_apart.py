"""In the browser: a file whose keys stand on a sheet of their own, and files that are none of ours."""

from __future__ import annotations

import pytest

import lms.exams.tasks  # noqa: F401 - names the handlers of jobs, as a worker does
from lms.exams.intake.models import QuestionUpload
from tests.exams.intake.dialogues import continued, page_of, read_over_http, statuses, text_of
from tests.exams.interchange.tables_samples import xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "in_english")]

HEAD = ["题号", "题目", "A", "B"]
QUESTIONS = [[1, "停电检修前先做什么？", "验电", "接线"], [2, "漏电保护器保护什么？", "人", "灯"]]


def test_keys_of_another_sheet_are_shown_as_a_column_and_asked(client):
    keys = [["题号", "答案"], [2, "B"], [1, "A"]]
    path = read_over_http(client, xlsx(单选题=[HEAD, *QUESTIONS], 答案=keys), "a.xlsx")
    page = page_of(client, f"{path}columns/")
    assert "The answers come from a list of keys apart from the questions" in text_of(page)
    assert "sheet “答案”, row 1" in text_of(page)
    assert continued(client, path).status_code == 302
    assert statuses(client, path)["imported"] == 2


def test_a_list_with_other_numbers_is_told_and_nothing_is_filled(client):
    keys = [["题号", "答案"], [1, "A"], [2, "B"], [3, "A"]]
    path = read_over_http(client, xlsx(单选题=[HEAD, *QUESTIONS], 答案=keys), "a.xlsx")
    page = text_of(page_of(client, f"{path}columns/"))
    assert "sheet “答案”, row 1, 3 / 2: A list of keys has other numbers than the questions" in page
    assert continued(client, path).status_code == 422
    assert QuestionUpload.objects.get().state == "mapping"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.7 x", "a.pdf", "This is a PDF."),
        (b"MZ\x90\x00\x03" + bytes(80), "a.exe", "This is a program."),
        (b"\x89PNG\r\n\x1a\n" + bytes(80), "a.xlsx", "This is a picture."),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "This is a web page"),
        (b"<questestinterop/>", "a.xml", "This is QTI of the first version"),
    ],
)
def test_a_file_that_is_none_of_ours_is_told_what_would_help(client, content, name, words):
    path = read_over_http(client, content, name)
    assert words in text_of(page_of(client, path))
