"""A workbook of an employer: each row answered, each wrong cell named, no formula let through, no limit passed."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.bulkcheck.rules import MOST_ROWS
from certificates.bulkcheck.workbooks import HEADS, template
from certificates.models import Credential
from certificates.verification import rules as limits
from lms.core.workbooks.cells import Filling
from lms.core.workbooks.writing import Page, workbook
from lms.core.workbooks.xlsx import read_xlsx
from tests.factories.accounts import employer_user_of
from tests.factories.certificates import NAME
from tests.factories.endings import revoked
from tests.factories.organisations import an_employer

pytestmark = pytest.mark.django_db
FORMULA = '=HYPERLINK("https://evil.example","x")'


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 7, 2, 1, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def employer(client: Client) -> Client:
    client.force_login(employer_user_of(an_employer()))
    return client


def filled(*rows: tuple[str, str]) -> bytes:
    return workbook([Page("证书", [list(HEADS.values()), *map(list, rows)])])


def send(client: Client, content: bytes, **more: str):
    file = SimpleUploadedFile("x.xlsx", content)
    return client.post(reverse("certificates:bulk_check"), {"file": file, **more})


def words(client: Client, *rows: tuple[str, str]) -> list[str]:
    """Return the word of each row."""
    page = send(client, filled(*rows)).content.decode()
    return re.findall(r'<span class="tag tag--\w+">(.*?)</span>', page)


def test_each_row_is_answered_as_the_page_would(employer: Client, credential: Credential) -> None:
    number = credential.number_id
    found = words(employer, (number, NAME), (number.lower(), f" {NAME} "), (number, "张三"), ("TC-0", NAME))
    assert found[:2] == ["有效", "有效"]
    assert found[2] == found[3] == "没有查到相符的证书"


def test_a_match_shows_what_the_paper_shows_and_a_miss_nothing(
    employer: Client, credential: Credential
) -> None:
    page = send(employer, filled((credential.number_id, NAME))).content.decode()
    for shown in ("示范项目", "示范职业学校", "2026年6月30日"):
        assert shown in page
    assert "示范项目" not in send(employer, filled((credential.number_id, "张三"))).content.decode()


def test_a_revoked_one_says_the_day_and_never_why(employer: Client, credential: Credential) -> None:
    revoked(credential)
    page = send(employer, filled((credential.number_id, NAME))).content.decode()
    assert "tag--danger" in page
    assert "2026年6月30日" in page
    assert "发证有误" not in page


def test_each_wrong_cell_is_named_and_the_others_are_checked(
    employer: Client, credential: Credential
) -> None:
    page = send(
        employer,
        filled(("", NAME), (credential.number_id, ""), ("9" * 41, NAME), (credential.number_id, NAME)),
    ).content.decode()
    for cell in ("A2: 缺少证书编号", "B3: 缺少姓名", "A4: 超出"):
        assert cell in page
    assert "tag--success" in page


def test_what_a_spreadsheet_spoilt_is_named(employer: Client) -> None:
    """A number with more digits than a spreadsheet's number holds is not the one that was typed."""
    book = with_cells(filled(("1", NAME)), A2=b"<v>3.1010119900101123E+17</v>")
    assert "A2: 内容已被表格软件改坏" in send(employer, book).content.decode()


def test_a_row_of_nothing_but_formulas_without_values_is_named_too(employer: Client) -> None:
    rows = filled(("TC-0", NAME), ("1", NAME), ("TC-0", NAME))
    page = send(employer, with_cells(rows, A3=b"<f>B3</f>", B3=b"<f>C3</f>")).content.decode()
    assert "A3: 内容已被表格软件改坏" in page
    assert "共查验 3 张" in page


