"""Aiken: a line of words, options as `A. ...` or `A) ...`, and `ANSWER: B`.

Typed papers with headings that name types are read by `headed`. People write Aiken with small letters, blank lines,
words of several lines, and in Chinese with `答案：B`. Where it stays clear what is meant, it is read, and said if it is
not the format's own way; otherwise it is refused with its line.
"""

import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import Seen
from lms.exams.interchange import headed, keylists, names, tagged
from lms.exams.interchange.beginnings import first_words
from lms.exams.interchange.drafts import Aside, DraftItem, Entry, Kind, Language, Reading, Remark
from lms.exams.interchange.encodings import decode
from lms.exams.interchange.limits import bounded, expect_lines
from lms.exams.interchange.progress import told
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.repeats import repeats_said
from lms.exams.interchange.tables.options import options_behind
from lms.exams.interchange.tables.values import marks_of
from lms.exams.interchange.texts import PLAIN, ItemTexts
from lms.exams.interchange.typed_lines import Line, Role

FORMAT = "aiken"
# What of a text makes it Aiken: options and an answer, or at least an answer as the format writes it.
_OPTION_LINE = re.compile(r"(?m)^[ \t]*[A-Za-zＡ-Ｚａ-ｚ][ \t]?[.)．）、]")
_ANSWER_WORD = re.compile(
    r"(?m)^[ \t]*(?:(?:ANSWER|(?:正确|参考|标准)?答案)[ \t]*[:：]|【(?:正确|参考|标准)?答案】|"
    r"(?:试卷|试题|参考|标准|正确)+答案(?:[及与和][^\n:：]{1,6})?[ \t]*[:：]?[ \t]*\r?$|(?i:answer keys?)[ \t]*[:：])"
)
_ANSWER_LINE = re.compile(
    r"(?im)^[ \t]*(?:(?-i:ANSWER)|(?P<other>answer)|(?:正确|参考|标准)?答案)[ \t]*[:：][ \t]*[^\s()\[\]{}=\"'`<>]{1,20}"
    r"(?:[ \t,;、]+[A-Z])*[ \t]*$"
)
_WITH_WORDS = re.compile(r"([A-Z])\s*[.):、](.+)", re.DOTALL)
_BETWEEN_LETTERS = re.compile(r"\bAND\b|[\s,;/&、+和及]")


@dataclass(slots=True)
class _Question:
    """One question as its lines come in."""

    line: int
    words: list[str] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)
    answer: str | None = None
    rationale: str = ""
    kind: str = ""  # as the heading above it says
    odd: str = ""  # the first thing that is not written in the format's own way
    about: dict[str, str] = field(default_factory=dict)
    section: int = 0  # counts the headings above it
    word: str = ""  # of the heading
    trouble: Remark | None = None  # why a list of keys has none for it

    @property
    def counted(self) -> int | None:
        """Return the number that it begins with."""
        return headed.number_of(self.words[0]) if self.words else None

    @property
    def is_answered(self) -> bool:
        """Return whether its answer has come."""
        return self.answer is not None


def looks_like_aiken(text: str) -> bool:
    """Return whether a text of which nobody said the format has what only Aiken has."""
    if tagged.looks_tagged(text):
        return True
    has_options = _OPTION_LINE.search(text) is not None
    if has_options and _ANSWER_WORD.search(text):
        return True
    return any(has_options or not found["other"] for found in _ANSWER_LINE.finditer(text))


def read_aiken(
    data: bytes, *, language: Language = Language.ZH, encoding: str = "", seen: Seen | None = None
) -> Reading:
    """Return what an Aiken file holds. Texts are in `language`.

    `seen` hears how many questions of how many were read.

    :raises UnreadableFile: the characters cannot be read, or nothing in the file is an option or an answer.
    """
    text, found = decode(data, encoding)
    expect_lines(text)
    lines, lists = keylists.taken_out(tagged.lines_of(text))
    questions = list(_questions(lines))
    keylists.give(questions, lists)
    if not questions:
        raise UnreadableFile("empty")
    if not any(question.options or question.is_answered for question in questions):
        raise UnreadableFile("not_this_format")
    read = (_entry(question, language) for question in questions)
    entries = repeats_said(bounded(told(read, len(questions), seen)))
    asides = [Aside(f"line {one.line}", "answer_list", first_words(one.words)) for one in lists]
    return Reading(FORMAT, list(entries), found, asides)


