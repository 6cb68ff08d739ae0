"""Small sheets of Chinese schools and other systems, whole and doubtful: what stands where, and what is missing."""

import datetime

from tests.exams.interchange.tables_samples import Sample, book, csv, saved, xlsx

_OPTIONS = ("选项A", "选项B", "选项C", "选项D")
_CHOICE = ("题干", "选项A", "选项B", "答案")


def _merged() -> bytes:
    made = book(
        题库=[
            ["题型", "章节", *_CHOICE],
            ["单选题", "第一章", "甲", "铜", "木", "A"],
            [None, None, "乙", "铜", "木", "B"],
            ["判断题", None, "丙", None, None, "对"],
        ]
    )
    made.active.merge_cells("A2:A3")
    made.active.merge_cells("B2:B4")
    return saved(made)


def _merged_stems() -> bytes:
    made = book(
        单选题=[["题干", "选项", "答案"], ["甲", "A.铜", "B"], [None, "B.铁", None], [None, "C.铝", None]]
    )
    made.active.merge_cells("A2:A4")
    made.active.merge_cells("C2:C4")
    return saved(made)


def _two_rows_of_headings() -> bytes:
    rows = [["题干", "选项", None, None, "答案"], [None, "A", "B", "C", None], ["甲", "铜", "木", "瓷", "C"]]
    made = book(单选题=rows)
    for area in ("A1:A2", "B1:D1", "E1:E2"):
        made.active.merge_cells(area)
    return saved(made)


def _damaged_cells() -> bytes:
    made = book(
        单选题=[
            [*_CHOICE, "备用"],
            ["甲", 110101199003070018, "2", "B"],
            ["乙", "=1+1", "2", "B"],
            ["丙", "1", "2", "B"],
            ["丁", datetime.date(2024, 1, 2), "2", "B"],
            ["戊", 1.0, 0.1 + 0.2, "B"],
            ["己", "１", "２", "Ｂ", 110101199003070018],
            ["庚", "1", "2", "A"],
        ]
    )
    made.active["B4"].value, made.active["B4"].data_type = "#REF!", "e"
    made.active.row_dimensions[8].hidden = True
    made.active.column_dimensions["D"].hidden = True
    return saved(made)


