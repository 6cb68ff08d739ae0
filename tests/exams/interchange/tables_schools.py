"""Sheets as schools invent them: other headings, other ways to write options and answers, and what is wrong in them."""

from tests.exams.interchange.tables_samples import Sample, book, saved, xlsx

_CHOICE = ["题干", "选项A", "选项B", "选项C", "答案"]
_ABC = ["1x", "2x", "3x"]


def _formulas() -> bytes:
    made = book(
        单选题=[
            ["题干", "选项A", "选项B", "答案"],
            ["甲", "铜", "木", "=A1"],
            ["=1+1", "=2", "=3", "=4"],
            ["乙", "=2", "木", "B"],
        ]
    )
    return saved(made)


SAMPLES = (
    Sample(
        "headings with blanks in them, and columns about who wrote it",
        xlsx(
            S=[
                [
                    "题目序号",
                    "题目类别",
                    "题 干",
                    "选项一",
                    "选项二",
                    "正 确 答 案",
                    "答案说明",
                    "每题分数",
                    "命题人",
                    "审核人",
                ],
                [1, "单项选择", "甲", "铜", "木", "A", "因为", "2", "张", "李"],
            ]
        ),
        ("2 single 铜",),
    ),
    Sample(
        "a column of types that only its values show",
        xlsx(
            S=[
                ["类别", "考题", "A项", "B项", "标准答案"],
                ["单选", "甲", "铜", "木", "A"],
                ["判断", "乙", None, None, "对"],
            ]
        ),
        ("2 single 铜", "3 true_false yes"),
        ("column_likely",),
    ),
    Sample(
        "English abbreviations",
        xlsx(
            S=[
                ["S/N", "Section", "Question Stem", "(A)", "(B)", "Ans.", "Level"],
                [1, "MCQ", "q", "cu", "fe", "B", "Easy"],
            ]
        ),
        ("2 single fe",),
        ("column_likely", "column_likely"),
    ),
    Sample(
        "options 甲 to 丙",
        xlsx(
            单选题=[
                ["问", "甲", "乙", "丙", "答"],
                ["q1", *_ABC, "甲"],
                ["q2", *_ABC, "乙"],
                ["q3", *_ABC, "C"],
            ]
        ),
        ("2 single 1x", "3 single 2x", "4 single 3x"),
    ),
    Sample(
        "two rows of headings, nothing merged",
        xlsx(
            单选题=[
                ["序号", "题目", "选项", None, None, "答案", "其他", None],
                [None, None, "A", "B", "C", None, "难度", "解析"],
                [1, "甲", *_ABC, "C", "易", "因为"],
            ]
        ),
        ("3 single 3x",),
    ),
    Sample(
        "letters of several answers, apart in every way",
        xlsx(
            多选题=[
                _CHOICE,
                *(
                    [f"q{n}", *_ABC, key]
                    for n, key in enumerate(["A,C", "A、C", "AC", "A C", "Ａ；Ｃ", "A\nC", "A和C", "ca"])
                ),
                ["q9", *_ABC, "B"],
                ["q10", *_ABC, "AAB"],
                ["q11", *_ABC, "全选"],
            ]
        ),
        (
            *(f"{row} multiple 1x,3x" for row in range(2, 10)),
            *("10 multiple 2x (one_of_several)", "11 key_unusable", "12 key_unusable"),
        ),
    ),
    Sample(
        "one or more right answers, by the word for the type",
        xlsx(题库=[["题型", *_CHOICE], ["不定项选择题", "甲", *_ABC, "A"], ["多选题", "乙", *_ABC, "A"]]),
        ("2 multiple 1x", "3 multiple 1x (one_of_several)"),
    ),
    Sample(
        "options in one cell, in every way",
        xlsx(
            单选题=[
                ["题干", "选项", "答案"],
                *(
                    [f"q{number}", cell, "C"]
                    for number, cell in enumerate(
                        [
                            "A.铜 B.铁 C.木",
                            "A、铜；B、铁；C、木",
                            "A：铜\nB：铁\nC：木",
                            "(A)铜(B)铁(C)木",
                            "A铜 B铁 C木",
                            "铜|铁|木",
                            "①铜②铁③木",
                            "Ａ．铜　Ｂ．铁　Ｃ．木",
                            "A. 铜，B. 铁，C. 木",
                            "[A]铜[B]铁[C]木",
                        ]
                    )
                ),
            ]
        ),
        tuple(f"{row} single 木" for row in range(2, 12)),
    ),
    Sample(
        "answers of several gaps, apart and numbered in every way",
        xlsx(
            填空题=[
                ["题干", "答案"],
                *(
                    [f"甲{number}___乙___。", answer]
                    for number, answer in enumerate(
                        [
                            "安；伏",
                            "安、伏",
                            "安,伏",
                            "安|伏",
                            "①安 ②伏",
                            "(1)安；(2)伏",
                            "1.安 2.伏",
                            "第一空：安；第二空：伏",
                        ]
                    )
                ),
                ["丙____、____、____", "1、2、3"],
                ["丁（ ）和（ ）", "安 伏"],
                ["戊___和___", "安"],
            ]
        ),
        (
            *(f"{row} fill_in 安;伏" for row in range(2, 10)),
            "10 fill_in 1;2;3",
            "11 fill_in 安;伏",
            "12 key_unusable",
        ),
    ),
    Sample(
        "words for right and wrong have one outcome, however they are spelt",
        xlsx(
            判断题=[
                ["题干", "答案"],
                *(
                    [f"甲{number}", word]
                    for number, word in enumerate(
                        ["正确", "对", "√", "✔", "True", "TRUE", "t", "Y", "yes", "是", "对。", "（√）", True]
                    )
                ),
                *(
                    [f"乙{number}", word]
                    for number, word in enumerate(
                        ["错误", "错", "×", "✘", "False", "FALSE", "f", "N", "no", "否", "X", "(×)", False]
                    )
                ),
                ["丙", "○"],
            ]
        ),
        (
            *(f"{row} true_false yes" for row in range(2, 15)),
            *(f"{row} true_false no" for row in range(15, 28)),
            "28 key_unusable",
        ),
    ),
    Sample(
        "stems that begin with their numbers",
        xlsx(
            题库=[
                ["题目", "答案"],
                ["1.（判断题）甲", "对"],
                ["2．【判断题】乙", "错"],
                ["一、简答题"],
                ["1、丙", "要点"],
            ]
        ),
        ("2 true_false yes", "3 true_false no", "5 short_answer 要点"),
    ),
    Sample(
        "how it is marked, for questions in words",
        xlsx(
            题库=[
                ["题型", "题目", "答案", "评分标准"],
                ["简答题", "甲", "与大地相连", "每点2分"],
                ["简答题", "乙", None, "答对2点"],
                ["实操题", "丙", None, "接线10分"],
                ["简答题", "丁", None, None],
            ]
        ),
        (
            *(
                "2 short_answer 与大地相连/每点2分",
                "3 short_answer 答对2点",
                "4 practical_task (rubric_lost)",
            ),
            "5 short_answer (no_model_answer)",
        ),
    ),
    Sample(
        "everything that is wrong with a row is said at once",
        xlsx(
            题库=[
                ["题型", *_CHOICE],
                ["单选题", "甲", "1x", None, None, None],
                ["怪题", None, "1x", "2x", None, "A"],
                ["判断题", None, None, None, None, "也许"],
                ["填空题", None, None, None, None, None],
                ["匹配题", "乙", "1x", None, None, None],
            ]
        ),
        (
            *("2 too_few_options+no_key", "3 no_stem+type_not_supported", "4 no_stem+key_unusable"),
            "6 too_few_options+no_key",
        ),
        ("type_word",),
    ),
    Sample(
        "every formula without its value is named, also where nothing else is left of the row",
        _formulas(),
        (
            "2 formula_without_value",
            "3 " + "+".join(["formula_without_value"] * 4),
            "4 formula_without_value",
        ),
    ),
    Sample(
        "a sheet for each type, a cover, remarks",
        xlsx(
            封面=[["某校"], ["电工题库"]],
            单选=[
                ["题目", "选项", "正确答案", "难易程度", "章节", "解析"],
                ["甲", "A、铜；B、木", "A", "易", "第一章", "因为"],
            ],
            多选=[["题目", "选项", "正确答案"], ["乙", "A.铜 B.铁 C.木", "A、B"]],
            判断=[["题目", "正确答案"], ["丙", "正确"]],
            填空=[["题目", "正确答案"], ["丁___和___", "安；伏"]],
            简答=[["题目", "参考答案"], ["戊", "己"]],
        ),
        (*("2 single 铜", "2 multiple 铜,铁", "2 true_false yes", "2 fill_in 安;伏", "2 short_answer 己"),),
        ("sheet_left_out",),
    ),
    Sample(
        "hostile lines and types",
        xlsx(
            判断题=[
                ["题目", "答案"],
                ["一、" + "单" * 190 + "题", "对"],
                ["合计" * 90, "对"],
                ["Part A " + " " * 190 + "x", "对"],
                ["1." * 90 + "甲", "错"],
                ["<script>alert(1)</script>乙", "错"],
            ]
        ),
        ("2 true_false yes", "3 true_false yes", "4 true_false yes", "5 true_false no", "6 true_false no"),
    ),
)
