"""What is written as a workbook of our own layout is read back as it was, by what `look` finds alone."""

import io
from decimal import Decimal

import openpyxl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.exams.intake.wording import cap_of
from lms.exams.interchange.drafts import Attachment, DraftItem, Gap, Kind, Number, Option, Region, Scoring
from lms.exams.interchange.tables import apply_mapping, left_out, look, write_template, write_xlsx
from lms.exams.interchange.tables.guide import EXAMPLES

NAMES = "abcdefghijklmnopqrstuvwxyz"
# Signs that mean something to spreadsheets, to XML, or to our own layout.
_SIGNS = "=+-@|#\\;；、,，.。<>&\"'_()（）[]{}%$0123456789 \n\tABab甲乙丙题对错𠮷é√×½²"
_TEX_SIGNS = ("\\(", "\\[", "$$", "[[", "[tex]")
_decimals = st.decimals(min_value=-1000, max_value=1000, places=3).map(lambda value: value.normalize())


def _is_kept(text: str) -> bool:
    return (
        bool(text)
        and text == text.strip()
        and "__" not in text
        and not any(sign in text for sign in _TEX_SIGNS)
    )


_words = st.text(st.sampled_from(_SIGNS), min_size=1, max_size=20).map(str.strip).filter(_is_kept)
_lines = _words.map(lambda text: " ".join(text.split()))
_text = st.fixed_dictionaries({"zh": _words}, optional={"en": _words})


def _options(draw: st.DrawFn, least: int = 2, most: int = 8) -> tuple[Option, ...]:
    texts = draw(st.lists(_text, min_size=least, max_size=most, unique_by=lambda text: text["zh"]))
    return tuple(Option(name, text) for name, text in zip(NAMES, texts, strict=False))


@st.composite
def items(draw: st.DrawFn) -> DraftItem:
    """Draw an item of any kind that a table can hold."""
    kind = draw(st.sampled_from([kind for kind in Kind if kind != Kind.HOTSPOT]))
    parts = _DRAWN[kind](draw)
    facts = {name: draw(_lines | st.just("")) for name in ("topic", "depth", "difficulty", "source", "code")}
    return DraftItem(
        **{"kind": kind, "stem": draw(_text), **parts},
        **facts,
        marks=draw(st.sampled_from([Decimal(1), Decimal("0.5"), Decimal(12)])),
        year=draw(st.none() | st.integers(1950, 2050)),
        is_shuffled=draw(st.booleans()),
        rationale=draw(st.just({}) | _text),
    )


def _choice(draw: st.DrawFn) -> dict:
    options = _options(draw)
    weights = {option.name: draw(_decimals) for option in options}
    scoring = {"scoring": Scoring.MAPPED, "weights": weights} if draw(st.booleans()) else {}
    return {
        "options": options,
        "key": draw(st.sampled_from([option.name for option in options])),
        **scoring,
    }


def _several(draw: st.DrawFn) -> dict:
    options = _options(draw)
    names = draw(st.sets(st.sampled_from([option.name for option in options]), min_size=1))
    weights = {option.name: draw(_decimals) for option in options}
    mapped = draw(st.booleans())
    scoring = {"scoring": Scoring.MAPPED, "weights": weights} if mapped else {}
    return {"options": options, "key": tuple(sorted(names)), **scoring}


def _order(draw: st.DrawFn) -> dict:
    options = _options(draw)
    return {"options": options, "key": tuple(draw(st.permutations([option.name for option in options])))}


def _pairs(draw: st.DrawFn) -> dict:
    options, matches = _options(draw), _options(draw, 2, 12)
    key = {option.name: draw(st.sampled_from([match.name for match in matches])) for option in options}
    weights = {option.name: draw(_decimals) for option in options}
    scoring = {"scoring": Scoring.MAPPED, "weights": weights} if draw(st.booleans()) else {}
    return {"options": options, "matches": matches, "key": key, "scoring": Scoring.PER_PART} | scoring


def _number(draw: st.DrawFn) -> Number:
    unit = draw(st.sampled_from(["", "V", "kW·h", "℃", "元", "Ω", "m²", "%", "% vol"]))
    return Number(draw(_decimals), abs(draw(_decimals)), unit, is_relative=draw(st.booleans()))


def _numbers(draw: st.DrawFn) -> dict:
    return {"key": tuple(_number(draw) for _ in range(draw(st.integers(1, 3))))}


def _gap(draw: st.DrawFn) -> Gap:
    shares = st.sampled_from([Decimal(1), Decimal("0.5"), Decimal(0)])
    accepted = draw(st.dictionaries(_lines, shares, min_size=1, max_size=3))
    choices = draw(st.lists(_lines, max_size=3))
    weight = draw(st.sampled_from([Decimal(1), Decimal(2), Decimal("0.5"), Decimal(10)]))
    return Gap(accepted, draw(st.booleans()), tuple(choices), weight)


def _gaps(draw: st.DrawFn) -> dict:
    count = draw(st.integers(1, 3))
    stem = draw(_words)
    weights = {str(place): abs(draw(_decimals)) for place in range(1, count + 1)}
    scoring = {"scoring": Scoring.MAPPED, "weights": weights} if draw(st.booleans()) else {}
    return {
        "stem": {"zh": " ".join([stem, *["____ 、"] * count])},
        "key": tuple(_gap(draw) for _ in range(count)),
        "scoring": Scoring.PER_PART,
    } | scoring


