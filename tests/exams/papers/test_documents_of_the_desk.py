"""Papers, keys and answer sheets leave the desk as documents, and a candidate's own paper is printed again."""

import subprocess

import pytest
from django.db import connection
from django.urls import reverse

from lms.core.models import AuditEntry
from lms.exams.paperdesk.presentation.contents import in_print_order
from lms.exams.papers.rules import order_for
from tests.exams.papers.desk import at_the_desk
from tests.factories.courses import enrolled_trainee
from tests.factories.exams import passed_sitting

pytestmark = pytest.mark.django_db
REASON = "Printing for the room without computers"


@pytest.fixture
def attempt():
    _user, enrolment = enrolled_trainee()
    return passed_sitting(enrolment).attempt


@pytest.fixture
def paper(attempt):
    return attempt.paper


@pytest.fixture
def officer(attempt):
    return at_the_desk(attempt.candidate.sitting.site)


def text_of(answer, tmp_path):
    """Return the words of a document, without the breaks between them."""
    path = tmp_path / "one.pdf"
    path.write_bytes(answer.content)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True)
    return "".join(done.stdout.split())


def printed(client, paper, document, language="zh", reason=REASON):
    form = {"document": document, "language": language, "reason": reason, "act": "print"}
    return client.post(reverse("papers:open", args=[paper.uuid]), form)


def test_a_paper_is_printed_in_the_order_that_the_page_shows(officer, paper, tmp_path):
    answer = printed(officer, paper, "paper")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith(f'attachment; filename="{paper.code}')
    assert "no-store" in answer["Cache-Control"]
    text = text_of(answer, tmp_path)
    places = [text.index(item["stem"]["zh"]) for item in in_print_order(paper)]
    assert places == sorted(places)


def test_a_key_is_printed_only_as_a_key_and_each_print_is_written_down(officer, paper, tmp_path):
    key = text_of(printed(officer, paper, "key"), tmp_path)
    sheet = text_of(printed(officer, paper, "sheet"), tmp_path)
    stem = paper.content["items"][0]["stem"]["zh"]
    assert paper.code in key
    assert stem not in key
    assert stem not in sheet
    assert AuditEntry.objects.filter(action="exams.open_paper_early").count() == 2


def test_both_languages_stand_on_one_paper(officer, paper, tmp_path):
    text = text_of(printed(officer, paper, "paper", "both"), tmp_path)
    assert "provedead" in text.replace("-", "")
    assert "先验电" in text


def with_stem(paper, **texts):
    """Write other words into the last question of a paper, which cannot be changed otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER exams_paperversion_no_update")
    paper.content["items"][-1]["stem"] |= texts
    paper.save()


def test_how_many_questions_have_no_english_is_told_before_the_paper_is_opened(officer, paper):
    address = reverse("papers:open", args=[paper.uuid])
    assert "has no English" not in officer.get(address).content.decode()
    with_stem(paper, en="")
    for told_on in (address, reverse("papers:takers", args=[paper.uuid])):
        assert "1 question of this paper has no English" in officer.get(told_on).content.decode()
    assert not AuditEntry.objects.filter(action="exams.open_paper_early").exists()


def test_what_cannot_be_printed_is_named_before_the_paper_is_opened(officer, paper):
    with_stem(paper, zh="😀")
    answer = printed(officer, paper, "paper")
    assert answer.status_code == 422
    paper.refresh_from_db()
    number = next(item["number"] for item in in_print_order(paper) if "😀" in item["stem"]["zh"])
    assert f" {number}: 😀 (U+1F600)" in answer.content.decode()
    assert not AuditEntry.objects.filter(action="exams.open_paper_early").exists()


def test_nothing_is_printed_without_a_reason(officer, paper):
    for document in ("paper", "sheet", "key"):
        answer = printed(officer, paper, document, reason="")
        assert answer.status_code == 422
        assert answer["Content-Type"].startswith("text/html")


def test_a_candidates_paper_is_printed_again_as_it_was_seen(officer, paper, attempt, tmp_path):
    address = reverse("papers:takers", args=[paper.uuid])
    name = attempt.candidate.enrolment.person.full_name
    assert name in officer.get(address).content.decode()
    assert name not in officer.get(address, {"q": "nobody"}).content.decode()
    form = {"attempt": str(attempt.uuid), "language": "zh", "reason": REASON}
    answer = officer.post(address, form)
    text = text_of(answer, tmp_path)
    seen = order_for(paper.content["items"], seed=attempt.shuffle_seed)
    places = [text.index(item["stem"]["zh"]) for item in seen]
    assert places == sorted(places)
    assert officer.post(address, {**form, "reason": ""}).status_code == 422
    assert officer.post(address, {**form, "attempt": "none"}).status_code == 404
