"""Old results come in after a look, once, whole or not at all; no candidate is in what is kept."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.serializers import serialize
from django.db import DatabaseError, transaction
from django.utils import translation

from lms.core.audit import find_broken_entry
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.exams.api import load_items
from lms.exams.errors import FiguresNotFound, FiguresRefused, ReasonMissing, ScoresNotFound, UnusableScores
from lms.exams.models import FigureSet, FigureWithdrawal, ItemFigure, ItemVersion, ScoreDraft
from lms.exams.statistics.measured import figures_of, measured_facility
from lms.exams.statistics.operations import discard_scores, look_over, set_aside, take_in, take_in_at_once
from tests.factories.accounts import a_user
from tests.factories.courses import NOW
from tests.factories.exams import an_item
from tests.factories.figures import ACTOR, BANK, CODES, DAY, a_figure_set, a_question_bank, a_score_file
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    a_question_bank()
    return a_user(Role.EXAMINATIONS_OFFICER, a_site())


def by_code(figure_set: FigureSet) -> dict[str, ItemFigure]:
    return {row.version.item.code: row for row in figure_set.item_figures.select_related("version__item")}


def test_a_file_is_looked_over_then_taken_in(officer) -> None:
    draft = look_over(file=a_score_file(), by=officer, actor=ACTOR, now=NOW)
    assert not FigureSet.objects.exists()
    row = take_in(uuid=draft.uuid, by=officer, actor=ACTOR, now=NOW)
    assert (row.n, row.items, row.bank, row.held_on, row.by) == (40, 5, BANK, DAY, officer)
    assert (sum(row.bins), row.maximum, row.is_one_form) == (40, 5.0, True)
    assert not ScoreDraft.objects.exists()
    actions = list(AuditEntry.objects.order_by("seq").values_list("action", flat=True))
    assert actions[-2:] == ["exams.look_over_scores", "exams.take_in_scores"]
    assert find_broken_entry() is None


def test_the_figures_are_those_of_the_file(officer) -> None:
    figures = by_code(a_figure_set(officer))
    assert set(figures) == set(CODES)
    assert figures["LAB-1"].facility == 27 / 40
    options = {option["name"]: option for option in figures["LAB-1"].options}
    assert list(options) == ["a", "b", "c", "d"]
    assert (options["b"]["is_key"], options["b"]["count"], options["a"]["count"]) == (True, 27, 5)
    assert {"distractor_beats_key", "separates_wrongly"} <= set(figures["LAB-2"].flags)
    truths = {option["name"]: option["count"] for option in figures["LAB-4"].options}
    assert truths == {"true": 31, "false": 9}
    ticked = {option["name"]: (option["is_key"], option["count"]) for option in figures["LAB-5"].options}
    assert ticked == {"a": (True, 40), "b": (False, 0), "c": (True, 11), "d": (False, 29)}


def test_the_same_file_again_changes_nothing(officer) -> None:
    first = a_figure_set(officer)
    before = serialize("json", [*FigureSet.objects.all(), *ItemFigure.objects.order_by("pk")])
    assert a_figure_set(officer, title="Another name") == first
    assert take_in_at_once(file=a_score_file(), actor=ACTOR, now=NOW + timedelta(days=9)) == first
    assert serialize("json", [*FigureSet.objects.all(), *ItemFigure.objects.order_by("pk")]) == before


def test_no_candidate_is_in_what_is_kept(officer) -> None:
    draft = look_over(file=a_score_file(), by=officer, actor=ACTOR, now=NOW)
    assert "张三" not in json.dumps(draft.content, ensure_ascii=False)
    take_in(uuid=draft.uuid, by=officer, actor=ACTOR, now=NOW)
    kept = serialize("json", [*FigureSet.objects.all(), *ItemFigure.objects.all()])
    assert "张三" not in kept


def test_what_a_cell_says_beside_options_is_not_kept(officer) -> None:
    data = a_score_file().data.replace("张三7,C".encode(), "张三7,电话13800000000".encode())
    assert data != a_score_file().data
    figures = by_code(a_figure_set(officer, data=data))
    assert {option["name"] for option in figures["LAB-1"].options} == {"?", "a", "b", "c", "d"}


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("考生,LAB-1,NO-1,LAB-3,LAB-4,NO-2", "2 columns are no questions of the bank LAB: NO-1, NO-2"),
        ("考生,LAB-1,NO-1,LAB-3,LAB-4,LAB-5", "A column is no question of the bank LAB: NO-1"),
        ("考生,LAB-1,LAB-1,LAB-3,LAB-4,LAB-5", "the same name"),
        ("考生,LAB-1,lab-1,LAB-3,LAB-4,LAB-5", "the same name"),
    ],
)
def test_wrong_headers_are_named_and_nothing_is_kept(officer, header: str, words: str) -> None:
    data = b"\n".join([header.encode(), *a_score_file().data.split(b"\n")[1:]])
    with pytest.raises(UnusableScores, match=words):
        look_over(file=a_score_file(data=data), by=officer, actor=ACTOR, now=NOW)
    assert not ScoreDraft.objects.exists()


def test_codes_that_only_capitals_tell_apart_are_each_its_own_item(officer) -> None:
    load_items(
        bank_items=[{**an_item("single", topic=f"{BANK}/safety"), "code": "lab-1"}], actor=ACTOR, now=NOW
    )
    figures = by_code(a_figure_set(officer))
    assert figures["LAB-1"].facility == 27 / 40
    data = a_score_file().data.replace(b"LAB-1", b"lab-1")
    assert by_code(a_figure_set(officer, data=data))["lab-1"].facility == 27 / 40
    with pytest.raises(UnusableScores, match="no question of the bank LAB: Lab-1"):
        a_figure_set(officer, data=a_score_file().data.replace(b"LAB-1", b"Lab-1"))
    mixed = by_code(a_figure_set(officer, data=a_score_file().data.replace(b"LAB-2", b"lab-2")))
    assert mixed["LAB-2"].n == 40


def marks(cells: str, *, most: str = "max,2,2\n") -> bytes:
    return f"candidate,LAB-1,LAB-2\n{most}{cells}".encode()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (marks("a,1,2\nb,-1,0\n"), "A mark is a number from 0 on"),
        (marks("a,1,2\nb,nan,0\n"), "A mark is a number from 0 on"),
        (marks("a,1,3\nb,1,0\n"), "above what can be had"),
        (marks("a,1e308,1e308\nb,0,0\n", most=""), "larger than any examination"),
        (marks("a,1e200,0\nb,0,1e200\n", most="max,1e200,1e200\n"), "larger than any examination"),
        (marks("a,1,2\n", most="max,2,0\n"), "above 0"),
        (marks("", most=""), "holds no results"),
        (marks("a,,\nb,,\n"), "holds no results"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "damaged|characters"),
        (b"\xff\xfe\xff", "characters|damaged"),
        (b"x" * (20 * 1024 * 1024 + 1), "larger"),
        (b"a," * 5_000_000 + b"\n1,2\n", "more cells|larger"),
    ],
    ids=[
        "negative",
        "nan",
        "above",
        "endless",
        "endless maximum",
        "zero",
        "empty",
        "blank",
        "picture",
        "broken",
        "large",
        "wide",
    ],
)
def test_a_hostile_file_is_refused_whole(officer, data: bytes, words: str) -> None:
    with pytest.raises(UnusableScores, match=words):
        look_over(file=a_score_file(data=data), by=officer, actor=ACTOR, now=NOW)
    assert not ScoreDraft.objects.exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_files_of_spreadsheets_in_chinese_are_read(officer, encoding: str) -> None:
    data = a_score_file().data.decode().encode(encoding)
    said = "gb18030" if encoding == "gb18030" else ""
    figures = by_code(a_figure_set(officer, data=data, encoding=said))
    assert figures["LAB-4"].facility == 31 / 40


def test_a_day_to_come_is_refused(officer) -> None:
    with pytest.raises(UnusableScores, match="not come"):
        look_over(file=a_score_file(held_on=NOW.date() + timedelta(days=2)), by=officer, actor=ACTOR, now=NOW)


def test_blank_cells_are_holes_or_nothing_as_was_said(officer) -> None:
    rows = "\n".join(f"c{n},{n % 2},{'' if n % 4 == 0 else 1}" for n in range(40))
    data = marks(rows)
    holes = a_figure_set(officer, data=data)
    nothing = a_figure_set(officer, data=data, blank_is_nothing=True)
    assert (holes.is_one_form, holes.alpha, holes.notes) == (False, None, [["blank_not_asked", "10"]])
    assert by_code(holes)["LAB-2"].n == 30
    assert (nothing.is_one_form, by_code(nothing)["LAB-2"].n) == (True, 40)
    assert nothing.notes == [["blank_is_nothing", "10"]]


@pytest.mark.parametrize(("blank_is_nothing", "n", "facility"), [(False, 30, 24 / 30), (True, 40, 24 / 40)])
def test_blank_cells_beside_a_key_are_read_as_was_said(officer, blank_is_nothing, n, facility) -> None:
    head, key, *rows = a_score_file().data.decode().split("\n")
    cells = [row.split(",") for row in rows]
    blank = [[*row[:4], "", row[5]] if at % 4 == 0 else row for at, row in enumerate(cells)]
    data = "\n".join([head, key, *(",".join(row) for row in blank)]).encode()
    found = a_figure_set(officer, data=data, blank_is_nothing=blank_is_nothing)
    assert (found.is_one_form, by_code(found)["LAB-4"].n) == (blank_is_nothing, n)
    assert by_code(found)["LAB-4"].facility == pytest.approx(facility)


def test_a_key_that_is_not_the_banks_is_told(officer) -> None:
    data = a_score_file().data.replace("答案,B,B,B,对,AC".encode(), "答案,B,C,B,错,AC".encode())
    assert a_figure_set(officer, data=data).notes == [["key_differs", "LAB-2"], ["key_differs", "LAB-4"]]


def test_results_belong_to_the_wording_of_their_day(officer) -> None:
    later = NOW + timedelta(days=100)
    old = {version.item.code: version for version in ItemVersion.objects.select_related("item")}
    a_question_bank(words="（新）")
    ItemVersion.objects.filter(number=2).update(created_at=later)
    before = by_code(a_figure_set(officer))
    assert all(before[code].version == old[code] for code in CODES)
    draft = look_over(
        file=a_score_file(held_on=later.date()), by=officer, actor=ACTOR, now=later + timedelta(days=1)
    )
    after = by_code(take_in(uuid=draft.uuid, by=officer, actor=ACTOR, now=later))
    assert {row.version.number for row in after.values()} == {2}


def test_only_who_looked_over_takes_in_or_discards(officer) -> None:
    draft = look_over(file=a_score_file(), by=officer, actor=ACTOR, now=NOW)
    other = a_user(Role.EXAMINATIONS_OFFICER, a_site())
    discard_scores(uuid=draft.uuid, by=other, actor=ACTOR, now=NOW)
    with pytest.raises(ScoresNotFound):
        take_in(uuid=draft.uuid, by=other, actor=ACTOR, now=NOW)
    discard_scores(uuid=draft.uuid, by=officer, actor=ACTOR, now=NOW)
    with pytest.raises(ScoresNotFound):
        take_in(uuid=draft.uuid, by=officer, actor=ACTOR, now=NOW)


def test_what_nobody_took_in_is_forgotten_after_a_day(officer) -> None:
    old = look_over(file=a_score_file(), by=officer, actor=ACTOR, now=NOW - timedelta(hours=25))
    new = look_over(file=a_score_file(41), by=officer, actor=ACTOR, now=NOW)
    assert list(ScoreDraft.objects.all()) == [new]
    assert AuditEntry.objects.filter(action="exams.discard_scores", target_uuid=old.uuid).exists()


def test_figures_never_change(officer) -> None:
    row = a_figure_set(officer)
    set_aside(uuid=row.uuid, reason="wrong", by=officer, actor=ACTOR, now=NOW)
    for rows in (FigureSet.objects, FigureWithdrawal.objects, ItemFigure.objects):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.all().update(id=0)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.all()._raw_delete("default")


# --- what others ask ----------------


def test_measured_facility_is_weighed_over_sets_that_count(officer) -> None:
    small, large = a_figure_set(officer, 10), a_figure_set(officer, 40)
    versions = [row.version_id for row in by_code(large).values()]
    first = by_code(large)["LAB-1"]
    both = (by_code(small)["LAB-1"].facility * 10 + first.facility * 40) / 50
    assert measured_facility(versions)[first.version_id] == (pytest.approx(both), 50)
    set_aside(uuid=large.uuid, reason="wrong file", by=officer, actor=ACTOR, now=NOW)
    assert measured_facility(versions) == {}


def test_figures_of_few_candidates_are_told_to_nobody(officer) -> None:
    few = by_code(a_figure_set(officer, 29))["LAB-1"]
    many = by_code(a_figure_set(officer, 30))["LAB-1"]
    assert figures_of(few.version) == [many]


def test_a_set_put_aside_counts_no_longer_and_does_not_come_again(officer) -> None:
    row = a_figure_set(officer)
    figure = by_code(row)["LAB-1"]
    assert figures_of(figure.version) == [figure]
    with pytest.raises(ReasonMissing):
        set_aside(uuid=row.uuid, reason="  ", by=officer, actor=ACTOR, now=NOW)
    set_aside(uuid=row.uuid, reason="wrong group", by=officer, actor=ACTOR, now=NOW)
    assert figures_of(figure.version) == []
    with pytest.raises(FiguresNotFound):
        set_aside(uuid=row.uuid, reason="again", by=officer, actor=ACTOR, now=NOW)
    with pytest.raises(FiguresRefused, match="wrong group"):
        a_figure_set(officer)
