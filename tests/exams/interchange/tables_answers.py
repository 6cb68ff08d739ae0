"""Small sheets in which answers, options and types are written in every way that schools have."""

from tests.exams.interchange.tables_samples import Sample, xlsx

_OPTIONS = ("选项A", "选项B", "选项C", "选项D")
_CHOICE = ("题干", "选项A", "选项B", "答案")


def _answers(*given: object) -> list[list[object]]:
    return [[f"第{place}题", "铜", "铁", "木", "铝", answer] for place, answer in enumerate(given)]


_CASES = xlsx(
    题库=[
        ["题型", "题干", "选项A", "选项B", "选项C", "答案"],
        ["案例分析题", "事故原因是？", "伏", "安", "欧", "A"],
        ["综合题", "选择两项", "伏", "安", "欧", "AB"],
        ["综合题", "说明理由", None, None, None, "要点"],
        ["问答题", "误标", "伏", "安", "欧", "B"],
        ["填空题", "单位是____", None, None, None, "安"],
        ["填空题", "单位____是", "伏", "安", "欧", "B"],
        ["简答题", "说明", "无", "/", "-", "略"],
        ["填空题", "两个____和____", "安", "培", None, None],
        ["单选题", "甲", "伏", "安", "欧", "A"],
    ]
)

