"""Our own layout of a table of questions: its headings, and how an item stands in a row of it."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from lms.core.workbooks.cells import MOST_CHARACTERS
from lms.exams.interchange.drafts import DraftItem, Kind, Number, Option, Scoring
from lms.exams.interchange.tables.gaps import gaps_as_text
from lms.exams.interchange.tables.headings import Role
from lms.exams.interchange.tables.mapping import ColumnUse, Conventions, SheetMapping

QUESTIONS, LEFT_OUT, EXPLANATION = "题目 Questions", "未导出 Left out", "说明 How to fill in"
NAMES = "abcdefghijklmnopqrstuvwxyz"
# Always there, so that an export shows an author what can be said; the others only where an item needs them.
_ALWAYS = ("type", "stem_zh", "option_a_zh", "option_b_zh", "option_c_zh", "option_d_zh", "answer")
_WORDS = {
    "code": "编号",
    "type": "题型",
    "stem": "题干",
    "option": "选项",
    "match": "匹配项",
    "answer": "答案",
    "rationale": "解析",
    "topic": "知识点",
    "depth": "认知层次",
    "difficulty": "难度",
    "marks": "分值",
    "source": "来源",
    "year": "年份",
    "scoring": "评分方式",
    "weights": "权重",
    "shuffled": "打乱选项",
}
KIND_WORDS = {
    Kind.TRUE_FALSE: "判断题",
    Kind.SINGLE: "单选题",
    Kind.MULTIPLE: "多选题",
    Kind.ORDERING: "排序题",
    Kind.MATCHING: "匹配题",
    Kind.NUMERIC: "数值题",
    Kind.FILL_IN: "填空题",
    Kind.SHORT_ANSWER: "简答题",
    Kind.PRACTICAL_TASK: "实操题",
}
USUAL_SCORING = {
    Kind.FILL_IN: Scoring.PER_PART,
    Kind.MATCHING: Scoring.PER_PART,
    Kind.SHORT_ANSWER: Scoring.BY_HAND,
    Kind.PRACTICAL_TASK: Scoring.BY_HAND,
}
OWN = Conventions(choice_answers="letters", own_layout=True)
_MARK = re.compile(r"\[\[([0-9]+)\]\]")
_LANGUAGE = {"zh": "", "en": "（英文）"}


def headings() -> list[str]:
    """Return the fields of the layout in the order of their columns."""
    fields = ["code", "type", "stem_zh", "stem_en"]
    fields += [f"option_{letter}_{language}" for letter in NAMES for language in ("zh", "en")]
    fields += [f"match_{letter}_{language}" for letter in NAMES for language in ("zh", "en")]
    fields += [
        "answer",
        "rationale_zh",
        "rationale_en",
        "topic",
        "depth",
        "difficulty",
        "marks",
        "source",
        "year",
    ]
    return [*fields, "scoring", "weights", "shuffled"]


def heading(field: str) -> str:
    """Return the heading of a field: Chinese for authors, and the field itself, by which it is known again."""
    name, letter, language = _divided(field)
    mark = str(NAMES.index(letter) + 1) if name == "match" else letter.upper()
    return f"{_WORDS[name]}{mark}{_LANGUAGE[language] if language else ''} {field}"


def _divided(field: str) -> tuple[str, str, str]:
    """Return what a field is: name, letter, language."""
    found = re.fullmatch(r"([a-z]+?)(?:_([a-z]))?(?:_(zh|en))?", field)
    return (found[1], found[2] or "", found[3] or "") if found else (field, "", "")


_FIELD_OF = {heading(field): field for field in headings()}


def own_mapping(sheet: str, texts: Sequence[str], row: int) -> SheetMapping | None:
    """Return how a sheet of our own layout is read, None if its headings are not all ours."""
    fields = [_FIELD_OF.get(text, "") for text in texts]
    if not {"type", "answer"} <= set(fields) or not {"stem_zh", "stem_en"} & set(fields):
        return None
    if any(text and not field for text, field in zip(texts, fields, strict=True)):
        return None
    columns = []
    for column, field in enumerate(fields):
        if field:
            name, letter, language = _divided(field)
            columns.append(ColumnUse(column, Role(name), language, letter, texts[column]))
    return SheetMapping(sheet, tuple(columns), row, conventions=OWN)


def reason_against(item: DraftItem) -> str:
    """Return why a table cannot hold an item, "" if it can."""
    if item.kind == Kind.HOTSPOT or item.regions:
        return "type_not_supported"
    if any(attachment.kind == "picture" for attachment in item.attachments):
        return "picture_left_out"
    if len(item.options) > len(NAMES) or len(item.matches) > len(NAMES):
        return "value_unusable"
    cells = [text for text in row_of(item).values() if isinstance(text, str)]
    return "too_long" if any(len(text) > MOST_CHARACTERS for text in cells) else ""


def row_of(item: DraftItem) -> dict[str, str | Decimal | int]:
    """Return an item as a row: {field: value}."""
    row: dict[str, str | Decimal | int] = {
        "code": item.code,
        "type": KIND_WORDS[item.kind],
        "answer": _answer(item),
    }
    row |= _in_languages("stem", item.stem, item) | _in_languages("rationale", item.rationale, item)
    for name, listed in (("option", item.options), ("match", item.matches)):
        for letter, option in zip(NAMES, listed, strict=False):
            row |= _in_languages(f"{name}_{letter}", option.text, item)
    row |= {name: getattr(item, name) for name in ("topic", "depth", "difficulty", "source")}
    if item.marks != 1 or item.weights:  # without a cell, marks are what weights add up to
        row["marks"] = item.marks
    if item.year:
        row["year"] = item.year
    if item.scoring != USUAL_SCORING.get(item.kind, Scoring.EXACT):
        row["scoring"] = str(item.scoring)
    if item.weights:
        row["weights"] = "; ".join(_weights(item))
    if not item.is_shuffled:
        row["shuffled"] = "否"
    return {field: value for field, value in row.items() if value != ""}


def _in_languages(name: str, text: Mapping[str, str], item: DraftItem) -> dict[str, str | Decimal | int]:
    """Return a text as fields, formulas written out."""
    return {f"{name}_{language}": _written(words, item) for language, words in text.items() if words}


def _written(words: str, item: DraftItem) -> str:
    """Return a text with its formulas as TeX between the signs that the reader knows."""

    def formula(found: re.Match[str]) -> str:
        place = int(found[1]) - 1
        known = 0 <= place < len(item.attachments) and item.attachments[place].kind == "formula"
        return f"\\({item.attachments[place].tex}\\)" if known else found[0]

    return _MARK.sub(formula, words)


def _letters(listed: Sequence[Option]) -> dict[str, str]:
    """Return the letter of each option by its name."""
    return {option.name: letter.upper() for letter, option in zip(NAMES, listed, strict=False)}


def _weights(item: DraftItem) -> list[str]:
    """Return the weights by letter, of gaps by their number."""
    names = {name: name for name in item.weights} if item.kind == Kind.FILL_IN else _letters(item.options)
    return [f"{names[name]}={weight.normalize():f}" for name, weight in item.weights.items() if name in names]


def _answer(item: DraftItem) -> str:
    """Return the key as it stands in the column of answers."""
    if item.key is None:
        return ""
    letters = _letters(item.options)
    if item.kind == Kind.TRUE_FALSE:
        return "对" if item.key else "错"
    if item.kind == Kind.SINGLE:
        return letters.get(item.key, "")
    if item.kind in (Kind.MULTIPLE, Kind.ORDERING):
        return "".join(letters.get(name, "") for name in item.key)
    if item.kind == Kind.MATCHING:
        places = {match.name: str(place) for place, match in enumerate(item.matches, start=1)}
        return "；".join(
            f"{letters.get(name, '')}-{places.get(match, '')}" for name, match in item.key.items()
        )
    if item.kind == Kind.NUMERIC:
        return "\n".join(_number(number) for number in item.key)
    if item.kind == Kind.FILL_IN:
        return gaps_as_text(item.key)
    return "\n".join(phrase.replace("\n", " ") for phrase in item.key)


def _number(number: Number) -> str:
    """Return a number with its tolerance and unit."""
    tolerance = number.tolerance * 100 if number.is_relative else number.tolerance
    sign = "%" if number.is_relative else ""
    shown = f"±{tolerance.normalize():f}{sign}" if number.tolerance or number.is_relative else ""
    if shown and not sign and number.unit.startswith("%"):
        return f"({number.value:f}{shown}) {number.unit}"  # 5±1 % might be a share of the value
    return f"{number.value:f}{shown} {number.unit}".strip()


def fields_of(rows: Sequence[Mapping[str, object]]) -> list[str]:
    """Return the fields that a table of these rows needs."""
    used = {field for row in rows for field in row} | set(_ALWAYS)
    return [field for field in headings() if field in used]
