"""Pages of files of questions: what nobody else sees, and what hostile names, files and forms do."""

from __future__ import annotations

import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

import lms.exams.tasks  # noqa: F401 - names the handlers of jobs, as a worker does
from lms.core.enums import Role
from lms.exams.intake.models import QuestionUpload
from lms.exams.interchange.reasons import OF_FILES, known_file
from tests.exams.intake.dialogues import (
    BASE,
    GIFT,
    an_officer,
    client_of,
    continued,
    fields_of,
    kept_files,
    page_of,
    read,
    read_over_http,
    send_over_http,
    sent,
    taken,
    text_of,
    work,
)
from tests.exams.interchange.tables_samples import xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "in_english")]


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.INSTRUCTOR, Role.EXAMINATIONS_OFFICER}))
def test_no_other_role_sees_keys_on_their_way_or_in_drafts(who, role):
    row = read(sent(who, GIFT))
    done = taken(read(sent(an_officer(), b"::x:: {T}\n\n::y:: ja? {T}", "b.gift")))
    other = client_of(an_officer(role))
    places = ["", "bring/", "export/", f"files/{row.uuid}/", f"files/{row.uuid}/report/"]
    places.append(f"imports/{done.origin.uuid}/")
    for place in places:
        assert other.get(f"{BASE}{place}").status_code in (302, 403), place
    assert send_over_http(other, GIFT).status_code in (302, 403)
    assert QuestionUpload.objects.count() == 2


def test_a_file_on_its_way_is_its_senders_alone(who):
    row, other = read(sent(who, GIFT)), client_of(an_officer(Role.INSTRUCTOR))
    assert other.get(f"{BASE}files/{row.uuid}/").status_code == 404
    for place in ("columns/", "report/", "correct/"):
        assert other.get(f"{BASE}files/{row.uuid}/{place}").status_code == 404
    for place in ("confirm/", "cancel/", "again/", "correct/", "columns/", "columns/saved/"):
        assert other.post(f"{BASE}files/{row.uuid}/{place}", {"round": row.round}).status_code == 404
    assert QuestionUpload.objects.get().state == "ready"


NAMES = ["../../etc/passwd", "..\\..\\x.csv", "a\r\nSet-Cookie: x=1.csv", "<img src=x onerror=alert(1)>.csv"]
FURTHER_NAMES = ["题" * 200, "\u202egpj.csv", "{{7*7}}.csv", "CON", "."]


@pytest.mark.parametrize("name", [*NAMES, *FURTHER_NAMES])
def test_the_name_of_a_file_is_only_ever_shown(client, private_files: Path, name):
    before = {path for path in private_files.parent.rglob("*") if path.is_file()}
    answer = send_over_http(client, GIFT, name)
    if answer.status_code == 422:  # longer than any system has, or no name at all
        assert not QuestionUpload.objects.exists()
        return
    row = QuestionUpload.objects.get()
    assert "/" not in row.name
    assert "\n" not in row.name
    work()
    html = client.get(f"{BASE}files/{row.uuid}/", follow=True).content.decode()
    assert "<img src=x" not in html
    new = {path for path in private_files.parent.rglob("*") if path.is_file()} - before
    assert [path.parent for path in new] == [private_files / "questions"]


SCRIPTS = "<script>alert(1)</script>"


def test_what_stands_in_a_file_is_never_markup(client):
    rows = [[SCRIPTS, "题干", "选项A", "选项B", "答案"], ["x", f"{SCRIPTS}{{{{7*7}}}}", SCRIPTS, "乙", "A"]]
    path = read_over_http(client, xlsx(**{"<b>表": rows}), "a.xlsx")
    assert SCRIPTS not in page_of(client, f"{path}columns/").content.decode()
    continued(client, path, **{"s0-kind": "single"})
    html = page_of(client, path).content.decode()
    assert SCRIPTS not in html
    assert "{{7*7}}" in html


def test_a_file_over_the_limit_is_answered_in_words_and_kept_nowhere(who, monkeypatch):
    for most in ("lms.exams.intake.views.MOST_BYTES", "lms.exams.intake.views.MEGABYTE"):
        monkeypatch.setattr(most, 1000)
    client = Client(enforce_csrf_checks=True)
    client.force_login(who)
    page = client.get(f"{BASE}bring/").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
    for size in (1500, 50_000):
        answer = send_over_http(client, b"x" * size, csrfmiddlewaretoken=token)
        assert answer.status_code == 422
        assert "MB" in answer.content.decode()
    assert send_over_http(client, GIFT).status_code == 403, "a form from elsewhere"
    assert kept_files() == []


@pytest.mark.parametrize(
    "data", [{}, {"key": "x"}, {"key": str(uuid4()), "file": "no file", "new_bank": "a b"}]
)
def test_a_form_without_a_file_or_a_bank_is_answered_in_words(client, data):
    assert client.post(f"{BASE}bring/", data).status_code == 422
    assert not QuestionUpload.objects.exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "empty.csv"),
        (b"PK\x03\x04 no archive", "a.xlsx"),
        (b"\x00" * 2000, "a.csv"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.xls"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><quiz>&b;</quiz>', "a.xml"),
        (
            b'<assessmentItem xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="http://x/"/>',
            "a.xml",
        ),
        (b"%PDF-1.7 x", "a.csv"),
    ],
)
def test_a_hostile_file_ends_in_words_never_in_an_error(client, content, name):
    path = read_over_http(client, content, name)
    row = QuestionUpload.objects.get()
    assert row.state in ("stuck", "refused")
    page = text_of(page_of(client, path))
    assert "None" not in page
    words = {**OF_FILES, "not_this_format": "It is in no format that can be read."}  # nobody named a format
    problem = row.problems[0]
    assert str(known_file(problem["code"], problem["detail"]) or words[problem["code"]]) in page


def test_a_hundred_sheets_of_many_columns_stay_a_page_that_can_be_sent(client):
    heads = ["题干", "答案", *(f"列{number}" for number in range(60))]
    sheets = {f"表{number}": [heads, ["什么？", "对", *["x"] * 60]] for number in range(60)}
    path = read_over_http(client, xlsx(**sheets), "a.xlsx")
    html = page_of(client, f"{path}columns/").content.decode()
    assert html.count("<select") < 450
    assert len(fields_of(html)) < 1000
    assert len(html) < 4_000_000
    kinds = {name: "by_answer" for name in fields_of(html) if name.endswith("-kind")}
    answer = continued(client, path, **kinds)
    assert answer.status_code == 302, text_of(answer)[:3000]
    assert QuestionUpload.objects.get().state == "ready"
