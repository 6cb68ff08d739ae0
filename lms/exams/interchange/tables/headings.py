"""What the heading of a column says that it holds: by exact words with certainty, by parts of words as likely."""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.exams.interchange.tables.words import folded


class Role(StrEnum):
    """What a column can be."""

    IGNORED = "ignored"
    NUMBER = "number"  # counts the rows, says nothing of the question
    CODE = "code"
    TYPE = "type"
    STEM = "stem"
    OPTION = "option"  # one column for each, with its letter
    OPTIONS = "options"  # all of them in one cell
    MATCH = "match"  # what options are matched with, one column for each
    ANSWER = "answer"
    RATIONALE = "rationale"
    RUBRIC = "rubric"  # how answers in words are marked; for markers only
    TOPIC = "topic"
    DEPTH = "depth"
    DIFFICULTY = "difficulty"
    MARKS = "marks"
    SOURCE = "source"
    YEAR = "year"
    TOLERANCE = "tolerance"
    UNIT = "unit"
    SCORING = "scoring"
    WEIGHTS = "weights"
    SHUFFLED = "shuffled"


# Those that come once for each language, and those that come once for each letter.
IN_LANGUAGES = frozenset({Role.STEM, Role.OPTION, Role.OPTIONS, Role.MATCH, Role.RATIONALE})
WITH_LETTER = frozenset({Role.OPTION, Role.MATCH})
REPEATABLE = frozenset({Role.IGNORED, Role.NUMBER, Role.TOPIC})

