"""Statements with options beside them, answers that schools frame in words, and signs that only look like HTML."""

from tests.exams.interchange.tables_samples import Sample, xlsx

_WITH_OPTIONS = ["题型", "题干", "选项A", "选项B", "选项C", "答案"]

SAMPLES = (
    Sample(
        "statements with options that say right and wrong",
        xlsx(
            一=[
                _WITH_OPTIONS,
                ["判断题", "甲", "正确", "错误", None, "A"],
                ["判断题", "乙", "错", "对", None, "A"],
                ["判断题", "丙", "对", "错", None, "×"],
                ["判断题", "丁", "A", "B", None, "√"],
                ["判断题", "戊", "A.对", "B.错", None, "对"],
                ["判断题", "己", "√", "×", None, "B"],
            ]
        ),
        (
            *("2 true_false yes", "3 true_false no", "4 true_false no"),
            *("5 true_false yes", "6 true_false yes", "7 true_false no"),
        ),
    ),
    Sample(
        "options that a statement cannot have are not left out",
        xlsx(
            一=[
                _WITH_OPTIONS,
                ["判断题", "甲", "铜", "铁", None, "对"],
                ["判断题", "乙", "正确", "错误", "不确定", "A"],
                ["判断题", "丙", "正确", "对", None, "A"],
                ["判断题", "丁", "正确", "错误", None, "对"],
            ]
        ),
        (
            *("2 ambiguous+options_of_no_use", "3 ambiguous+options_of_no_use"),
            *("4 ambiguous+options_of_no_use", "5 true_false yes"),
        ),
        ("type_word",),
    ),
    Sample(
        "answers framed in words",
        xlsx(
            单选题=[
                ["题干", "选项A", "选项B", "答案"],
                ["甲", "铜", "木", "选A"],
                ["乙", "铜", "木", "故选B。"],
                ["丙", "铜", "木", "答案：选 B"],
                ["丁", "选A型", "选B型", "选A型"],
            ]
        ),
        ("2 single 铜", "3 single 木", "4 single 木", "5 single 选A型"),
    ),
    Sample(
        "comparisons are no HTML",
        xlsx(
            单选题=[
                ["题干", "选项A", "选项B", "答案"],
                ["a<b 且 b>c 吗", "a<b and b>c", "2<i", "A"],
                ['<p class="x">甲</p>', "<b>铜</b>", "木", "B"],
            ]
        ),
        ("2 single a<b and b>c", "3 single 木"),
    ),
    Sample(
        "answers of gaps parted by blanks",
        xlsx(
            填空题=[
                ["题干", "答案"],
                ["电压____电流____", "伏特 安培"],
                ["电压____，电流____", "伏特　安培"],
                ["____ and ____", "short  open"],
                ["____ or ____", "short circuit"],
            ]
        ),
        ("2 fill_in 伏特;安培", "3 fill_in 伏特;安培", "4 fill_in short;open", "5 key_unusable"),
    ),
)
