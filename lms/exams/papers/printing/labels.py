"""The fixed words of printed papers, in both languages whatever language the reader's page has."""

from enum import StrEnum

from lms.exams.bank.models import ItemKind


class Edition(StrEnum):
    """In which language a paper is printed."""

    ZH = "zh"
    EN = "en"
    BOTH = "both"

    @property
    def languages(self) -> tuple[str, ...]:
        """Return the languages in the order in which they stand."""
        return ("zh", "en") if self == Edition.BOTH else (self.value,)


Text = dict[str, str]

NUMERALS = "一二三四五六七八九十"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")

SECTIONS: dict[str, tuple[Text, Text]] = {
    ItemKind.TRUE_FALSE: (
        {"zh": "判断题", "en": "True or false"},
        {"zh": "正确的打“√”，错误的打“×”。", "en": "Write √ for right and × for wrong."},
    ),
    ItemKind.SINGLE: (
        {"zh": "单项选择题", "en": "One answer"},
        {"zh": "每题只有一个正确答案，把它的字母填入括号。", "en": "One answer is right: write its letter."},
    ),
    ItemKind.MULTIPLE: (
        {"zh": "多项选择题", "en": "Several answers"},
        {
            "zh": "每题有一个或多个正确答案，把它们的字母填入括号。",
            "en": "One or more answers are right: write their letters.",
        },
    ),
    ItemKind.ORDERING: (
        {"zh": "排序题", "en": "Put in order"},
        {"zh": "在方框中按先后填写 1、2、3……", "en": "Number the boxes 1, 2, 3 in the right order."},
    ),
    ItemKind.MATCHING: (
        {"zh": "配对题", "en": "Match"},
        {"zh": "在方框中填写右栏的数字。", "en": "Write the number from the right into each box."},
    ),
    ItemKind.NUMERIC: (
        {"zh": "计算题", "en": "A number"},
        {"zh": "写出计算过程和结果。", "en": "Show your work and write the result."},
    ),
    ItemKind.FILL_IN: (
        {"zh": "填空题", "en": "Fill the gaps"},
        {"zh": "把答案写在横线上。", "en": "Write the answers on the lines."},
    ),
    ItemKind.HOTSPOT: (
        {"zh": "识图题", "en": "Find it on the picture"},
        {"zh": "把图中正确位置的数字填入括号。", "en": "Write the numbers of the right places."},
    ),
    ItemKind.SHORT_ANSWER: (
        {"zh": "简答题", "en": "Answer in a few words"},
        {"zh": "把答案写在横线上。", "en": "Write on the lines."},
    ),
}