SAMPLES = (
    Sample(
        "two sheets with different layouts",
        xlsx(
            单选=[[*_CHOICE], ["甲", "铜", "木", "A"]],
            判断=[["某校题库"], ["序号", "对错", "题目"], [1, "对", "乙"], [2, "错", "丙"]],
            填写说明=[["请按模板填写"], ["不要修改表头"]],
        ),
        ("2 single 铜", "3 true_false yes", "4 true_false no"),
        ("sheet_left_out",),
    ),
    Sample(
        "repeated questions, with the same key and with another",
        xlsx(
            单选题=[
                [*_CHOICE],
                ["甲", "铜", "木", "A"],
                ["乙", "铜", "木", "A"],
                ["甲 ", "铜", "木", "A"],
                ["乙", "木", "铜", "A"],
                ["甲", "铜", "瓷", "A"],
                ["甲", "木", "铜", "B"],
            ]
        ),
        ("2 single 铜", "3 keys_contradict", "4 repeated", "5 keys_contradict", "6 single 铜", "7 repeated"),
    ),
    Sample(
        "missing keys, stems, options; blank rows",
        xlsx(
            单选题=[
                [*_CHOICE],
                ["甲", "1x", "2x", None],
                ["乙", "1x", None, "A"],
                [None, "1x", "2x", "A"],
                [],
                ["丁", "1x", "2x", "C"],
                ["戊", "1x", "2x", "AB"],
                [None, " ", None, None],
                ["己", "1x", "2x", "?"],
            ]
        ),
        ("2 no_key", "3 too_few_options", "4 no_stem", "6 key_unusable", "7 key_unusable", "9 key_unusable"),
    ),
    Sample(
        "types that are not known, not supported, not given",
        xlsx(
            题库=[
                ["题型", *_CHOICE],
                ["单选题", "甲", "1x", "2x", "A"],
                ["情景题", "乙", "1x", "2x", "A"],
                ["完形填空", "丙", "1x", "2x", "A"],
                [None, "丁", "1x", "2x", "A"],
            ]
        ),
        ("2 single 1x", "3 type_not_supported", "4 type_not_supported", "5 type_unknown"),
        ("type_word", "type"),
        {"type_by_answer": False},
    ),
    Sample(
        "a type of the school's own, decided",
        xlsx(题库=[["题型", *_CHOICE], ["情景题", "乙", "1x", "2x", "A"]]),
        ("2 single 1x",),
        ("type_word",),
        {"types": {"情景题": "single"}},
    ),
    Sample(
        "figures for types, explained by the heading",
        xlsx(
            题库=[
                ["题型（0单选，1判断，2多选）", "问题", "选项A", "选项B", "答案"],
                [0, "甲", "1x", "2x", "A"],
                [1, "乙", None, None, "对"],
                [2, "丙", "1x", "2x", "AB"],
            ]
        ),
        ("2 single 1x", "3 true_false yes", "4 multiple 1x,2x"),
    ),
    Sample(
        "gaps of every form",
        xlsx(
            填空题=[
                ["题干", "答案"],
                ["甲____和____", "1x；2x"],
                ["乙（  ）是（  ）", "1x、2x"],
                ["丙___", "km/h"],
                ["丁", "伏"],
                ["戊____", "1x；2x"],
                ["己____和____", "1x，2x；3x"],
                ["庚____、____和____", "1x,2x,3x"],
                ["辛__与__", "1x"],
                ["壬____与____", "1. 1x 2. 2x"],
            ]
        ),
        (
            *(
                "2 fill_in 1x;2x",
                "3 fill_in 1x;2x",
                "4 fill_in km/h",
                "5 fill_in 伏",
                "6 ambiguous",
                "7 ambiguous",
            ),
            *("8 fill_in 1x;2x;3x", "9 key_unusable", "10 fill_in 1x;2x"),
        ),
        ("gap_answers",),
    ),
    Sample(
        "what is accepted for a gap, decided",
        xlsx(填空题=[["题干", "答案"], ["戊____", "1x/2x"], ["己____和____", "1x/2x；3x"]]),
        ("2 fill_in 1x|2x", "3 fill_in 1x|2x;3x"),
        (),
        {"alternative_separator": "/"},
    ),
    Sample(
        "orders of every form",
        xlsx(
            排序题=[
                ["题干", "选项A", "选项B", "选项C", "答案"],
                *(
                    [f"第{place}题", "一x", "二x", "三x", answer]
                    for place, answer in enumerate(["CAB", "3,1,2", "B-A-C", "2→1→3", "AB", "312"])
                ),
            ]
        ),
        (
            *("2 ordering 三x,一x,二x", "3 ordering 三x,一x,二x", "4 ordering 二x,一x,三x"),
            *("5 ordering 二x,一x,三x", "6 key_unusable", "7 ordering 三x,一x,二x"),
        ),
    ),
    Sample(
        "numbers with tolerance and unit",
        xlsx(
            数值题=[
                ["题干", "答案", "误差", "单位"],
                ["甲", 12.5, 0.1, "V"],
                ["乙", "12.5±0.1 V", None, None],
                ["丙", "１２．５", None, None],
                ["丁", "约12", None, None],
                ["戊", "12 V", None, "A"],
            ]
        ),
        ("2 numeric 12.5±0.1V", "3 numeric 12.5±0.1V", "4 numeric 12.5±0", "5 key_unusable", "6 ambiguous"),
    ),
    Sample(
        "merged cells hold for every row that they cover",
        _merged(),
        ("2 single 铜", "3 single 木", "4 true_false yes"),
    ),
    Sample("options in rows beside a merged stem", _merged_stems(), ("2 single 铁",)),
    Sample("two rows of headings", _two_rows_of_headings(), ("3 single 瓷",)),
    Sample(
        "cells that do not hold what was written",
        _damaged_cells(),
        (
            *("2 digits_lost", "3 formula_without_value", "4 value_unusable", "5 single 2 (date_value)"),
            *("6 single 0.3", "7 single ２", "8 single 1 (hidden_row)"),
        ),
        ("column_unknown",),
    ),
    Sample(
        "labels repeated in the columns of options",
        xlsx(单选题=[[*_CHOICE], ["甲", "A.铜", "B、铁", "B"], ["乙", "A级", "B级", "B"]]),
        ("2 single 铁", "3 single B级"),
    ),
    Sample(
        "headings again in the middle, and lines that name chapters",
        xlsx(
            单选题=[
                [*_CHOICE],
                ["第一章 电工基础"],
                ["甲", "铜", "木", "A"],
                [*_CHOICE],
                ["第二章 安全"],
                ["乙", "铜", "木", "B"],
            ]
        ),
        ("3 single 铜", "6 single 木"),
    ),
    Sample(
        "two columns for one thing",
        xlsx(
            单选题=[
                ["题目", "题干", "选项A", "选项B", "答案", "正确答案"],
                ["1", "甲乙丙", "铜", "木", "A", "B"],
            ]
        ),
        ("2 single 铜",),
        ("two_columns", "two_columns"),
    ),
    Sample(
        "no headings at all",
        xlsx(
            表=[
                ["下列哪种材料是导体？", "铜", "木", "A"],
                ["哪种不是导体？", "铜", "木", "B"],
                ["哪种是金属？", "铜", "木", "A"],
            ]
        ),
        ("1 single 铜", "2 single 木", "3 single 铜"),
        ("no_header", "type"),
    ),
    Sample(
        "HTML that a web system left in cells",
        xlsx(单选题=[[*_CHOICE], ["<p>面积 m<sup>2</sup>&nbsp;是</p>", "<b>甲</b>", "a < b", "A"]]),
        ("2 single 甲",),
    ),
    Sample(
        "another system's template in English",
        xlsx(
            Sheet1=[
                ["Quiz template"],
                ["Add questions"],
                [],
                [
                    None,
                    "Question - max 120 characters",
                    "Answer 1 - max 75",
                    "Answer 2 - max 75",
                    "Correct answer(s)",
                ],
                [1, "Which?", "a1", "b1", 2],
                [2, "Which two?", "a1", "b1", "1,2"],
            ]
        ),
        ("5 single b1", "6 multiple a1,b1"),
        ("column_likely", "column_likely", "type"),
    ),
    Sample(
        "csv in GBK with a quoted line end",
        csv(
            '题型,题干,选项A,选项B,答案\n单选题,"第一行\n第二行",铜,"木,竹",A\n判断题,"他说""对""",,,×\n',
            "gbk",
        ),
        ("2 single 铜", "3 true_false no"),
    ),
    Sample(
        "csv with a mark, semicolons and sep=",
        csv("\ufeffsep=;\n题干;选项A;选项B;答案\n甲;1,5;2,5;2\n乙;1x;2x\n丙;1x;2x;A;多\n"),
        ("3 single 2,5", "4 no_key", "5 single 1x"),
        ("column_unknown", "type"),
    ),
    Sample(
        "tab-separated, from a spreadsheet in UTF-16",
        '题干\t选项A\t选项B\t答案\r\n甲\t="007"\t8x\tA\r\n'.encode("utf-16"),
        ("2 single 007",),
        ("type",),
    ),
    Sample(
        "options behind the stem in the same cell",
        xlsx(
            单选题=[
                ["题目", "答案"],
                ["导体是（ ）。\nA.铜\nB.木\nC.瓷", "A"],
                ["绝缘体是？ A、铜 B、木", "B"],
                ["如图(A)所示，电压为？ A. 5V B. 6V", "B"],
                ["没有选项", "A"],
            ]
        ),
        ("2 single 铜", "3 single 木", "4 single 6V", "5 too_few_options"),
        ("options_in_stem",),
    ),
    Sample(
        "a chapter line is not a question, a question that names one is",
        xlsx(单选题=[[*_CHOICE], ["第二章 安全"], ["第一章讲的是什么？"], ["乙", "铜", "木", "B"]]),
        ("3 too_few_options+no_key", "4 single 木"),
    ),
    Sample(
        "headings in English, all options under one of them",
        csv('subject,q_type,content,options,answer,analysis\n电工,选择题,甲,"A. 1x\nB. 2x\nC. 3x",B,x\n'),
        ("2 single 2x",),
        ("column_likely",),
    ),
    Sample(
        "whole questions in one column, keys and options inside them",
        xlsx(
            Sheet1=[
                ["1. 导体是（ A ）。A. 铜 B. 木 C. 纸"],
                ["2. 绝缘体是（ B ）。A. 铜 B. 木 C. 铁"],
                ["3. 半导体是（A）。A. 硅 B. 木 C. 铁"],
            ]
        ),
        ("1 single 铜", "2 single 木", "3 single 硅"),
        ("no_header", "type", "options_in_stem", "key_in_stem"),
    ),
    Sample(
        "options in rows below their stem in its own column",
        xlsx(
            Sheet1=[
                ["题号", "题目", "答案"],
                [1, "电流的单位是（  ）。", "B"],
                [None, "A. 伏特"],
                [None, "B. 安培"],
                [None, "C. 欧姆"],
                [2, "属于绝缘体的有（ ）。", "BC"],
                [None, "Ａ．铜  Ｂ．木"],
                [None, "Ｃ．瓷  Ｄ．铁"],
                [3, "铜导电。", "√"],
                [4, "A. 型开关的用途是（  ）。", "A"],
                [5, "没有第二个选项", "A"],
                [None, "A. 伏特"],
                [6, "单位是（ ）", "A"],
                [None, "A) 伏"],
                [None, "B) 安"],
            ]
        ),
        (
            *("2 single 安培", "6 multiple 木,瓷", "9 true_false yes", "10 type_unknown", "11 type_unknown"),
            *("12 type_unknown", "13 single 伏"),
        ),
        ("type", "truth_words"),
    ),
    Sample(
        "options in rows below their stem, nothing merged",
        xlsx(
            单选题=[
                ["题目", "选项", "答案"],
                ["甲", "A.铜", "B"],
                [None, "B.木", None],
                [None, "C.纸", None],
                ["乙", "A.铜", "A"],
                [None, "B.木", None],
                [None, None, "B"],
            ]
        ),
        ("2 single 木", "5 single 铜", "7 no_stem+too_few_options"),
    ),
    Sample(
        "units that differ by their case only are two questions",
        xlsx(单选题=[[*_CHOICE], ["1mΩ是", "1x", "2x", "A"], ["1MΩ是", "1x", "2x", "B"]]),
        ("2 single 1x", "3 single 2x"),
    ),
)
