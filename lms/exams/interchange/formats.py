"""Which format a file has, and the reader for it. A file is known by its bytes; its name decides only between texts."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import PurePath

from lms.core.archives import DAMAGE
from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import Seen
from lms.exams.interchange.aiken import looks_like_aiken, read_aiken
from lms.exams.interchange.chinese import HAN
from lms.exams.interchange.drafts import DraftItem, Entry, Language, Reading, Text
from lms.exams.interchange.encodings import decode
from lms.exams.interchange.foreign import refuse_foreign, refuse_foreign_archive
from lms.exams.interchange.gift import looks_like_gift, read_gift
from lms.exams.interchange.moodle import read_moodle
from lms.exams.interchange.qti import read as read_qti

MOST_BYTES = 20 * 1024 * 1024
TABLES = ("xlsx", "xls", "ods", "csv", "tsv")
Reader = Callable[..., Reading]
READERS: dict[str, Reader] = {
    "gift": read_gift,
    "aiken": read_aiken,
    "moodle-xml": read_moodle,
    "qti": read_qti,
    "qti2": read_qti,
    "qti3": read_qti,
}
FORMATS = (*READERS, *TABLES)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_QUIZ = re.compile(r"<quiz[\s>]", re.IGNORECASE)
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|table|meta)\b",
    re.I | re.S,
)
# A typed question may begin with a tag of a text; no format of XML does.
_MARKUP = re.compile(r"[\ufeff\s]*<(?:p|div|span|b|i|u|strong|em|font|img|br|pre|code|su[bp]|h[1-6])\b", re.I)
# Old systems give texts the names of workbooks, and spreadsheets save "Unicode text" under `.txt`.
_NAMES_OF_WORKBOOKS = (".xls", ".xlsx", ".et", ".wps")
_SAMPLE = 200_000


def recognise(data: bytes, name: str, *, encoding: str = "") -> str:
    """Return the format of a file.

    :raises UnreadableFile: empty, too big, its characters cannot be read, or no format that is known.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFile("too_big")
    if not data.strip():
        raise UnreadableFile("empty")
    refuse_foreign(data)
    if data.startswith(_OLE):
        return "xls"
    if data.startswith(b"PK"):
        return _of_archive(data)
    text = decode(data[:_SAMPLE], encoding)[0] if encoding else _lenient(data[:_SAMPLE])
    if _PAGE.match(text.removeprefix("\ufeff")):
        raise UnreadableFile("not_this_format", detail="HTML")
    if text.lstrip("\ufeff \t\r\n").startswith("<") and not (_MARKUP.match(text) and looks_like_aiken(text)):
        return "moodle-xml" if _QUIZ.search(text) else "qti"
    return _of_text(text, PurePath(name).suffix.lower())


def _lenient(data: bytes) -> str:
    """Return bytes as text for a first look: only signs of ASCII matter."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:200]:
        return data.decode("utf-16-be" if data[:1] in (b"\xfe", b"\x00") else "utf-16-le", "replace")
    return data.decode("utf-8", "replace")


def _of_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [entry.filename for entry in archive.infolist()[:5_000]]
    except DAMAGE as error:
        raise UnreadableFile("broken") from error
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    refuse_foreign_archive(names)
    return "ods" if "content.xml" in names and "imsmanifest.xml" not in names else "qti"


def _of_text(text: str, ending: str) -> str:
    if ending in (".csv", ".tsv"):
        return ending[1:]
    if ending == ".gift":
        return "gift"
    if ending in _NAMES_OF_WORKBOOKS and "\x00" not in text:
        return "tsv" if _is_tabbed(text) else "csv"
    if looks_like_aiken(text):
        return "aiken"
    if looks_like_gift(text):
        return "gift"
    if ending == ".txt" and _is_tabbed(text):
        return "tsv"
    raise UnreadableFile("not_this_format")


def _is_tabbed(text: str) -> bool:
    """Return whether the first rows have as many cells each, parted by tabs."""
    counts = [line.count("\t") for line in text.split("\n", 4)[:4] if line.strip()]
    return len(counts) > 1 and counts[0] > 0 and len(set(counts)) == 1


def read(
    data: bytes, format_name: str, *, language: str = "", encoding: str = "", seen: Seen | None = None
) -> Reading:
    """Return what a file holds that needs no mapping; without a language, texts with Chinese characters decide it.

    `seen` hears how much of the file was read.

    :raises UnreadableFile: see the reader of the format.
    """
    reader = READERS[format_name]
    reading = reader(data, language=Language(language or Language.ZH), encoding=encoding, seen=seen)
    items = (entry.item for entry in reading.entries if entry.item)
    if language or any(HAN.search(text) for item in items for text in _words_of(item)):
        return reading
    entries = list(reading.entries)
    reading = replace(reading, entries=())  # the items of a large file are not held twice
    for place, entry in enumerate(entries):
        entries[place] = _in_english(entry)
    return replace(reading, entries=entries)


def _words_of(item: DraftItem) -> Iterator[str]:
    """Yield what candidates read of an item."""
    yield from item.stem.values()
    for option in (*item.options, *item.matches):
        yield from option.text.values()


def _in_english(entry: Entry) -> Entry:
    """Return an entry whose texts, read as Chinese for want of another word, are English."""
    item = entry.item
    if item is None:
        return entry
    return replace(
        entry,
        item=replace(
            item,
            stem=_english(item.stem),
            options=tuple(replace(one, text=_english(one.text)) for one in item.options),
            matches=tuple(replace(one, text=_english(one.text)) for one in item.matches),
            regions=tuple(replace(one, label=_english(one.label)) for one in item.regions),
            rationale=_english(item.rationale),
        ),
    )


def _english(text: Text) -> Text:
    return {Language.EN.value: text[Language.ZH]} if set(text) == {Language.ZH} else text
