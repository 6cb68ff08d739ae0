"""Moodle XML as files: pictures, formats, languages, damage, hostile content, and what cannot be written."""

from decimal import Decimal

import pytest

from lms.core.unreadable import UnreadableFile
from lms.exams.interchange.drafts import (
    Attachment,
    DraftItem,
    Gap,
    Kind,
    Language,
    Number,
    Option,
    Remark,
    Scoring,
)
from lms.exams.interchange.moodle import read_moodle, write_moodle
from tests.exams.interchange.moodle_xml import (
    PAIR,
    answers_of,
    codes_of,
    entries_of,
    entry_of,
    item_of,
    question,
    stem_of,
)
from tests.support.pace import at_most


def test_pictures_come_from_the_file_in_new_and_old_notation() -> None:
    new = item_of(
        "essay", "", '<questiontext format="html"><text>&lt;img src="@@PLUGINFILE@@/d/a%20b.png" alt="fuse"&gt;</text>'
        '<file name="a b.png" path="/d/" encoding="base64">cG\n5n</file></questiontext>',
    )  # fmt: skip
    old = item_of("essay", "<image>pics/c.gif</image><image_base64>\ncG5n\n</image_base64>")
    missing = entry_of(
        "essay", "", stem_of('<img src="@@PLUGINFILE@@/x.png" alt="fuse"><img src="http://x.example/y.png">')
    )

    assert (new.stem, new.attachments) == (
        {"zh": "[[1]]"},
        (Attachment("picture", "d/a b.png", b"png", alternative="fuse"),),
    )
    assert (old.stem, old.attachments) == (
        {"zh": "What melts?\n[[1]]"},
        (Attachment("picture", "c.gif", b"png"),),
    )
    assert missing.remarks == (
        Remark("picture_missing", "@@PLUGINFILE@@/x.png"),
        Remark("remote_reference", "http://x.example/y.png"),
    )


def test_formats_of_texts() -> None:
    assert item_of("essay", "", stem_of("**a**\n\n* b", 'format="markdown"')).stem == {"zh": "a\n- b"}
    assert item_of("essay", "", stem_of("a <b>\nc", 'format="plain_text"')).stem == {"zh": "a <b>\nc"}
    assert item_of("essay", "", stem_of("a <b>b</b>\nc", 'format="moodle_auto_format"')).stem == {
        "zh": "a b\nc"
    }
    assert item_of(
        "essay", "", "<questiontext><text><p>not <b>escaped</b></p></text></questiontext>"
    ).stem == {"zh": "not escaped"}


@pytest.mark.parametrize(
    "words",
    [
        '<span lang="zh_cn" class="multilang">熔断器</span> <span lang="en" class="multilang">fuse</span> F1',
        '<span class="multilang" lang="en">fuse</span><span class="multilang" lang="zh">熔断器</span> F1',
        '<lang lang="zh">熔断器</lang><lang lang="en">fuse</lang> F1',
        "{mlang zh_cn}熔断器{mlang}{mlang en,en_us}fuse{mlang} F1",
        "{mlang en}fuse{mlang}{mlang other}熔断器{mlang} F1",
    ],
)
def test_languages_inside_a_text_are_told_apart(words: str) -> None:
    item = item_of("multichoice", PAIR, stem_of(words))

    assert item.stem == {"zh": "熔断器 F1", "en": "fuse F1"}
    assert item.options[0].text == {"zh": "fuse", "en": "fuse"}


def test_a_file_without_languages_is_in_the_one_that_is_named() -> None:
    reading = read_moodle(f"<quiz>{question('essay', '')}</quiz>".encode(), language=Language.EN)

    assert reading.entries[0].item is not None
    assert reading.entries[0].item.stem == {"en": "What melts?"}


