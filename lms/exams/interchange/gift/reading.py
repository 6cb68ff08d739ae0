"""Read a GIFT file: its categories, and each question with the line where it begins."""

import re
from collections.abc import Iterator
from typing import Any

from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import Seen
from lms.exams.interchange import gaps, multilang
from lms.exams.interchange.beginnings import first_words
from lms.exams.interchange.drafts import DraftItem, Entry, Kind, Language, Reading, Remark, Scoring
from lms.exams.interchange.encodings import decode
from lms.exams.interchange.gift.answers import Block, read_block, say_comments, styled
from lms.exams.interchange.gift.signs import shown
from lms.exams.interchange.gift.splitting import CATEGORY, Chunk, chunks
from lms.exams.interchange.limits import LONGEST_QUESTION, Work, bounded, expect_lines
from lms.exams.interchange.numbers import find_number
from lms.exams.interchange.progress import told
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.repeats import repeats_said
from lms.exams.interchange.tags import about
from lms.exams.interchange.texts import AUTO, ItemTexts
from lms.exams.interchange.topics import topic_of

FORMAT = "gift"
MARKS, IN_ORDER = "marks:", "order:fixed"
LONGEST_COMMENTS = 4000  # of the comments before a question, only as much can hold its tags
_ID = re.compile(r"\[id:((?:[^\x00-\x1f\]\\]|\\.){1,200})\]")
_TAG = re.compile(r"\[tag:((?:[^\x00-\x1f\]\\]|\\.){1,200})\]")


def read_gift(
    data: bytes, *, language: Language = Language.ZH, encoding: str = "", seen: Seen | None = None
) -> Reading:
    """Return what a GIFT file holds. Texts that name no language are in `language`.

    `seen` hears how many questions of about how many were read.

    :raises UnreadableFile: the characters cannot be read, or there is no question.
    """
    text, found = decode(data, encoding)
    expect_lines(text)
    entries = list(repeats_said(bounded(told(_entries(text, language), text.count("{"), seen))))
    if not entries:
        raise UnreadableFile("empty")
    if not any(entry.item for entry in entries) and "{" not in text and "｛" not in text:
        raise UnreadableFile("not_this_format")
    return Reading(FORMAT, entries, found)


def _entries(text: str, language: Language) -> Iterator[Entry]:
    topic, work = "", Work()
    for chunk in chunks(text):
        if chunk.text.startswith(f"{CATEGORY}:"):
            topic = topic_of(shown(chunk.text.partition(":")[2]).strip())
        else:
            is_bilingual = multilang.is_marked(shown(chunk.text))
            yield _entry(chunk, ItemTexts(language, is_bilingual=is_bilingual, work=work), topic)


def _entry(chunk: Chunk, texts: ItemTexts, topic: str) -> Entry:
    """Return what one question is. One that cannot be used is refused; the others go on."""
    place = f"line {chunk.line}"
    try:
        item = _item(chunk, texts, topic)
    except Refused as refusal:
        named = refusal.detail if refusal.code == "type_not_supported" else ""
        return Entry(
            place, remarks=(Remark(refusal.code, refusal.detail),), named_type=named, words=_begins(chunk)
        )
    if item.scoring == Scoring.UNSCORED:
        texts.note("scoring_not_understood")
    if chunk.is_run_on:
        texts.note("ambiguous", place)
    return Entry(place, item, texts.remarks)


def _begins(chunk: Chunk) -> str:
    """Return the first words of a question: what stands between its name and its answers."""
    name, colons, rest = chunk.text[:LONGEST_QUESTION].removeprefix("::").partition("::")
    is_named = colons and chunk.text.startswith("::")
    head = rest if is_named else chunk.text[:LONGEST_QUESTION]
    return first_words(shown(head.partition("{")[0]) or name)


def _item(chunk: Chunk, texts: ItemTexts, topic: str) -> DraftItem:
    if len(chunk.text) > LONGEST_QUESTION:
        raise Refused("broken_entry", str(len(chunk.text)))
    name, text = _named(chunk.text)
    head, inside, tail = _taken_apart(chunk, text)
    say_comments(head, texts)
    style, words = styled(head, AUTO)
    stem = texts.text(shown(f"{words}{gaps.GAP if tail else ''}{tail}").strip(), style)
    parts = read_block(Block(inside, texts, style))
    if not stem:
        raise Refused("no_stem")
    if parts["kind"] == Kind.FILL_IN:
        stem, is_sure = gaps.with_one_gap(stem)
        if not is_sure:
            texts.note("ambiguous", gaps.GAP)
    comments = "\n".join(chunk.comments)[-LONGEST_COMMENTS:]
    code = _found(_ID, comments)
    return DraftItem(
        stem=stem,
        **{**parts, **_told(_found(_TAG, comments))},
        attachments=texts.attachments,
        code=code[0] if code else name,
        topic=topic,
    )


def _told(tags: list[str]) -> dict[str, Any]:
    """Return what tags tell, with what only our own files have in tags: marks, and options that stay in order."""
    marks = next((find_number(tag.removeprefix(MARKS)) for tag in tags if tag.startswith(MARKS)), None)
    return {
        **about(tags),
        **({"marks": marks} if marks is not None and marks >= 0 else {}),
        **({"is_shuffled": False} if IN_ORDER in tags else {}),
    }


def _found(pattern: re.Pattern[str], comments: str) -> list[str]:
    return [shown(found).replace("\\]", "]").strip() for found in pattern.findall(comments)]


def _named(text: str) -> tuple[str, str]:
    """Return the name of a question, "" if it has none, and the rest."""
    if text.startswith("：："):
        raise Refused("ambiguous", "：：")
    name, colons, rest = text.removeprefix("::").partition("::")
    if not text.startswith("::") or not colons:
        return "", text
    return " ".join(shown(name).split()), rest.strip()


def _taken_apart(chunk: Chunk, text: str) -> tuple[str, str, str]:
    """Return the words before the answers, the answers, and the words after them.

    :raises Refused: there are none, more than one, or their braces do not fit.
    """
    head, opening, rest = text.partition("{")
    inside, closing, tail = rest.partition("}")
    if "}" in head or (opening and not closing) or chunk.is_unclosed:
        raise Refused("broken_entry", f"line {chunk.line}: {'{' if opening else '}'}")
    if not opening:
        raise Refused(
            *(("ambiguous", "｛｝") if re.search("[｛｝]", text) else ("type_not_supported", "description"))
        )
    if "{" in tail:
        raise Refused("several_interactions", "{")
    if "{" in inside or "}" in tail:
        raise Refused("broken_entry", f"line {chunk.line}: {'{' if '{' in inside else '}'}")
    return head, inside, tail if tail.strip() else ""
