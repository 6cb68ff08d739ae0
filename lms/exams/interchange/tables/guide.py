"""What the template tells authors, in both languages, and its examples."""

from decimal import Decimal

from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Number, Option, Scoring


def _option(name: str, zh: str, en: str) -> Option:
    return Option(name, {"zh": zh, "en": en})


EXAMPLES = (
    DraftItem(
        Kind.TRUE_FALSE,
        {
            "zh": "示例：停电检修前必须先验电。",
            "en": "Example: test for voltage before working on a circuit that was switched off.",
        },
        True,
    ),
    DraftItem(
        Kind.SINGLE,
        {"zh": "示例：低筋面粉最适合做什么？", "en": "Example: what is low-gluten flour best for?"},
        "a",
        options=(
            _option("a", "蛋糕", "Cake"),
            _option("b", "面包", "Bread"),
            _option("c", "面条", "Noodles"),
        ),
    ),
    DraftItem(
        Kind.MULTIPLE,
        {"zh": "示例：哪些是导体？", "en": "Example: which of these conduct?"},
        ("a", "c"),
        options=(
            _option("a", "铜", "Copper"),
            _option("b", "橡胶", "Rubber"),
            _option("c", "铝", "Aluminium"),
        ),
    ),
    DraftItem(
        Kind.ORDERING,
        {"zh": "示例：请排列停电操作的顺序。", "en": "Example: put the steps of isolation in order."},
        ("b", "a", "c"),
        options=(
            _option("a", "验电", "Test for voltage"),
            _option("b", "断开电源", "Switch off"),
            _option("c", "挂接地线", "Earth"),
        ),
    ),
    DraftItem(
        Kind.MATCHING,
        {
            "zh": "示例：把颜色与安全标志的含义配对。",
            "en": "Example: match colours with what safety signs mean.",
        },
        {"a": "b", "b": "a"},
        options=(_option("a", "红色", "Red"), _option("b", "蓝色", "Blue")),
        matches=(_option("a", "指令", "Mandatory"), _option("b", "禁止", "Prohibition")),
        scoring=Scoring.PER_PART,
    ),
    DraftItem(
        Kind.NUMERIC,
        {
            "zh": "示例：220 V、1100 W 的电炉电流是多少？",
            "en": "Example: what current does a 220 V, 1100 W heater draw?",
        },
        (Number(Decimal(5), Decimal("0.1"), "A"),),
    ),
    DraftItem(
        Kind.FILL_IN,
        {
            "zh": "示例：我国工频为____赫兹，线电压为____伏。",
            "en": "Example: mains frequency is ____ Hz, line voltage ____ V.",
        },
        (Gap({"50": Decimal(1), "五十": Decimal(1)}), Gap({"380": Decimal(1)})),
        scoring=Scoring.PER_PART,
    ),
    DraftItem(
        Kind.SHORT_ANSWER,
        {"zh": "示例：简述触电急救的步骤。", "en": "Example: describe first aid after an electric shock."},
        ("脱离电源", "判断意识", "呼救"),
        scoring=Scoring.BY_HAND,
    ),
    DraftItem(
        Kind.PRACTICAL_TASK,
        {"zh": "示例：安装一只双控开关。", "en": "Example: fit a two-way switch."},
        None,
        scoring=Scoring.BY_HAND,
    ),
)

GUIDE = (
    ("填写说明", "How to fill in the table"),
    (
        "一行一题。第一行的标题请勿修改。示例行请删除。",
        "One question a row. Leave the headings as they are. Delete the examples.",
    ),
    ("题型：从列表中选择。", "Type: choose from the list."),
    (
        "题干和选项：中文、英文分列填写，可只填一种。",
        "Stem and options: Chinese and English in their own columns; one of them is enough.",
    ),
    ("判断题答案：对 或 错。", "True or false: 对 or 错 (also T or F)."),
    (
        "单选题答案：一个字母，如 A；多选题：多个字母，如 ACD。",
        "Single choice: one letter, A. Multiple choice: all letters, ACD.",
    ),
    ("排序题答案：按正确顺序写字母，如 BAC。", "Ordering: the letters in the right order, BAC."),
    (
        "匹配题答案：字母和匹配项的序号，如 A-2；B-1。",
        "Matching: letter of the option and number of the match, A-2；B-1.",
    ),
    (
        "数值题答案：数值、允许误差和单位，如 5±0.1 A 或 5±2% A；多个答案分行。",
        "Numeric: value, tolerance, unit, as 5±0.1 A or 5±2% A; several answers on several lines.",
    ),
    (
        "填空题：题干中用四个下划线 ____ 表示一空；答案每空一行，可接受的答案用 | 分开。",
        "Fill-in: ____ is a gap; one line for each gap, accepted answers divided by |.",
    ),
    (
        "部分得分：答案后写 @0.5；区分大小写：行末写 #case；从列表选择：行末写 #from:甲|乙。",
        "Part of the mark: @0.5 behind the answer. Case counts: #case at the end. Chosen from a list: #from:x|y.",
    ),
    (
        "各空分值不同：行末写 #weight:2，表示该空的分值是其他空的两倍。",
        "Gaps that count differently: #weight:2 at the end makes one count twice as much as the others.",
    ),
    (r"填空答案中的 | @ # \ 前加 \ 。", r"Before | @ # \ inside an answer of a gap write \ ."),
    (
        "简答题答案：评分要点，每行一个，可不填。",
        "Short answer: points for the marker, one a line; may be empty.",
    ),
    (r"公式写成 LaTeX，放在 \( 和 \) 之间。", r"Formulas: LaTeX between \( and \)."),
    (
        "图片：放在题干、选项或解析的单元格上，导入时随该单元格的文字一起导入。",
        "Pictures: lay them on the cell of a stem, option or explanation; they come along with its text.",
    ),
    (
        "图上点选题不能放在表格中，请在题库中编辑。",
        "Hotspot questions do not fit a table; edit them in the bank.",
    ),
)
