"""Papers on the database: drawn together, proved from their rows, found again, sealed until they are released."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from courses.catalog.api import Programme
from lms.core.models import AuditEntry
from lms.exams.api import NewScheme, compare_schemes, load_items, load_scheme
from lms.exams.errors import (
    PaperNotFound,
    PaperSealed,
    ReasonMissing,
    TooFewItems,
    UnusableDrawing,
    UnusableScheme,
)
from lms.exams.models import (
    DrawingPurpose,
    ExaminationScheme,
    Item,
    ItemOnPaper,
    ItemVersion,
    PaperDrawing,
    PaperKey,
    PaperPart,
    PaperRelease,
    PaperVersion,
)
from lms.exams.papers import known, rules
from lms.exams.papers.opening import opened, read_key, read_paper, released_at
from lms.exams.papers.operations import draw_paper, open_early, release
from lms.exams.papers.queries import (
    papers_of,
    prove_drawing,
    try_drawing,
)
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, an_item
from tests.factories.papers import a_paper_scheme, a_rich_bank, codes_on, drawn

pytestmark = pytest.mark.django_db


@pytest.fixture
def english():
    with translation.override("en"):
        yield


# --- schemes ----------------------------------------------------------------------------------------------------


def a_scheme_with(blueprint, *, release="at_once"):
    return NewScheme(
        code="COND",
        title={"zh": "考试", "en": ""},
        duration_minutes=60,
        pass_percent=60,
        blueprint=blueprint,
        basis={"zh": "计划", "en": ""},
        release=release,
    )


ROWS = [{"topic": "safety", "type": "single", "count": 4, "marks": 25}]


def test_a_plain_list_of_rows_keeps_the_hash_that_it_always_had():
    """Packs of before must not give a new version of their scheme."""
    row = load_scheme(scheme=a_scheme_with(ROWS), actor=ACTOR, now=NOW)
    assert row.content_hash == "b0698328a21f019cafc56b32b97668c12ecf72af60219abb78bc17bb85c52b6e"
    assert compare_schemes([a_scheme_with(ROWS)]).same == ("COND",)
    by_two = load_scheme(scheme=a_scheme_with(ROWS, release="by_two"), actor=ACTOR, now=NOW)
    assert (row.number, by_two.number, by_two.release) == (1, 2, "by_two")


@pytest.mark.parametrize(
    ("kind", "cell", "release", "words"),
    [
        ("special_operation_preparation", "single", "at_once", "released by a second person"),
        ("skill_level", "single", "at_once", "released by a second person"),
        ("short_skills", "short_answer", "at_once", "marks its short answers by hand"),
        ("short_skills", "single", "whenever", "released by two"),
    ],
)
def test_what_a_licence_or_a_person_marks_is_not_released_at_once(english, kind, cell, release, words):
    programme = Programme.objects.create(code="BANK", kind=kind, title_zh="项目")
    scheme = a_scheme_with([{**ROWS[0], "type": cell}], release=release)
    with pytest.raises(UnusableScheme) as refusal, transaction.atomic():
        load_scheme(scheme=scheme, bank=programme.code, actor=ACTOR, now=NOW)
    assert words in " ".join(refusal.value.reasons)
    kept = load_scheme(scheme=replace(scheme, release="by_two"), bank=programme.code, actor=ACTOR, now=NOW)
    assert kept.release == "by_two"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"must_include": ["A", "A"]}, "named twice"),
        ({"must_include": ["A"], "must_exclude": ["A"]}, "named twice"),
        ({"must_include": ["not a code"]}, "named twice"),
        ({"exposure_limit": 0}, "one paper at least"),
        ({"difficulty": {"from": 60, "to": 60}}, "from a lower to a higher"),
        ({"difficulty": {"from": 60, "to": 70}}, "what one question weighs"),
        ({"difficulty": 60}, "needs rows"),
        ({"surprise": 1}, "nobody knows"),
        ({"rows": [{**ROWS[0], "difficulty": "awful"}]}, "neither easy"),
        ({"rows": []}, "no rows"),
        ({"rows": [{**ROWS[0], "marks": "NaN"}]}, "needs rows"),
        ({"rows": [{**ROWS[0], "marks": "Infinity"}]}, "needs rows"),
        ({"rows": [{**ROWS[0], "count": 2.5}]}, "needs rows"),
        ({"rows": [{**ROWS[0], "type": "riddle"}]}, "needs rows"),
        ({"rows": [{**ROWS[0], "type": ["single"]}]}, "needs rows"),
        ({"difficulty": {"from": "NaN", "to": 70}}, "needs rows"),
        ({"must_include": "ABC"}, "no code"),
    ],
)
def test_a_condition_that_cannot_be_is_refused_in_words(changes, words, english):
    with pytest.raises(UnusableScheme) as refused:
        load_scheme(scheme=a_scheme_with({"rows": ROWS, **changes}), actor=ACTOR, now=NOW)
    assert any(words in reason for reason in refused.value.reasons)


# --- drawing ----------------------------------------------------------------------------------------------------


def test_a_paper_on_its_own_has_its_places_its_key_and_a_proof():
    a_rich_bank()
    paper = draw_paper(scheme=a_paper_scheme(), seed="seed", actor=ACTOR, now=NOW)
    uuids = [item["uuid"] for item in paper.content["items"]]
    places = paper.places.order_by("number").values_list("number", "version__uuid", "cell")
    assert [(number, str(uuid), cell) for number, uuid, cell in places] == [
        (number, uuid, 0) for number, uuid in enumerate(uuids, start=1)
    ]
    assert set(PaperKey.objects.get(paper=paper).key) == set(uuids)
    assert (paper.form, paper.form_name) == (1, "")
    assert prove_drawing(paper.drawing).holds


def test_parallel_forms_share_no_more_than_is_allowed_and_have_letters():
    a_rich_bank(number=16)
    drawing = drawn(a_paper_scheme(), forms=3, overlap=0)
    papers = papers_of(drawing)
    assert [paper.form_name for paper in papers] == ["A", "B", "C"]
    assert len(set.union(*(codes_on(paper) for paper in papers))) == 12
    proof = prove_drawing(drawing)
    assert (proof.holds, proof.shared) == (True, 0)
    assert proof.spread <= 25
    assert proof.as_json()["papers"][0]["cells"][0]["drawn"] == 4


def test_a_drawing_is_found_again_from_its_row_alone():
    a_rich_bank(twins=4)
    scheme = a_paper_scheme(prefer_unused=True, difficulty={"from": 50, "to": 80})
    drawn(scheme, seed="before")
    drawing = drawn(scheme, forms=2, overlap=1, seed="again")
    cells, conditions = rules.cells_of(scheme.blueprint), rules.conditions_of(scheme.blueprint)
    wanted = rules.Wanted(cells, drawing.seed, conditions, drawing.forms, drawing.overlap, is_equal=True)
    from lms.exams.bank.queries import examination_items

    items = list(reversed(examination_items({"safety"})))
    papers = rules.draw_papers(items, wanted, rules.Known(**drawing.known)).papers
    kept = [[item["uuid"] for item in paper.content["items"]] for paper in drawing.papers.order_by("form")]
    assert [[str(item.uuid) for item, _cell in paper] for paper in papers] == kept
    assert drawing.known["uses"]


def test_items_that_were_on_papers_come_last_when_that_is_asked():
    a_rich_bank(number=8)
    scheme = a_paper_scheme(prefer_unused=True)
    first, second = (drawn(scheme, seed="same").papers.get() for _turn in range(2))
    assert not codes_on(first) & codes_on(second)


def test_measured_facilities_stand_in_the_place_of_words(monkeypatch):
    codes = a_rich_bank(number=8)
    versions = dict(ItemVersion.objects.filter(item__code__in=codes).values_list("item__code", "pk"))
    hard = codes[:4]
    measured = {versions[code]: (0.1, 30) for code in hard} | {versions[codes[4]]: (0.1, 29)}
    monkeypatch.setattr(known, "_measures", [])
    known.register_facilities(lambda ids: {pk: measured[pk] for pk in ids if pk in measured})
    drawing = drawn(a_paper_scheme(difficulty={"from": 0, "to": 25}))
    assert len(codes_on(drawing.papers.get()) & set(hard)) >= 3
    proof = prove_drawing(drawing).papers[0]
    assert (proof.expected <= 25, proof.measured) == (True, len(codes_on(drawing.papers.get()) & set(hard)))


def test_a_retired_item_is_on_no_new_paper():
    codes = a_rich_bank(number=5)
    Item.objects.filter(code=codes[0]).update(retired_at=NOW, retired_why="wrong")
    assert codes_on(drawn(a_paper_scheme()).papers.get()) == set(codes[1:])


def test_individual_papers_take_so_many_queries_as_one(django_assert_max_num_queries):
    a_rich_bank(number=30)
    scheme = a_paper_scheme()
    counts = []
    for forms in (2, 40):
        with CaptureQueriesContext(
            connection,
        ) as taken:
            drawn(scheme, forms=forms, purpose=DrawingPurpose.INDIVIDUAL)
        counts.append(len(taken))
    assert counts[0] == counts[1]
    assert ItemOnPaper.objects.count() == 42 * 4


@pytest.mark.parametrize(
    "changes",
    [
        {"forms": 0},
        {"forms": 2, "purpose": DrawingPurpose.ONE},
        {"forms": 27, "purpose": DrawingPurpose.PARALLEL},
        {"overlap": -1},
        {"seed": "x" * 65},
    ],
)
def test_papers_that_cannot_be_are_refused(changes):
    a_rich_bank()
    with pytest.raises(UnusableDrawing):
        drawn(a_paper_scheme(), **changes)


def test_what_the_bank_lacks_is_named_with_numbers_and_causes_and_nothing_is_kept(english):
    codes = a_rich_bank(number=6, twins=3)
    rows = [{**ROWS[0], "difficulty": "hard"}, {**ROWS[0], "count": 3}]
    with pytest.raises(TooFewItems) as refused:
        drawn(a_paper_scheme(rows=rows, must_exclude=[codes[5]]))
    assert refused.value.reasons == (
        "safety / One answer / Hard: 3 more needed, the bank has 2 (1 excluded)",
        "safety / One answer: 1 more needed, the bank has 6 (1 excluded; 2 behind a twin; 1 needed by other rows)",
    )
    assert PaperVersion.objects.count() == 0
    trial = try_drawing({"rows": ROWS, "must_include": [codes[0], codes[1]]}, seed="s")
    assert trial.reasons == (f"{codes[1]} must be on the paper, but so must its twin",)
    assert try_drawing(ROWS, seed="s").proof.holds
    assert PaperVersion.objects.count() == 0


def test_a_difficulty_out_of_reach_says_what_can_be_had(english):
    a_rich_bank()
    with pytest.raises(TooFewItems) as refused:
        drawn(a_paper_scheme(difficulty={"from": 5, "to": 35}))
    assert refused.value.reasons[0].startswith("the difficulty comes to 45.0 percent, wanted are 5 to 35")


def test_places_and_drawings_can_be_inserted_only():
    a_rich_bank()
    drawing = drawn(a_paper_scheme())
    for rows in (
        ItemOnPaper.objects.all(),
        PaperDrawing.objects.filter(pk=drawing.pk),
        PaperVersion.objects.all(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.delete() if rows.model is ItemOnPaper else rows.update(seed="x")


# --- sealed -----------------------------------------------------------------------------------------------------


@pytest.fixture
def paper():
    a_rich_bank()
    return drawn(a_paper_scheme()).papers.get()


def test_a_sealed_paper_and_its_key_are_read_after_their_own_release_only(paper):
    with pytest.raises(PaperSealed):
        read_paper(paper.uuid, now=NOW)
    release(paper, PaperPart.PAPER, actor=ACTOR, now=NOW)
    assert len(read_paper(paper.uuid, now=NOW).items) == 4
    assert read_paper(paper.uuid, now=NOW).key is None
    with pytest.raises(PaperSealed):
        read_key(paper.uuid, now=NOW)
    release(paper, PaperPart.KEY, actor=ACTOR, now=NOW)
    release(paper, PaperPart.KEY, actor=ACTOR, now=NOW)
    assert read_key(paper.uuid, now=NOW).key.version == 1
    assert (released_at(paper), PaperRelease.objects.count()) == (NOW, 2)


def test_opening_before_is_written_down_each_time_with_its_reason(paper):
    for reason in ("试卷需要提前印刷", "  Print  two more  copies "):
        found = open_early(paper_uuid=paper.uuid, part=PaperPart.KEY, reason=reason, actor=ACTOR, now=NOW)
        assert len(found.key.key) == 4
    rows = AuditEntry.objects.filter(action="exams.open_paper_early", target_uuid=paper.uuid)
    assert [row.reason for row in rows.order_by("seq")] == ["试卷需要提前印刷", "Print two more copies"]
    with pytest.raises(PaperSealed):
        read_paper(paper.uuid, now=NOW)


@pytest.mark.parametrize("reason", ["", "    ", "x", "x" * 301])
def test_without_a_reason_it_stays_sealed(paper, reason):
    with pytest.raises(ReasonMissing):
        open_early(paper_uuid=paper.uuid, part=PaperPart.PAPER, reason=reason, actor=ACTOR, now=NOW)
    assert not AuditEntry.objects.filter(action="exams.open_paper_early").exists()


def test_a_paper_that_is_not_there_is_not_found(paper):
    for read in (read_paper, read_key):
        with pytest.raises(PaperNotFound):
            read(uuid4(), now=NOW)
    with pytest.raises(PaperNotFound):
        opened(paper, PaperPart.KEY, version=2)


# --- the same words twice ---------------------------------------------------------------------------------------


def sisters(*, key=False, **changes):
    """Load an item twice, once with another key; return the codes."""
    one = an_item("true_false")
    other = {
        **an_item("true_false"),
        "stem": {"zh": f" {one['stem']['zh']}", "en": ""},
        "key": key,
        **changes,
    }
    load_items(bank_items=[one, other], actor=ACTOR, now=NOW)
    return [one["code"], other["code"]]


TRUE_FALSE = [{"topic": "safety", "type": "true_false", "count": 2, "marks": 50}]


def test_two_items_of_the_same_words_are_never_on_one_paper():
    pair = set(sisters(difficulty="hard"))
    with pytest.raises(TooFewItems):
        drawn(a_paper_scheme(rows=TRUE_FALSE))
    sisters()
    for paper in drawn(a_paper_scheme(rows=TRUE_FALSE), forms=4).papers.all():
        assert len(codes_on(paper) & pair) == 1


def test_the_same_words_about_other_pictures_are_another_question():
    circuits = [{"kind": "formula", "name": "f", "source": tex} for tex in ("x", "y")]
    one, other = an_item("true_false"), an_item("true_false")
    same = {"stem": {"zh": "见 [[1]]。", "en": "See [[1]]."}}
    pair = [
        {**item, **same, "attachments": [shown]} for item, shown in zip((one, other), circuits, strict=True)
    ]
    load_items(bank_items=pair, actor=ACTOR, now=NOW)
    assert len(codes_on(drawn(a_paper_scheme(rows=TRUE_FALSE)).papers.get())) == 2


def test_a_twin_of_what_has_the_same_words_is_a_twin_too():
    one, _other = sisters()
    third = an_item("true_false")["code"]
    load_items(bank_items=[{**an_item("true_false"), "code": third}], actor=ACTOR, now=NOW)
    Item.objects.filter(code__in=[one, third]).update(twin_group="t")
    with pytest.raises(TooFewItems):
        drawn(a_paper_scheme(rows=TRUE_FALSE))


def test_the_proof_of_a_paper_from_before_names_the_same_words(monkeypatch):
    pair = sisters()
    with monkeypatch.context() as before:
        before.setattr("lms.exams.bank.queries.twin_groups", lambda versions: {})
        drawing = drawn(a_paper_scheme(rows=TRUE_FALSE))
    proof = prove_drawing(drawing)
    assert (proof.holds, list(proof.papers[0].twins)) == (False, sorted(pair))


def test_the_year_of_a_paper_is_the_year_where_it_was_drawn():
    night = datetime(2026, 12, 31, 17, tzinfo=UTC)  # one o'clock on New Year's Day
    paper = PaperVersion(scheme=ExaminationScheme(code="SAFE"), created_at=night, sha256="3f9a7c" * 10)
    assert paper.code == "SAFE-2027-3F9A7C"
