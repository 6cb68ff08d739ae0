"""Keys that a typed paper lists below its questions: "参考答案：1.A 2.B", "答案：1-5 ABCDD", by section or for all.

A list is matched by number. Where it has other numbers than the questions, nobody can say which key belongs to which:
all questions that it is for are refused.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lms.exams.interchange.drafts import Remark
from lms.exams.interchange.truth import SIGNS_AND_WORDS
from lms.exams.interchange.typed_lines import Line, Role

_TITLE = re.compile(
    r"(?:附\s*[:：]?\s*)?(?P<named>试卷|试题|参考|标准|正确|各题)*答案(?:(?:及|与|和)(?:详?解析?|评分标准))?\s*[:：]?\s*(?P<rest>.*)"
    r"|answer\s*keys?\s*[:：]?\s*(?P<english>.*)",
    re.IGNORECASE | re.DOTALL,
)
_TRUTHS = "|".join(sorted(map(re.escape, SIGNS_AND_WORDS), key=len, reverse=True))
_KEY = rf"(?>[A-H]{{1,8}}+(?![A-Z])|{_TRUTHS})"
_STOP = r"\s*[.、:)]?\s*"
_SEVERAL = re.compile(
    rf"(\d{{1,4}})\s*[-~至到—–]\s*(\d{{1,4}})\s*题?{_STOP}((?:(?:[A-H]|{_TRUTHS})[\s,、;.。]*+)++)(?=\d|$)",
    re.IGNORECASE,
)
_ONE = re.compile(rf"(\d{{1,4}}){_STOP}({_KEY}(?:[,、]{_KEY})*+)(?:[\s,;.。]++|(?=\d)|$)", re.IGNORECASE)
_EACH = re.compile(_KEY, re.IGNORECASE)
_NUMBERED = re.compile(r"(?:^|(?<=\s))[(]?(\d{1,3})[.、)](?!\d)\s*")
_FREE = (Role.BLANK, Role.HEADING, Role.WORDS)
BESIDE = "\x1f"  # between a key and what explains it
_LONGEST_LINE, _MOST_KEYS, _TITLE_BEGINS = 2_000, 500, 20


class Asked(Protocol):
    """A question that may get its key from a list."""

    line: int
    section: int
    word: str
    answer: str | None
    trouble: Remark | None

    @property
    def counted(self) -> int | None:
        """Return the number that it begins with."""


@dataclass(slots=True)
class Keys:
    """The keys below one heading of a list, as (number, key); without a heading `word` is ""."""

    word: str = ""
    keys: list[tuple[int, str]] = field(default_factory=list)
    is_uneven: bool = False  # a range that has more or fewer keys than numbers

    def add(self, text: str, *, is_pure: bool) -> bool:
        """Take in a line; return whether it could be read. What is not pure may hold words, of gaps or for markers."""
        plain = _plain(text)
        found, is_even = _pure(plain)
        if found:
            self.keys += found
            self.is_uneven = self.is_uneven or not is_even
            return True
        return not is_pure and self._add_words(plain, text)

    def _add_words(self, plain: str, text: str) -> bool:
        """Take in words behind numbers that count on, or the next line of such words."""
        last = self.keys[-1][0] if self.keys else 0
        starts = []
        for found in _NUMBERED.finditer(plain):
            if int(found[1]) == last + 1 or (not starts and found.start() == 0):
                starts.append((found.start(), found.end(), int(found[1])))
                last = int(found[1])
        if not starts or starts[0][0] > 0:
            if self.keys:
                number, words = self.keys[-1]
                self.keys[-1] = (number, f"{words}\n{text.strip()}")
            return bool(self.keys)
        ends = [start for start, _, _ in starts[1:]] + [len(plain)]
        self.keys += [
            (number, plain[begin:end].strip()) for (_, begin, number), end in zip(starts, ends, strict=True)
        ]
        return True


@dataclass(slots=True)
class KeyList:
    """A list of keys: the line where it begins, the section of the paper that it stands in, and what it says."""

    line: int
    section: int
    words: str
    is_last: bool = False  # for the whole paper
    parts: list[Keys] = field(default_factory=list)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _pure(plain: str) -> tuple[list[tuple[int, str]], bool]:
    """Return the keys of a line that holds nothing else, and whether each range has as many keys as numbers."""
    found: list[tuple[int, str]] = []
    is_even, place = True, 0
    plain = " ".join(plain.split())  # patterns would walk through runs of blanks again and again
    if len(plain) > _LONGEST_LINE:
        return [], True
    while place < len(plain) and len(found) <= _MOST_KEYS:
        several, one = _SEVERAL.match(plain, place), _ONE.match(plain, place)
        if several:
            keys = _keys_of(several[3], int(several[2]) - int(several[1]) + 1)
            is_even = is_even and len(keys) == int(several[2]) - int(several[1]) + 1
            found += list(enumerate(keys, start=int(several[1])))
        elif one:
            found.append((int(one[1]), one[2]))
        else:
            return [], True
        place = (several or one).end()  # type: ignore[union-attr]
    return found, is_even


def _keys_of(text: str, count: int) -> list[str]:
    """Return the keys of a range: apart from each other ("AB ACD"), or a letter or sign each ("ABCDD")."""
    apart = re.split(r"[\s,、;]+", text.strip(" ,、;.。"))
    if len(apart) == count:
        return apart
    joined = [key for each in apart for key in _EACH.findall(each)]
    letters = [one for key in joined for one in (key if re.fullmatch("[A-Ha-h]+", key) else [key])]
    return letters if len(letters) == count or len(apart) == 1 else apart


def _title_of(text: str) -> tuple[str, bool] | None:
    """Return what stands behind the title of a list of keys, and whether it can be nothing but such a title."""
    may_be = len(text) < _LONGEST_LINE and ("答案" in text or "answer" in text[:_TITLE_BEGINS].lower())
    found = _TITLE.fullmatch(" ".join(text.split())) if may_be else None
    if not found:
        return None
    rest = (found["rest"] or found["english"] or "").strip()
    return rest, bool(found["named"] or found["english"] is not None)


def is_title(text: str) -> bool:
    """Return whether a text is the title of a list of keys and nothing else."""
    found = _title_of(text)
    return found is not None and not found[0]


def _counts_keys(text: str) -> bool:
    """Return whether a text lists keys of several questions, and nothing else."""
    return len(_pure(_plain(text))[0]) > 1


def is_pure(text: str) -> bool:
    """Return whether a text is nothing but keys with the numbers of their questions."""
    return bool(_pure(_plain(text))[0])


def _begins_list(text: str) -> bool:
    """Return whether a text begins with a number, as the first line of a list does."""
    return is_pure(text) or bool(_NUMBERED.match(_plain(text)))


def taken_out(lines: list[Line]) -> tuple[list[Line], list[KeyList]]:
    """Return a paper without the lists of keys in it, and these."""
    kept: list[Line] = []
    lists: list[KeyList] = []
    section = place = 0
    free = _first_free(lines)
    while place < len(lines):
        found, end = _list_at(lines, place, section, free=free if kept else None)
        if found:
            lists.append(found)
            place = end
            continue
        section += lines[place].role == Role.HEADING
        kept.append(lines[place])
        place += 1
    return kept, lists


def _list_at(lines: list[Line], place: int, section: int, *, free: int | None) -> tuple[KeyList | None, int]:
    """Return the list of keys that begins with a line, and the line behind it; None if none begins there."""
    line = lines[place]
    title = _title_of(line.text) if line.role in (Role.ANSWER, Role.WORDS) else None
    if title is None or free is None:
        return None, place
    rest, is_named = title
    found = KeyList(line.number, section, line.text)
    if not rest and is_named and place + 1 >= free and _begins_with_keys(lines, place + 1):
        found.is_last, found.parts = True, list(_parts(lines[place + 1 :]))
        return found, len(lines)
    keys = Keys()
    end = place + 1
    if rest and not _counts_keys(rest):
        return None, place
    keys.add(rest, is_pure=True)
    while end < len(lines) and (lines[end].role == Role.BLANK or is_pure(lines[end].text)):
        keys.add(lines[end].text, is_pure=True)
        end += 1
    if len(keys.keys) < 2:
        return None, place
    found.parts = [keys]
    found.is_last = all(one.role == Role.BLANK for one in lines[end:])
    return found, end


def _first_free(lines: list[Line]) -> int:
    """Return the line behind the last one that is of a question: what stands from there on may all be keys."""
    taken = (place for place in range(len(lines), 0, -1) if lines[place - 1].role not in _FREE)
    return next(taken, 0)


def _begins_with_keys(lines: list[Line], begin: int) -> bool:
    """Return whether the first line from one on, headings left aside, is one of keys."""
    place = begin
    while place < len(lines) and lines[place].role in (Role.BLANK, Role.HEADING):
        place += 1
    return place < len(lines) and _begins_list(lines[place].text)


def _parts(lines: list[Line]) -> Iterator[Keys]:
    """Yield the keys below each heading of a list."""
    keys = Keys()
    for line in lines:
        if line.role == Role.HEADING:
            yield keys
            keys = Keys(line.letter)
        elif line.role != Role.BLANK:
            keys.add(line.text, is_pure=False)
    yield keys


def give(questions: Sequence[Asked], lists: Iterable[KeyList]) -> None:
    """Give each question the key that a list has for it, or say why it gets none."""
    begin = 0
    for each in lists:
        if each.is_last:
            _give_to_sections(questions, each)
        else:
            asked = [q for q in questions if begin < q.line < each.line and q.section == each.section]
            keys = [key for part in each.parts for key in part.keys]
            _match(asked, keys, is_uneven=any(part.is_uneven for part in each.parts))
        begin = each.line


def _give_to_sections(questions: Sequence[Asked], list_: KeyList) -> None:
    """Give the keys of a list for the whole paper: by its headings, by numbers that go on, or run by run."""
    sections: dict[int, list[Asked]] = {}
    for question in questions:
        sections.setdefault(question.section, []).append(question)
    parts = [part for part in list_.parts if part.keys]
    if any(part.word for part in parts):
        _by_headings(list(sections.values()), parts)
        return
    keys = [key for part in parts for key in part.keys]
    is_uneven = any(part.is_uneven for part in parts)
    runs = list(_runs(keys))
    groups = list(sections.values())
    if len(runs) == len(groups) > 1:
        for asked, run in zip(groups, runs, strict=True):
            _match(asked, run, is_uneven=is_uneven)
    else:
        _match(_meant(questions, list_.section, keys), keys, is_uneven=is_uneven)


def _meant(questions: Sequence[Asked], section: int, keys: Sequence[tuple[int, str]]) -> Sequence[Asked]:
    """Return for which questions a list is: all without a key, those of its section, or all, whichever it counts."""
    open_ = [question for question in questions if not question.answer and not question.trouble]
    beside = [question for question in questions if question.section == section]
    groups = [group for group in (open_, beside, questions) if group]
    listed = sorted(number for number, _ in keys)
    return next((group for group in groups if sorted(map(_or_0, _numbers(group))) == listed), groups[0])


def _or_0(number: int | None) -> int:
    return number or 0


def _numbers(asked: Sequence[Asked]) -> list[int | None]:
    """Return the numbers of questions; where none has one they are counted."""
    numbers = [question.counted for question in asked]
    return list(range(1, len(asked) + 1)) if not any(numbers) else numbers


def _by_headings(groups: list[list[Asked]], parts: Sequence[Keys]) -> None:
    """Give keys to the sections that are called as their headings in the list are, each once."""
    left = list(groups)
    for part in parts:
        asked = next((group for group in left if group[0].word == part.word), None)
        if asked is not None:
            left.remove(asked)
            _match(asked, part.keys, is_uneven=part.is_uneven)
    for asked in left:
        if any(question.answer is None for question in asked):
            _match(asked, [], is_uneven=False)


def _runs(keys: Sequence[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Yield the parts of a list that count from their first number on."""
    run: list[tuple[int, str]] = []
    for number, key in keys:
        if run and number <= run[-1][0]:
            yield run
            run = []
        run.append((number, key))
    if run:
        yield run


def _match(asked: Sequence[Asked], keys: Sequence[tuple[int, str]], *, is_uneven: bool) -> None:
    """Give keys by number; if the numbers differ all questions are refused."""
    numbers, listed = _numbers(asked), dict(keys)
    fits = not is_uneven and len(listed) == len(keys) == len(asked) and set(numbers) == set(listed)
    for question, number in zip(asked, numbers, strict=True):
        key = listed.get(number or 0, "")
        if not fits:
            question.trouble = Remark("keys_do_not_fit", f"{len(keys)} / {len(asked)}")
        elif question.answer and _plain(question.answer).upper() != key.upper():
            question.trouble = Remark("ambiguous", f"{question.answer.strip()} / {key}"[:80])
        else:
            question.answer = key
