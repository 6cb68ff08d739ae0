"""Words that schools write for types of questions, for right and wrong, and for sections; one spelling of each."""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from lms.exams.interchange.drafts import Kind

CHOICE = "choice"  # single or multiple: the number of right letters says which
UNSUPPORTED = "unsupported"

_TYPES = {
    Kind.SINGLE: "单选 单选题 单项选择 单项选择题 单项 单项题 single singlechoice singleanswer "
    "singleselect radio onechoice 单选择题",
    Kind.MULTIPLE: "多选 多选题 多项选择 多项选择题 多项 多项题 不定项 不定项选择 不定项选择题 multiple "
    "multipleanswer multipleanswers multipleresponse multiselect multi multichoices checkbox checkboxes "
    "多选择题",
    Kind.TRUE_FALSE: "判断 判断题 是非 是非题 正误 正误题 对错 对错题 正误判断 正误判断题 判断正误 "
    "true/false truefalse trueorfalse tf t/f judge judgement judgment boolean truth",
    Kind.FILL_IN: "填空 填空题 fill fillin fillintheblank fillintheblanks fillinblank fillblank blank "
    "blanks completion",
    Kind.SHORT_ANSWER: "简答 简答题 问答 问答题 论述 论述题 主观 主观题 名词解释 名词解释题 分析论述题 写作题 作文题 "
    "解答题 essay shortanswer open openended subjective qa",
    Kind.ORDERING: "排序 排序题 ordering order sequence sequencing",
    Kind.MATCHING: "匹配 匹配题 连线 连线题 配对 配对题 matching match matchingpairs",
    Kind.NUMERIC: "数值 数值题 数字题 numeric numerical numericanswer",
    Kind.PRACTICAL_TASK: "实操 实操题 实操任务 实操考核 操作题 技能操作 技能操作题 practical practicaltask",
    CHOICE: "选择 选择题 客观题 choice choices multiplechoice multichoice mcq mc",
    UNSUPPORTED: "热点 热点题 图上点选 hotspot 完形填空 阅读理解 听力 听力题 听力理解 材料题 组合题 "
    "复合题 cloze reading",
}
# What these words mean differs from school to school: a number, a choice, mostly words that somebody marks.
_LIKELY_TYPES = {
    Kind.SHORT_ANSWER: "计算 计算题 案例 案例题 案例分析 案例分析题 分析 分析题 综合 综合题 综合分析题 "
    "应用 应用题 综合应用题 calculation casestudy casestudies",
}
KIND_OF_WORD: Mapping[str, str] = {word: str(kind) for kind, line in _TYPES.items() for word in line.split()}
_LIKELY_KIND_OF: Mapping[str, str] = {
    word: str(kind) for kind, line in _LIKELY_TYPES.items() for word in line.split()
}

_SPACES = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_WITH_MARKS = r"\s*[,，、:：]?\s*(?:\d{1,3}(?:\.\d)?\s*分)?\s*"
_IN_STEM = (
    re.compile(
        rf"[(（\[【](?P<word>[^()（）\[\]【】\d,，]{{2,8}}?){_WITH_MARKS}[)）\]】](?P<rest>.*\S.*)", re.DOTALL
    ),
    re.compile(r"(?P<rest>.*\S)\s*[\[【](?P<word>[^\[\]【】]{1,7}题)[\]】]", re.DOTALL),
)


def folded(text: str) -> str:
    """Return a text for comparing: one width, one case, no spaces."""
    return _short_folded(text) if len(text) < _SHORT else _folded(text)


def _folded(text: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", text)).casefold()


# Types, answers and options come again and again in a file.
_SHORT = 40
_short_folded = lru_cache(maxsize=20_000)(_folded)


def kind_of(word: str, own: Mapping[str, str] | None = None) -> str:
    """Return the kind that a word names, "" if it names none; the words of a mapping come first."""
    plain = folded(word)
    given = (own or {}).get(plain)
    if given:
        return given
    return KIND_OF_WORD.get(plain) or KIND_OF_WORD.get(_bare(plain), "")


def likely_kind_of(word: str) -> str:
    """Return the kind that a word names in most schools, "" if it names none, or one for certain."""
    plain = folded(word)
    return _LIKELY_KIND_OF.get(plain) or _LIKELY_KIND_OF.get(_bare(plain), "")


def _bare(plain: str) -> str:
    """Return a word without brackets and dashes, and without what only says that questions are meant."""
    return re.sub(r"[-_]|\([^)]*\)|^[\[【]|[\]】]$|(?<=[a-z])(?:questions?|items?)$", "", plain)


def kind_in_stem(stem: str, own: Mapping[str, str] | None = None) -> tuple[str, str, str]:
    """Return the kind that a word in brackets before or behind a stem names, the word, and the stem without it.

    "（单选题）电流……", "【多选，2分】……", "……的单位是？[单选题]"; the word behind a stem must call itself a type. One
    that likely names a kind is given without it, and stays in the stem.
    """
    for pattern in _IN_STEM:
        found = pattern.fullmatch(stem.strip())
        word = found["word"] if found else ""
        if not found or word.isascii():
            continue
        kind = kind_of(word, own)
        if kind and kind != UNSUPPORTED:
            return kind, word, found["rest"].strip()
        if not kind and word.endswith("题") and likely_kind_of(word):
            return "", word, stem
    return "", "", stem


def kind_of_sheet(name: str) -> str:
    """Return the kind that the name of a sheet says: "单选题(120)", "2-多选"; "" if it names none or several."""
    rest, found = folded(name), set()
    for word in sorted(KIND_OF_WORD, key=len, reverse=True):
        if len(word) > 1 and (not word.isascii() or word == rest) and word in rest:
            rest = rest.replace(word, " ")
            found.add(KIND_OF_WORD[word])
    return found.pop() if len(found) == 1 else ""


@lru_cache(maxsize=200)
def likely_word_of_sheet(name: str) -> str:
    """Return the word for a type that the name of a sheet consists of, if it names one only likely: "三、计算题"."""
    word = re.sub(r"[\d一二三四五六七八九十、.:()\-_]", "", folded(name)) if len(name) < _SHORT else ""
    return word if likely_kind_of(word) else ""


def types_in_heading(heading: str) -> dict[str, str]:
    """Return what figures mean for types if the heading says it: "题型（0单选，1判断，2多选）"."""
    pairs = re.findall(r"(\d{1,2})[-=:、.]?([^\d,;、()=:/]{2,8})", folded(heading))
    kinds = {figure: kind_of(word.strip("-")) for figure, word in pairs}
    return kinds if len(kinds) > 1 and all(kinds.values()) and len(set(kinds.values())) == len(kinds) else {}
