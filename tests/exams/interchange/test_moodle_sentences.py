"""Moodle XML: answers embedded in sentences, and words to be chosen for them."""

from decimal import Decimal

import pytest

from lms.exams.interchange.drafts import (
    Gap,
    Kind,
    Number,
    Scoring,
)
from tests.exams.interchange.moodle_xml import (
    codes_of,
    entry_of,
    item_of,
    stem_of,
)


def test_embedded_answers_are_gaps() -> None:
    words = stem_of(
        "<p>A {1:SHORTANSWER:=fuse#yes~%50%fu\\}se~*#no} melts, {2:multichoice_s:off~%33,3%on~=up} and ____ "
        "{:SAC:=A &lt; B}.</p>"
    )
    item = item_of("cloze", "", words)

    assert item.stem == {"zh": "A ____ melts, ____ and ___ ____."}
    assert item.key == (
        Gap({"fuse": Decimal(1), "fu}se": Decimal("0.5")}),
        Gap({"on": Decimal("0.333"), "up": Decimal(1)}, choices=("off", "on", "up"), weight=Decimal(2)),
        Gap({"A < B": Decimal(1)}, is_case_sensitive=True),
    )
    assert (item.scoring, item.marks, item.is_shuffled) == (Scoring.PER_PART, Decimal(4), True)


def test_a_single_embedded_number_or_checklist_is_an_item_of_that_kind() -> None:
    number = item_of("cloze", "", stem_of("U = {2:NUMERICAL:=5:0.5} V"))
    checklist = item_of("multianswer", "", stem_of("Pick {1:MULTIRESPONSE:%50%a~%50%b~%-100%c}"))

    assert (number.kind, number.stem, number.key) == (
        Kind.NUMERIC,
        {"zh": "U = ____ V"},
        (Number(Decimal(5), Decimal("0.5")),),
    )
    assert (checklist.kind, checklist.stem, checklist.key) == (Kind.MULTIPLE, {"zh": "Pick"}, ("a", "b"))


def test_numbers_among_gaps_are_kept_unscored_unless_words_can_stand_for_them() -> None:
    whole = entry_of("cloze", "", stem_of("{1:NM:=5} and {1:SA:=b}"))
    near = entry_of("cloze", "", stem_of("{1:NM:=5:0.5} and {1:SA:=b}"))

    assert [entry.item.scoring for entry in (whole, near) if entry.item] == [
        Scoring.PER_PART,
        Scoring.UNSCORED,
    ]
    assert codes_of(near) == ["scoring_not_understood"]


@pytest.mark.parametrize("kind", ["gapselect", "ddwtos"])
def test_words_to_choose_from_are_those_of_the_right_words_group(kind: str) -> None:
    name = "selectoption" if kind == "gapselect" else "dragbox"
    words = [("fuse", 1), ("on", 2), ("lamp", 1), ("off", 2)]
    choices = "".join(f"<{name}><text>{word}</text><group>{group}</group></{name}>" for word, group in words)

    item = item_of(kind, choices, stem_of("The [[3]] is [[2]]."))

    assert item.stem == {"zh": "The ____ is ____."}
    assert item.key == (
        Gap({"lamp": Decimal(1)}, choices=("fuse", "lamp")),
        Gap({"on": Decimal(1)}, choices=("on", "off")),
    )
