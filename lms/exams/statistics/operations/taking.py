"""Takes in a file of old results: reckoned and looked over first, kept on a yes. No mark of a candidate is stored."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.unreadable import UnreadableFile
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import ScoresNotFound, UnusableScores
from lms.exams.interchange.encodings import decode
from lms.exams.interchange.reasons import OF_FILES
from lms.exams.statistics.matching import UnknownItems, holes, matched, without_holes
from lms.exams.statistics.models import FigureSet, FigureSource, ScoreDraft
from lms.exams.statistics.operations.keeping import keep
from lms.exams.statistics.queries import codes_in_order, find_kept, known_items
from lms.exams.statistics.reckoning import reckon
from lms.exams.statistics.scores import Said, Scores, UnreadableScores, read_scores
from lms.exams.statistics.words import words_for

LOOKED_OVER_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ScoreFile:
    """A file of old results and what people say of it.

    `first_column` is "candidate" or "item" where the file leaves it open; `blank_is_nothing`: a blank cell earned
    nothing, else it was not asked.
    """

    data: bytes
    bank: str
    title: str
    held_on: date
    encoding: str = ""
    first_column: str = ""
    blank_is_nothing: bool = False


def look_over(*, file: ScoreFile, by: User, actor: Actor, now: datetime) -> ScoreDraft:
    """Reckon the figures of a file and keep them apart until somebody says yes.

    :raises UnusableScores: what the file is, or which of its columns are no items of the bank.
    """
    if file.held_on > local_date(now):
        raise UnusableScores(_("This day has not come yet."), field="held_on")
    content = figures_of_file(file)
    with transaction.atomic(durable=True):
        _forget_old(actor=actor, now=now)
        draft = ScoreDraft.objects.create(content=content, by=by, at=now)
        facts = {"sha256": content["sha256"], "bank": file.bank}
        audit.record(actor=actor, action=AuditAction.LOOK_OVER_SCORES, target=draft, after=facts, now=now)
    return draft


def take_in(*, uuid: UUID, fingerprint: str = "", by: User, actor: Actor, now: datetime) -> FigureSet:
    """Keep the figures that somebody looked over; what is there already stays one set.

    `fingerprint` is that of what was looked over: a yes that is sent twice finds the set that the first one made.

    :raises ScoresNotFound: nothing of this person's waits under this name, or not any more.
    :raises FiguresRefused: this very input was set aside.
    """
    with transaction.atomic(durable=True):
        draft = ScoreDraft.objects.select_for_update().filter(uuid=uuid, by=by).first()
        kept = find_kept(fingerprint) if draft is None else None
        if kept is not None:
            return kept
        if draft is None:
            raise ScoresNotFound(_("These results wait no longer. Send the file again."))
        row = keep(_revived(draft.content), action=AuditAction.TAKE_IN_SCORES, by=by, actor=actor, now=now)
        draft.delete()
    return row


def take_in_at_once(*, file: ScoreFile, actor: Actor, now: datetime) -> FigureSet:
    """Keep the figures of a file without a look over them, for commands; again changes nothing.

    :raises UnusableScores: what the file is, or which of its columns are no items of the bank.
    :raises FiguresRefused: this very input was set aside.
    """
    content = figures_of_file(file)
    with transaction.atomic(durable=True):
        return keep(_revived(content), action=AuditAction.TAKE_IN_SCORES, by=None, actor=actor, now=now)


def _revived(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a draft with its day as one."""
    return {**content, "held_on": date.fromisoformat(content["held_on"])}


def discard_scores(*, uuid: UUID, by: User, actor: Actor, now: datetime) -> None:
    """Forget what somebody looked over; what is gone already stays gone."""
    with transaction.atomic(durable=True):
        draft = ScoreDraft.objects.select_for_update().filter(uuid=uuid, by=by).first()
        if draft is not None:
            audit.record(actor=actor, action=AuditAction.DISCARD_SCORES, target=draft, now=now)
            draft.delete()


def _forget_old(*, actor: Actor, now: datetime) -> None:
    old = ScoreDraft.objects.select_for_update().filter(at__lt=now - LOOKED_OVER_FOR)
    rows = list(old)
    changes = [audit.Change(row) for row in rows]
    audit.record_all(actor=actor, action=AuditAction.DISCARD_SCORES, changes=changes, now=now)
    ScoreDraft.objects.filter(pk__in=[row.pk for row in rows]).delete()


def figures_of_file(file: ScoreFile) -> dict[str, Any]:
    """Return everything that a set of these results keeps, and what is to be said of them as `notes`.

    :raises UnusableScores: what the file is, or which of its columns are no items of the bank.
    """
    scores = _read(file)
    blanks = holes(scores)
    if file.blank_is_nothing:
        scores = without_holes(scores)
    try:
        found = matched(scores, known_items(file.bank, scores.names, on=file.held_on))
    except UnknownItems as error:
        raise _unknown(error, file.bank) from error
    except UnreadableScores as error:
        raise UnusableScores(words_for(error), field="scores") from error
    sha256 = hashlib.sha256(file.data).hexdigest()
    return {
        **reckon(found.matrix),
        "source": str(FigureSource.IMPORTED),
        "bank": file.bank,
        "title": file.title,
        "held_on": file.held_on.isoformat(),
        "sha256": sha256,
        "fingerprint": _fingerprint(file, sha256),
        "notes": _notes(scores, blanks, found.other_keys, blank_is_nothing=file.blank_is_nothing),
    }


def _read(file: ScoreFile) -> Scores:
    try:
        text, _encoding = decode(file.data, file.encoding)
        # Columns bear codes of the bank, so the first row names them; the bank knows whose order counts.
        said = Said(file.first_column, "yes", codes_in_order(file.bank), unordered={"*"})
        return read_scores(text, said)
    except UnreadableFile as error:
        raise UnusableScores(str(OF_FILES[error.code]), field="scores") from error
    except UnreadableScores as error:
        raise UnusableScores(words_for(error), field="scores") from error


def _unknown(error: UnknownItems, bank: str) -> UnusableScores:
    words = ngettext(
        "A column is no question of the bank %(bank)s: %(names)s. Nothing was taken in.",
        "%(count)d columns are no questions of the bank %(bank)s: %(names)s. Nothing was taken in.",
        error.count,
    )
    names = ", ".join(error.names) + (" …" if error.count > len(error.names) else "")
    return UnusableScores(words % {"count": error.count, "bank": bank, "names": names}, field="scores")


def _fingerprint(file: ScoreFile, sha256: str) -> str:
    """Return a name for the input: the bytes and how they were read. Title and encoding change no figure."""
    parts = [file.bank, sha256, file.held_on.isoformat(), file.first_column, str(file.blank_is_nothing)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _notes(scores: Scores, blanks: int, other_keys: list[str], *, blank_is_nothing: bool) -> list[list[str]]:
    """Return what is to be said of a file: pairs of a stable code (`words.NOTES`) and its detail."""
    notes = [["key_differs", code] for code in other_keys]
    notes += [["column_ignored", name[:40]] for name in scores.ignored]
    notes += [["row_ignored", name[:40]] for name in scores.ignored_rows]
    if scores.maxima_are_observed:
        notes.append(["maxima_are_observed", ""])
    if blanks:
        notes.append(["blank_is_nothing" if blank_is_nothing else "blank_not_asked", str(blanks)])
    return notes
