"""Right numbers of tables: commas, tolerances, units of schools; what means two things is said or refused."""

from decimal import Decimal

import pytest

from lms.exams.interchange.drafts import DraftItem, Kind, Number
from lms.exams.interchange.tables import apply_mapping, look, write_xlsx
from lms.exams.interchange.tables.amounts import Amounts
from lms.exams.interchange.tables.refusals import Refusal
from tests.exams.interchange.tables_samples import read, xlsx


def _number(value: str, tolerance: str = "0", unit: str = "", *, is_relative: bool = False) -> Number:
    return Number(Decimal(value), Decimal(tolerance), unit, is_relative)


@pytest.mark.parametrize(
    ("answer", "number"),
    [
        ("12.5", _number("12.5")),
        ("１２．５ Ｖ", _number("12.5", unit="Ｖ")),
        ("12.5±0.1 V", _number("12.5", "0.1", "V")),
        ("12.5 V ± 0.1 V", _number("12.5", "0.1", "V")),
        ("12.5+/-0.1V", _number("12.5", "0.1", "V")),
        ("220 V ± 10%", _number("220", "0.1", "V", is_relative=True)),
        ("220±10% V", _number("220", "0.1", "V", is_relative=True)),
        ("(5±1) %", _number("5", "1", "%")),
        ("（60±5）%", _number("60", "5", "%")),
        ("60%±5%", _number("60", "5", "%")),
        ("50%", _number("50", unit="%")),
        ("4.9~5.1 A", _number("5.0", "0.1", "A")),
        ("4.9～5.1", _number("5.0", "0.1")),
        ("5（A）", _number("5", unit="A")),
        ("9.8 m/s^2", _number("9.8", unit="m/s^2")),
        ("1.5 kW·h", _number("1.5", unit="kW·h")),
        ("1,234,567 元", _number("1234567", unit="元")),
        ("1,250.50元", _number("1250.50", unit="元")),
        ("-3.5℃", _number("-3.5", unit="℃")),
        ("2e3 Ω", _number("2e3", unit="Ω")),
    ],
)
def test_a_number_that_means_one_thing_is_read(answer: str, number: Number) -> None:
    amounts = Amounts()
    assert amounts.read(answer, "", "") == (number,)
    assert not amounts.remarks


@pytest.mark.parametrize(
    ("answer", "number", "said"),
    [
        ("0,125 A", _number("0.125", unit="A"), "0,125 = 0.125"),
        ("3,14", _number("3.14"), "3,14 = 3.14"),
        ("1,234", _number("1234"), "1,234 = 1234"),
        ("１，２３４ W", _number("1234", unit="W"), "1,234 = 1234"),
        ("5±0,1 V", _number("5", "0.1", "V"), "0,1 = 0.1"),
        ("5±2%", _number("5", "0.02", is_relative=True), "5±2%"),
    ],
)
def test_a_number_that_may_mean_two_things_says_how_it_was_read(
    answer: str, number: Number, said: str
) -> None:
    amounts = Amounts()
    assert amounts.read(answer, "", "") == (number,)
    assert [(remark.code, remark.detail) for remark in amounts.remarks] == [("ambiguous", said)]


@pytest.mark.parametrize(
    ("answer", "tolerance", "unit", "code"),
    [
        ("5±1 %", "", "", "ambiguous"),
        ("5±1%", "", "%", "ambiguous"),
        ("5", "1%", "%", "ambiguous"),
        ("5±1", "1", "", "ambiguous"),
        ("5±1 V", "", "A", "ambiguous"),
        ("12 V", "", "A", "ambiguous"),
        ("5", "大约", "", "value_unusable"),
        ("5±-1", "", "", "value_unusable"),
        *[
            (answer, "", "", "key_unusable")
            for answer in (
                *(
                    "约12",
                    "5左右",
                    "5以上",
                    "5A或5.0A",
                    "5;6",
                    "5、6",
                    "5 和 6",
                    "1/2",
                    "2×10^3",
                    "3-5 V",
                    "1,2,3",
                ),
                *("1,0000", "12 500", "12,34.5", "5±", "±5", "5A/6A", "一百", "100多"),
            )
        ],
    ],
)
def test_what_cannot_be_told_is_refused(answer: str, tolerance: str, unit: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        Amounts().read(answer, tolerance, unit)
    assert refused.value.remark.code == code


@pytest.mark.parametrize(
    "number",
    [
        _number("5", "1", "%"),
        _number("5", "0.01", "%", is_relative=True),
        _number("5", "0.02", is_relative=True),
        _number("5", unit="%"),
        _number("1234.5", "0.5", "L/(100 km)"),
    ],
)
def test_our_own_layout_gives_back_what_it_was_given(number: Number) -> None:
    item = DraftItem(Kind.NUMERIC, {"zh": "多少？"}, (number,))
    seen = look(write_xlsx([item]))
    entries = apply_mapping(seen.proposal, seen.book).entries
    assert [entry.item for entry in entries] == [item]
    assert not any(entry.remarks for entry in entries)


def test_the_remark_stands_in_the_report_of_the_row() -> None:
    data = xlsx(数值题=[["题干", "答案", "单位"], ["甲", "0,125", "A"], ["乙", "5±1 %", None]])
    said = [[(remark.code, remark.detail) for remark in entry.remarks] for entry in read(data).entries]
    assert said == [[("ambiguous", "0,125 = 0.125")], [("ambiguous", "5±1 %")]]
