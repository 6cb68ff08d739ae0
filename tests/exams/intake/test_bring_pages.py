"""The pages of files of questions: what an officer sees, chooses and sends, from upload to drafts."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.urls import reverse

import lms.exams.tasks  # noqa: F401 - names the handlers of jobs, as a worker does
from lms.core.enums import Role
from lms.exams.intake.models import ItemDraft, ItemImport, QuestionUpload, SavedMapping
from lms.exams.interchange.tables import read_workbook
from tests.exams.intake.dialogues import (
    BASE,
    GBK,
    GIFT,
    an_officer,
    client_of,
    continued,
    kept_files,
    page_of,
    read,
    read_over_http,
    sent,
    statuses,
    taken,
    text_of,
    work,
)
from tests.exams.interchange.tables_samples import xlsx

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "in_english")]


def test_an_officer_brings_a_spreadsheet_from_upload_to_drafts(client):
    path = read_over_http(client, GBK, "旧题库.csv")
    assert client.get(f"{BASE}{path}")["Location"] == f"{BASE}{path}columns/"
    html = page_of(client, f"{path}columns/").content.decode()
    assert "GBK / GB 18030" in html
    assert "触电后先做什么？" in html
    assert continued(client, path)["Location"] == f"{BASE}{path}"
    assert statuses(client, path) == {"imported": 2, "warned": 0, "refused": 0}
    assert "Take 2 questions into OLD" in text_of(page_of(client, path))
    round_ = re.search(r'name="round" value="(\d+)"', page_of(client, path).content.decode())[1]
    client.post(f"{BASE}{path}confirm/", {"round": round_})
    assert "data-live" in page_of(client, path).content.decode()
    work()
    result = client.get(f"{BASE}{path}", follow=True)
    assert result.request["PATH_INFO"] == f"{BASE}imports/{ItemImport.objects.get().uuid}/"
    assert "2 questions of this file were taken into OLD" in text_of(result)
    draft = ItemDraft.objects.first()
    shown = text_of(client.get(reverse("question_bank:draft", args=[draft.uuid])))
    assert "断电" in shown
    assert "旧题库.csv" in shown
    listed = text_of(page_of(client, ""))
    assert "旧题库.csv" in listed
    assert "Draft: 2" in listed


SCHOOLS = {
    "options in one cell, several sheets, titles above": (
        xlsx(
            单选=[
                ["2019年低压电工理论题库"],
                ["序号", "题目", "选项", "答案", "备注"],
                [1, "测电阻前先怎样？", "A. 断电\nB. 通电\nC. 接地", "A", "旧"],
                [2, "安全电压是多少？", "A. 12V\nB. 36V\nC. 220V", "B", None],
            ],
            判断=[["编号", "判断题干", "答案"], ["P1", "持证上岗。", "√"], ["P2", "湿手可以操作。", "×"]],
            说明=[["请不要修改本表"]],
        ),
        {},
        {"imported": 4, "warned": 0, "refused": 0},
    ),
    "no headings, in GBK": (
        "\r\n".join(f"{number},安全电压上限？情形{number},12,24,36,220,C" for number in range(1, 9)).encode(
            "gbk"
        ),
        {"s0-kind": "single"},
        {"imported": 8, "warned": 0, "refused": 0},
    ),
    "types and answers in the school's own words": (
        xlsx(
            Sheet1=[
                ["题目类型", "题干", "选项", "答案"],
                ["判断题", "和面水温30℃。", None, "A"],
                ["判断题", "发面不用酵母。", None, "B"],
                ["情景题", "发面用什么？", "酵母；盐；糖", "1"],
                ["情景题", "和面用什么？", "油；水；糖", "3"],
            ]
        ),
        {"s0-t1": "single", "s0-w0": "true", "s0-w1": "false", "s0-choice_answers": "digits"},
        {"imported": 4, "warned": 0, "refused": 0},
    ),
    "headings that the platform does not know": (
        xlsx(表=[["甲", "乙", "丙", "丁"], ["什么？", "铜", "木", "铜"], ["哪个？", "铁", "瓷", "瓷"]]),
        {
            "s0-is_read": "on",
            "s0-header_row": "1",
            "s0-c0": "stem",
            "s0-c1": "option.a",
            "s0-c2": "option.b",
            "s0-c3": "answer",
            "s0-kind": "single",
            "s0-choice_answers": "texts",
        },
        {"imported": 2, "warned": 0, "refused": 0},
    ),
}


@pytest.mark.parametrize(("content", "choices", "expected"), SCHOOLS.values(), ids=SCHOOLS.keys())
def test_the_spreadsheets_of_schools_are_mapped_on_the_page(client, content, choices, expected):
    path = read_over_http(client, content, "题库.xlsx" if content[:2] == b"PK" else "题库.csv")
    answer = continued(client, path, **choices)
    assert answer.status_code == 302, text_of(answer)
    location = client.get(f"{BASE}{path}")
    if location.status_code == 302:  # other columns brought up other words
        answer = continued(client, path, **choices)
        assert answer.status_code == 302, text_of(answer)
    assert statuses(client, path) == expected


def test_what_is_open_has_to_be_chosen_and_is_said_in_words(client):
    content = SCHOOLS["types and answers in the school's own words"][0]
    path = read_over_http(client, content, "a.xlsx")
    page = text_of(page_of(client, f"{path}columns/"))
    assert "情景题 (2): Say which type of question this word means." in page
    assert "column D, A B: Say which of these answers means right and which wrong." in page
    answer = continued(client, path)
    assert answer.status_code == 422
    page = text_of(answer)
    assert page.count("Please choose.") == 6, "each is said at its place and above"
    assert "Sheet1 · 情景题 (2 rows): Please choose." in page
    assert QuestionUpload.objects.get().state == "mapping"
    said = {"s0-t1": "leave", "s0-w0": "leave", "s0-w1": "leave", "s0-choice_answers": "digits"}
    assert continued(client, path, **said).status_code == 302
    assert statuses(client, path)["refused"] == 4


MIXED = xlsx(
    Sheet1=[
        ["题型", "题干", "选项A", "选项B", "选项C", "答案"],
        ["单选题", "先做什么？", "断电", "浇水", "拉人", "A"],
        ["单选题", "用什么焊？", "焊条", "木棍", "塑料", "a"],
        ["单选题", "戴什么？", "领带", "护目镜", "围巾", "护目镜"],
        ["多选题", "焊前做什么？", "清理", "烘干", "吃饭", "①②"],
        ["判断题", "外壳必须接地。", None, None, None, "√"],
        ["判断题", "弧坑应当填满。", None, None, None, "？"],
    ]
)


def test_letters_figures_and_words_in_one_column_are_an_answer_to_what_is_asked(client):
    path = read_over_http(client, MIXED, "a.xlsx")
    page = page_of(client, f"{path}columns/").content.decode()
    assert "count options from 1 or from 0" in page
    assert '<option value="mixed" selected' not in page, "nobody is led past the question"
    assert continued(client, path, **{"s0-choice_answers": "mixed", "s0-w1": "leave"}).status_code == 302
    assert statuses(client, path) == {"imported": 5, "warned": 0, "refused": 1}


def test_answers_that_nobody_knows_are_asked_for_at_once_and_errors_lead_to_their_field(client):
    path = read_over_http(client, MIXED, "a.xlsx")
    assert "Choose what these answers mean: ？ (1 rows)" in text_of(page_of(client, f"{path}columns/"))
    answer = continued(client, path, **{"s0-choice_answers": "mixed"}).content.decode()
    assert '<a href="#id_s0-w1">Sheet1 · ？ (1 rows): Please choose.</a>' in answer
    assert 'id="id_s0-w1"' in answer


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"s0-c1": "ignored"}, "No column is the question"),
        ({"s0-c3": "ignored"}, "No column is the right answer"),
        ({"s0-c0": "stem"}, "Two columns are said to be the same thing"),
        ({"s0-header_row": "900"}, "There are no rows where the questions should begin"),
        ({"s0-header_row": "-1"}, "greater than or equal to 0"),
        ({"s0-c0": "nonsense"}, "Select a valid choice"),
        ({"s0-c0": "option.a.xx"}, "Select a valid choice"),
        ({"s0-option_separator": "x" * 9}, "at most 8 characters"),
        ({"s0-is_read": None}, "Choose at least one sheet that is read"),
        ({"save-save": "on", "save-name": " "}, "Type a name"),
        ({"save-save": "on", "save-name": "a\x00b"}, "Null characters"),
    ],
)
def test_a_mapping_that_does_not_fit_is_refused_in_words_beside_its_column(client, choices, words):
    path = read_over_http(client, GBK, "a.csv")
    answer = continued(client, path, **choices)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert QuestionUpload.objects.get().state == "mapping"


def test_a_mapping_is_saved_by_a_tick_and_chosen_for_the_next_file(client):
    path = read_over_http(client, GBK, "a.csv")
    continued(client, path, **{"save-save": "on", "save-name": "旧系统"})
    assert SavedMapping.objects.get().content["sheets"][0]["sheet"] == "*"
    table = [["题型", "题干", "选项", "答案"], ["单选", "什么？", "A.铜 B.木", "A"]]
    other = read_over_http(client, xlsx(Sheet7=table), "b.xlsx")
    assert "旧系统" in page_of(client, f"{other}columns/").content.decode()
    client.post(f"{BASE}{other}columns/saved/", {"name": "旧系统"})
    work()
    assert statuses(client, other)["imported"] == 1
    strange = read_over_http(client, xlsx(Sheet7=[["题干", "答案"], ["什么。", "对"]]), "c.xlsx")
    client.post(f"{BASE}{strange}columns/saved/", {"name": "旧系统"})
    work()
    page = text_of(page_of(client, f"{strange}columns/"))
    assert "sheet “Sheet7”, column A, 题型 / 题干: Another heading stands above this column" in page


def test_the_report_is_filtered_by_status_and_taken_away_as_a_table_without_formulas(client):
    rows = [
        "题型,题干,选项A,选项B,答案",
        "单选,=1+1 等于？,二,三,A",
        "单选,+86 是？,国号,区号,B",
        "单选,无答案,甲,乙,",
    ]
    path = read_over_http(client, "\n".join(rows).encode(), "a.csv")
    continued(client, path)
    shown = text_of(page_of(client, f"{path}?status=refused"))
    assert "无答案" in shown
    assert "row 4" in shown
    assert "row 2" not in shown
    assert "The question has no key." in shown
    answer = client.get(f"{BASE}{path}report/")
    assert re.fullmatch(r'attachment; filename="report-OLD-[0-9]{8}\.csv"', answer["Content-Disposition"])
    content = answer.content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content)))
    assert len(lines) == 4
    assert [line[3] for line in lines[1:]] == ["'=1+1 等于？", "'+86 是？", "无答案"]
    assert lines[3][4:] == ["The question has no key.", "no_key"]
    (sheet,) = read_workbook(client.get(f"{BASE}{path}report/?format=xlsx").content).sheets
    assert [sheet.text(row, 3) for row in range(1, 5)] == ["Question", "=1+1 等于？", "+86 是？", "无答案"]


def test_who_mends_a_file_brings_it_again_and_what_came_in_is_told_from_what_is_wrong(client, who):
    first = taken(read(sent(who, GIFT)))
    result = text_of(page_of(client, f"imports/{first.origin.uuid}/"))
    assert "mend those rows in your file and bring the whole file again" in result
    again = read(sent(who, GIFT.replace("坏题 {=".encode(), "好题 {T}".encode()), "old.gift"))
    report = text_of(page_of(client, f"files/{again.uuid}/"))
    assert "2 of those left out are in the bank already; there is nothing to mend." in report
    assert "Take 1 question into OLD" in report
    last = text_of(page_of(client, f"imports/{taken(again).origin.uuid}/"))
    assert "mend those rows" not in last


def test_the_report_shows_options_and_keys_before_and_after(client):
    rows = [
        "题型,题干,选项A,选项B,答案",
        "单选,下列哪个是导体？,铜,木,A",
        "判断,湿手可以操作开关。,,,错",
        "填空,一加一是____。,,,2",
        "单选,铁是（ A ）。,导体,绝缘体,",
    ]
    path = read_over_http(client, "\n".join(rows).encode(), "a.csv")
    continued(client, path, **{"s0-key_in_stem": None})
    before = text_of(page_of(client, path))
    assert "A 铜 ✓ right B 木" in before
    assert "Right answer: Wrong" in before
    assert "Right answer: (1) 2" in before
    assert "铁是（ A ）" in before
    assert "The right answer seems to stand in the question" in before
    assert "✓" not in client.get(f"{BASE}{path}report/").content.decode()
    row = QuestionUpload.objects.get()
    assert taken(row).report == []
    origin = f"imports/{ItemImport.objects.get().uuid}/"
    after = text_of(page_of(client, f"{origin}?status=imported"))
    assert "A 铜 ✓ right B 木" in after
    assert "Right answer: Wrong" in after
    assert "铁是（ A ）" in text_of(page_of(client, f"{origin}?status=refused"))
    continued_again = read_over_http(client, "\n".join(rows).encode(), "a.csv")
    continued(client, continued_again, **{"s0-key_in_stem": "on"})
    assert statuses(client, continued_again) == {"imported": 1, "warned": 0, "refused": 3}


def test_a_file_that_could_not_be_read_is_corrected_on_its_page(client):
    path = read_over_http(client, "::a:: gr\xfcn? {=ja ~nein}".encode("cp1252"), "a.gift")
    assert "Choose its encoding" in text_of(page_of(client, path))
    said = {"bank": "", "new_bank": "OLD", "format": "gift", "encoding": "cp1252", "language": "en"}
    wrong = client.post(f"{BASE}{path}correct/", {**said, "encoding": "klingon"})
    assert wrong.status_code == 422
    client.post(f"{BASE}{path}correct/", said)
    work()
    assert statuses(client, path)["imported"] == 1
    assert "grün" in page_of(client, path).content.decode()


def test_limits_are_said_before_and_in_the_refusal(client):
    limits = (
        "a spreadsheet at most 50,000 rows and 100 sheets, a file of QTI at most 12,000 questions, any other file at "
        "most 20,000 questions"
    )
    before = text_of(page_of(client, "bring/"))
    assert limits in before
    assert "Moodle XML (.xml)" in before
    large = read_over_http(client, b"a,b\n" * 50_001, "a.csv")
    assert limits in text_of(page_of(client, large))
    strange = read_over_http(client, b"nothing that asks", "a.txt")
    assert "Moodle XML (.xml)" in text_of(page_of(client, strange))


def test_cancelling_and_undoing(client, django_capture_on_commit_callbacks):
    path = read_over_http(client, GIFT, "a.gift")
    assert f'href="{BASE}{path}cancel/"' in page_of(client, path).content.decode()
    assert "Delete this file and take nothing of it in?" in text_of(page_of(client, f"{path}cancel/"))
    assert QuestionUpload.objects.get().state == "ready", "asking deletes nothing"
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(f"{BASE}{path}cancel/")["Location"] == BASE
    assert kept_files() == []
    assert "not kept any more" in text_of(page_of(client, path))
    assert client.get(f"{BASE}{path}cancel/")["Location"] == f"{BASE}{path}"
    row = taken(read(sent(QuestionUpload.objects.get().by, GIFT)))
    place = f"imports/{row.origin.uuid}/undo/"
    assert "2 drafts" in text_of(page_of(client, place))
    ItemDraft.objects.filter(pk=row.origin.drafts.first().pk).update(revision=2)
    asked = text_of(page_of(client, place))
    assert "1 draft from" in asked
    assert "1 draft stays" in asked
    assert client.post(f"{BASE}{place}").status_code == 422
    assert "1 draft was left" in text_of(client.post(f"{BASE}{place}", {"confirm": "on"}, follow=True))
    ItemDraft.objects.update(revision=1)
    client.post(f"{BASE}{place}", {"confirm": "on"})
    assert set(ItemDraft.objects.values_list("state", flat=True)) == {"discarded"}
    assert "Undo this import" not in text_of(page_of(client, f"imports/{row.origin.uuid}/"))
    late = client.post(f"{BASE}files/{row.uuid}/cancel/", follow=True)
    assert "taken in already" in text_of(late)


def test_pages_cost_no_more_with_more_in_them(client, who, django_assert_max_num_queries):
    rows = [f"::Q{number}:: 第{number}题。 {{T}}" for number in range(300)]
    for part in range(30):
        taken(read(sent(who, "\n\n".join(rows[part * 10 : part * 10 + 10]).encode(), f"{part}.gift")))
    origin = ItemImport.objects.latest("pk")
    waiting = read(sent(who, "\n\n".join(row.replace("第", "又") for row in rows).encode(), "b.gift"))
    costs = {"": 20, f"imports/{origin.uuid}/": 18, f"files/{waiting.uuid}/": 18, "bring/": 14}
    for path, most in costs.items():
        page_of(client, path)
        with django_assert_max_num_queries(most):
            page_of(client, path)
    assert page_of(client, "").content.decode().count("/imports/") == 25
    assert page_of(client, f"files/{waiting.uuid}/").content.decode().count('data-label="Place"') == 100
    assert "row" not in page_of(client, f"files/{waiting.uuid}/?p=9999&status=nonsense").content.decode()[:50]


def test_the_menu_shows_questions_to_who_may_bring_them(client):
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "/authoring/question-files/bring/" in home
    assert (
        "/authoring/question-files/"
        not in client_of(an_officer(Role.REGISTRAR)).get(reverse("wagtailadmin_home")).content.decode()
    )
