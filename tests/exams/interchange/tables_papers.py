"""Sheets of schools that were made to be printed: titles, lines between the questions, totals, signatures."""

from tests.exams.interchange.tables_samples import Sample, book, csv, saved, xlsx

_HEADING = ["题号", "题目", "选项A", "选项B", "答案"]


def _merged_lines() -> bytes:
    made = book(
        试卷=[
            _HEADING,
            ["一、单项选择题"],
            [1, "甲", "铜", "木", "A"],
            ["二、判断题"],
            [1, "乙", None, None, "√"],
        ]
    )
    made.active.merge_cells("A2:E2")
    made.active.merge_cells("A4:E4")
    return saved(made)


SAMPLES = (
    Sample(
        "totals below a list are no questions",
        xlsx(
            题库=[
                ["题型", "题目", "答案", "分值"],
                ["判断", "甲", "√", 1],
                ["判断", "乙", "×", 1],
                ["小计", None, None, 2],
                ["简答", "丙", "要点", 5],
                [None, "合计：3题", None, 7],
                [None, "总 计", "3", "7分"],
                ["Total", None, None, 7],
                [None, "共3题，满分7分", None, None],
            ]
        ),
        ("2 true_false yes", "3 true_false no", "5 short_answer 要点"),
        asides=("4 total_line", "6 total_line", "7 total_line", "8 total_line", "9 total_line"),
    ),
    Sample(
        "words that begin like totals are questions",
        xlsx(
            判断题=[
                ["题目", "答案"],
                ["合计电阻等于各电阻之和。", "√"],
                ["总分支线路应断开。", "×"],
                ["Totals add up.", "√"],
            ]
        ),
        ("2 true_false yes", "3 true_false no", "4 true_false yes"),
        asides=(),
    ),
    Sample(
        "lines name types that are known, likely, and unknown to everybody",
        xlsx(
            试卷=[
                _HEADING,
                ["一、单选题（每题2分）"],
                [1, "甲", "铜", "木", "A"],
                ["四、计算题", None, None, None, "20分"],
                [1, "求电流", None, None, "2A"],
                ["五、识图题（共10分）"],
                [1, "看图", None, None, "略"],
                ["七、案例分析题"],
                [1, "某工地", None, None, "断电"],
                [2, "先做什么", "断电", "拉人", "A"],
            ]
        ),
        (
            *("3 single 铜", "5 short_answer 2A", "7 type_not_supported", "9 short_answer 断电"),
            "10 ambiguous+options_of_no_use",
        ),
        ("type_word", "type_word", "type_word"),
        asides=("2 type_line", "4 type_line", "6 type_line", "8 type_line"),
    ),
    Sample(
        "words of lines, decided",
        xlsx(
            试卷=[
                _HEADING,
                ["四、计算题"],
                [1, "求电流", None, None, "2A"],
                ["五、识图题"],
                [1, "看图", None, None, "略"],
                ["七、案例分析题"],
                [2, "先做什么", "断电", "拉人", "A"],
            ]
        ),
        ("3 numeric 2±0A", "5 short_answer 略", "7 single 断电"),
        ("type_word", "type_word", "type_word"),
        {"types": {"计算题": "numeric", "识图题": "short_answer", "案例分析题": "choice"}},
    ),
    Sample(
        "what a line of an unknown type says ends the type before it",
        xlsx(
            试卷=[
                _HEADING,
                ["三、简答题"],
                [1, "甲", None, None, "乙"],
                ["四、绘图题"],
                [1, "画", None, None, "略"],
            ]
        ),
        ("3 short_answer 乙", "5 type_not_supported"),
        ("type_word",),
    ),
    Sample(
        "a sheet that is called by a word that means different things",
        xlsx(
            **{
                "三、计算题": [["题目", "答案"], ["求电流", "2A"]],
                "识图题": [["题目", "答案"], ["看图", "略"]],
            }
        ),
        ("2 short_answer 2A", "2 type_unknown"),
        ("type_word", "type"),
    ),
    Sample(
        "lines merged over the whole width",
        _merged_lines(),
        ("3 single 铜", "5 true_false yes"),
        asides=("2 type_line", "4 type_line"),
    ),
    Sample(
        "chapters as lines, with and without the word",
        xlsx(
            单选题=[
                _HEADING,
                ["第一章 电工基础"],
                [1, "甲", "铜", "木", "A"],
                ["（二）安全生产"],
                [2, "乙", "铜", "木", "B"],
                ["三、简述安全规程"],
                ["四、什么是接地？"],
            ]
        ),
        ("3 single 铜", "5 single 木"),
        asides=("2 chapter_line", "4 chapter_line", "6 remark_line", "7 remark_line"),
    ),
    Sample(
        "a question that only looks like a chapter is refused, not dropped",
        xlsx(单选题=[["题目", "选项A", "选项B", "答案"], ["三、简述安全规程"], ["四、什么是接地？"]]),
        ("2 too_few_options+no_key", "3 too_few_options+no_key"),
        asides=(),
    ),
    Sample(
        "title and headings on every page, page numbers, signatures",
        xlsx(
            Sheet1=[
                ["某校电工题库"],
                ["2024年3月  编制：张三"],
                ["序号", "题型", "题目", "选项A", "选项B", "答案"],
                [1, "单选", "甲", "铜", "木", "A"],
                ["第 1 页 共 2 页"],
                ["某校电工题库"],
                ["序号", "题型", "题目", "选项A", "选项B", "答案"],
                [2, "判断", "乙", None, None, "对"],
                [3, None, None, None, None, None],
                ["备注：仅供内部使用"],
                ["命题人签字：      日期："],
                ["（以下空白）"],
            ]
        ),
        ("4 single 铜", "8 true_false yes"),
        asides=(
            *("5 remark_line", "6 headings_again", "7 headings_again"),
            *("10 remark_line", "11 remark_line", "12 remark_line"),
        ),
    ),
    Sample(
        "remarks in the column of questions",
        xlsx(
            判断题=[["题目", "答案"], ["甲", "√"], ["说明：正确打√，错误打×"], ["注：2023年更新"], ["第2页"]]
        ),
        ("2 true_false yes",),
        asides=("3 remark_line", "4 remark_line", "5 remark_line"),
    ),
    Sample(
        "parts of a paper, with all that such lines say",
        xlsx(
            Sheet1=[
                _HEADING,
                ["第Ⅰ卷（选择题 共40分）"],
                [
                    "一、选择题（本大题共20小题，每小题2分，共40分。在每小题列出的四个备选项中只有一个是符合题目要求的）"
                ],
                [1, "甲", "铜", "木", "A"],
                ["二、判断题（每题1分，正确的打“√”，错误的打“×”）"],
                [2, "乙", None, None, "√"],
                ["三、名词解释（每题5分，共10分）"],
                [3, "丙", None, None, "丁"],
            ]
        ),
        ("4 single 铜", "6 true_false yes", "8 short_answer 丁"),
    ),
    Sample(
        "parts of an English paper",
        xlsx(
            S=[
                ["No", "Question", "A", "B", "Answer"],
                ["Part A: Multiple Choice (2 marks each)"],
                [1, "q1", "ampere", "volt", "A"],
                ["Section B - True or False"],
                [1, "q2", None, None, "True"],
                ["PART C  SHORT ANSWER QUESTIONS"],
                [1, "q3", None, None, "because"],
                ["Part D: Case Study"],
                [1, "q4", None, None, "since"],
                ["Subtotal", None, None, None, "40 marks"],
                ["Grand Total: 100"],
            ]
        ),
        ("3 single ampere", "5 true_false yes", "7 short_answer because", "9 short_answer since"),
        ("type_word",),
        asides=(
            *("2 type_line", "4 type_line", "6 type_line", "8 type_line", "10 total_line", "11 total_line"),
        ),
    ),
    Sample(
        "a file of text with totals, in GBK",
        csv("序号,题型,题目,A,B,答案\n1,单选题,甲,铜,木,A\n2,判断题,乙,,,对\n合计,,2题,,,\n", "gb18030"),
        ("2 single 铜", "3 true_false yes"),
        asides=("4 total_line",),
    ),
    Sample(
        "rows of a form that nobody filled in are nothing",
        xlsx(
            题库=[
                ["题型", "题目", "选项A", "选项B", "答案", "分值"],
                ["单选题", "甲", "铜", "木", "A", 1],
                ["单选题", None, None, None, None, 1],
                ["判断题", "乙", None, None, "对", 1],
                ["判断题", None, None, None, None, 1],
            ]
        ),
        ("2 single 铜", "4 true_false yes"),
        asides=(),
    ),
    Sample(
        "a paper in one column, keys in brackets",
        xlsx(
            Sheet1=[
                ["一、单选题"],
                ["1. 安全电压是（A） A.36V B.220V"],
                ["2. 导体是（B） A.木 B.铜"],
                ["二、判断题"],
                ["1. 铜导电。（√）"],
                ["2. 木导电。（×）"],
            ]
        ),
        ("2 single 36V", "3 single 铜", "5 true_false yes", "6 true_false no"),
        ("no_header", "options_in_stem", "key_in_stem"),
    ),
    Sample(
        "two tables beside each other, to save paper",
        xlsx(
            判断题=[
                ["序号", "题目", "答案", None, "序号", "题目", "答案"],
                [1, "甲", "对", None, 3, "丙", "错"],
                [2, "乙", "错", None, 4, "丁", "对"],
            ]
        ),
        ("2 true_false yes", "3 true_false no", "2 true_false no", "3 true_false yes"),
    ),
    Sample(
        "lines of types above two tables beside each other",
        xlsx(
            题库=[
                ["题目", "答案", "题目", "答案"],
                ["一、判断题"],
                ["甲", "对", "乙", "错"],
                ["二、简答题"],
                ["丙", "要点", None, None],
            ]
        ),
        ("3 true_false yes", "5 short_answer 要点", "3 true_false no"),
    ),
    Sample(
        "headings of two languages beside each other are one table",
        xlsx(判断题=[["题目", "答案", "Question", "Answer"], ["甲", "对", "A", "True"]]),
        ("2 true_false yes",),
        ("two_columns", "two_columns"),
    ),
)