def with_cells(book: bytes, **cells: bytes) -> bytes:
    """Return a workbook with other content in some cells of its first sheet."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.endswith("sheet1.xml"):
                for place, content in cells.items():
                    cell = place.encode()
                    text = re.sub(rb'<c r="%b".*?</c>' % cell, b'<c r="%b">%b</c>' % (cell, content), text)
            new.writestr(name, text)
    return changed.getvalue()


def test_a_row_of_formulas_without_values_is_no_row_that_vanishes(employer: Client) -> None:
    empty = '<c r="{0}" t="str"><f>C9</f><v></v></c>'  # what a formula gives below the last row asks nothing
    lost = '<c r="A3"><f>C3</f></c><c r="B3"><f>D3</f></c>'
    added = f'<row r="3">{lost}</row><row r="4">{empty.format("A4")}{empty.format("B4")}</row></sheetData>'
    book, made = filled(("1", NAME)), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"</sheetData>", added.encode()))
    page = send(employer, made.getvalue()).content.decode()
    assert "A3: 内容已被表格软件改坏" in page
    assert "A4" not in page


def test_answers_come_as_a_workbook_in_which_no_cell_calculates(
    employer: Client, credential: Credential
) -> None:
    rows = (credential.number_id, NAME), (FORMULA, FORMULA), ("+1", "@SUM(1)"), ("-2", "\t=1")
    response = send(employer, filled(*rows), answer="workbook")
    assert response["Content-Disposition"] == 'attachment; filename="results.xlsx"'
    assert response["Cache-Control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f" not in sheet
    assert b't="str"' not in sheet
    read = read_xlsx(response.content, Filling(None)).sheets[0]
    assert read.text(2, 1) == credential.number_id
    assert read.text(2, 3) == "有效"
    assert "2026-07-02 09:00:00" in read.text(1, 10)


def test_the_template_is_read_back(employer: Client, credential: Credential) -> None:
    sent = employer.get(reverse("certificates:bulk_template"))
    assert sent.content == template()
    assert "表头下面没有内容" in send(employer, sent.content).content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "文件是空的"),
        (b"number,name\n1,2\n", "不是 .xlsx 工作簿"),
        (b"PK\x03\x04" + bytes(100), "文件"),
        (workbook([Page("x", [["a", "b"], ["1", "2"]])]), "找不到模板的两个表头"),
        (filled(*[("1", "x")] * (MOST_ROWS + 1)), "一次最多查验 500 行"),
        (b"PK" + bytes(4 * 1024 * 1024), "文件太大，平台无法读取"),
    ],
)
def test_a_file_that_is_no_such_workbook_is_refused_in_words(
    employer: Client, content: bytes, said: str
) -> None:
    response = send(employer, content)
    assert response.status_code == 422
    assert 'href="#id_file"' in response.content.decode()
    assert said in response.content.decode()


def test_500_rows_cost_as_many_queries_as_one(employer: Client, credential: Credential) -> None:
    def cost(*rows: tuple[str, str]) -> int:
        with CaptureQueriesContext(connection) as made:
            assert send(employer, filled(*rows)).status_code == 200
        return len(made)

    one = cost((credential.number_id, NAME))
    many = [(credential.number_id, NAME)] * 10 + [(f"TC-{place}", NAME) for place in range(490)]
    assert cost(*many) == one


def test_names_are_not_tried_on_one_number_more_often_than_on_the_page(
    employer: Client, credential: Credential
) -> None:
    tried = [(credential.number_id, f"甲{place}") for place in range(limits.NUMBER_FAILURES)]
    assert "tag--success" not in send(employer, filled(*tried, (credential.number_id, NAME))).content.decode()
    # Nor later, nor on the page.
    assert "tag--success" not in send(employer, filled((credential.number_id, NAME))).content.decode()
    single = employer.post(
        reverse("certificates:verify"), {"number": credential.number_id, "name": NAME}, REMOTE_ADDR="10.9.9.9"
    )
    assert single.status_code == 429


def test_who_finds_nothing_is_slowed_and_others_are_not(employer: Client, credential: Credential) -> None:
    guesses = [(f"TC-{place}", NAME) for place in range(limits.EMPLOYER_MISSES)]
    assert send(employer, filled(*guesses)).status_code == 200
    refused = send(employer, filled((credential.number_id, NAME)))
    assert refused.status_code == 429
    other = Client()
    other.force_login(employer_user_of(an_employer()))
    assert send(other, filled((credential.number_id, NAME))).status_code == 200


def test_one_employer_asks_for_only_so_many_rows(employer: Client, credential: Credential) -> None:
    rows = filled(*[("", "x")] * MOST_ROWS)
    for _ in range(limits.EMPLOYER_ROWS // MOST_ROWS):
        assert send(employer, rows).status_code == 200
    assert send(employer, rows).status_code == 429


def test_the_public_and_staff_have_no_such_page(client: Client) -> None:
    assert send(client, b"x").status_code == 302
    assert client.get(reverse("certificates:bulk_template")).status_code == 302


def test_a_workbook_without_the_forms_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(employer_user_of(an_employer()))
    assert send(strict, filled(("1", "x"))).status_code == 403


def test_what_is_far_too_long_does_not_push_the_answers_off_the_page(employer: Client) -> None:
    page = send(employer, filled(("x" * 300, "y" * 3000))).content.decode()
    for sign, most in (("x", 40), ("y", 60)):
        assert sign * (most - 5) in page
        assert sign * most not in page


def test_facts_end_without_a_dot_behind_them(employer: Client, credential: Credential) -> None:
    page = send(employer, filled((credential.number_id, NAME))).content.decode()
    assert re.search(r" · [^<]*日</span>", page)
