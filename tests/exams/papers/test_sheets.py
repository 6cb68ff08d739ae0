"""What is printed stays on the page: options in their lines, long words, sheets of answers that say whose they are."""

import re
import subprocess

import pytest

from lms.exams.papers.printing import Edition, print_answer_sheet, print_paper
from lms.exams.papers.printing.documents import Printing
from tests.exams.papers.test_printing import KINDS, a_paper, named, pages_of, text, words_of


def many(kind, rows):
    """Return a paper of several questions of one kind."""
    opened = a_paper({kind: KINDS[kind]})
    (first,) = opened.items
    items = [
        {**first, "uuid": f"00000000-0000-7000-8000-{place:012d}", **row} for place, row in enumerate(rows)
    ]
    opened.paper.content["items"] = items
    return opened


@pytest.mark.parametrize(("edition", "signs"), [(Edition.ZH, range(3, 18)), (Edition.BOTH, range(1, 8))])
def test_options_that_stand_beside_each_other_take_one_line_each(edition, signs, tmp_path):
    words = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申"
    for long in signs:
        options = named("abcd", [text(words[:long], "x"), *(text(f"短{at}", "y") for at in range(3))])
        found = words_of(
            print_paper(many("single", [{"options": options}]), printing=Printing(edition)), tmp_path
        )
        assert words[:long] in found, f"an option of {long} signs breaks"


@pytest.mark.parametrize("edition", Edition)
def test_nothing_stands_beside_the_page_however_long_a_word_is(edition, tmp_path):
    word = "pneumonoultramicroscopicsilicovolcanoconiosis" * 4
    options = named("ab", [text(word, word), text("乙", word)])
    opened = many("single", [{"stem": text(word, word), "options": options}])
    (tmp_path / "printed.pdf").write_bytes(print_paper(opened, printing=Printing(edition)))
    command = ["pdftotext", "-bbox", tmp_path / "printed.pdf", "-"]
    boxes = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert max(float(right) for right in re.findall(r'xMax="([0-9.]+)"', boxes)) < 595 - 40


def test_an_answer_sheet_of_a_hundred_questions_is_one_sheet(tmp_path):
    hundred = many("true_false", [{}] * 70)
    hundred.paper.content["items"] += [
        {**row, "uuid": f"1{row['uuid'][1:]}"} for row in many("single", [{}] * 30).items
    ]
    assert len(pages_of(print_answer_sheet(hundred), tmp_path)) == 1


@pytest.mark.parametrize("candidate", ["", "20260007"])
def test_every_sheet_of_answers_says_whose_it_is(candidate, tmp_path):
    opened = many("short_answer", [{}] * 8)
    pages = pages_of(print_answer_sheet(opened, printing=Printing(candidate=candidate)), tmp_path)
    assert len(pages) > 1
    for page in pages:
        assert page.count("准考证号") == 1
        assert page.count("姓名") == 1
        assert candidate in page