def _questions(lines: list[Line]) -> Iterator[_Question]:
    """Yield the questions."""
    ahead = _letters_ahead(lines)
    current: _Question | None = None
    heading, section, after_blank = Line(0, Role.HEADING, ""), 0, False
    for index, line in enumerate(lines):
        if line.role == Role.BLANK:
            after_blank = True
            continue
        if line.role == Role.HEADING:
            if current is not None and (heading.content or current.options or current.is_answered):
                yield current  # else it is the title of the paper
            current, heading, section = None, line, section + 1
            continue
        if current is not None and _begins_another(current, line, ahead[index], after_blank=after_blank):
            yield current
            current = None
        current = current or _Question(
            line.number, kind=heading.content, section=section, word=heading.letter
        )
        _take(current, line, after_blank=after_blank)
        after_blank = False
    if current is not None:
        yield current


def _letters_ahead(lines: list[Line]) -> list[str]:
    """Return for each line the letter of the next option after it, "" if an answer or the end comes before one."""
    ahead, letter = [""] * len(lines), ""
    for index in range(len(lines) - 1, -1, -1):
        ahead[index] = letter
        if lines[index].role in (Role.OPTION, Role.ANSWER):
            letter = lines[index].letter.upper()
    return ahead


def _begins_another(question: _Question, line: Line, ahead: str, *, after_blank: bool) -> bool:
    """Return whether a line is not of this question: what comes after its answer, and words after its options."""
    if line.role in (Role.RATIONALE, Role.ABOUT):
        return False
    if question.is_answered:
        return not _goes_on_answering(question, line)
    if line.role != Role.WORDS:
        return False
    if question.kind and _follows(question, line):
        return True
    if not question.options:
        return False
    return ahead == "A" or (after_blank and not ahead)


def _goes_on_answering(question: _Question, line: Line) -> bool:
    """Return whether a line belongs to an answer in words: questions have numbers here, and it has none."""
    is_worded = question.kind in (Kind.SHORT_ANSWER, headed.LIKELY) and question.counted is not None
    return is_worded and line.role == Role.WORDS and headed.number_of(line.text) is None


def _follows(question: _Question, line: Line) -> bool:
    """Return whether a line has the number after that of a question."""
    number = headed.number_of(question.words[0]) if question.words else None
    return number is not None and headed.number_of(line.text) == number + 1


def _take(question: _Question, line: Line, *, after_blank: bool) -> None:
    """Add a line to a question."""
    if line.is_odd and not question.odd:
        question.odd = line.text
    if line.role == Role.ANSWER:
        question.answer = line.content
    elif line.role == Role.ABOUT:
        question.about.setdefault(line.letter, line.content)
    elif line.role == Role.RATIONALE:
        question.rationale = f"{question.rationale}\n{line.content}".strip()
    elif question.answer is not None:
        question.answer = f"{question.answer}\n{line.text}".strip()
    elif line.role == Role.OPTION and _is_next(question, line):
        question.letters.append(line.letter.upper())
        question.options.append([line.content])
    elif question.options:
        question.options[-1].append(line.text)
    else:
        if after_blank and question.words and not question.odd:
            question.odd = line.text
        question.words.append(line.text)


def _is_next(question: _Question, line: Line) -> bool:
    """Return whether an option's letter comes next. A capital one that does not is kept, and refuses the question."""
    expected = string.ascii_uppercase[len(question.letters) : len(question.letters) + 1]
    if line.letter.upper() == expected:
        return True
    return line.letter.isupper() and not line.is_odd and (bool(question.options) or not question.words)


def _take_options_behind(question: _Question) -> None:
    """Move options that stand behind the words on their last line to where options belong: "……是（ ）A.铜 B.木"."""
    words, options = options_behind("\n".join(question.words)) if not question.options else ("", [])
    if options:
        question.odd = question.odd or question.words[-1]
        question.words, question.options = words.split("\n"), [[option] for option in options]
        question.letters = list(string.ascii_uppercase[: len(options)])


