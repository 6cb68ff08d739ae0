"""Untrusted XML: decoded by us, without a document type, bounded in size and depth; names of any version alike.

Version 2 writes `responseDeclaration` and `baseType`, version 3 `qti-response-declaration` and `base-type`: both are
called "response-declaration" and "base-type" here, whatever the namespace or prefix.
"""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lxml import etree

from lms.core.document_types import before_root, without_document_type
from lms.core.unreadable import UnreadableFile
from lms.exams.interchange.limits import SAFE_XML

MOST_BYTES = 20_000_000
MOST_MARKUP = 1_000_000  # elements and attributes, roughly: each takes about 100 bytes of memory
MOST_MARKUP_OF_PACKAGE = 1_400_000
DEEPEST = 100
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WITHOUT_BOM = ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))
_DECLARATION = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_ENCODINGS = re.compile(
    r"utf-?8|us-ascii|ascii|utf-?16(-?[lb]e)?|gb-?2312|gbk|gb18030|big5|iso-?8859-?[0-9]{1,2}|windows-?125[0-8]"
    r"|cp125[0-8]|euc-(jp|kr)|shift_jis|latin-?1|koi8-r"
)
_XML_DECLARATION = re.compile(r"\s*<\?xml\b[^>]*\?>")
_OLD_DOCTYPE = re.compile(r"<!DOCTYPE\s{1,20}questestinterop\b")  # to take it away would not help
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def parsed(data: bytes, *, place: str = "", encoding: str = "") -> tuple[Any, str]:
    """Return the root element of a file and its encoding: the one that is named, or that the file declares.

    The standard of XML makes bytes in another encoding a damage; only people may say otherwise. Nothing outside is
    loaded, no entity is resolved.

    :raises UnreadableFile: it is no XML, not well-formed, or dangerous.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFile("too_big", place=place)
    text, found = decoded(data, place=place, encoding=encoding)
    if _OLD_DOCTYPE.match(text, before_root(text)):
        raise UnreadableFile("version_unknown", place=place, detail="QTI 1")
    text = without_document_type(text, place=place)
    if text.count("<") + text.count("=") > MOST_MARKUP:
        raise UnreadableFile("too_big", place=place, detail=f"> {MOST_MARKUP}")
    return _root(_without_declaration(text), place), found


def markup_of(data: bytes) -> int:
    """Return roughly how many elements and attributes a file has, before anybody reads it."""
    return data.count(b"<") + data.count(b"=")


def _without_declaration(text: str) -> str:
    """Return a text whose encoding nobody declares any more: it has been decoded."""
    found = _XML_DECLARATION.match(text)
    return text[found.end() :] if found else text


def _root(text: str, place: str) -> Any:
    parser = etree.XMLParser(
        encoding="utf-8",
        **SAFE_XML,
    )
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise _unreadable(error, place) from error
    except UnicodeEncodeError as error:
        raise UnreadableFile("broken", place=place) from error
    if text.count("</") > DEEPEST and _is_too_deep(root):
        raise UnreadableFile("too_deep", place=place)
    return root


def _unreadable(error: etree.XMLSyntaxError, place: str) -> UnreadableFile:
    if error.code == etree.ErrorTypes.ERR_DOCUMENT_EMPTY:
        return UnreadableFile("not_this_format", place=place)
    code = "too_deep" if "depth" in str(error.msg).lower() else "broken"
    line, _column = error.position
    return UnreadableFile(code, place=f"{place}:{line}" if place else f"line {line}")


def decoded(data: bytes, *, place: str = "", encoding: str = "") -> tuple[str, str]:
    """Return the text of an XML file and its encoding: as the caller says, else its mark, else its declaration.

    :raises UnreadableFile: the encoding is not one that we know, or the bytes are not in it.
    """
    mark, by_mark = next(((bom, name) for bom, name in _BOMS if data.startswith(bom)), (b"", ""))
    name = encoding or by_mark or next((name for sign, name in _WITHOUT_BOM if data.startswith(sign)), "")
    name = (name or _declared(data)).lower()
    if not _ENCODINGS.fullmatch(name) and name not in ("utf-32-le", "utf-32-be"):
        raise UnreadableFile("encoding_unknown", place=place, detail=name)
    codec = "gb18030" if name in ("gb2312", "gb-2312", "gbk") else name
    try:
        return data[len(mark) :].decode(codec), name
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableFile("encoding_unknown", place=place, detail=name) from error


def _declared(data: bytes) -> str:
    """Return the encoding that a declaration names. One that can be read byte by byte is in none of wider units."""
    found = _DECLARATION.match(data.lstrip()[:300])
    name = found[1].decode() if found else "utf-8"
    return "utf-8" if name.lower().startswith(("utf-16", "utf-32", "ucs-")) else name


def _is_too_deep(root: Any) -> bool:
    depth = 0
    for event, _element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            return True
    return False


# --- names ----------------


@lru_cache(maxsize=4096)
def plain_name(tag: Any) -> str:
    """Return the name of an element or attribute without namespace, prefix and version; "" for what has no name."""
    if not isinstance(tag, str):
        return ""
    local = tag.rpartition("}")[2].rpartition(":")[2]
    return _HUMP.sub("-", local).lower().removeprefix("qti-")


@lru_cache(maxsize=4096)
def _humped(name: str) -> str:
    first, *others = name.split("-")
    return first + "".join(other.capitalize() for other in others)


def name_of(element: Any) -> str:
    """Return an element's plain name; "" for what is no element."""
    return plain_name(element.tag)


def written_name(element: Any) -> str:
    """Return an element's name as the file writes it."""
    return str(element.tag).rpartition("}")[2]


def attribute(element: Any, name: str, otherwise: str = "") -> str:
    """Return an attribute by its version 3 name, in either spelling."""
    value = element.get(name)
    if value is None and "-" in name:
        value = element.get(_humped(name))
    return otherwise if value is None else value.strip()


def flag(element: Any, name: str, *, otherwise: bool = False) -> bool:
    """Return an attribute that is true or false."""
    value = attribute(element, name).lower()
    return otherwise if not value else value in ("true", "1")


def children(element: Any, *names: str) -> list[Any]:
    """Return the children of these plain names; all that are elements without a name."""
    return [child for child in element if (name_of(child) in names if names else name_of(child))]


def child(element: Any, name: str) -> Any | None:
    """Return the first child of a plain name."""
    return next((one for one in element if name_of(one) == name), None)


def descendants(element: Any, *names: str) -> Iterator[Any]:
    """Yield everything inside of these plain names, in the order of the file."""
    return (one for one in element.iter() if name_of(one) in names)


def words(element: Any) -> str:
    """Return all the text inside, blanks collapsed."""
    return " ".join("".join(element.itertext()).split())
