"""Films, sound and sheets of a pack: checked as uploads are, kept once whatever lesson shows them, and written back.

recordings/NAME.mp4 has its captions beside it: recordings/NAME.zh.vtt and recordings/NAME.en.vtt. handouts/NAME.pdf.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model

from courses.pages.authoring.handouts import sentence_of_sheet
from courses.pages.errors import PackIncomplete
from courses.pages.handouts import MOST_BYTES, read_sheet
from courses.pages.packs.errors import PackError
from courses.pages.packs.faults import noted
from courses.pages.recordings.errors import UnusableRecording
from courses.pages.recordings.formats import FILM
from courses.pages.recordings.intake import checked_captions, take_in
from courses.pages.recordings.models import Recording
from courses.pages.recordings.operations import RecordingWords, keep_recording
from lms.core.actor import Actor

Files = Mapping[str, bytes]
RECORDINGS, HANDOUTS = "recordings", "handouts"
RECORDING_ENDINGS = (".mp4", ".webm", ".mp3", ".m4a", ".wav", ".ogg", ".weba")
CAPTIONS = ".vtt"
MOST_SHEETS = 100
# File systems take 255 bytes; a Chinese character has three, and endings and a part of the hash come behind.
LONGEST_NAME = 60
LANGUAGES = ("zh", "en")
# Which endings the files of the two folders have.
ENDINGS = {RECORDINGS: (*RECORDING_ENDINGS, CAPTIONS), HANDOUTS: (".pdf",)}


@dataclass(frozen=True, slots=True)
class Attachments:
    """The films, sound and sheets of a pack by their names in it; recordings with their captions by language."""

    recordings: Mapping[str, bytes] = field(default_factory=dict)
    captions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    handouts: Mapping[str, bytes] = field(default_factory=dict)

    def captions_of(self, name: str) -> Mapping[str, str]:
        """Return the captions of a recording by language."""
        return self.captions.get(_stem(name), {})


# --- in ----------------


def attachments_in(files: Files) -> Attachments:
    """Return what a pack holds of them.

    :raises PackError: naming the file and what is wrong with it.
    """
    recordings = {name: files[name] for name in _below(files, RECORDINGS) if not name.endswith(CAPTIONS)}
    stems = Counter(_stem(name) for name in recordings)
    captions = _captions(files, set(stems))
    for name, content in recordings.items():
        with noted():
            _refuse_twin(name, stems)
            if _check_recording(name, content) == FILM:
                _check_captions(name, captions.get(_stem(name), {}))
    return Attachments(recordings, captions, _handouts(files))


def _refuse_twin(name: str, stems: Counter[str]) -> None:
    if stems[_stem(name)] > 1:
        words = _("%(name)s: two recordings have one name; captions belong to one.")
        raise PackError(words % {"name": name})


def _check_recording(name: str, content: bytes) -> str:
    """Return whether it is a film or sound.

    :raises PackError: it is neither, or another kind than its name says.
    """
    try:
        found = take_in(io.BytesIO(content))
    except UnusableRecording as error:
        raise PackError(f"{name}: {error.message}") from error
    if not name.endswith(f".{found.format.ending}"):
        words = _("%(name)s: by its bytes this is .%(ending)s; name it so.")
        raise PackError(words % {"name": name, "ending": found.format.ending})
    return found.format.kind


def _check_captions(film: str, captions: Mapping[str, str]) -> None:
    """Refuse a film that is silent for somebody: the check of lessons wants its captions as well."""
    for language in LANGUAGES:
        if not captions.get(language):
            words = _("%(name)s: its captions are missing: %(captions)s.")
            file = f"{RECORDINGS}/{_stem(film)}.{language}{CAPTIONS}"
            raise PackError(words % {"name": film, "captions": file})


def _handouts(files: Files) -> dict[str, bytes]:
    """Return the sheets as they will be kept, without what programs noted in them of persons."""
    names = _below(files, HANDOUTS)
    if len(names) > MOST_SHEETS:  # each is read by a program of its own
        words = _("The pack holds more than %(count)s handouts.")
        raise PackError(words % {"count": MOST_SHEETS})
    found = {}
    for name in names:
        with noted():
            found[name] = _handout_in(name, files[name])
    return found


def _handout_in(name: str, content: bytes) -> bytes:
    if len(content) > MOST_BYTES:
        words = _("%(name)s is larger than %(megabytes)s MB.")
        raise PackError(words % {"name": name, "megabytes": MOST_BYTES // 1024**2})
    sheet = read_sheet(content)
    if sheet.fault is not None:
        raise PackError(f"{name}: {sentence_of_sheet(sheet.fault)}")
    return sheet.content


def _captions(files: Files, stems: set[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name in _below(files, RECORDINGS):
        if not name.endswith(CAPTIONS):
            continue
        stem, _dot, language = _stem(name).rpartition(".")
        with noted():
            if language not in LANGUAGES or stem not in stems:
                words = _(
                    "%(name)s: there is no such recording; captions are named NAME.zh.vtt, NAME.en.vtt."
                )
                raise PackError(words % {"name": name})
            found.setdefault(stem, {})[language] = CAPTIONS  # there, whatever is wrong in it
            found[stem][language] = _caption_text(name, files[name])
    return found


def _caption_text(name: str, content: bytes) -> str:
    try:
        return checked_captions(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise PackError(_("%(name)s is no text in UTF-8.") % {"name": name}) from error
    except UnusableRecording as error:
        raise PackError(f"{name}: {error.message}") from error


def _below(files: Files, folder: str) -> list[str]:
    return sorted(name for name in files if name.startswith(f"{folder}/"))


def _stem(name: str) -> str:
    return PurePosixPath(name).stem


def find_attachments(attachments: Attachments) -> dict[str, Any]:
    """Return the rows of those that are here already, by their names in the pack."""
    digests = {name: take_in(io.BytesIO(content)).sha256 for name, content in attachments.recordings.items()}
    recordings = {row.sha256: row for row in Recording.objects.filter(sha256__in=digests.values())}
    sheets = {name: _sheet_digest(content) for name, content in attachments.handouts.items()}
    documents = get_document_model().objects.filter(file_hash__in=sheets.values())
    handouts = {row.file_hash: row for row in documents.order_by("-pk")}
    found = {name: recordings.get(digest) for name, digest in digests.items()}
    found |= {name: handouts.get(digest) for name, digest in sheets.items()}
    return {name: row for name, row in found.items() if row is not None}


def keep_attachments(attachments: Attachments, *, actor: Actor, now: datetime) -> dict[str, int]:
    """Bring them into the installation, inside the loader's transaction; return their keys by their names."""
    keys = {}
    for name, content in attachments.recordings.items():
        captions = attachments.captions_of(name)
        words = RecordingWords(_stem(name), captions.get("zh", ""), captions.get("en", ""))
        keys[name] = keep_recording(file=io.BytesIO(content), words=words, actor=actor, now=now).pk
    return keys | {name: _handout(name, content) for name, content in attachments.handouts.items()}


