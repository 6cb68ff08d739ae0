"""Two layouts in one sheet, one below the other: each is found, asked about and read by its own headings."""

import pytest

from lms.exams.interchange import tables
from tests.support.pace import at_most

CHOICES = "一、单项选择题\n序号,题目,A,B,C,答案\n1,安全电压是,36V,220V,380V,A\n2,导体是,木,铜,陶瓷,B\n"
TRUTHS = "二、判断题\n序号,题目,答案\n1,鸡蛋应冷藏。,√\n2,生熟可混放。,×\n"


def read(text: str, **changes):
    look = tables.look(text.encode())
    return look, tables.apply_mapping(look.proposal, look.book)


def keys(reading) -> list:
    return [(entry.place, entry.item and entry.item.key) for entry in reading.entries]


def test_two_layouts_in_one_sheet_are_read_each_by_its_headings():
    look, reading = read(CHOICES + TRUTHS)

    assert [(sheet.name, sheet.header_row, sheet.titles) for sheet in look.sheets] == [
        ("", 2, ("一、单项选择题",)),
        ("[2]", 6, ("二、判断题",)),
    ]
    assert keys(reading) == [("row 3", "a"), ("row 4", "b"), ("row 7", True), ("row 8", False)]


def test_a_mapping_of_two_layouts_can_be_kept():
    look, reading = read(CHOICES + TRUTHS)
    kept = tables.from_json(tables.to_json(look.proposal))

    assert tables.check_file(kept, look.book) == []
    assert keys(tables.apply_mapping(kept, look.book)) == keys(reading)


@pytest.mark.parametrize(
    "between",
    ["序号,题目,A,B,C,答案\n", "3,题目,答案,问题,选项,A\n", "3,哪一项是题目的答案,x,y,z,C\n"],
    ids=["the headings again", "words like headings as options", "a question about headings"],
)
def test_what_is_no_other_layout_parts_nothing(between):
    look, _reading = read(CHOICES + between + "4,绝缘体是,铜,铝,陶瓷,C\n")

    assert [sheet.name for sheet in look.sheets] == [""]


def test_many_headings_take_no_longer_than_many_rows():
    text = "".join(f"题目,{'A,B,' if number % 2 else ''}答案\n问{number},对\n" for number in range(12_000))

    with at_most(8):
        look = tables.look(text.encode())

        assert len(look.sheets) == 20
