"""Sends a stored file to somebody who may have it, whole or the part that was asked for (RFC 9110, section 14).

A part is at most MOST_AT_ONCE long, whatever was asked: players ask for the rest when they need it, and a film that is
paused holds no thread of the web server meanwhile.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from lms.core.media import INERT

MOST_AT_ONCE = 2 * 1024 * 1024
LONGEST_NUMBER = 18


class OutOfReach(Exception):
    """The part lies behind the end of the file."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes of a file, the last one included."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """Return how many bytes it has."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the default storage whose bytes never change; `digest` names them."""

    name: str
    kind: str
    size: int
    digest: str


def part_wanted(header: str, size: int) -> Part | None:
    """Return the part that a Range header asks for, None where it is to be ignored and the whole file sent.

    Several parts at once, other units and nonsense are ignored, as the standard allows.

    :raises OutOfReach: nothing of it is in the file.
    """
    unit, is_range, wanted = header.strip().partition("=")
    first, is_pair, last = (piece.strip() for piece in wanted.partition("-"))
    if unit.strip().lower() != "bytes" or not is_range or not is_pair or not (first or last):
        return None
    if not all(_is_number(piece) for piece in (first, last) if piece):
        return None
    if not first:
        return _tail(int(last), size)
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise OutOfReach
    return Part(int(first), min(int(last) if last else size - 1, size - 1))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER


def _tail(length: int, size: int) -> Part:
    if not length or not size:
        raise OutOfReach
    return Part(max(0, size - length), size - 1)


def send_stored(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """Answer with the file or a part of it. Who may have it was asked before.

    Behind nginx (MEDIA_ACCEL_PREFIX) nginx sends it, from the local folder.
    """
    etag = f'"{file.digest[:32]}"'
    response = get_conditional_response(request, etag=etag) or _body(request, file, etag)
    response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=86400"
    response["Content-Security-Policy"] = INERT
    return response


def _body(request: HttpRequest, file: StoredFile, etag: str) -> HttpResponseBase:
    if settings.MEDIA_ACCEL_PREFIX:
        return _by_nginx(file)
    if request.method == "HEAD":
        return HttpResponse(content_type=file.kind, headers={"Content-Length": str(file.size)})
    if request.headers.get("If-Range", etag) != etag:
        return _whole(file)
    try:
        part = part_wanted(request.headers.get("Range", ""), file.size)
    except OutOfReach:
        return HttpResponse(
            status=416, content_type=file.kind, headers={"Content-Range": f"bytes */{file.size}"}
        )
    return _whole(file) if part is None else _piece(file, part)


def _by_nginx(file: StoredFile) -> HttpResponse:
    address = f"{settings.MEDIA_ACCEL_PREFIX.rstrip('/')}/{quote(file.name)}"
    return HttpResponse(content_type=file.kind, headers={"X-Accel-Redirect": address})


def _whole(file: StoredFile) -> FileResponse:
    response = FileResponse(_opened(file), content_type=file.kind)
    response["Content-Length"] = str(file.size)
    return response


def _piece(file: StoredFile, part: Part) -> HttpResponse:
    part = Part(part.first, min(part.last, part.first + MOST_AT_ONCE - 1))
    response = HttpResponse(_bytes_of(file, part), status=206, content_type=file.kind)
    response["Content-Range"] = f"bytes {part.first}-{part.last}/{file.size}"
    return response


def _bytes_of(file: StoredFile, part: Part) -> bytes:
    read_part = getattr(default_storage, "read_part", None)
    if read_part is not None:  # an object storage would fetch the whole object to read a part of it
        try:
            return bytes(read_part(file.name, part.first, part.last))
        except FileNotFoundError:
            raise Http404 from None
    with _opened(file) as opened:
        opened.seek(part.first)
        return bytes(opened.read(part.length))


def _opened(file: StoredFile) -> Any:
    try:
        return default_storage.open(file.name)
    except OSError:
        raise Http404 from None
