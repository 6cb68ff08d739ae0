"""Files of questions as people read them: how far the work is, what became of each question, how many there are."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lms.core.models import Job, JobState
from lms.core.workbooks.cells import MOST_ROWS, MOST_SHEETS
from lms.exams.intake import rules
from lms.exams.intake.banks import bank_in_words, bank_or_new
from lms.exams.intake.codes import CAN_BE_NEXT
from lms.exams.intake.lacking import Lacking, lacking_in
from lms.exams.intake.models import ItemDraft, ItemImport, QuestionExport, QuestionUpload
from lms.exams.intake.operations.steps import READ_JOB, TAKE_JOB, WRITE_JOB
from lms.exams.intake.peeks import Peek, peek_as_kept, peek_of
from lms.exams.intake.reports import words_for, words_for_left_out
from lms.exams.intake.summing import facts_in_words
from lms.exams.intake.words import DECISIONS, FORMATS, KINDS, LANGUAGES, PROBLEMS, STATUSES, Words, said_of
from lms.exams.intake.words import place_in_words as in_words
from lms.exams.interchange.as_json import from_json
from lms.exams.interchange.beginnings import first_words
from lms.exams.interchange.drafts import Remark, Status
from lms.exams.interchange.formats import MOST_BYTES
from lms.exams.interchange.limits import MOST_ENTRIES
from lms.exams.interchange.qti.packages import MOST_ITEMS
from lms.exams.interchange.reasons import OF_FILES, known_file
from lms.exams.interchange.tables.shown_keys import IN_STEM

WHOLE = 1000
# What is said of a question whose key was not found where keys stand.
_KEY_MISSING = frozenset({"no_key", "key_unusable"})
_DOING: Mapping[str, Sequence[Words]] = {
    READ_JOB: (gettext_lazy("Reading the file"), gettext_lazy("Checking every question and picture")),
    TAKE_JOB: (
        gettext_lazy("Reading the file"),
        gettext_lazy("Checking every question and picture"),
        gettext_lazy("Writing all drafts in one piece"),
    ),
    WRITE_JOB: (gettext_lazy("Writing the file"),),
}
PARTS = {kind: len(doing) for kind, doing in _DOING.items()}


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one entry of a file, in words."""

    place: str
    kind: str
    status: str
    messages: tuple[str, ...]
    codes: tuple[str, ...]
    stem: str = ""
    at: str = ""  # the place as the reader names it
    kept: Sequence[Any] = ()  # the question in short, as `peeks` keeps it
    address: str = ""
    code: str = ""  # as the file says it
    topic: str | None = None  # as the file says it; None where a report does not keep it

    @property
    def status_words(self) -> Words:
        """Return the status as people call it."""
        return STATUSES[self.status]

    @property
    def peek(self) -> Peek:
        """Return options and key; made when a page shows the line: a report has thousands."""
        return peek_of(self.kept)

    @property
    def shows_key(self) -> bool:
        """Return whether the key seems to stand in brackets in the question, which a choice of the mapping mends."""
        is_open = not _KEY_MISSING.isdisjoint(self.codes)
        return "key_in_stem" in self.codes or (is_open and bool(IN_STEM.search(self.stem)))


