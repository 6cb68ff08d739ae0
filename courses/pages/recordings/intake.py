"""Takes a file in: looks at what it is, empties what it says about persons and places, and names it by its bytes."""

import hashlib
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from courses.pages.recordings.captions import BadCaptions, read_captions
from courses.pages.recordings.errors import UnusableRecording
from courses.pages.recordings.formats import Format, Unplayable, format_of
from courses.pages.recordings.words import sentence_of_captions, sentence_of_file

# A pack holds no larger file either.
MOST_BYTES = 100 * 1024 * 1024
CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A file as it will be kept."""

    format: Format
    size: int
    sha256: str


def take_in(file: IO[bytes]) -> TakenIn:
    """Return what a file is. What it says of places and persons is emptied in the file itself; nothing moves.

    :raises UnusableRecording: too large, or nothing that terminals play.
    """
    size = file.seek(0, 2)
    if size > MOST_BYTES:
        raise UnusableRecording(too_large(size))
    try:
        found = format_of(file)
    except Unplayable as error:
        raise UnusableRecording(sentence_of_file(error)) from error
    for place, replacement in found.private:
        file.seek(place)
        file.write(replacement)
    return TakenIn(found, size, _digest(file))


def too_large(size: int) -> str:
    """Return what to do about a file that is too large."""
    return _(
        "The file has %(size)s MB; %(most)s MB are the most. "
        "Save the film with 1280 × 720 points or fewer, or divide it into shorter films."
    ) % {"size": -(-size // 1024**2), "most": MOST_BYTES // 1024**2}


def checked_captions(text: str) -> str:
    """Return captions in our form; nothing stays nothing.

    :raises UnusableRecording: naming the line.
    """
    if not text.strip():
        return ""
    try:
        return read_captions(text)[0]
    except BadCaptions as error:
        raise UnusableRecording(sentence_of_captions(error)) from error


def _digest(file: IO[bytes]) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
