"""Lines of a table or a typed paper that are no questions: of types, chapters, totals, remarks."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.exams.interchange.tables.words import folded, kind_of, likely_kind_of


class What(StrEnum):
    """What a line is; the values are codes of `reasons.OF_ASIDES`."""

    HEADINGS = "headings_again"
    TYPE = "type_line"
    CHAPTER = "chapter_line"
    TOTAL = "total_line"
    REMARK = "remark_line"


@dataclass(frozen=True, slots=True)
class Between:
    """A line between questions: of types, the word for the type and its kind, "" if the word is not known for sure; of
    chapters, the chapter."""

    what: What
    kind: str = ""
    word: str = ""
    chapter: str = ""


_FIGURE = "[一二三四五六七八九十百]"
_PART = "(?:大题|部分|部份)"
_ORDINALS = (
    rf"第?{_FIGURE}{{1,4}}{_PART}?",
    rf"第\d{{1,2}}{_PART}",
    r"第[ivx]{1,3}卷",
    r"part[a-z\d]{1,2}",
    rf"\({_FIGURE}{{1,3}}\)",
)
_CHINESE_ORDINAL = rf"(?:{'|'.join(_ORDINALS)})"
_ABOUT_MARKS = r"(?:\(.*|[:。,;、.].{0,100}[分题].{0,20}|共?\d{1,4}[题道小].{0,60})?"
# Behind a Chinese figure comes anything about marks; behind a plain one, which may count questions, hardly anything.
_SECTIONS = (
    re.compile(rf"{_CHINESE_ORDINAL}[、.:,]?([^\d()、.:,;。]{{2,20}}?){_ABOUT_MARKS}", re.DOTALL),
    re.compile(
        r"(?:\d{1,2}[、.:)]|[ivx]{1,4}[、.:)])?[\[【]?([^\d()、.:,;。\[\]【】]{2,20}?)[\]】]?(?:\(.*\)|\d{1,4}[题道].{0,30})?[:。]?",
        re.DOTALL,
    ),
)
_ENGLISH_SECTION = re.compile(
    r"\s*(?:part|section)\s+(?:[a-z]|[ivx]{1,4}|\d{1,2}|one|two|three|four|five|six)\s*[.:)\-\N{EN DASH}]?\s+"
    r"([a-z][a-z/ \-]{1,30}?)\s*(?:\(.*\))?[.:]?\s*",
    re.IGNORECASE,
)
# A word for a type that nobody knows: it calls itself one, and stands where such words stand.
_UNKNOWN = (
    re.compile(rf"{_CHINESE_ORDINAL}[、.:,]?([^\d()、.:,;。?!_]{{1,14}}题){_ABOUT_MARKS}", re.DOTALL),
    re.compile(r"(?:\d{1,2}[、.:)])?([^\W\d_]{1,9}题)(?:\(.*\))?[:。]?", re.DOTALL),
)
_NO_TYPE = re.compile(r".*(?:问题|课题|主题|话题|难题|习题|例题|答题|试题|专题|本题|标题|考题|真题)")
_CHAPTER = re.compile(r"第[一二三四五六七八九十百\d]{1,4}(?:章|节|单元|篇|模块|项目|课)")
_LONGEST_CHAPTER = 60
_NUMBERED_HEADING = re.compile(
    rf"(?:{_FIGURE}{{1,3}}[、.]|\({_FIGURE}{{1,3}}\)|第{_FIGURE}{{1,3}}{_PART}[、.:]?)([^\d?!。,;:_()]{{2,24}})"
)
# What begins so asks for something.
_TASK = re.compile(
    "(?:请|试|简|论|叙|说|写|画|列|指|解|计算|求|分析|为|怎|如何|什么|何|哪|某|阐|描述|比较|举|证明|判断|谈|是否|按|根据|在|当|对)"
)
_TOTAL = re.compile(
    r"(?:合计|总计|小计|共计|总分|累计|总题数|总分值|本页小计|本页合计|total|subtotal|grandtotal|sum)"
    r"(?:分值|分数|题数|题量|数量|得分|marks?|points?|scores?|questions?)?[:=]?(?:共|约)?"
    r"(?:[\d./、,;:共计()分题道个小项量数每满为]|points?|marks?|questions?)*"
)
_SUM = re.compile(r"(?:本卷|全卷|本题库)?共\d{1,5}(?:小?题|道).{0,30}|(?:满分|总分)[:为]?\d{1,4}分?.{0,20}")
_AMOUNT = re.compile(r"(?:共|每小?题|各|合计)?[\d./、,;:共计()分题道个小项每%+x×=-]*(?:points?|marks?)?")
_LONGEST_AMOUNT, _LONGEST_TOTAL, _LONGEST_SECTION = 30, 60, 200
_REMARK = re.compile(
    r"(?:注|备注|附注|说明|填写说明|填表说明|注意事项|编制人?|审核人?|审批人?|出题人|命题人|制表人?|制表日期|note|notes|"
    r"remark|remarks|preparedby)[:].*|第\d{1,4}页(?:[,/]?共\d{1,4}页)?|page\d{1,4}(?:of\d{1,4})?|"
    r"\(?(?:以下|下面)?(?:无正文|空白)\)?|[-—*]*(?:the)?end[-—*]*|第[ivx]{1,3}卷.{0,30}|.{0,6}签[字名][:].{0,30}",
    re.DOTALL,
)


def between_of(said: Sequence[str], own: Mapping[str, str] | None = None) -> Between | None:
    """Return what a row is whose cells say this and nothing else, None if it may be a question.

    Beside a line of types or totals there may stand figures: "一、单选题 | 40分", "合计 | | 100".
    """
    first = said[0] if said else ""
    if not first or len(first) > _LONGEST_SECTION or not all(_is_amount(text) for text in said[1:]):
        return None
    if is_total(first):
        return Between(What.TOTAL)
    section = section_of(first, own)
    if section:
        return Between(What.TYPE, *section)
    if len(said) > 1:
        return None
    chapter = chapter_of(first)
    if chapter:
        return Between(What.CHAPTER, chapter=chapter)
    return Between(What.REMARK) if _REMARK.fullmatch(folded(first)) else None


def _is_amount(text: str) -> bool:
    return len(text) <= _LONGEST_AMOUNT and _AMOUNT.fullmatch(folded(text)) is not None


def is_total(text: str) -> bool:
    """Return whether a text says how many questions or marks there are, and nothing else."""
    plain = folded(text) if len(text) <= _LONGEST_TOTAL else ""
    return bool(_TOTAL.fullmatch(plain) or _SUM.fullmatch(plain))


def section_of(line: str, own: Mapping[str, str] | None = None) -> tuple[str, str] | None:
    """Return the kind and the word of a line that announces a type, the kind "" where the word may mean another one.

    "一、单项选择题（每题2分，共40分）", "四、识图题", "Part B: Essay". None for any other line.
    """
    plain = folded(line[:_LONGEST_SECTION])
    english = _ENGLISH_SECTION.fullmatch(line[:_LONGEST_SECTION])
    words = [english[1]] if english else []
    words += [found[1] for pattern in _SECTIONS if (found := pattern.fullmatch(plain))]
    for word in words:
        if kind := kind_of(word, own):
            return kind, word
    likely = next((word for word in words if likely_kind_of(word)), "")
    unknown = (found[1] for pattern in _UNKNOWN if (found := pattern.fullmatch(plain)))
    word = likely or next((word for word in unknown if calls_itself_type(word)), "")
    return ("", word) if word else None


def calls_itself_type(word: str) -> bool:
    """Return whether a word that no list knows may name a type: "识图题", but not "接地问题"."""
    return word.endswith("题") and not _NO_TYPE.fullmatch(word)


def chapter_of(line: str) -> str:
    """Return a line that names a chapter, or ""."""
    plain = folded(line) if len(line) < _LONGEST_CHAPTER else ""
    if _CHAPTER.match(plain):
        return "" if re.search(r"[?。_(]", plain) else line.strip()
    numbered = _NUMBERED_HEADING.fullmatch(plain)
    return line.strip() if numbered and not _TASK.match(numbered[1]) else ""
