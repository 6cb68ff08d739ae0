"""A package of QTI 3.0: a manifest, a file for each item, its pictures. The same items give the same bytes.

A text in two languages becomes two siblings with `xml:lang`, so that other systems show both. Gaps are interactions in
the first language only, for no response may be asked for twice; the other languages show them as lines.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any

from lms.exams.interchange.drafts import Attachment, DraftItem, Gap, Kind, Number, Scoring
from lms.exams.interchange.qti import metadata
from lms.exams.interchange.qti.writing_items import written_item
from lms.exams.interchange.qti.writing_texts import CLEAN
from lms.exams.interchange.written import LeftOut, Written

_AT = (1980, 1, 1, 0, 0, 0)
_NAMESPACES = (
    'xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" xmlns:lom="http://ltsc.ieee.org/xsd/LOM" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:schemaLocation="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1 '
    'https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd"'
)
_UNSAFE = re.compile(r"[^\w.-]+")


_BY_KIND = {
    Kind.TRUE_FALSE: (Scoring.EXACT,),
    Kind.SINGLE: (Scoring.EXACT, Scoring.MAPPED),
    Kind.MULTIPLE: (Scoring.EXACT, Scoring.MAPPED),
    # By neighbours that are kept, no rule of ours would come back.
    Kind.ORDERING: (Scoring.EXACT, Scoring.MAPPED),
    Kind.MATCHING: (Scoring.EXACT, Scoring.PER_PART, Scoring.MAPPED),
    Kind.NUMERIC: (Scoring.EXACT,),
    Kind.HOTSPOT: (Scoring.EXACT, Scoring.MAPPED),
    Kind.FILL_IN: (Scoring.EXACT, Scoring.PER_PART, Scoring.MAPPED),
    Kind.SHORT_ANSWER: (),
}


def write_qti(items: Iterable[DraftItem]) -> Written:
    """Return a package of items, and those that it cannot hold so that they come back as they were."""
    held, left_out = [], []
    for index, item in enumerate(items):
        reason = _reason_against(item)
        if reason:
            left_out.append(LeftOut(index, item.code, reason, str(item.kind)))
        else:
            held.append(item)
    return Written(_package(held), tuple(left_out))


def write_package(items: Sequence[DraftItem]) -> bytes:
    """Return a package of items, all of which `can_hold` takes.

    :raises ValueError: QTI cannot hold one of them.
    """
    if not all(can_hold(item) for item in items):
        raise ValueError("QTI cannot hold one of these items")
    return _package(items)


def can_hold(item: DraftItem) -> bool:
    """Return whether QTI can hold an item so that it comes back as it was."""
    return not _reason_against(item)


def _reason_against(item: DraftItem) -> str:
    """Return why QTI cannot hold an item, one of `reasons.OF_WRITING`; "" if it can."""
    if item.kind not in _BY_KIND:
        return "kind_not_held"
    if item.kind is Kind.NUMERIC and len({number.unit for number in item.key or ()}) > 1:
        return "key_not_held"
    if item.kind is Kind.HOTSPOT and not any(one.kind == "picture" for one in item.attachments):
        return "pictures_not_held"
    if item.scoring is Scoring.BY_HAND or (
        item.scoring is Scoring.UNSCORED and item.kind is not Kind.SHORT_ANSWER
    ):
        return "" if _is_plain_key(item.key) else "key_not_held"
    if item.scoring not in _BY_KIND[item.kind]:
        return "scoring_not_held"
    return "" if item.key is not None else "key_not_held"


def _is_plain_key(key: Any) -> bool:
    """Return whether a key is a right value and nothing else: without a rule there is no place for more."""
    for part in key if isinstance(key, tuple) else ():
        if isinstance(part, Number) and part.tolerance:
            return False
        if isinstance(part, Gap) and (list(part.accepted.values()) != [1] or part.is_case_sensitive):
            return False
    return True


def _package(items: Iterable[DraftItem]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        resources = []
        for number, item in enumerate(items, start=1):
            name = f"item-{number:05}"
            media = [_media_path(name, place, one) for place, one in enumerate(item.attachments, start=1)]
            xml = written_item(item, name, [path and f"../{path}" for path in media])
            _add(archive, f"items/{name}.xml", xml.encode())
            for path, one in zip(media, item.attachments, strict=True):
                if path:
                    _add(archive, path, one.data)
            resources.append(_resource(item, name, [path for path in media if path]))
        _add(archive, "imsmanifest.xml", _manifest(resources).encode())
    return target.getvalue()


def _add(archive: zipfile.ZipFile, path: str, data: bytes) -> None:
    """Add a file that says nothing of when and where it was made."""
    entry = zipfile.ZipInfo(path, _AT)
    entry.create_system, entry.external_attr = 3, 0o644 << 16
    archive.writestr(entry, data, zipfile.ZIP_DEFLATED, 6)


def _media_path(name: str, place: int, attachment: Attachment) -> str:
    """Return where a picture is kept, under its own name; "" for a formula."""
    if attachment.kind != "picture":
        return ""
    safe = _UNSAFE.sub("-", attachment.name.encode("utf-8", "replace").decode()).strip("-.")[-80:]
    return f"media/{name}/{place}/{safe or 'picture'}"


def _manifest(resources: Iterable[str]) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest {_NAMESPACES} identifier="manifest">\n'
        "<metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>\n<organizations/>\n"
        f"<resources>\n{''.join(resources)}</resources>\n</manifest>\n"
    )


def _resource(item: DraftItem, name: str, media: Sequence[str]) -> str:
    href = f"items/{name}.xml"
    files = "".join(f'<file href="{escape(path)}"/>' for path in (href, *media))
    lom = "".join(_lom(item))
    return (
        f'<resource identifier="{name}" type="imsqti_item_xmlv3p0" href="{href}">'
        f"<metadata><lom:lom>{lom}</lom:lom></metadata>{files}</resource>\n"
    )


def _lom(item: DraftItem) -> Iterator[str]:
    """Yield what is known of an item beside its words, in the order that LOM wants it."""
    if item.code:
        entry = _element("catalog", metadata.CODE) + _element("entry", item.code)
        yield _tag("general", _tag("identifier", entry))
    if item.year is not None:
        date = _tag("date", _element("dateTime", f"{item.year:04}"))
        yield _tag("lifeCycle", _tag("contribute", date))
    if item.difficulty:
        value = metadata.DIFFICULTIES.get(item.difficulty, item.difficulty)
        yield _tag("educational", _tag("difficulty", _value(value)))
    if item.source:
        kind = _tag("kind", _value("isbasedon"))
        yield _tag("relation", kind + _tag("resource", _tag("description", _element("string", item.source))))
    for purpose, words in ((metadata.TOPIC, item.topic), (metadata.DEPTH, item.depth)):
        if words:
            taxon = _tag("taxonPath", _tag("taxon", _tag("entry", _element("string", words))))
            yield _tag("classification", _tag("purpose", _value(purpose)) + taxon)


def _value(value: str) -> str:
    return _element("source", "LOMv1.0") + _element("value", value)


def _tag(name: str, inner: str) -> str:
    return f"<lom:{name}>{inner}</lom:{name}>"


def _element(name: str, words: Any) -> str:
    return _tag(name, escape(CLEAN.sub("", str(words)), quote=False))
