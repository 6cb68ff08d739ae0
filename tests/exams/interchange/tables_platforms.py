"""Small sheets in the manner of learning platforms: their dividers, their marks for gaps, types written into stems."""

from tests.exams.interchange.tables_samples import Sample, csv, xlsx

_OPTIONS = ("选项A", "选项B", "选项C")

SAMPLES = (
    Sample(
        "a platform's own divider between options and letters",
        xlsx(
            题库=[
                ["题型", "题目", "选项", "答案"],
                ["多选题", "甲", "A.铜$;$B.铁$;$C.木", "A$;$B"],
                ["单选题", "乙", "铜;锌$;$铁$;$木", "B$;$"],
                ["多选题", "丙", "铜$;$铁$;$木", "铜$;$木"],
                ["填空题", "____和____", "", "1x$;$2x"],
            ]
        ),
        ("2 multiple 铜,铁", "3 single 铁", "4 multiple 铜,木", "5 fill_in 1x;2x"),
    ),
    Sample(
        "labels with a dash, and ends of wires that are none",
        xlsx(
            单选题=[
                ["题目", "选项", "答案"],
                ["甲", "A-10kV|B-35kV|C-110kV", "B"],
                ["乙", "A-B|B-C|C-A", "B"],
                ["丙", "A-铜\nB-铁", "A"],
            ]
        ),
        ("2 single 35kV", "3 single B-C", "4 single 铜"),
    ),
    Sample(
        "columns of options keep what stands in them",
        xlsx(单选题=[["题目", *_OPTIONS, "答案"], ["甲", "A-10kV", "B-35kV", "C-110kV", "B"]]),
        ("2 single B-35kV",),
    ),
    Sample(
        "answers of gaps in the columns of options",
        xlsx(
            题库=[
                ["题型", "题目", *_OPTIONS, "答案"],
                ["填空题", "市电是____Hz", "50", None, None, None],
                ["填空题", "____和____", "1x", "2x", None, None],
                ["填空题", "是____", "1x", "2x", None, None],
                ["填空题", "____、____", "1x", "2x", "3x", None],
                ["填空题", "为____", None, None, None, None],
                ["填空题", "又____", "1x", None, None, "2x"],
            ]
        ),
        (
            *("2 fill_in 50", "3 fill_in 1x;2x", "4 ambiguous", "5 key_unusable", "6 no_key"),
            "7 fill_in 2x",
        ),
    ),
    Sample(
        "gaps as teaching platforms mark them",
        csv("题型,题目,答案\n填空题,[填空1]是[填空2],1x；2x\n填空题,甲{ }乙{},1x；2x\n填空题,【空1】丙,3x\n"),
        ("2 fill_in 1x;2x", "3 fill_in 1x;2x", "4 fill_in 3x"),
    ),
    Sample(
        "the type in brackets before or behind the stem",
        xlsx(
            题库=[
                ["题目", "选项", "答案"],
                ["（单选题）甲是（ ）", "A.铜\nB.铁", "A"],
                ["【多选，2分】乙", "A.铜\nB.铁", "A"],
                ["[判断题] 丙", "", "√"],
                ["丁[多选题]", "A.铜\nB.铁", "AB"],
                ["（单选）戊", "A.铜\nB.铁", "AB"],
                ["(order) of [things]", "A.铜\nB.铁", "A"],
            ]
        ),
        (
            *(
                "2 single 铜",
                "3 multiple 铜 (one_of_several)",
                "4 true_false yes",
                "5 multiple 铜,铁",
                "6 key_unusable",
            ),
            "7 single 铜",
        ),
        ("type",),
    ),
)
