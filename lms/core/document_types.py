"""Document types before the root of a stranger's XML: one that declares nothing is taken out, any other is refused.

Old tools write `<!DOCTYPE quiz>`, and nearly every drawing the address of a grammar. Neither says anything of what the
file holds, so it never reaches a parser and nothing is fetched. A file of questions has no reason to name an address:
there it refuses the file. What stands in brackets can make a parser read other files, or grow without end.
"""

import codecs
import re

from lms.core.unreadable import UnreadableFile

_ADDRESS = r"""(?:"[^"<>]{0,500}"|'[^'<>]{0,500}')"""
_NAME = r"<!DOCTYPE\s+[A-Za-z_][\w:.-]{0,100}"
_BARE = re.compile(rf"{_NAME}\s*>")
_WITH_ADDRESS = re.compile(
    rf"{_NAME}(?:\s+SYSTEM\s+{_ADDRESS}|\s+PUBLIC\s+{_ADDRESS}(?:\s+{_ADDRESS})?)?\s*>"
)
_BLANKS = re.compile(r"\s*")


def before_root(text: str, start: int = 0) -> int:
    """Return where what is no blank, comment or instruction begins; the end of the text if one of them never ends."""
    position = _after_blanks(text, start)
    while text.startswith(("<?", "<!--"), position):
        end = "-->" if text.startswith("<!--", position) else "?>"
        found = text.find(end, position)
        if found < 0:
            return len(text)
        position = _after_blanks(text, found + len(end))
    return position


def without_document_type(text: str, *, place: str = "", may_have_address: bool = False) -> str:
    """Return a text without its document type; its lines keep their numbers.

    :raises UnreadableFile: the document type declares something, names an address that it may not have, or is not
        well-formed.
    """
    position = before_root(text)
    if found := (_WITH_ADDRESS if may_have_address else _BARE).match(text, position):
        text = f"{text[:position]}{chr(10) * found[0].count(chr(10))}{text[found.end() :]}"
        position = before_root(text, position)
    if text.startswith("<!", position):
        raise UnreadableFile("doctype", place=place)
    return text


def drawing_without_document_type(data: bytes) -> bytes:
    """Return the same of a drawing, in whatever encoding has signs of ASCII; any other keeps what it has.

    :raises UnreadableFile: see `without_document_type`.
    """
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data[len(mark) :].decode("latin-1")
    return mark + without_document_type(text, may_have_address=True).encode("latin-1")


def _after_blanks(text: str, position: int) -> int:
    found = _BLANKS.match(text, position)
    return found.end() if found else position