def progress_of(row: QuestionUpload | QuestionExport, job: Job | None) -> dict[str, Any] | None:
    """Return how far the work is, in numbers and words; None when nobody is at work."""
    if not rules.is_at_work(row.state):
        return None
    if job is None or job.state == JobState.FAILED:
        words = _("The work broke off. Nothing was written. Try again, and tell the administrator.")
        return {"is_broken": True, "words": words}
    doing = _DOING[job.kind]
    done = job.progress_done if job.progress_total == WHOLE else 0
    part = min(done * len(doing) // WHOLE, len(doing) - 1)
    is_waiting = job.state == JobState.QUEUED
    words = _("Waiting for its turn") if is_waiting else str(doing[part])
    percent = done * 100 // WHOLE
    return {"done": done, "total": WHOLE, "percent": percent, "words": words, "is_broken": False}


def lines_of_upload(row: QuestionUpload) -> list[Line]:
    """Return the report of a file that waits for a yes."""
    return [_with_words(line_of(*entry[:4]), *entry[4:]) for entry in row.report]


def _with_words(
    line: Line, stem: str = "", kept: Sequence[Any] = (), code: str = "", topic: str | None = None
) -> Line:
    return replace(line, stem=stem, kept=kept, code=code, topic=topic)


def lacking_of(row: QuestionUpload, lines: Iterable[Line]) -> Lacking:
    """Return how many questions of a report lack a topic; what is left out needs none."""
    topics = Counter(line.topic for line in lines if line.topic is not None and line.status != Status.REFUSED)
    return lacking_in((row.bank, topic, number) for topic, number in topics.items())


def lines_of_import(row: ItemImport) -> list[Line]:
    """Return the report of a file that was taken in."""
    names = ("position", "type", "status", "remarks")
    return [
        _with_words(
            line_of(*(entry[name] for name in names)), entry.get("stem", ""), code=entry.get("code", "")
        )
        for entry in row.report
    ]


def with_drafts(lines: Sequence[Line], origin: ItemImport) -> list[Line]:
    """Return lines of an import with what the drafts of it are by now: their words, options and keys."""
    rows = ItemDraft.objects.filter(origin=origin, place__in={line.at[:200] for line in lines})
    drafts = {draft.place: draft for draft in rows.only("uuid", "place", "stem", "content")}
    return [_with_draft(line, drafts.get(line.at[:200])) for line in lines]


def _with_draft(line: Line, draft: ItemDraft | None) -> Line:
    if draft is None or line.status == Status.REFUSED:
        return line
    kept = peek_as_kept(from_json(draft.content))
    address = reverse("question_bank:draft", args=[draft.uuid])
    return replace(line, stem=first_words(draft.stem), kept=kept, address=address)


def line_of_draft(draft: ItemDraft) -> Line:
    """Return what was said of a draft when it came in from its file."""
    return line_of(draft.place, draft.kind, "warned" if draft.remarks else "imported", draft.remarks)


def line_of(place: str, kind: str, status: str, remarks: Sequence[Sequence[str]]) -> Line:
    """Return an entry of a report in words."""
    return Line(
        in_words(place),
        str(KINDS.get(kind, kind)),
        status,
        tuple(words_for(Remark(code, detail)) for code, detail in remarks),
        tuple(code for code, _d in remarks),
        at=place,
    )


IN_BANK = "in_bank"


def same_codes_of(lines: Iterable[Line]) -> int:
    """Return how many questions could become the next wordings of questions that have their codes."""
    return sum(CAN_BE_NEXT in line.codes for line in lines)


def counted(lines: Iterable[Line]) -> dict[str, Any]:
    """Return how many there are by status, and by type of those that are not left out, with the length of a bar."""
    lines = list(lines)
    by_status = Counter(line.status for line in lines)
    kinds = Counter(line.kind for line in lines if line.status != "refused").most_common()
    most = max((number for _kind, number in kinds), default=1)
    return {
        "statuses": [(status, words, by_status[status]) for status, words in STATUSES.items()],
        "kinds": [(kind, number, max(1, number * 100 // most)) for kind, number in kinds],
        "usable": by_status["imported"] + by_status["warned"],
        "refused": by_status["refused"],
        "in_bank": sum(line.status == "refused" and IN_BANK in line.codes for line in lines),
        "all": len(lines),
    }


def facts_of(row: QuestionUpload) -> list[tuple[str, str]]:
    """Return what was found out about a file, or said of it."""
    found = row.found or {}
    name = found.get("format") or row.format
    languages = [str(LANGUAGES.get(each, each)) for each in found.get("languages", ())]
    facts = [
        (_("Bank"), bank_or_new(row.bank)),
        (pgettext("questions", "Format"), str(FORMATS.get(name, name))),
        (_("Encoding"), _ENCODINGS.get(found.get("encoding", ""), found.get("encoding", ""))),
        (_("Language of the questions"), _(", ").join(languages)),
        *facts_in_words(found),
    ]
    return [(label, value) for label, value in facts if value]


_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "gb18030": "GBK / GB 18030", "big5": "Big5"}


def problems_of(row: QuestionUpload) -> list[str]:
    """Return why a file could not be read, in words, with what can be read where that is what it asks for."""
    words = {**PROBLEMS, **OF_FILES}
    if not row.format:  # nobody said a format that the file could contradict
        words["not_this_format"] = _("It is in no format that can be read.")
    codes = {problem["code"] for problem in row.problems}
    said = [_said_of_file(problem) or said_of(problem, words) for problem in row.problems]
    if codes & {"too_big", "archive_too_big"}:
        said += [limits_in_words(), _("Divide it into several files.")]
    return [*said, formats_in_words()] if "not_this_format" in codes else said


def _said_of_file(problem: Mapping[str, Any]) -> str:
    """Return what a file is that cannot be read, and what would help; "" where that is not known."""
    known = known_file(problem["code"], problem.get("detail", ""))
    return said_of({**problem, "detail": ""}, {problem["code"]: known}) if known else ""


def limits_in_words() -> str:
    """Return how much a file may hold."""
    words = _(
        "A file has at most %(size)s MB; a spreadsheet at most %(rows)s rows and %(sheets)s sheets, a file of QTI at "
        "most %(items)s questions, any other file at most %(questions)s questions."
    )
    numbers = {
        "size": MOST_BYTES // 1024**2,
        "rows": MOST_ROWS,
        "sheets": MOST_SHEETS,
        "items": MOST_ITEMS,
        "questions": MOST_ENTRIES,
    }
    return words % {name: f"{number:,}" for name, number in numbers.items()}


def formats_in_words() -> str:
    """Return what can be read, with how the names of such files end."""
    return _(
        "Read are Excel (.xlsx, .xls), OpenDocument (.ods), tables as text (.csv, .tsv), GIFT (.gift, .txt), Aiken "
        "(.txt), Moodle XML (.xml), and QTI 2.0, 2.1, 2.2 and 3.0 (.xml, .zip)."
    )


def decisions_by_sheet(look: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what is open, by sheet, with the column that it is about."""
    found: dict[str, list[str]] = {}
    for each in look["decisions"]:
        place = f"column {each['column']}" if each["column"] else ""
        said = said_of({**each, "place": place, "detail": _about(each)}, DECISIONS)
        found.setdefault(each["sheet"], []).append(said)
    return found


def _about(decision: Mapping[str, Any]) -> str:
    """Return what a decision is about; where a list of keys stands is a place."""
    if not decision["code"].startswith("key_list"):
        return decision["detail"]
    return ", ".join(in_words(part) for part in decision["detail"].split("; "))


@dataclass(frozen=True, slots=True)
class NotInFile:
    """A question that a written file does not hold: its number in the bank, its words, why, and its page."""

    number: int
    code: str
    stem: str
    reason: str
    address: str


def left_out_of(row: QuestionExport) -> list[NotInFile]:
    """Return what a written file does not hold, each with why."""
    return [not_in_file(*one) for one in row.left_out]


def not_in_file(code: str, reason: str, number: int = 0, stem: str = "", draft: str = "") -> NotInFile:
    """Return one of them for a page; older exports kept its code and the reason only."""
    if draft:
        address = reverse("question_bank:draft", args=[draft])
    else:
        address = reverse("question_bank:item", args=[code]) if code else ""
    return NotInFile(number, code, stem, words_for_left_out(reason), address)


def upload_row(row: QuestionUpload, names: dict[str, str]) -> dict[str, Any]:
    """Return a file on its way in as the list shows it; `names` are those of banks."""
    return {
        "file": row,
        "bank": bank_in_words(row.bank, names),
        "is_over": row.state not in rules.WITH_FILE,
        "is_at_work": rules.is_at_work(row.state),
    }


def export_row(row: QuestionExport, names: dict[str, str]) -> dict[str, Any]:
    """Return a file on its way out as the list shows it."""
    return {
        "file": row,
        "bank": bank_in_words(row.bank, names),
        "format": FORMATS.get(row.format, row.format),
        "is_at_work": rules.is_at_work(row.state),
    }
