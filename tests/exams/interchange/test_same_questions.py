"""One notion of "asks the same" for every format: words of the first language, options in any order, what is shown."""

import pytest

from lms.exams.interchange import tables
from lms.exams.interchange.gift import read_gift

HEAD = "题型,题干,英文题干 (en),选项A,选项B,答案\n"


def codes(entries) -> list[list[str]]:
    return [[remark.code for remark in entry.remarks] for entry in entries]


def of_table(rows: str):
    look = tables.look((HEAD + rows).encode())
    return tables.apply_mapping(look.proposal, look.book).entries


def test_a_row_with_the_same_words_and_more_in_english_is_kept_and_said():
    first, same, more = of_table(
        "单选,导体是,,铜,木,A\n单选,导体是,,木,铜,B\n单选,导体是,Which conducts?,铜,木,A\n"
    )

    assert (first.item is not None, same.item is None, more.item is not None) == (True, True, True)
    assert codes([first, same, more]) == [[], ["repeated"], ["repeated"]]


def test_a_row_in_another_language_with_another_key_contradicts():
    entries = of_table("单选,导体是,,铜,木,A\n单选,导体是,Which conducts?,铜,木,B\n")

    assert codes(entries) == [["keys_contradict"], ["keys_contradict"]]


@pytest.mark.parametrize(("second", "code"), [("{~木 =铜}", "repeated"), ("{=木 ~铜}", "keys_contradict")])
def test_options_in_another_order_are_the_same_question(second, code):
    entries = read_gift(f"导体是 {{=铜 ~木}}\n\n导体是 {second}".encode()).entries

    assert codes(entries) == [[], [code]]
