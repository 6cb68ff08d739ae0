"""Staff read figures on pages and take old results in; others' sites, few candidates and formulas stay out."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core.enums import Role
from lms.exams.api import NewItem, close_sitting, load_items
from lms.exams.models import FigureSet, Item, ScoreDraft
from lms.exams.statistics.operations import reckon_sitting
from tests.factories.accounts import a_user, sign_in
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import an_item, open_sitting_for, passed_sitting
from tests.factories.figures import ACTOR, BANK, a_figure_set, a_question_bank, a_score_file
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


def client_of(role: Role, site=None, *, language: str = "en") -> Client:
    client = sign_in(Client(), a_user(role, site or a_site()))
    client.cookies["language"] = language
    return client


@pytest.fixture
def officer() -> Client:
    a_question_bank()
    return client_of(Role.EXAMINATIONS_OFFICER)


@pytest.fixture
def figure_set(officer) -> FigureSet:
    return a_figure_set(a_user(Role.EXAMINATIONS_OFFICER, a_site()))


def text(client: Client, name: str, *args, **query) -> str:
    answer = client.get(reverse(f"figures:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def table(client: Client, name: str, *args) -> list[list[str]]:
    content = client.get(reverse(f"figures:{name}", args=args)).content.decode("utf-8")
    assert content.startswith("\ufeff")
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"))))


def form(data: bytes | None = None, **changes) -> dict:
    """Return what the page for old results sends."""
    content = a_score_file().data if data is None else data
    return {
        "scores": SimpleUploadedFile("old.csv", content),
        "bank": BANK,
        "title": "Theory 2026",
        "held_on": "2026-05-04",
        "first_column": "",
        "blank": "",
        "encoding": "",
        **changes,
    }


def test_old_results_are_looked_over_then_taken_in(officer) -> None:
    answer = officer.post(reverse("figures:send"), form())
    draft = ScoreDraft.objects.get()
    assert answer.url == reverse("figures:scores", args=[draft.uuid])
    page = text(officer, "scores", draft.uuid)
    assert "A distractor draws more of the strongest than the key: check the key." in page
    assert "张三" not in page
    assert not FigureSet.objects.exists()
    answer = officer.post(reverse("figures:scores", args=[draft.uuid]))
    row = FigureSet.objects.get()
    assert answer.url == reverse("figures:set", args=[row.uuid])
    twice = officer.post(reverse("figures:scores", args=[draft.uuid]), {"fingerprint": row.fingerprint})
    assert twice.url == answer.url
    assert "Theory 2026" in text(officer, "index")


def test_what_was_looked_over_can_be_discarded(officer) -> None:
    officer.post(reverse("figures:send"), form())
    officer.post(reverse("figures:discard_scores", args=[ScoreDraft.objects.get().uuid]))
    assert not ScoreDraft.objects.exists()
    assert not FigureSet.objects.exists()


def test_results_that_are_there_already_are_told(officer, figure_set) -> None:
    officer.post(reverse("figures:send"), form())
    page = text(officer, "scores", ScoreDraft.objects.get().uuid)
    assert "taking them in again changes nothing" in page
    officer.post(reverse("figures:scores", args=[ScoreDraft.objects.get().uuid]))
    assert FigureSet.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"data": "考生,甲题\n张三,1\n".encode()}, "A column is no question of the bank LAB: 甲题"),
        ({"data": "考生,甲题\n张三,1\n".encode("gbk"), "encoding": "gb18030"}, "LAB: 甲题"),
        ({"data": b""}, "The file holds no results"),
        ({"data": b"<script>alert(1)</script>,x\n1,2\n"}, "&lt;script&gt;"),
        ({"held_on": "2999-01-01"}, "This day has not come yet."),
        ({"bank": "NO-SUCH"}, "NO-SUCH is not one of"),
        ({"data": b"x" * (20 * 1024 * 1024 + 1)}, "This file is larger than 20 MB."),
    ],
    ids=["unknown", "gbk", "empty", "script", "future", "bank", "large"],
)
def test_what_is_wrong_is_told_on_the_form(officer, changes, words) -> None:
    answer = officer.post(reverse("figures:send"), form(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ScoreDraft.objects.exists()


def test_a_body_without_a_token_is_refused(officer) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = officer.cookies
    assert strict.post(reverse("figures:send"), form()).status_code == 403
    assert not ScoreDraft.objects.exists()


def test_a_set_is_read_in_words_charts_and_tables(officer, figure_set) -> None:
    page = text(officer, "set", figure_set.uuid)
    for words in (
        "Fewer than 100 candidates",
        "Mean",
        "Error of measurement",
        "As a table",
        figure_set.sha256,
    ):
        assert words in page
    drawings = re.findall(r"<svg viewBox.*?</svg>", page, re.DOTALL)
    assert len(drawings) == 2
    for drawing in drawings:
        root = ElementTree.fromstring(drawing)  # noqa: S314 - our own page
        assert root.attrib["role"] == "img"
        assert [child.tag for child in root][:2] == ["title", "desc"]
        assert all(child.text.strip() for child in root[:2])


def codes(page: str) -> list[str]:
    return re.findall(r'scope="row"><a href="[^"]*">([^<]*)<', page)


def test_questions_are_filtered_by_flag_and_put_in_order(officer, figure_set) -> None:
    assert codes(text(officer, "set", figure_set.uuid))[0] == "LAB-2"
    by_code = codes(text(officer, "set", figure_set.uuid, sort="code"))
    assert by_code == ["LAB-1", "LAB-2", "LAB-3", "LAB-4", "LAB-5"]
    hardest = codes(text(officer, "set", figure_set.uuid, sort="facility"))
    assert hardest == codes(text(officer, "set", figure_set.uuid, sort="-facility"))[::-1]
    assert codes(text(officer, "set", figure_set.uuid, flag="separates_wrongly")) == ["LAB-2"]
    assert "No question has this flag." in text(officer, "set", figure_set.uuid, flag="very_easy")
    assert len(codes(text(officer, "set", figure_set.uuid, flag="x'--", sort="<b>"))) == 5


def test_an_item_shows_its_trend_its_options_and_what_to_do(officer, figure_set) -> None:
    a_figure_set(figure_set.by, 60, held_on=figure_set.held_on.replace(year=2025), title="Last year")
    item = Item.objects.get(code="LAB-2")
    page = text(officer, "item", item.uuid)
    assert "Let a second person answer the question without seeing the key." in page
    assert "version 1, 40 candidates" in page
    assert "Candidates by their whole result" in page, (
        "the groups are those of all marks, this question's too"
    )
    assert "Last year" in page
    older = FigureSet.objects.get(title="Last year")
    assert "version 1, 60 candidates" in text(officer, "item", item.uuid, set=older.uuid)
    rows = table(officer, "trend_file", item.uuid)
    assert [row[0] for row in rows[1:]] == ["2025-05-04", "2026-05-04"]


def test_an_item_without_figures_says_so(officer) -> None:
    assert "There are no figures of this question yet." in text(officer, "item", Item.objects.first().uuid)


def test_figures_of_few_candidates_are_on_no_page_and_in_no_file(officer) -> None:
    few = a_figure_set(a_user(Role.EXAMINATIONS_OFFICER, a_site()), 29)
    page = text(officer, "set", few.uuid)
    assert "Figures are shown from 30 candidates on" in page
    assert "<svg viewBox" not in page
    assert not re.search(r">\s*\d+%", page[page.index("<tbody>") :])
    assert [row[4:] for row in table(officer, "items_file", few.uuid)[1:]] == [["", "", "", ""]] * 5
    assert len(table(officer, "options_file", few.uuid)) == 1
    item = Item.objects.get(code="LAB-2")
    assert "What to do" not in text(officer, "item", item.uuid)
    assert table(officer, "trend_file", item.uuid)[1][4:] == [""] * 6
    assert table(officer, "sets_file")[1][6:11] == [""] * 5


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(A1)", "|x", "\tx", "%x"])
def test_no_exported_cell_is_a_formula(officer, title: str) -> None:
    a_figure_set(a_user(Role.EXAMINATIONS_OFFICER, a_site()), title=title)
    assert table(officer, "sets_file")[1][0] == f"'{title}"


def test_tables_are_exported_with_numbers(officer, figure_set) -> None:
    items = {row[0]: row for row in table(officer, "items_file", figure_set.uuid)[1:]}
    assert float(items["LAB-1"][4]) == 27 / 40
    assert float(items["LAB-2"][5]) < 0
    options = [row for row in table(officer, "options_file", figure_set.uuid)[1:] if row[0] == "LAB-1"]
    assert [(row[1], row[3], row[4]) for row in options] == [
        ("A", "", "5"),
        ("B", "yes", "27"),
        ("C", "", "4"),
        ("D", "", "4"),
    ]


# --- who may what ----------------


def test_instructors_read_and_change_nothing(figure_set) -> None:
    instructor = client_of(Role.INSTRUCTOR)
    page = text(instructor, "set", figure_set.uuid)
    assert "Set these figures aside" not in page
    assert "Take in old results" not in text(instructor, "index")
    for name, args in (("send", []), ("set_aside", [figure_set.uuid])):
        assert instructor.post(reverse(f"figures:{name}", args=args), form()).status_code in (302, 403)
    assert not ScoreDraft.objects.exists()


def test_figures_of_a_sitting_stay_at_its_site(officer) -> None:
    _user, enrolment = enrolled_trainee()
    sitting = passed_sitting(enrolment).attempt.candidate.sitting
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    row = reckon_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    own = client_of(Role.EXAMINATIONS_OFFICER, enrolment.site)
    assert str(row.uuid) in text(own, "index")
    assert str(row.uuid) not in text(officer, "index")
    assert own.get(reverse("figures:set", args=[row.uuid])).status_code == 200
    assert officer.get(reverse("figures:set", args=[row.uuid])).status_code == 404


def test_a_closed_sitting_is_reckoned_by_a_button_at_its_site_only(officer) -> None:
    _user, enrolment = enrolled_trainee()
    sitting = passed_sitting(enrolment).attempt.candidate.sitting
    own = client_of(Role.EXAMINATIONS_OFFICER, enrolment.site)
    address = reverse("figures:reckon", args=[sitting.uuid])
    assert own.post(address, follow=True).redirect_chain[-1][0] == reverse("figures:index")
    assert not FigureSet.objects.exists()
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    assert "Reckon now" in text(own, "index")
    assert "Reckon now" not in text(officer, "index")
    assert officer.post(address).status_code == 404
    assert own.post(address).url == reverse("figures:set", args=[FigureSet.objects.get().uuid])
    assert "Reckon now" not in text(own, "index")


def test_nobody_sat_is_told(officer) -> None:
    _user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment)
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    own = client_of(Role.EXAMINATIONS_OFFICER, enrolment.site)
    page = own.post(reverse("figures:reckon", args=[sitting.uuid]), follow=True).content.decode()
    assert "there is nothing to reckon" in page


def test_setting_aside_asks_for_a_reason(officer, figure_set) -> None:
    address = reverse("figures:set_aside", args=[figure_set.uuid])
    assert officer.post(address, {"reason": ""}).status_code == 422
    assert officer.post(address, {"reason": "wrong file"}).url == reverse("figures:index")
    assert officer.get(reverse("figures:set", args=[figure_set.uuid])).status_code == 404
    assert "There are no figures yet." in text(officer, "index")


# --- cost ----------------


def queries(client: Client, name: str, *args) -> int:
    text(client, name, *args)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        text(client, name, *args)
    return len(captured)


def many_items() -> list[str]:
    items: list[NewItem] = [
        {**an_item("single", topic=f"{BANK}/many"), "code": f"{BANK}-M{number:03d}"} for number in range(60)
    ]
    load_items(bank_items=items, actor=ACTOR, now=NOW)
    return [item["code"] for item in items]


def test_pages_ask_the_same_number_of_questions_however_much_there_is(officer, figure_set) -> None:
    item = Item.objects.get(code="LAB-2")
    before = [
        queries(officer, "index"),
        queries(officer, "set", figure_set.uuid),
        queries(officer, "item", item.uuid),
    ]
    for year in range(2015, 2025):
        a_figure_set(figure_set.by, 35, held_on=figure_set.held_on.replace(year=year), title=str(year))
    names = many_items()
    rows = "\n".join(f"c{n}," + ",".join(str((n + at) % 2) for at in range(60)) for n in range(40))
    large = a_figure_set(figure_set.by, data=f"candidate,{','.join(names)}\n{rows}".encode())
    after = [
        queries(officer, "index"),
        queries(officer, "set", large.uuid),
        queries(officer, "item", item.uuid),
    ]
    assert after == before
    assert "Page 1 of 2" in text(officer, "set", large.uuid)
