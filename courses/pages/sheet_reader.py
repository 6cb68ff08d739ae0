"""The program that looks into a sheet: a PDF in base64 on standard input, JSON on standard output.

It answers with code and name of a fault, and with the sheet without what programs noted in it of author, place and
software; the sheet is empty where there was nothing of that kind. Runs as a child process under limits, as the drawing
program does; nothing imports it, and it imports nothing of ours.
"""

import base64
import io
import json
import sys
from collections.abc import Iterator

import pikepdf

# Names with which something acts, plays, sends, or hides a file.
ACTIVE = frozenset({
    "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/RichMedia", "/SubmitForm",
    "/ImportData", "/GoToR", "/GoToE", "/XFA", "/Movie", "/Sound", "/3D", "/Rendition", "/AA", "/OpenAction",
})  # fmt: skip
OPENED = "/OpenAction"
# Where programs note who made what with which program, and telephones where: of the file, of a page, of a picture.
NOTES = ("/Metadata", "/PieceInfo")
STRICT = {"attempt_recovery": False, "inherit_page_attributes": False}
CONTAINERS = (pikepdf.Dictionary, pikepdf.Stream, pikepdf.Array)


def read(content: bytes) -> tuple[str, str, bytes]:
    """Return why the sheet is refused (damaged, locked or active) and the name of what acts; else the emptied sheet.

    What this reader has to guess, another one may guess differently: any warning is damage.
    """
    try:
        with pikepdf.open(io.BytesIO(content), **STRICT) as pdf:
            if pdf.is_encrypted:
                return "locked", "", b""
            acts = next((name for name in _names(pdf) if name in ACTIVE), "")
            if acts:
                return "active", acts[1:], b""
            emptied = _emptied(pdf)
            return ("damaged", "", b"") if pdf.get_warnings() else ("", "", emptied)
    except pikepdf.PasswordError:
        return "locked", "", b""
    except (pikepdf.PdfError, ValueError, RuntimeError, MemoryError):
        return "damaged", "", b""


def _emptied(pdf: pikepdf.Pdf) -> bytes:
    """Return the sheet without notes, or nothing where it has none: what was emptied once keeps its bytes."""
    has_notes = _take(pdf.trailer, "/Info")
    for one in _parts(pdf):
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            taken = [_take(one, name) for name in NOTES]
            has_notes = has_notes or any(taken)
    if not has_notes:
        return b""
    target = io.BytesIO()
    pdf.save(
        target,
        deterministic_id=True,
        fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.preserve,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return target.getvalue()


def _take(one: pikepdf.Object, name: str) -> bool:
    if name not in one:
        return False
    del one[name]
    return True


def _names(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield the names in every part of the file."""
    for one in _parts(pdf):
        if isinstance(one, pikepdf.Name):
            yield str(one)
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield from _keys(one)


def _parts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Yield every object of the file, reached from a page or not, and what stands inside of one."""
    waiting = [pdf.trailer, *pdf.objects]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, pikepdf.Array):
            waiting += [inner for inner in one if _is_inside(inner)]
        elif isinstance(one, CONTAINERS):
            waiting += [inner for _key, inner in one.items() if _is_inside(inner)]


def _keys(one: pikepdf.Object) -> Iterator[str]:
    for key, value in one.items():
        if key != OPENED or not _only_turns_to_a_page(value):
            yield key


def _only_turns_to_a_page(action: pikepdf.Object) -> bool:
    if isinstance(action, pikepdf.Dictionary):
        return bool(action.get("/S") == pikepdf.Name.GoTo)
    return isinstance(action, pikepdf.Array)


def _is_inside(value: object) -> bool:
    """Say whether a value stands here itself; what is only referred to is an object of its own."""
    return isinstance(value, pikepdf.Name) or (isinstance(value, CONTAINERS) and not value.is_indirect)


if __name__ == "__main__":
    code, name, emptied = read(base64.b64decode(sys.stdin.read()))
    sys.stdout.write(json.dumps([code, name, base64.b64encode(emptied).decode()]))