_DRAWN = {
    Kind.TRUE_FALSE: lambda draw: {"key": draw(st.booleans())},
    Kind.SINGLE: _choice,
    Kind.MULTIPLE: _several,
    Kind.ORDERING: _order,
    Kind.MATCHING: _pairs,
    Kind.NUMERIC: _numbers,
    Kind.FILL_IN: _gaps,
    Kind.SHORT_ANSWER: lambda draw: {
        "key": tuple(draw(st.lists(_lines, max_size=3))),
        "scoring": Scoring.BY_HAND,
    },
    Kind.PRACTICAL_TASK: lambda _draw: {"key": None, "scoring": Scoring.BY_HAND},
}


def _read_back(made: list[DraftItem]) -> list[DraftItem | None]:
    seen = look(write_xlsx(made))
    assert not seen.needs_mapping
    assert not seen.decisions
    return [entry.item for entry in apply_mapping(seen.proposal, seen.book).entries]


SPACED = DraftItem(
    kind=Kind.NUMERIC, stem={"zh": "酒精度？"}, key=(Number(Decimal(5), Decimal(1), "% vol", False),)
)


@settings(max_examples=80, deadline=None)
@example(SPACED)
@given(items())
def test_an_item_of_each_kind_survives(item: DraftItem) -> None:
    assert _read_back([item]) == [item]


@settings(max_examples=8, deadline=None)
@given(st.lists(items(), max_size=6, unique_by=lambda item: "".join(item.stem["zh"].split()).casefold()))
def test_items_of_all_kinds_survive_together(made: list[DraftItem]) -> None:
    assert _read_back(made) == made


def test_the_same_items_give_the_same_bytes() -> None:
    assert write_xlsx(EXAMPLES) == write_xlsx(list(EXAMPLES))


def test_formulas_survive_as_tex() -> None:
    formula = Attachment("formula", "", tex="U=I\\cdot R")
    item = DraftItem(Kind.TRUE_FALSE, {"zh": "公式 [[1]] 对吗"}, True, attachments=(formula,))
    assert _read_back([item]) == [item]


def test_an_item_without_a_key_stays_one() -> None:
    item = DraftItem(Kind.TRUE_FALSE, {"zh": "甲"}, None, scoring=Scoring.UNSCORED)
    assert _read_back([item]) == [item]


def test_what_no_table_can_hold_is_named() -> None:
    region = Region("a", "rect", (Decimal(0), Decimal(0), Decimal(1), Decimal(1)))
    hotspot = DraftItem(Kind.HOTSPOT, {"zh": "点"}, ("a",), regions=(region,))
    pictured = DraftItem(
        Kind.TRUE_FALSE, {"zh": "图 [[1]]"}, True, attachments=(Attachment("picture", "a.png", b"x"),)
    )
    made = [hotspot, EXAMPLES[0], pictured]
    assert left_out(made) == [(0, "type_not_supported"), (2, "picture_left_out")]
    assert _read_back(made) == [EXAMPLES[0]]
    named = openpyxl.load_workbook(io.BytesIO(write_xlsx(made)))["未导出 Left out"]
    assert [row[3] for row in named.iter_rows(values_only=True)] == [
        "原因 reason",
        "type_not_supported",
        "picture_left_out",
    ]


def test_no_cell_can_calculate() -> None:
    stems = ["=1+1", "+SUM(A1)", "-2+3", "@SUM(1)", '=cmd|"/c calc"!A1', "\t=1"]
    made = [DraftItem(Kind.TRUE_FALSE, {"zh": stem}, True) for stem in stems]
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(made))).active
    column = [
        cell
        for row in sheet.iter_rows(min_row=2)
        for cell in row
        if cell.value in {stem.strip() for stem in stems}
    ]
    assert len(column) == len(stems)
    assert {cell.data_type for cell in column} == {"s"}
    assert all(cell.quotePrefix for cell in column)


def test_the_template_needs_no_mapping_and_holds_each_kind() -> None:
    seen = look(write_template())
    assert not seen.needs_mapping
    reading = apply_mapping(seen.proposal, seen.book)
    assert [entry.item for entry in reading.entries] == list(EXAMPLES)
    assert {entry.item.kind for entry in reading.entries if entry.item} == set(Kind) - {Kind.HOTSPOT}
    assert "说明 How to fill in" in openpyxl.load_workbook(io.BytesIO(write_template())).sheetnames


def _with_weights(weights: str, marks: str = "") -> DraftItem | None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([_TWO_RIGHT])))
    headings = {cell.value: cell.column for cell in book.active[1]}
    book.active.cell(2, headings["权重 weights"]).value = weights
    book.active.cell(2, headings["分值 marks"]).value = marks or None
    target = io.BytesIO()
    book.save(target)
    seen = look(target.getvalue())
    return apply_mapping(seen.proposal, seen.book).entries[0].item


_TWO_RIGHT = DraftItem(
    Kind.MULTIPLE,
    {"zh": "哪些导电？"},
    ("a", "b"),
    options=tuple(Option(name, {"zh": word}) for name, word in (("a", "铜"), ("b", "铝"), ("c", "木"))),
    scoring=Scoring.MAPPED,
    weights={"a": Decimal(1), "b": Decimal(1), "c": Decimal(-1)},
)


def test_half_an_answer_does_not_earn_all_where_no_cell_says_the_marks() -> None:
    item = _with_weights("A=1; B=1; C=-1")
    assert item is not None
    assert item.marks == 2
    assert cap_of(item) is None  # all that earns must be chosen


def test_marks_of_their_own_cap_what_weights_earn_together() -> None:
    item = _with_weights("A=1; B=1; C=-1", "1")
    assert item is not None
    assert cap_of(item) == 1
