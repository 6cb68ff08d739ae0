"""Read a Moodle XML file: the file as a whole, its categories, and each question with its place."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from lxml import etree

from lms.core.document_types import without_document_type
from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import Seen
from lms.exams.interchange.drafts import DraftItem, Entry, Language, Reading
from lms.exams.interchange.encodings import declared_in_xml, decode
from lms.exams.interchange.limits import SAFE_XML, Work, bounded
from lms.exams.interchange.mathml import name_of
from lms.exams.interchange.moodle.kinds import read_parts
from lms.exams.interchange.moodle.question import Question
from lms.exams.interchange.progress import told
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.repeats import repeats_said
from lms.exams.interchange.tags import about
from lms.exams.interchange.topics import topic_of

FORMAT = "moodle-xml"
# More than any real file of the largest size has; each element and each attribute takes memory.
MOST_ELEMENTS, MOST_OF_A_QUESTION, MOST_ATTRIBUTES = 2_000_000, 100_000, 800_000
_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,300}\?>")


def read_moodle(
    data: bytes, *, language: Language = Language.ZH, encoding: str = "", seen: Seen | None = None
) -> Reading:
    """Return what a Moodle XML file holds. Texts that name no language are in `language`.

    `seen` hears how many questions of about how many were read.

    :raises UnreadableFile: not well-formed, no quiz, too big, dangerous, or empty.
    """
    text, found = decode(data, encoding, declared=declared_in_xml(data))
    text = without_document_type(_DECLARATION.sub(_lines_of, text, count=1))
    _expect_sane(text)
    if text.lstrip().startswith("<question"):
        text = f"<quiz>{text}</quiz>"
    read = told(_entries(text.encode(), language), text.count("<question "), seen)
    entries = list(repeats_said(bounded(read)))
    if not entries:
        raise UnreadableFile("empty")
    return Reading(FORMAT, entries, found)


def _lines_of(found: re.Match[str]) -> str:
    """Return the line ends of what is taken out: places stay those of the file."""
    return "\n" * found[0].count("\n")


def _expect_sane(text: str) -> None:
    """Refuse what would take much memory as soon as it is parsed.

    :raises UnreadableFile: too many elements in the file or in one question, or too many attributes.
    """
    if text.count("<") > MOST_ELEMENTS or text.count('="') + text.count("='") > MOST_ATTRIBUTES:
        raise UnreadableFile("too_big", detail="elements")
    start = 0
    while start < len(text):
        end = text.find("</question", start + 1)
        end = end if end >= 0 else len(text)
        if text.count("<", start, end) > MOST_OF_A_QUESTION:
            raise UnreadableFile(
                "too_big", place=f"line {text.count(chr(10), 0, start) + 1}", detail="elements"
            )
        start = end


def _entries(data: bytes, language: Language) -> Iterator[Entry]:
    topic, work = "", Work()
    for question in _questions(data):
        if question.get("type") == "category":
            topic = topic_of(_category(question))
        else:
            yield _entry(Question(question, language, work), question.sourceline, topic)


def _questions(data: bytes) -> Iterator[Any]:
    """Yield each question's element; what has been read is let go.

    :raises UnreadableFile: the file is not well-formed, or no quiz.
    """
    events = etree.iterparse(
        BytesIO(data),
        events=("start", "end"),
        tag=("{*}question", "{*}quiz"),
        **SAFE_XML,
    )
    try:
        for event, element in events:
            parent = element.getparent()
            if (
                event == "end"
                and parent is not None
                and parent.getparent() is None
                and name_of(element) == "question"
            ):
                _expect_quiz(parent)
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del parent[0]
        _expect_quiz(events.root)
    except etree.XMLSyntaxError as error:
        raise _unreadable(error) from error


def _expect_quiz(root: Any) -> None:
    if root is None or name_of(root) != "quiz":
        raise UnreadableFile("not_this_format", detail="" if root is None else name_of(root)[:40])


def _unreadable(error: etree.XMLSyntaxError) -> UnreadableFile:
    line, message = (error.position or (0, 0))[0], str(error.msg or "")
    if "depth" in message:
        return UnreadableFile("too_deep", place=f"line {line}")
    code = "too_big" if "huge" in message.lower() else "broken"
    return UnreadableFile(code, place=f"line {line}", detail=message[:200])


def _category(element: Any) -> str:
    return " ".join("".join(element.xpath("string(*[local-name()='category'][1])")).split())


def _entry(question: Question, line: int, topic: str) -> Entry:
    """Return what one question is. One that cannot be used is refused; the others go on."""
    place, named = f"line {line}", question.type
    try:
        item = _item(question, topic)
    except Refused as refusal:
        question.texts.note(refusal.code, refusal.detail)
        reasons = [remark for remark in question.texts.remarks if remark.code == refusal.code]
        return Entry(place, remarks=tuple(reasons[-1:]), named_type=named, words=question.begins())
    return Entry(place, item, question.texts.remarks, named)


def _item(question: Question, topic: str) -> DraftItem:
    parts = read_parts(question)
    if not parts["stem"]:
        raise Refused("no_stem")
    parts.setdefault("marks", question.marks())
    code = question.value("idnumber") or " ".join(question.value("name").split())
    return DraftItem(
        **parts,
        attachments=question.texts.attachments,
        code=code,
        topic=topic,
        **about(question.tags()),
    )
