"""What is said of a file as a whole beside its questions: what they have, lines that are none, sheets not read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.exams.intake.considering import Considered
from lms.exams.intake.reading import ReadFile
from lms.exams.interchange import tables
from lms.exams.interchange.reasons import OF_ASIDES

# What an author may say of a question beside the question itself.
_BESIDE = ("rationale", "topic", "difficulty")
MOST_KEPT = 20


def summed_up(read: ReadFile, rows: Sequence[Considered]) -> dict[str, Any]:
    """Return, as a command prints it, what of a file is not about a single question; `rows` are its entries.

    `known`: of what is taken in, how many have an explanation, a topic, a difficulty, and how many lack it.
    `not_questions`: lines of totals, types, chapters, remarks, and lists of keys. `sheets_not_read`: with their rows.
    `notes`: what has to be done before or after, in words.
    """
    known = _known(rows)
    unread = _unread(read)
    return {
        "known": known,
        "not_questions": [
            {
                "position": one.place,
                "reason": one.code,
                "message": str(OF_ASIDES[one.code]),
                "words": one.words,
            }
            for one in read.reading.asides
        ],
        "sheets_not_read": unread,
        "notes": _notes(known, unread),
    }


def _known(rows: Sequence[Considered]) -> dict[str, dict[str, int]]:
    items = [row.ready.item for row in rows if row.ready]
    have = {name: sum(bool(getattr(item, name)) for item in items) for name in _BESIDE}
    return {name: {"have": number, "lack": len(items) - number} for name, number in have.items()}


def _unread(read: ReadFile) -> list[dict[str, Any]]:
    if read.look is None or read.mapping is None:
        return []
    sheets = tables.unread_sheets(read.look.book, tables.from_json(read.mapping))
    return [{"sheet": one.sheet, "rows": one.rows, "is_hidden": one.is_hidden} for one in sheets]


def _notes(
    known: Mapping[str, Mapping[str, int]], unread: Sequence[Mapping[str, Any]]
) -> list[dict[str, str]]:
    notes = []
    if lack := known["topic"]["lack"]:
        notes.append({"code": "topic_missing", "message": _without_topic(lack)})
    hidden = [one["sheet"] for one in unread if one["is_hidden"]]
    if hidden:
        words = _("Hidden sheets that were not read: %(names)s") % {"names": ", ".join(hidden)}
        notes.append({"code": "hidden_sheet", "message": words})
    return notes


def _without_topic(number: int) -> str:
    words = ngettext(
        "%(number)s question has no topic: it cannot be submitted for review until it gets one.",
        "%(number)s questions have no topic: they cannot be submitted for review until they get one.",
        number,
    )
    return words % {"number": number}


def summary_as_kept(read: ReadFile, rows: Sequence[Considered]) -> dict[str, Any]:
    """Return the same, short enough to keep beside the report of a file that waits for a yes."""
    asides = Counter(one.code for one in read.reading.asides)
    return {"known": _known(rows), "asides": dict(asides), "unread": _unread(read)[:MOST_KEPT]}


def facts_in_words(found: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was kept of a file as a page lists it: a label and what is to be said."""
    labels = {
        "rationale": _("With an explanation"),
        "topic": _("With a topic"),
        "difficulty": _("With a difficulty"),
    }
    facts = []
    for name, numbers in found.get("known", {}).items():
        total = numbers["have"] + numbers["lack"]
        words = _("%(have)s of %(total)s questions") % {"have": numbers["have"], "total": total}
        facts.append((labels[name], words if total else ""))
    asides = [f"{OF_ASIDES[code]} ({number})" for code, number in found.get("asides", {}).items()]
    facts.append((_("Lines that are no questions"), _(", ").join(asides)))
    hidden = [one["sheet"] for one in found.get("unread", ()) if one["is_hidden"]]
    shown = [one["sheet"] for one in found.get("unread", ()) if not one["is_hidden"]]
    facts.append((_("Hidden sheets that were not read"), _(", ").join(hidden)))
    facts.append((_("Sheets that were not read"), _(", ").join(shown)))
    return facts