WORDS: dict[str, Text] = {
    "paper": {"zh": "试卷", "en": "Examination paper"},
    "key": {"zh": "参考答案", "en": "Answer key"},
    "sheet": {"zh": "答题卡", "en": "Answer sheet"},
    "form": {"zh": "%s 卷", "en": "Form %s"},
    "minutes": {"zh": "考试时间 %s 分钟", "en": "%s minutes"},
    "marks": {"zh": "满分 %s 分", "en": "%s marks"},
    "pass": {"zh": "合格线 %s%%", "en": "pass mark %s%%"},
    "strip": {"zh": "密 封 线 内 不 要 答 题", "en": "Sealed margin · write no answers here"},
    "name": {"zh": "姓名", "en": "Name"},
    "number": {"zh": "准考证号", "en": "Candidate no."},
    "class": {"zh": "班级", "en": "Class"},
    "section": {"zh": "题号", "en": "Section"},
    "total": {"zh": "总分", "en": "Total"},
    "full": {"zh": "满分", "en": "Out of"},
    "earned": {"zh": "得分", "en": "Marks"},
    "checker": {"zh": "核分人", "en": "Checked by"},
    "marker": {"zh": "评卷人", "en": "Marked by"},
    "answer": {"zh": "答：", "en": "Answer:"},
    "right": {"zh": "√", "en": "√"},
    "wrong": {"zh": "×", "en": "×"},
    "struck": {"zh": "本题作废", "en": "does not count"},
    "or": {"zh": " 或 ", "en": " or "},
    "by_hand": {"zh": "人工评分，要点：", "en": "Marked by hand, key points:"},
    "version": {"zh": "答案版本 %s", "en": "Key version %s"},
    "confidential": {"zh": "保密 · 启封前不得传阅", "en": "Confidential: keep sealed until its release"},
    "mark": {"zh": "在图上用“×”标出 %s 处。", "en": "Mark %s places on the picture with ×."},
    "on_picture": {"zh": "见图", "en": "see the picture"},
    "numbered": {"zh": "图上编了号的位置", "en": "Numbered places on the picture"},
    "picture": {"zh": "第 %s 题的图", "en": "Picture of question %s"},
    "picture_alone": {"zh": "第 %s 题图", "en": "Figure for question %s"},
    "picture_of_several": {"zh": "第 %s 题图 %s", "en": "Question %s, figure %s"},
    "see": {"zh": "图 %s", "en": "figure %s"},
    "page": {
        "zh": '"第 " counter(page) " 页 共 " counter(pages) " 页"',
        "en": '"Page " counter(page) " of " counter(pages)',
    },
    "each": {
        "zh": "共 %(count)s 题，每题 %(each)s 分，共 %(total)s 分",
        "en": "%(count)s questions × %(each)s = %(total)s marks",
    },
    "mixed": {"zh": "共 %(count)s 题，共 %(total)s 分", "en": "%(count)s questions, %(total)s marks"},
    "only": {"zh": "共 1 题，%(total)s 分", "en": "1 question, %(total)s marks"},
    "own": {"zh": "（%s 分）", "en": "(%s marks)"},
    "why": {"zh": "更正原因：", "en": "Why it was corrected:"},
    "fill": {
        "zh": "用黑色笔把选中的方框完全涂黑；改动时先擦净。",
        "en": "Fill the chosen boxes completely in black; rub out cleanly to change.",
    },
    "reserve_sheet": {
        "zh": "用黑色笔把选中的方框完全涂黑；改动请划掉原答案，再填新答案。已在电脑上作答的题目，不想改就留空。",
        "en": "Fill the chosen boxes in black; to change, cross out. Leave empty what the computer has and you keep.",
    },
}
RULES: tuple[Text, ...] = (
    {
        "zh": "答题前，先在密封线内填写姓名、班级和准考证号；其他内容不要写在密封线内。",
        "en": "First write your name, class and number in the sealed margin, and nothing else there.",
    },
    {"zh": "用黑色签字笔答题，字迹要清楚。", "en": "Write clearly with a black pen."},
    {"zh": "考试结束时，试卷和草稿纸一并交回。", "en": "Hand in this paper and all notes at the end."},
)

RESERVE_RULES: tuple[Text, ...] = (
    {
        "zh": "先核对试卷和答题卡上的准考证号，再填写姓名。",
        "en": "First compare the candidate number on this booklet and on the answer sheet, then write your name.",
    },
    {
        "zh": "答案写在答题卡上；要在图上画“×”的题目，画在试卷上。",
        "en": "Write your answers on the answer sheet; crosses on pictures go into this booklet.",
    },
    {
        "zh": "已在电脑上作答的题目仍然有效。答题卡上写了答案的，以答题卡为准；留空的，以电脑上的为准。",
        "en": "What you answered at the computer still counts. Where you write on the sheet, the sheet counts.",
    },
    {
        "zh": "用黑色签字笔答题，字迹要清楚。考试结束时，试卷和答题卡一并交回。",
        "en": "Write clearly with a black pen. Hand in booklet and answer sheet at the end.",
    },
)


def say(name: str, edition: Edition, *values: object) -> str:
    """Return fixed words in the language of an edition; both stand one after the other."""
    words = [
        WORDS[name][language] % values if values else WORDS[name][language] for language in edition.languages
    ]
    return " ".join(dict.fromkeys(words))


def ordinal(place: int, language: str) -> str:
    """Return the number of a section from 1 on, as each language writes it."""
    names = NUMERALS if language == "zh" else ROMAN
    return names[place - 1] if place <= len(names) else str(place)
