"""Small sheets without headings: a column that counts, keys in stems, titles and long headings of sections."""

from tests.exams.interchange.tables_samples import Sample, xlsx

_COUNTED = [
    [1, "电流的单位是（B）。", "伏", "安", "欧"],
    [2, "电压的单位是（A）。", "伏", "安", "欧"],
    [3, "电阻的单位是（C）。", "伏", "安", "欧"],
    [4, "一节干电池有几（A）。", "伏", "安", "欧"],
]
_LONG = "二、判断题（本大题共4小题，每小题1分，共4分。正确的打√，错误的打×，做错不倒扣分）"
_STATEMENTS = [[1, "铜是导体。", "√"], [2, "木导电。", "×"], [3, "水导电。", "√"], [4, "铁生锈。", "√"]]

SAMPLES = (
    Sample(
        "a column that counts rows is no answer, and the keys stand in the stems",
        xlsx(单选题=_COUNTED),
        ("1 single 安", "2 single 伏", "3 single 欧", "4 single 伏"),
        ("no_header", "key_in_stem"),
    ),
    Sample(
        "a title and a long heading above short statements",
        xlsx(
            Sheet1=[
                ["低压电工判断题（正确的打√，错误的打×，共4小题，每小题1分，共4分）"],
                [_LONG],
                *_STATEMENTS,
            ]
        ),
        ("3 true_false yes", "4 true_false no", "5 true_false yes", "6 true_false yes"),
        ("no_header",),
    ),
    Sample(
        "sections below a title, each counted from 1",
        xlsx(
            Sheet1=[
                ["低压电工题库"],
                ["一、单项选择题（每题2分，共4分）"],
                [1, "电流的单位是（ ）", "伏", "安", "欧", "B"],
                [2, "电压的单位是（ ）", "伏", "安", "欧", "A"],
                ["二、多项选择题（每题4分）"],
                [1, "导体", "铜", "木", "铁", "AC"],
                ["三、判断题"],
                [1, "铜导电", None, None, None, "√"],
                [2, "木导电", None, None, None, "×"],
            ]
        ),
        (*("3 single 安", "4 single 伏", "6 multiple 铜,铁", "8 true_false yes", "9 true_false no"),),
        ("no_header",),
    ),
    Sample(
        "statements that show in brackets whether they are right",
        xlsx(判断题=[[1, "铜是导体。（√）"], [2, "木导电。（×）"], [3, "水导电。（√）"]]),
        ("1 true_false yes", "2 true_false no", "3 true_false yes"),
        ("no_header", "key_in_stem"),
    ),
    Sample(
        "figures of answers jump, they count nothing",
        xlsx(
            单选题=[
                [2, "甲是什么", "伏", "安", "欧"],
                [1, "乙是什么", "伏", "安", "欧"],
                [3, "丙是什么", "伏", "安", "欧"],
            ]
        ),
        ("1 single 安", "2 single 伏", "3 single 欧"),
        ("no_header",),
    ),
)