_EXACT = {
    Role.IGNORED: "命题人 出题人 审核人 审题人 编制人 录入人 命题单位 出题时间 命题时间 创建时间 更新时间 录入时间",
    Role.NUMBER: "序号 行号 题号 s/n sn sno q# qno questionno "
    "questionnumber itemno 试题序号 题目序号 习题序号 题序 no no. # 排序 排序号 index number",
    Role.CODE: "编号 试题编号 题目编号 习题编号 试题id 题目id id 试题号 questionid 题库编号 代码 code 试题代码",
    Role.TYPE: "题型 类型 题目类型 试题类型 题目题型 试题题型 题型名称 题类 问题类型 type questiontype "
    "考题类型 习题类型 题型类别 qtype 题目类别 试题类别 考题类别 题目种类 试题种类 题型分类 题种",
    Role.STEM: "题干 题目 试题 试题内容 题目内容 题干内容 试题题干 题目题干 问题 题面 试题正文 题文 "
    "题目描述 试题题目 问题内容 考题 试题名称 题目名称 题干描述 stem question questiontext questionstem "
    "问 题目正文 考题内容 questioncontent 习题 习题内容 习题题干 习题题目 题目陈述 content",
    Role.OPTIONS: "选项 选项内容 备选项 备选答案 可选项 候选答案 试题选项 题目选项 答案选项 选择项 "
    "options choices answeroptions answerchoices 答案选项内容 所有选项 全部选项",
    Role.ANSWER: "答案 对错 正确答案 标准答案 参考答案 试题答案 题目答案 正确选项 正确项 标答 标准答案选项 "
    "答案内容 key answer correctanswer correct correctoption answers correctanswers answerkey rightanswer ans "
    "答 正答 正解 题目正确答案 试题正确答案 习题答案",
    Role.RATIONALE: "解析 答案说明 答案解释 答案分析 "
    "答案解析 试题解析 题目解析 详解 答案详解 试题分析 题解 解答 解答过程 答题解析 "
    "解析内容 解析说明 explanation rationale analysis 解析过程 解释 feedback 题目分析 分析 整体解析 解题思路 "
    "习题解析",
    Role.RUBRIC: "评分标准 评分要点 评分细则 评分点 评分依据 得分点 得分要点 采分点 给分点 给分标准 markscheme "
    "markingscheme markingguide rubric scoringguide",
    Role.TOPIC: "知识点 知识点名称 章节 章节名称 所属章节 所属知识点 考点 考核点 知识模块 单元 章 节 "
    "一级知识点 二级知识点 三级知识点 知识单元 鉴定点 鉴定范围 模块 topic chapter knowledge knowledgepoint "
    "试题分类 题目分类 题库分类 知识点分类",
    Role.DEPTH: "认知层次 能力层次 层次 掌握程度 能力要求 认知水平 掌握要求 考核层次 depth cognitivelevel "
    "bloom",
    Role.DIFFICULTY: "难度 难易度 难易程度 难度系数 难度等级 题目难度 试题难度 难度级别 difficulty "
    "difficultylevel 难易",
    Role.MARKS: "分值 分数 分 题目分值 试题分值 得分 默认分值 每题分值 每题分数 每小题分值 "
    "单题分值 小题分值 默认分数 分值(分) score points "
    "marks mark point",
    Role.SOURCE: "来源 出处 题目来源 试题来源 source reference 依据 教材出处 题源",
    Role.YEAR: "年份 年度 年 出题年份 试题年份 year",
    Role.UNIT: "单位 unit",
    Role.TOLERANCE: "误差 允许误差 容差 tolerance",
}
_MOST_WORD = 20
_ROLE_OF = {word: role for role, line in _EXACT.items() for word in line.split()}
# Parts of words, in this order: the first that stands in a heading makes it likely.
_LIKELY = (
    ("解析", Role.RATIONALE),
    ("答案", Role.ANSWER),
    ("题型", Role.TYPE),
    ("选项", Role.OPTIONS),
    ("题干", Role.STEM),
    ("知识点", Role.TOPIC),
    ("章节", Role.TOPIC),
    ("科目", Role.TOPIC),
    ("学科", Role.TOPIC),
    ("课程", Role.TOPIC),
    ("分类", Role.TOPIC),
    ("category", Role.TOPIC),
    ("subject", Role.TOPIC),
    ("难度", Role.DIFFICULTY),
    ("level", Role.DIFFICULTY),
    ("分值", Role.MARKS),
    ("题目", Role.STEM),
    ("试题", Role.STEM),
    ("内容", Role.STEM),
    ("explanation", Role.RATIONALE),
    ("solution", Role.RATIONALE),
    ("correctanswer", Role.ANSWER),
    ("answer", Role.ANSWER),
    ("question", Role.STEM),
)
# These look like one of the above and are none.
_COUNTS = re.compile(
    r"(?:选项|答案|空|选项的)(?:个数|数|数量|总数)|optioncount|答案个数|(?:试题|题目)(?:状态|图片|附件)"
)
_ENGLISH = re.compile(r"英文|英语|english|(?<=[_\-(/])en(?=\)|$)")
_CHINESE = re.compile(r"中文|汉语|chinese|(?<=[_\-(/])(?:zh|cn|zh-?hans|zh-?cn)(?=\)|$)")
_FIGURES = {
    **{c: i for i, c in enumerate("一二三四五六七八九十", 1)},
    **{c: i for i, c in enumerate("甲乙丙丁戊己庚辛", 1)},
}
_MARK = r"([a-z]|\d{1,2}|[一二三四五六七八九十甲乙丙丁戊己庚辛])"
_OPTION = re.compile(
    rf"(?:选项(?:内容)?|备选项|备选答案|候选项|选择项|答案选项|可选项|(?:option|choice|opt)(?!s(?![a-z\d]))s?)"
    rf"[_\-.(:#]*{_MARK}\)?(?:\(.*\)|内容)?"
)
_OPTION_AFTER = re.compile(r"([a-z])[.、]?(?:选项|选项内容|项|备选项|答案项)(?:\(.*\))?|\(([a-z])\)")
_ANSWER_MARKED = re.compile(rf"(?:答案|answer)[_\-.(:]*{_MARK}\)?(?:-.*|\(.*\))?")
_LIMITS = re.compile(r"-(?:max|choose|最多|必填|选填|至少|不超过).*")
_MOST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a heading was taken for."""

    role: Role
    is_certain: bool = True
    language: str = ""
    letter: str = ""


def recognise_row(headings: Sequence[str]) -> list[Recognised | None]:
    """Return what each heading of a row says; letters alone name options if there are two or more of them."""
    found = [recognise(heading) for heading in headings]
    plain = [folded(heading) if len(heading) < 4 else "" for heading in headings]
    for letters in (string.ascii_lowercase, "甲乙丙丁戊己庚辛"):
        if letters[0] in plain and letters[1] in plain:
            for place, heading in enumerate(plain):
                if len(heading) == 1 and heading in letters:
                    found[place] = Recognised(Role.OPTION, letter=letter_of_mark(heading))
    return found


def is_named(heading: str, *roles: Role) -> bool:
    """Return whether a text is a usual word for one of the roles, seen at a glance."""
    return len(heading) <= _MOST_WORD and _ROLE_OF.get(heading.lower()) in roles


def count_known(headings: Sequence[str]) -> int:
    """Return how many different things a row names with certainty, 0 if it cannot be a row of headings."""
    known = {
        (each.role, each.letter, each.language)
        for each in recognise_row(headings)
        if each and each.is_certain
    }
    return len(known) if any(role in (Role.STEM, Role.ANSWER) for role, _, _ in known) else 0


def recognise(heading: str) -> Recognised | None:
    """Return what a heading says."""
    if not heading or len(heading) > _MOST_HEADING:
        return None
    plain = _LIMITS.sub("", folded(heading)).strip("*:★●")
    language = "en" if _ENGLISH.search(plain) else "zh" if _CHINESE.search(plain) else ""
    unmarked = _without_language(plain)
    letter = _letter_of(unmarked)
    if letter:
        return Recognised(Role.OPTION, language=language, letter=letter)
    bare = re.sub(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】|<[^>]*>", "", unmarked).strip("*:_-/#★.")
    bare = bare or unmarked.strip("*:_-/#★.()[]【】<>")
    exact = _ROLE_OF.get(bare) or _ROLE_OF.get(bare.replace("_", "").replace("-", ""))
    if exact:
        return Recognised(exact, language=language if exact in IN_LANGUAGES else "")
    return _likely(bare, language)


def _without_language(plain: str) -> str:
    """Return a heading without the words that name its language."""
    bare = _CHINESE.sub("", _ENGLISH.sub("", plain))
    return re.sub(r"\(\)|[_\-/]+$", "", bare)


def _letter_of(plain: str) -> str:
    """Return the letter of the option that a heading names, or ""."""
    found = _OPTION.fullmatch(plain) or _OPTION_AFTER.fullmatch(plain)
    mark = next((part for part in found.groups() if part), "") if found else ""
    return letter_of_mark(mark)


def letter_of_mark(mark: str) -> str:
    """Return the letter for what options are counted with: b, 2, 二, 乙."""
    number = _FIGURES.get(mark) or (int(mark) if mark.isdecimal() else 0)
    if number:
        return string.ascii_lowercase[number - 1] if number <= 26 else ""
    return mark


def _likely(bare: str, language: str) -> Recognised | None:
    """Return what a heading probably says."""
    if not bare or len(bare) > 24 or _COUNTS.search(bare):
        return None
    marked = _ANSWER_MARKED.fullmatch(bare)
    if marked:
        return Recognised(Role.OPTION, is_certain=False, language=language, letter=letter_of_mark(marked[1]))
    role = next((role for part, role in _LIKELY if part in bare), None)
    return (
        Recognised(role, is_certain=False, language=language if role in IN_LANGUAGES else "")
        if role
        else None
    )