def _with_facts(item: DraftItem, question: _Question, texts: ItemTexts) -> DraftItem:
    """Return an item with what lines below it tell."""
    about = question.about
    marks = marks_of(about["marks"]) if "marks" in about else item.marks
    if marks is None:
        texts.note("value_unusable", about["marks"])
    return replace(
        item,
        marks=marks or item.marks,
        topic=about.get("topic", item.topic),
        difficulty=about.get("difficulty", item.difficulty),
    )


def _entry(question: _Question, language: Language) -> Entry:
    texts, place = ItemTexts(language), f"line {question.line}"
    try:
        if question.trouble:
            raise Refused(question.trouble.code, question.trouble.detail)
        _take_options_behind(question)
        question.kind, assumed = headed.settled(
            question.kind, question.word, has_options=bool(question.options)
        )
        if assumed:
            texts.note(assumed.code, assumed.detail)
        item = _with_facts(_item(question, texts), question, texts)
    except Refused as refusal:
        return Entry(
            place,
            remarks=(Remark(refusal.code, refusal.detail),),
            words=first_words(" ".join(question.words)),
        )
    if question.odd and not question.kind:
        texts.note("ambiguous", question.odd[:80])
    return Entry(place, item, texts.remarks)


def _headed_item(question: _Question, texts: ItemTexts) -> DraftItem:
    """Return the item of a question below a heading that names its kind.

    :raises Refused: the key at its end contradicts its answer; else see `headed.item_of`.
    """
    words, answer = "\n".join(question.words), (question.answer or "").strip()
    words = headed.without_number(words)
    bare, shown = headed.key_at_end(words)
    if shown and (not answer or headed.is_same_key(question.kind, shown, answer)):
        words, answer = bare, answer or shown
        texts.note("key_in_stem", shown)
    elif shown and headed.is_key_of(question.kind, shown):
        raise Refused("ambiguous", f"（{shown}） / {answer}"[:80])  # nobody can say which is right
    if not words.strip():
        raise Refused("no_stem")
    _expect_letters(question)
    options = names.options(texts.text("\n".join(option), PLAIN) for option in question.options)
    draft = headed.item_of(question.kind, words, answer, options)
    return replace(
        draft,
        stem=texts.text(draft.stem[""], PLAIN),
        rationale=texts.text(question.rationale, PLAIN),
        attachments=texts.attachments,
    )


def _expect_letters(question: _Question) -> None:
    if question.letters != list(string.ascii_uppercase[: len(question.letters)]):
        raise Refused("ambiguous", " ".join(question.letters))


def _item(question: _Question, texts: ItemTexts) -> DraftItem:
    if question.kind:
        return _headed_item(question, texts)
    stem = texts.text("\n".join(question.words), PLAIN)
    if not stem:
        raise Refused("no_stem")
    _expect_letters(question)
    options = names.options(texts.text("\n".join(option), PLAIN) for option in question.options)
    if len(options) < 2 or not all(option.text for option in options):
        raise Refused("too_few_options")
    place = _place_of(question)
    return DraftItem(
        kind=Kind.SINGLE,
        stem=stem,
        key=options[place].name,
        options=options,
        rationale=texts.text(question.rationale, PLAIN),
        attachments=texts.attachments,
    )


def _place_of(question: _Question) -> int:
    """Return the place of the right option.

    :raises Refused: there is no answer, more than one, or one that fits no option.
    """
    answer = unicodedata.normalize("NFKC", question.answer or "").strip().rstrip(".。)").strip()
    if not answer:
        raise Refused("no_key")
    letter = answer.upper()
    if found := _WITH_WORDS.fullmatch(answer[:1].upper() + answer[1:]):
        letter = _letter_with_words(question, found[1], found[2])
    if letter in question.letters:
        return question.letters.index(letter)
    several = _BETWEEN_LETTERS.sub("", letter)
    is_several = len(several) > 1 and set(several) <= set(question.letters)
    raise Refused("ambiguous" if is_several else "key_unusable", answer[:40])


def _letter_with_words(question: _Question, letter: str, words: str) -> str:
    """Return the letter of an answer that repeats its option's words; other words make it unclear."""
    index = string.ascii_uppercase.index(letter)
    given = [" ".join("".join(option).split()) for option in question.options[index : index + 1]]
    if [" ".join(words.split())] != [unicodedata.normalize("NFKC", one) for one in given]:
        raise Refused("ambiguous", f"{letter}. {words.strip()}"[:40])
    return letter
