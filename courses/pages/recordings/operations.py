"""Writes of films and sound: add, mend, remove."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import IO

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.pages.audit_actions import AuditAction
from courses.pages.recordings.errors import RecordingInUse, RecordingNotFound, UnusableRecording
from courses.pages.recordings.intake import TakenIn, checked_captions, take_in
from courses.pages.recordings.models import Recording
from courses.pages.usage import RECORDING, refuse_shown
from lms.core import audit
from lms.core.actor import Actor
from lms.core.written_files import keep_once_committed, store, taken_back_on_failure


@dataclass(frozen=True, slots=True)
class RecordingWords:
    """What people may write about a recording."""

    title: str
    captions_zh: str = ""
    captions_en: str = ""

    def checked(self) -> "RecordingWords":
        """Return them with the captions in our form.

        :raises UnusableRecording: naming the line.
        """
        return RecordingWords(
            self.title, checked_captions(self.captions_zh), checked_captions(self.captions_en)
        )


def add_recording(*, file: IO[bytes], words: RecordingWords, actor: Actor, now: datetime) -> Recording:
    """Keep a new film or sound.

    :raises UnusableRecording: the file or the captions cannot be used, or the file is there already.
    """
    taken, words = take_in(file), words.checked()
    refuse_known(taken)
    try:
        with taken_back_on_failure():
            name = _stored(file, taken)  # before the transaction: nobody waits for a large file to be written
            with transaction.atomic(durable=True):
                keep_once_committed()
                return _created(name, taken, words, actor=actor, now=now)
    except IntegrityError:  # somebody added the same file meanwhile
        refuse_known(taken)
        raise


def refuse_known(taken: TakenIn) -> None:
    """Refuse a file that is in the library.

    :raises UnusableRecording: naming the recording to choose instead.
    """
    known = Recording.objects.filter(sha256=taken.sha256).first()
    if known is not None:
        raise UnusableRecording(
            _("This file is in the library already, as “%(title)s”. Choose it there.")
            % {"title": known.title}
        )


def keep_recording(*, file: IO[bytes], words: RecordingWords, actor: Actor, now: datetime) -> Recording:
    """Return the recording of this file with these captions; inside the caller's transaction (packs).

    Captions of a language that comes without any stay as they are here. The caller stands in `taken_back_on_failure`:
    when its transaction is rolled back, the file goes as well.

    :raises UnusableRecording: the file or the captions cannot be used.
    """
    taken, words = take_in(file), words.checked()
    known = Recording.objects.select_for_update().filter(sha256=taken.sha256).first()
    if known is None:
        return _created(_stored(file, taken), taken, words, actor=actor, now=now)
    zh, en = words.captions_zh or known.captions_zh, words.captions_en or known.captions_en
    return _mended(known, RecordingWords(known.title, zh, en), actor, now)


def mend_recording(*, recording: Recording, words: RecordingWords, actor: Actor, now: datetime) -> Recording:
    """Change title and captions.

    :raises UnusableRecording: naming the line of the captions that is wrong.
    :raises RecordingNotFound: somebody deleted it meanwhile.
    """
    words = words.checked()
    with transaction.atomic(durable=True):
        row = _locked(recording.pk)
        return _mended(row, words, actor, now)


def remove_recording(*, recording: Recording, actor: Actor, now: datetime) -> None:
    """Delete a recording that no lesson shows, its file after the commit.

    :raises RecordingInUse: a lesson shows it, published or in its draft.
    :raises RecordingNotFound: somebody deleted it meanwhile.
    """
    with transaction.atomic(durable=True):
        row = _locked(recording.pk)
        refuse_shown([row], RECORDING, error=RecordingInUse)
        audit.record(
            actor=actor, action=AuditAction.REMOVE_RECORDING, target=row, before=_facts(row), now=now
        )
        row.delete()
        transaction.on_commit(lambda: default_storage.delete(str(row.file)))


def _locked(pk: int) -> Recording:
    row = Recording.objects.select_for_update().filter(pk=pk).first()
    if row is None:
        raise RecordingNotFound(_("This recording is not here any more."))
    return row


def _stored(file: IO[bytes], taken: TakenIn) -> str:
    # Of two uploads of one file at once the loser takes its file away again: never the one that the other's row names.
    name = f"recordings/{taken.sha256[:24]}-{token_hex(4)}.{taken.format.ending}"
    return store(default_storage, name, File(file))


def _created(name: str, taken: TakenIn, words: RecordingWords, *, actor: Actor, now: datetime) -> Recording:
    row = Recording(
        file=name,
        title=words.title,
        kind=taken.format.kind,
        mime=taken.format.mime,
        sha256=taken.sha256,
        size=taken.size,
        seconds=taken.format.seconds,
        captions_zh=words.captions_zh,
        captions_en=words.captions_en,
        added_at=now,
    )
    row.save()
    audit.record(actor=actor, action=AuditAction.ADD_RECORDING, target=row, after=_facts(row), now=now)
    return row


def _mended(row: Recording, words: RecordingWords, actor: Actor, now: datetime) -> Recording:
    before = _facts(row)
    row.title, row.captions_zh, row.captions_en = words.title, words.captions_zh, words.captions_en
    after = _facts(row)
    if after == before:
        return row
    row.save(update_fields=["title", "captions_zh", "captions_en"])
    audit.record(
        actor=actor, action=AuditAction.MEND_RECORDING, target=row, before=before, after=after, now=now
    )
    return row


def _facts(row: Recording) -> dict[str, str]:
    return {
        "title": row.title,
        "sha256": row.sha256,
        "captions_zh": row.captions_zh,
        "captions_en": row.captions_en,
    }
