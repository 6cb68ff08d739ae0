"""Typed papers, as schools keep them: headings name the type of what follows, questions are numbered.

Aiken knows single choices only. Below a heading such as `二、多选题` an answer has several letters, a statement has
`答案：错`, and a gap its words.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from lms.exams.interchange import truth
from lms.exams.interchange.drafts import DraftItem, Kind, Option, Remark, Scoring
from lms.exams.interchange.gaps import scoring_of
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.tables import gaps
from lms.exams.interchange.tables.between import calls_itself_type
from lms.exams.interchange.tables.refusals import Refusal
from lms.exams.interchange.tables.words import CHOICE, kind_of, likely_kind_of

_HAN = re.compile("[\u3400-\u9fff]")
_NUMBER = re.compile(r"\s*(?:(\d{1,4})\s*(?:、|[.．](?!\d))|[(（](\d{1,4})[)）])\s*(?=\S)")
_KEY_AT_END = re.compile(rf"[（(]\s*({truth.SHOWN}|[A-HＡ-Ｈ]{{1,8}})\s*[）)](\s*[。.？?]?\s*)$")
_BETWEEN = re.compile(r"[\s,;/|&、+和及]")
_ORDINAL = (
    r"(?:第?[一二三四五六七八九十]{1,3}(?:大题|部分)?|[(（][一二三四五六七八九十]{1,3}[)）])\s*[、.．:：]?\s*"
)
# One match a line: a file may have hundreds of thousands of lines.
_HEADING = re.compile(
    rf"(?:{_ORDINAL}(?=\S)|(?=[^\W\d_]{{1,9}}题))([^\W\d_]{{2,10}})\s*(?:[(（:：,，。;；].*)?"
)
_BEGINS_WITH_ORDINAL = re.compile(_ORDINAL)
LIKELY, UNKNOWN = "likely", "unknown"
LONGEST_LINE = 200
_LETTERED = (CHOICE, Kind.SINGLE, Kind.MULTIPLE)


_FRAMED = re.compile(
    r"[【\[]\s*((?:正确|参考|标准)?答案|(?:答案|试题|题目)?解析|难度|难易度|知识点|考点|分值)\s*[】\]]\s*[:：]?[ \t]*"
)
_KEY_BEFORE = re.compile(
    rf"\s*[（(]\s*({truth.SHOWN}|[A-HＡ-Ｈ]{{1,8}})\s*[）)]\s*(\d{{1,4}}\s*(?:、|[.．](?!\d)).*\S)\s*"
)
_ABOUT = re.compile(r"(难度|难易度|难易程度|知识点|考点|分值)\s*[:：]\s*(\S.{0,59})")
_FIELDS = {"知识点": "topic", "考点": "topic", "分值": "marks"}


def lines_of(text: str) -> list[str]:
    """Return a line as the lines that it stands for: 【答案】A【解析】… is two; （√）1. … has its key behind it."""
    if "【" in text or "[" in text:
        text = _FRAMED.sub(r"\n\1：", text)
    found = _KEY_BEFORE.fullmatch(text) if text.lstrip().startswith(("（", "(")) else None
    text = f"{found[2]}（{found[1]}）" if found else text
    lines = text.split("\n")
    return lines if len(lines) == 1 else [line for line in lines if line.strip()]


def about(line: str) -> tuple[str, str] | None:
    """Return which fact about a question a line tells, and what it says: "难度：易"; None for any other line."""
    found = _ABOUT.fullmatch(line) if line.startswith(("难", "知", "考", "分")) else None
    return (_FIELDS.get(found[1], "difficulty"), found[2].strip()) if found else None


def heading_of(line: str) -> tuple[str, str] | None:
    """Return the kind that a line of a typed paper announces, and its word for it; None for any other line.

    The kind of a word that means other things at other schools is `LIKELY` or `UNKNOWN`.
    """
    found = _HEADING.fullmatch(line) if len(line) < LONGEST_LINE else None
    if not found or found[1].isascii():
        return None
    word = found[1]
    kind = kind_of(word) or (LIKELY if likely_kind_of(word) else "")
    if not kind and calls_itself_type(word) and _BEGINS_WITH_ORDINAL.match(line):
        kind = UNKNOWN
    return (kind, word) if kind else None


def settled(kind: str, word: str, *, has_options: bool) -> tuple[str, Remark | None]:
    """Return the kind of a question below a heading, and what is said where its word does not settle it: a choice if
    it has options, else words that somebody marks.

    :raises Refused: nothing shows what it is.
    """
    if kind not in (LIKELY, UNKNOWN):
        return kind, None
    if not has_options and kind == UNKNOWN:
        raise Refused("type_not_supported", word)
    return (CHOICE if has_options else Kind.SHORT_ANSWER), Remark("type_assumed", word)


def number_of(line: str) -> int | None:
    """Return the number that a question begins with."""
    found = _NUMBER.match(line)
    return int(found[1] or found[2]) if found else None


def without_number(line: str) -> str:
    """Return a line without the number before it."""
    found = _NUMBER.match(line)
    return line[found.end() :] if found else line


def options_of(letter: str, content: str) -> Iterator[tuple[str, str]]:
    """Yield the options that stand on one line: "A. 安培 B. 伏特"; only in Chinese, where labels are nothing else."""
    if _HAN.search(content):
        while len(letter) == 1 and letter < "Z":
            following = chr(ord(letter) + 1)
            found = re.search(rf"\s[{following}{chr(ord(following) + 0xFEE0)}]\s?[.．、)）]", content)
            if found is None:
                break
            yield letter, content[: found.start()].strip()
            letter, content = following, content[found.end() :]
    yield letter, content.strip()


def key_at_end(words: str) -> tuple[str, str]:
    """Return a stem without the key in brackets at its end, and that key, "" if there is none."""
    found = _KEY_AT_END.search(words)
    return (f"{words[: found.start()]}（ ）{found[2].strip()}", found[1]) if found else (words, "")


def is_key_of(kind: str, shown: str) -> bool:
    """Return whether what stands in brackets would be an answer of this kind."""
    if kind == Kind.TRUE_FALSE:
        return truth.said([shown]) is not None
    return kind in _LETTERED and _letters(shown).isascii()


def is_same_key(kind: str, shown: str, answer: str) -> bool:
    """Return whether what stands in brackets says what the line with the answer says."""
    if not is_key_of(kind, shown):
        return False
    if kind == Kind.TRUE_FALSE:
        return truth.said([shown]) == truth.said([answer])
    return sorted(_letters(shown)) == sorted(_letters(answer))


def item_of(kind: str, stem: str, answer: str, options: Sequence[Option]) -> DraftItem:
    """Return the item below a heading of a kind; its stem, of no language yet, is as it was typed.

    :raises Refused: it has no usable key, or its kind cannot be typed so.
    """
    if options and kind in (Kind.SHORT_ANSWER, Kind.FILL_IN):
        raise Refused("ambiguous", kind)
    if kind == Kind.SHORT_ANSWER:
        return _draft(Kind.SHORT_ANSWER, stem, (answer,) if answer else (), scoring=Scoring.BY_HAND)
    if not answer:
        raise Refused("no_key")
    if kind == Kind.TRUE_FALSE:
        return _draft(Kind.TRUE_FALSE, stem, _truth(answer, options))
    if kind == Kind.FILL_IN:
        return _fill_in(stem, answer)
    if kind not in _LETTERED:
        raise Refused("type_not_supported", kind)
    places = _places(answer, options)
    if kind == Kind.SINGLE and len(places) > 1:
        raise Refused("key_unusable", answer[:40])
    if kind == Kind.MULTIPLE or len(places) > 1:
        return _draft(Kind.MULTIPLE, stem, tuple(options[place].name for place in places), options)
    return _draft(Kind.SINGLE, stem, options[places[0]].name, options)


def _draft(
    kind: Kind, stem: str, key: object, options: Sequence[Option] = (), scoring: Scoring = Scoring.EXACT
) -> DraftItem:
    return DraftItem(kind, {"": stem}, key, options=tuple(options), scoring=scoring)


def _places(answer: str, options: Sequence[Option]) -> list[int]:
    """Return the places of the right options, in order."""
    if len(options) < 2:
        raise Refused("too_few_options")
    letters = _letters(answer)
    places = [ord(letter) - 65 for letter in letters]
    usable = places and len(set(places)) == len(places) and all(0 <= one < len(options) for one in places)
    if not usable:
        raise Refused("key_unusable", answer[:40])
    return sorted(places)


def _letters(answer: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", answer).upper().rstrip(".。"))


def _truth(answer: str, options: Sequence[Option]) -> bool:
    """Return what a statement is: its answer says it, or names one of two options that say it."""
    said = truth.said([answer])
    if options and said is None:
        said = truth.said([next(iter(options[_places(answer, options)[0]].text.values()))])
    elif options and {truth.said(list(one.text.values())) for one in options} != {True, False}:
        said = None  # what is right is said beside options that say something else
    if said is None:
        raise Refused("key_unusable", answer[:40])
    return said


def _fill_in(stem: str, answer: str) -> DraftItem:
    marked, count = gaps.with_gaps(stem)
    try:
        key = gaps.gaps_of(answer, count or 1)
    except Refusal as refusal:
        raise Refused(refusal.remark.code, refusal.remark.detail) from refusal
    words = marked if count else f"{marked} {gaps.GAP}"
    return _draft(Kind.FILL_IN, words, key, scoring=scoring_of(key))
