"""What an admission asks of one person, under the heads of the workbook in both languages. No Django.

Words are fixed, not translated: one workbook is filled in by people of both languages.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum


class Column(StrEnum):
    """A question about one person."""

    NUMBER = "number"
    NAME = "name"
    IDENTITY = "identity"
    SEX = "sex"
    BORN = "born"
    SCHOOLING = "schooling"
    LANGUAGE = "language"
    OTHER_LANGUAGE = "other_language"
    ADMITTED = "admitted"
    RELEASE = "release"
    FIT = "fit"
    FIT_DATE = "fit_date"
    CERTIFICATES = "certificates"
    NOTICE = "notice"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class Word:
    """A value that is chosen from a list: its code, both languages, and what else people write for it."""

    code: str
    zh: str
    en: str
    others: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return it as the list of the workbook offers it."""
        return f"{self.zh} {self.en}"


SEXES = (Word("male", "男", "male", ("m", "男性")), Word("female", "女", "female", ("f", "女性")))
SCHOOLINGS = (
    Word("none", "未上学", "none", ("文盲", "无")),
    Word("primary", "小学", "primary", ("小学毕业", "小学肄业")),
    Word("junior", "初中", "junior secondary", ("初中毕业", "初中肄业")),
    Word("senior", "高中", "senior secondary", ("高中毕业", "高中肄业")),
    Word("vocational", "中专技校", "vocational", ("中专", "中职", "技校", "职高", "中技")),
    Word("higher", "大专及以上", "higher", ("大专", "本科", "大学", "高职", "研究生")),
    Word("unknown", "不详", "not known", ("未知", "unknown")),
)
LANGUAGES = (
    Word("mandarin", "普通话", "Mandarin", ("国语", "汉语")),
    Word("hainanese", "海南话", "Hainanese", ("琼语",)),
    Word("li", "黎语", "Li", ("黎话",)),
    Word("danzhou", "儋州话", "Danzhou", ()),
    Word("lingao", "临高话", "Lingao", ()),
    Word("cantonese", "粤语", "Cantonese", ("白话", "广东话")),
    Word("hakka", "客家话", "Hakka", ()),
    Word("other", "其他", "other", ()),
)
FITNESS = (
    Word("yes", "是", "yes", ("y", "适合", "能", "可以")),
    Word("no", "否", "no", ("n", "不适合", "不能", "不可以")),
)
CONSENTS = (
    Word("given", "同意", "agreed", ("是", "yes")),
    Word("refused", "不同意", "refused", ("拒绝", "否", "no")),
    Word("not_asked", "未询问", "not asked", ("未问",)),
)
NONE_YET = Word("", "暂无", "none yet", ("无", "没有", "无证", "none", "无身份证"))
NOT_KNOWN = Word("", "不详", "not known", ("未知", "待定", "unknown"))
CHOICES: dict[Column, tuple[Word, ...]] = {
    Column.SEX: SEXES,
    Column.SCHOOLING: SCHOOLINGS,
    Column.LANGUAGE: LANGUAGES,
    Column.OTHER_LANGUAGE: LANGUAGES,
    Column.FIT: FITNESS,
    Column.CONSENT: CONSENTS,
}


@dataclass(frozen=True, slots=True)
class Head:
    """A head of the workbook, in both languages, how wide its column is, and what else people write there."""

    column: Column
    zh: str
    en: str
    width: int
    others: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.zh}\n{self.en}"


HEADS = (
    Head(Column.NUMBER, "学员编号", "Trainee number", 14, ("编号", "number")),
    Head(Column.NAME, "姓名", "Name", 14, ()),
    Head(Column.IDENTITY, "身份证号", "Identity number", 24, ("身份证号码", "公民身份号码", "身份证")),
    Head(Column.SEX, "性别", "Sex", 12, ()),
    Head(Column.BORN, "出生日期", "Date of birth", 14, ("出生年月日", "生日")),
    Head(Column.SCHOOLING, "文化程度", "Schooling", 20, ("学历",)),
    Head(Column.LANGUAGE, "常用语言", "First language", 18, ("语言", "language")),
    Head(Column.OTHER_LANGUAGE, "其他语言", "Other language", 18, ()),
    Head(Column.ADMITTED, "入所日期", "Admission date", 14, ("入所时间", "入学日期")),
    Head(Column.RELEASE, "预计离所日期", "Release forecast", 16, ("预计解除日期", "预计出所日期")),
    Head(Column.FIT, "适合参加培训", "Fit for training", 14, ("是否适合培训",)),
    Head(Column.FIT_DATE, "适合性判断日期", "Fitness stated on", 16, ()),
    Head(Column.CERTIFICATES, "已有证书（本人申报）", "Earlier certificates, as declared", 30, ("已有证书",)),
    Head(Column.NOTICE, "告知书发放日期", "Notice given on", 16, ("告知日期",)),
    Head(Column.CONSENT, "是否同意", "Consent", 16, ()),
)
HEAD_OF = {head.column: head for head in HEADS}


def folded(text: str) -> str:
    """Return a text as words are compared: half-width, without spaces, punctuation and case."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _names(zh: str, en: str, others: tuple[str, ...]) -> set[str]:
    return {folded(text) for text in (zh, en, zh + en, *others)}


_HEADS = {name: head.column for head in HEADS for name in _names(head.zh, head.en, head.others)}
_WORDS = {
    column: {
        name: word.code for word in words for name in {*_names(word.zh, word.en, word.others), word.code}
    }
    for column, words in CHOICES.items()
}
_NONE_YET = _names(NONE_YET.zh, NONE_YET.en, NONE_YET.others)
_NOT_KNOWN = _names(NOT_KNOWN.zh, NOT_KNOWN.en, NOT_KNOWN.others)


def column_of_head(text: str) -> Column | None:
    """Return which question a head asks, None if it is none of ours."""
    return _HEADS.get(folded(text))


def code_of(column: Column, text: str) -> str | None:
    """Return the code of a word that was chosen or typed, None if it is none of the list."""
    return _WORDS[column].get(folded(text))


def is_none_yet(text: str) -> bool:
    """Return whether a text says that there is no identity number yet."""
    return folded(text) in _NONE_YET


def is_not_known(text: str) -> bool:
    """Return whether a text says that the release cannot be forecast."""
    return folded(text) in _NOT_KNOWN
