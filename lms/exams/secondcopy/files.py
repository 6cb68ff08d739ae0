"""The files of the second copy: one for each examination, written to the disk before anybody counts on them."""

import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from lms.core.crypto import decrypt, encrypt
from lms.core.models import AuditEntry
from lms.exams.eventlog import sha256
from lms.exams.secondcopy.kinds import LOGS
from lms.exams.secondcopy.rules import FIRST, Line, read_lines

CONTEXT = "exams.second_copy"
# The kind of line that says how far the audit trail was.
MARK = AuditEntry._meta.label_lower
HEADS = {model._meta.label_lower: head for model, head in LOGS.items()}
Values = dict[str, Any]


class _Exactly(DjangoJSONEncoder):
    """Django's own leaves out microseconds; the chain of a log is made over them."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def sealed(values: Values) -> str:
    """Return a row as it stands in the file: only who holds the installation's field keys can read it."""
    return encrypt(json.dumps(values, cls=_Exactly, sort_keys=True), context=CONTEXT)


def opened(line: Line) -> Values:
    """Return the row of a line.

    :raises ValueError: it was sealed under keys that are not here.
    """
    values: Values = json.loads(decrypt(line.sealed, context=CONTEXT))
    return values


def lines_of(path: Path) -> Iterator[Line]:
    """Yield the lines of a file.

    :raises BrokenCopy: a line is missing, was altered, or is out of its place.
    """
    with path.open(encoding="utf-8", newline="\n") as file:
        yield from read_lines(file)


@dataclass
class CopyFile:
    """The file of one sitting or practical examination, open for more.

    `known` says of each row that stands in it what it looked like last.

    `events` counts the events of each log, by the key of the attempt or assessor whose it is. `here` are the keys of
    rows that the database had at the last look. `lived_at` is the last time copied until which the platform lived.
    """

    path: Path
    known: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    events: Counter[int] = field(default_factory=Counter)
    here: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    lived_at: datetime | None = None
    number: int = 0
    previous: str = FIRST
    size: int = 0

    def refresh(self) -> None:
        """Read what stands in the file unless that is what this process wrote last; cut off a torn last line.

        :raises BrokenCopy: it is not what was written.
        """
        is_there = self.path.exists()
        if (self.path.stat().st_size if is_there else 0) == self.size:
            return
        self.known.clear()
        self.events.clear()
        self.number, self.previous, self.size = 0, FIRST, 0
        if not is_there:  # another disk
            return
        for line in lines_of(self.path):
            values = opened(line)
            self._note(values)
            self.number, self.previous = line.number, line.hash
            self.size += len(line.text().encode())
        with self.path.open("r+b") as file:
            file.truncate(self.size)

    def gone(self, label: str) -> set[int]:
        """Return the keys of rows of one kind that stand here and were not in the database at the last look."""
        return set(self.known[label]) - self.here[label]

    def append(self, rows: Sequence[Values]) -> None:
        """Write rows and wait until the disk has them."""
        lines = list(self._lines(rows))
        content = "".join(line.text() for line in lines).encode()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if not self.size:
            keep_names(self.path.parent)
        self.number, self.previous = lines[-1].number, lines[-1].hash
        self.size += len(content)
        for values in rows:
            self._note(values)

    def _note(self, values: Values) -> None:
        rows = self.known[values["model"]]
        if values["fields"] is None:
            rows.pop(values["pk"], None)
            return
        head = HEADS.get(values["model"])
        if head is not None and values["pk"] not in rows:
            self.events[values["fields"][head]] += 1
        rows[values["pk"]] = sha256_of(values)

    def _lines(self, rows: Iterable[Values]) -> Iterator[Line]:
        previous = self.previous
        for number, values in enumerate(rows, start=self.number + 1):
            line = Line(number, values["model"], sealed(values), previous)
            previous = line.hash
            yield line


def keep_names(folder: Path) -> None:
    """Wait until the disk has the names of the files in a folder: a new file without one is gone after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def taken_away(label: str, key: int) -> Values:
    """Return what stands in the file of a row that is there no more."""
    return {"model": label, "pk": key, "fields": None}


def sha256_of(values: Values) -> str:
    """Return by what a row is compared with what was copied of it."""
    return sha256(json.dumps(values, cls=_Exactly, sort_keys=True))
