"""What is said of a file: entry by entry with codes and words, and counted."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from lms.core.unreadable import UnreadableFile
from lms.exams.intake.considering import Considered
from lms.exams.intake.peeks import peek_as_kept
from lms.exams.intake.words import place_in_words
from lms.exams.interchange.drafts import Reading, Remark, Status
from lms.exams.interchange.reasons import OF_ENTRIES, OF_FILES, OF_WRITING, known_file


def described(rows: Sequence[Considered]) -> dict[str, Any]:
    """Return the entries of a file, how many there are by status and reason, and by type of those not refused."""
    entries = [_described(row) for row in rows]
    kept = [entry["type"] for entry in entries if entry["status"] != Status.REFUSED]
    counted = {
        "type": Counter(kept),
        "status": Counter(entry["status"] for entry in entries),
        "reason": Counter(entry["reason"] for entry in entries if entry["reason"]),
    }
    return {"items": entries, "counts": {name: dict(one) for name, one in counted.items()}}


def _described(row: Considered) -> dict[str, Any]:
    report = row.report
    remarks = [{"code": one.code, "message": words_for(one)} for one in row.entry.remarks]
    return {
        "position": report["position"],
        "type": report["type"],
        "status": report["status"],
        "reason": remarks[0]["code"] if remarks else "",
        "message": " ".join(one["message"] for one in remarks),
        "remarks": remarks,
    }


def words_for(remark: Remark) -> str:
    """Return a remark in words, with what of the entry it is about."""
    words = str(OF_ENTRIES.get(remark.code, remark.code))
    return f"{words} ({place_in_words(remark.detail)})" if remark.detail else words


def refusal_of(error: UnreadableFile) -> dict[str, str]:
    """Return why a file is refused as a whole."""
    known = str(known_file(error.code, error.detail))
    words = known or str(OF_FILES.get(error.code) or OF_ENTRIES.get(error.code, error.code))
    about = ", ".join(part for part in (error.place, error.detail) if part)
    return {
        "reason": error.code,
        "place": error.place,
        "message": f"{words} ({about})" if about else words,
    }


def words_for_left_out(reason: str) -> str:
    """Return why an item is not in a file that was written, in words."""
    return str(OF_WRITING.get(reason) or OF_ENTRIES.get(reason, reason))


def as_kept(rows: Sequence[Considered]) -> list[list[Any]]:
    """Return a report as a row keeps it while its file waits: place, type, status, remarks, first words, in short
    what would be taken in, with its key, its code and its topic. Only who sent the file sees it; it goes with the file.
    """
    return [_kept(row) for row in rows]


def _kept(row: Considered) -> list[Any]:
    report, item = row.report, row.ready.item if row.ready else None
    said = [report[name] for name in ("position", "type", "status", "remarks", "stem")]
    return [*said, peek_as_kept(item) if item else [], report["code"], item.topic if item else ""]


def languages_of(reading: Reading) -> list[str]:
    """Return the languages in which the questions of a file are."""
    found = {language for entry in reading.entries if entry.item for language in entry.item.stem}
    return sorted(found, reverse=True)