def _handout(name: str, content: bytes) -> int:
    model = get_document_model()
    digest = _sheet_digest(content)
    known = model.objects.filter(file_hash=digest).first()
    if known is None:
        stem = _stem(name)
        file = ContentFile(content, name=f"{stem}.pdf")
        known = model.objects.create(title=stem, file=file, file_hash=digest, file_size=len(content))
    return int(known.pk)


def _sheet_digest(content: bytes) -> str:
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()  # Wagtail's own file_hash


# --- out ----------------


def collect_attachments(bodies: Sequence[Any]) -> tuple[dict[tuple[str, int], str], dict[str, bytes]]:
    """Return the names that the attachments of these lesson bodies get in a pack, by folder and key, and the files.

    :raises PackIncomplete: a file is not in the storage any more; the message names it.
    """
    names: dict[tuple[str, int], str] = {}
    files: dict[str, bytes] = {}
    recordings = Recording.objects.filter(pk__in=_keys(bodies, "recording", "recording"))
    for row in recordings.order_by("title", "sha256"):
        ending = PurePosixPath(str(row.file)).suffix
        stem = _free(f"{RECORDINGS}/{name_from(row.title, 'recording')}", row.sha256, files)
        names[RECORDINGS, row.pk] = f"{stem}{ending}"
        files[f"{stem}{ending}"] = content_of(row)
        files |= {f"{stem}.{language}{CAPTIONS}": text.encode() for language, text in row.captions.items()}
    sheets = get_document_model().objects.filter(pk__in=_keys(bodies, "handout", "document"))
    for row in sheets.order_by("title", "file_hash"):
        stem = _free(f"{HANDOUTS}/{name_from(row.title, 'sheet')}", row.get_file_hash(), files)
        names[HANDOUTS, row.pk] = f"{stem}.pdf"
        files[f"{stem}.pdf"] = content_of(row)
    return names, files


def _keys(bodies: Sequence[Any], kind: str, name: str) -> set[int]:
    blocks: Iterator[Any] = (block for body in bodies for block in body.raw_data)
    return {block["value"][name] for block in blocks if block["type"] == kind and block["value"][name]}


def name_from(title: str, otherwise: str) -> str:
    """Return the name that a file gets by its title, Chinese as it is: loading makes the title of it again."""
    return slugify(title, allow_unicode=True)[:LONGEST_NAME].strip("-_") or otherwise


def _free(stem: str, digest: str, files: Files) -> str:
    taken = {name.partition(".")[0] for name in files}
    return f"{stem}-{digest[:8]}" if stem in taken else stem


def content_of(row: Any) -> bytes:
    """Return the bytes of a picture, recording or sheet.

    :raises PackIncomplete: they are not in the storage any more.
    """
    try:
        with row.file.open("rb") as file:
            return bytes(file.read())
    except OSError as error:
        message = _("The file of “%(title)s” is not in the storage any more. Take it out of its lesson.")
        raise PackIncomplete(message % {"title": row.title}) from error