SAMPLES = (
    Sample(
        "the usual form, with title lines",
        xlsx(
            题库=[
                ["低压电工理论题库"],
                ["制表：教务处"],
                ["序号", "题型", "题干", *_OPTIONS, "答案", "解析"],
                [1, "单选题", "下列是导体的是", "铜", "橡胶", "玻璃", "陶瓷", "A", "金属"],
                [2, "多选题", "导体有", "铜", "铝", "玻璃", "陶瓷", "AB", None],
                [3, "判断题", "铜是导体。", None, None, None, None, "对", None],
            ]
        ),
        ("4 single 铜", "5 multiple 铜,铝", "6 true_false yes"),
    ),
    Sample(
        "several right letters in every way of writing them",
        xlsx(
            多选题=[
                ["题目", "A", "B", "C", "D", "正确答案"],
                *_answers(
                    "ABD",
                    "A,B,D",
                    "A、B、D",
                    "A B D",
                    "ＡＢＤ",
                    "abd",
                    "答案：ABD",
                    "（ABD）",
                    "A；B；D",
                    "BDA",
                    "A、B、D、",
                    "A,B,D;",
                ),
                *_answers("AA", "AE", "铜铁", "A-D"),
            ]
        ),
        (
            *(f"{row} multiple 铜,铁,铝" for row in range(2, 14)),
            *(f"{row} key_unusable" for row in range(14, 18)),
        ),
    ),
    Sample(
        "words for right and wrong",
        xlsx(
            判断题=[
                ["试题内容", "答案"],
                *(
                    [f"第{place}题", word]
                    for place, word in enumerate(
                        [
                            "对",
                            "错",
                            "正确",
                            "错误",
                            "√",
                            "×",
                            "T",
                            "F",
                            "Y",
                            "N",
                            "是",
                            "否",
                            "✓",
                            "✗",
                            True,
                            False,
                        ]
                    )
                ),
                ["甲", "正确。"],
                ["乙", "答案：错"],
                ["丙", "大概对"],
                ["丁", None],
            ]
        ),
        (
            *(f"{row} true_false {'yes' if row % 2 == 0 else 'no'}" for row in range(2, 18)),
            *("18 true_false yes", "19 true_false no", "20 key_unusable", "21 no_key"),
        ),
    ),
    Sample(
        "A and B of a statement without options",
        xlsx(判断题=[["题干", "答案"], ["甲", "A"], ["乙", "B"]]),
        ("2 ambiguous", "3 ambiguous"),
        ("truth_words",),
    ),
    Sample(
        "A and B of a statement, decided",
        xlsx(判断题=[["题干", "答案"], ["甲", "A"], ["乙", "B"]]),
        ("2 true_false yes", "3 true_false no"),
        ("truth_words",),
        {"true_words": ["A"], "false_words": ["B"]},
    ),
    Sample(
        "A and B of a statement whose options say what they mean",
        xlsx(
            题库=[
                ["题型", "题干", "选项A", "选项B", "答案"],
                ["判断题", "甲", "正确", "错误", "A"],
                ["判断题", "乙", "错误", "正确", "A"],
                ["判断题", "丙", "对", "错", "C"],
            ]
        ),
        ("2 true_false yes", "3 true_false no", "4 key_unusable"),
    ),
    Sample(
        "1 and 0 are proposed, not taken for granted",
        xlsx(判断题=[["题干", "答案"], ["甲", 1], ["乙", 0]]),
        ("2 true_false yes", "3 true_false no"),
        ("truth_words",),
    ),
    Sample(
        "1 and 2 of a statement",
        xlsx(判断题=[["题干", "答案"], ["甲", 1], ["乙", 2]]),
        ("2 ambiguous", "3 ambiguous"),
        ("truth_words",),
    ),
    Sample(
        "figures counted from 1, also as numbers",
        xlsx(单选题=[["题干", "选项1", "选项2", "选项3", "选项4", "答案"], *_answers(1, 4.0, "3", "５")]),
        ("2 single 铜", "3 single 铝", "4 single 木", "5 key_unusable"),
    ),
    Sample(
        "figures counted from 0",
        xlsx(单选题=[["题干", "选项1", "选项2", "选项3", "选项4", "答案"], *_answers(0, 2, 1)]),
        ("2 single 铜", "3 single 木", "4 single 铁"),
    ),
    Sample(
        "figures that may count from 1 or from 0",
        xlsx(单选题=[["题干", "选项1", "选项2", "选项3", "选项4", "答案"], *_answers(1, 2)]),
        ("2 single 铁", "3 single 木"),
        ("answer_figures",),
        {"choice_answers": "digits_from_0"},
    ),
    Sample(
        "a figure that is the place of one option and the text of another",
        xlsx(单选题=[[*_CHOICE], ["甲", "2", "1", 1], ["乙", "1", "2", 2], ["丙", "36", "24", 36]]),
        ("2 ambiguous", "3 single 2", "4 single 36"),
    ),
    Sample(
        "answers as texts of options",
        xlsx(
            单选题=[
                [*_CHOICE],
                ["甲", "铜", "铁", "铁"],
                ["乙", "铜", "铁", "锌"],
                ["丙", "B", "A", "A"],
                ["丁", "铜", "铁", "B.铁"],
                ["戊", "铜", "铁", "A.铁"],
            ]
        ),
        ("2 single 铁", "3 key_unusable", "4 ambiguous", "5 single 铁", "6 key_unusable"),
    ),
    Sample(
        "all options in one cell",
        xlsx(
            单选题=[
                ["题干", "选项", "答案"],
                ["一", "A.铜\nB.铁\nC.铝", "B"],
                ["二", "A、铜 B、铁 C、铝", "B"],
                ["三", "铜|铁|铝", "B"],
                ["四", "铜；铁；铝", "B"],
                ["五", "A铜 B铁 C铝", "B"],
                ["六", "(A)铜(B)铁", "B"],
                ["七", "A. 1.5V B. 2.5V", "B"],
                ["八", '["铜","铁"]', "B"],
                ["九", "①铜②铁③铝", "B"],
                ["十", "A.铜B.铁C.铝", "B"],
                ["十一", "A．铜；B．铁；C．铝", "B"],
                ["十二", "铜", "A"],
                ["十三", "红;蓝|绿;白", "A"],
            ]
        ),
        (
            *(f"{row} single 铁" for row in range(2, 8)),
            "8 single 2.5V",
            *(f"{row} single 铁" for row in range(9, 13)),
            *("13 too_few_options", "14 ambiguous"),
        ),
        ("option_separator",),
    ),
    Sample(
        "options divided by a sign that may also stand inside them",
        xlsx(单选题=[["题干", "选项", "答案"], ["一", "铜、铁、铝", "B"], ["二", "红、绿", "A"]]),
        ("2 single 铁", "3 single 红"),
        ("option_separator",),
    ),
    Sample(
        "lines between the questions name the type",
        xlsx(
            Sheet1=[
                ["题号", "题目", "A", "B", "C", "D", "答案"],
                ["一、单项选择题（每题1分，共2分）"],
                [1, "甲", "1x", "2x", "3x", "4x", "A"],
                [2, "乙", "1x", "2x", "3x", "4x", "D"],
                [],
                ["二、多项选择题"],
                [3, "丙", "1x", "2x", "3x", "4x", "ACD"],
                ["第三部分  判断题"],
                [4, "丁", None, None, None, None, "√"],
                ["四、简答题：共10分"],
                [5, "戊", None, None, None, None, "要点"],
                [6, "计算：1+1=?", None, None, None, None, None],
            ]
        ),
        (
            *("3 single 1x", "4 single 4x", "7 multiple 1x,3x,4x", "9 true_false yes"),
            *("11 short_answer 要点", "12 short_answer (no_model_answer)"),
        ),
    ),
    Sample(
        "keys in brackets in the stem",
        xlsx(
            单选题=[
                ["题目", "A", "B", "C"],
                ["导体是（A）", "铜", "木", "瓷"],
                ["绝缘体是( B )。", "铜", "木", "铁"],
                ["没有", "铜", "木", "铁"],
                ["（A）和（B）", "铜", "木", "铁"],
            ]
        ),
        ("2 single 铜", "3 single 木", "4 no_key", "5 ambiguous"),
        ("key_in_stem",),
    ),
    Sample(
        "statements with nothing but their key in brackets",
        xlsx(判断题=[["题目"], ["铜是导体。（√）"], ["木是导体。（×）"]]),
        ("2 true_false yes", "3 true_false no"),
        ("key_in_stem",),
    ),
    Sample(
        "a stem that gives the key away",
        xlsx(
            单选题=[
                [*_CHOICE],
                ["导体是（A）", "铜", "木", "A"],
                ["维生素（B）缺乏的表现是（ ）", "铜", "木", "A"],
                ["丙", "铜", "木", "A"],
                ["丁（Ｂ、Ａ）", "铜", "木", "AB"],
                ["戊是（B）。", "铜", "木", "2"],
                ["己（F）", "铜", "木", "A"],
            ]
        ),
        (
            *("2 single 铜 (key_in_stem)", "3 single 铜", "4 single 铜", "5 key_unusable"),
            *("6 single 木 (key_in_stem)", "7 single 铜"),
        ),
    ),
    Sample(
        "an answer that contradicts the key in the stem",
        xlsx(
            题库=[
                ["题型", *_CHOICE],
                ["单选题", "电流的单位是（B）。", "伏", "安", "A"],
                ["单选题", "电压的单位是（A）", "伏", "安", "A"],
                ["单选题", "维生素（B）缺乏时", "伏", "安", "A"],
                ["判断题", "铜导电。（×）", None, None, "√"],
                ["判断题", "（×）木导电。", None, None, "√"],
                ["判断题", "铁导电（√）", None, None, "对"],
                ["判断题", "电流的单位是安培（A）", None, None, "对"],
                ["多选题", "导体有（A、B）", "伏", "安", "B"],
                ["单选题", "甲", "伏", "安", "A"],
                ["单选题", "乙", "伏", "安", "A"],
            ]
        ),
        (
            *("2 ambiguous", "3 single 伏 (key_in_stem)", "4 single 伏 (ambiguous)", "5 ambiguous"),
            *("6 ambiguous", "7 true_false yes (key_in_stem)", "8 true_false yes", "9 ambiguous"),
            *("10 single 伏", "11 single 伏"),
        ),
    ),
    Sample(
        "options beside types that have none",
        _CASES,
        (
            *("2 ambiguous+options_of_no_use", "3 ambiguous+options_of_no_use", "4 short_answer 要点"),
            *("5 ambiguous+options_of_no_use", "6 fill_in 安", "7 ambiguous+options_of_no_use"),
            *("8 short_answer 略", "9 fill_in 安;培", "10 single 伏"),
        ),
        ("type_word", "type_word", "type_word", "type_word"),
    ),
    Sample(
        "options beside types of which somebody said that they are choices",
        _CASES,
        (
            *("2 single 伏", "3 multiple 伏,安", "4 too_few_options", "5 single 安", "6 fill_in 安"),
            *("7 ambiguous+options_of_no_use", "8 short_answer 略", "9 fill_in 安;培", "10 single 伏"),
        ),
        ("type_word", "type_word", "type_word", "type_word"),
        {"types": {"案例分析题": "choice", "综合题": "choice", "问答题": "single"}},
    ),
    Sample(
        "keys in stems that the answers say in other words",
        xlsx(
            判断题=[
                ["题目", "答案"],
                ["铜是导体。（√）", "对"],
                ["木是导体。（×）", "错"],
                ["水（×）", "对"],
                ["铁（√）", "正确"],
            ]
        ),
        ("2 true_false yes", "3 true_false no", "4 ambiguous", "5 true_false yes"),
        ("key_in_stem",),
    ),
)