def test_feedback_of_the_right_answer_is_the_reason_where_there_is_no_other() -> None:
    feedback = "<feedback><text>{}</text></feedback></answer>"
    right, wrong = '<answer fraction="100"><text>a</text>', '<answer fraction="0"><text>b</text>'

    alone = entry_of("multichoice", right + feedback.format("thin") + wrong + feedback.format(""))
    both = entry_of("multichoice", right + feedback.format("thin") + wrong + feedback.format("thick"))

    assert [entry.item.rationale for entry in (alone, both) if entry.item] == [{"zh": "thin"}] * 2
    assert (codes_of(alone), codes_of(both)) == ([], ["feedback_lost"])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "broken"),
        (b"<quiz></quiz>", "empty"),
        (b"<quiz><question type='essay'></quiz>", "broken"),
        (b"<quiz><question type='essay'/>", "broken"),
        (b"<assessmentItem><question/></assessmentItem>", "not_this_format"),
        (b"<html/>", "not_this_format"),
        (b'<?xml version="1.0"?><!-- x --><!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>', "doctype"),
        (b"<quiz>&a;</quiz>", "broken"),
        (b"<quiz>" + b"<a>" * 3000, "too_deep"),
        (b"<quiz>" + b"<a/>" * 110_000 + b"</quiz>", "too_big"),
        (b"<quiz>\x00</quiz>", "broken"),
        (b"<quiz>\xff\xfe</quiz>", "encoding_unknown"),
    ],
)
def test_files_that_are_none_are_refused_as_a_whole(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_moodle(data)

    assert refused.value.code == code


def test_a_question_without_a_quiz_around_it_is_read() -> None:
    assert len(read_moodle(question("essay", "").encode()).entries) == 1


def test_damage_is_named_with_its_line() -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_moodle(b"<quiz>\n<question type='essay'>\n</questoin>\n</quiz>")

    assert refused.value.place == "line 3"


def test_chinese_files_are_read_in_their_own_encoding_whatever_they_declare() -> None:
    answers, stem = answers_of(("100", "true"), ("0", "false")), stem_of("在检修设备前必须验电。")
    quiz = f"<quiz>{question('truefalse', answers, stem)}</quiz>"

    declared = read_moodle(f'<?xml version="1.0" encoding="GB2312"?>{quiz}'.encode("gbk"))
    wrongly = read_moodle(f'\ufeff<?xml version="1.0" encoding="UTF-16"?>{quiz}'.encode())

    assert (declared.encoding, wrongly.encoding) == ("gb2312", "utf-8")
    assert [one.entries[0].item and one.entries[0].item.stem for one in (declared, wrongly)] == [
        {"zh": "在检修设备前必须验电。"}
    ] * 2


@pytest.mark.parametrize(
    "piece", ["{1:SA:=a", "{1:SA:=a}", "{mlang en}", "{mlang en}a{mlang}", "[[1]]", "<p>", r"\(", "a "]
)
def test_hostile_repetition_is_read_in_linear_time(piece: str) -> None:
    with at_most(5):
        for kind in ("cloze", "gapselect", "essay"):
            entries_of(question(kind, "", stem_of(piece * 6_000)))


def test_items_that_moodle_cannot_hold_are_named() -> None:
    stem = {"zh": "q"}
    options = (Option("a", {"zh": "x"}), Option("b", {"zh": "y"}))
    picture = Attachment("picture", "a.png")
    items = [
        DraftItem(Kind.PRACTICAL_TASK, stem, None),
        DraftItem(Kind.HOTSPOT, stem, ("r",)),
        DraftItem(Kind.SINGLE, stem, None, options=options, scoring=Scoring.UNSCORED),
        DraftItem(Kind.MATCHING, stem, {"a": "a", "b": "b"}, options=options, matches=options),
        DraftItem(Kind.FILL_IN, {"zh": "____ ____"}, (Gap({"a": Decimal(1)}),) * 2),
        DraftItem(Kind.FILL_IN, {"zh": "____"}, (Gap({"\\*": Decimal(1)}),)),
        DraftItem(
            Kind.NUMERIC,
            stem,
            (Number(Decimal(1), unit="V"), Number(Decimal(2), unit="A"), Number(Decimal(3))),
        ),
        DraftItem(Kind.ORDERING, stem, ("a",), options=options),
        DraftItem(Kind.TRUE_FALSE, {"zh": "[[1]]"}, True, attachments=(picture,), code="P"),
        DraftItem(Kind.TRUE_FALSE, stem, True),
    ]

    written = write_moodle(items)

    assert [(one.index, one.reason) for one in written.left_out] == [
        (0, "kind_not_held"),
        (1, "kind_not_held"),
        (2, "scoring_not_held"),
        (3, "scoring_not_held"),
        (4, "scoring_not_held"),
        (5, "key_not_held"),
        (6, "key_not_held"),
        (7, "key_not_held"),
        (8, "pictures_not_held"),
    ]
    assert written.left_out[8].code == "P"
    assert len(read_moodle(written.data).entries) == 1


def test_units_of_one_value_are_written_as_units() -> None:
    key = (Number(Decimal("2.5"), Decimal("0.1"), "V"), Number(Decimal(2500), Decimal(100), "mV"))
    item = DraftItem(Kind.NUMERIC, {"zh": "U?"}, key, code="E-1")

    (entry,) = read_moodle(write_moodle([item]).data).entries

    assert entry.item == item
