"""What a file of the second copy holds, and how its rows get into the database: nothing newer is written over."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.core.serializers.base import DeserializationError
from django.db import DataError, IntegrityError, connection
from django.db.models import Model
from django.utils.translation import gettext as _

from lms.exams.appeals.models import Appeal
from lms.exams.handmarking.models import Marker
from lms.exams.marking.models import Result
from lms.exams.practical.models import PracticalExamination
from lms.exams.secondcopy.errors import OtherHistory, UnusableCopy
from lms.exams.secondcopy.files import MARK, Values, lines_of, opened, sha256_of
from lms.exams.secondcopy.forward import lead_up_to
from lms.exams.secondcopy.kinds import (
    APPEALED,
    BY_HAND,
    CHANGING,
    OWN,
    PHOTO_KINDS,
    SINCE_PLANNING,
    TAKEN_AWAY,
    TOLD,
    as_values,
)
from lms.exams.secondcopy.named import named_kinds
from lms.exams.secondcopy.oneway import ONE_WAY, Order, is_same, order_of
from lms.exams.secondcopy.rules import BrokenCopy
from lms.exams.sittings.models import Sitting, SittingPaper

AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class MissingPhoto:
    """A photograph that did not come back: of whose work, of which task, when it was added, and why."""

    file: str
    photo: str
    candidate: str
    attempt: int
    task: str
    number: int
    at: datetime
    why: str

    def as_dict(self) -> dict[str, object]:
        """Return it for programs."""
        return {**asdict(self), "at": self.at.isoformat()}


@dataclass(frozen=True, slots=True)
class Held:
    """An examination that was left as the database has it: its file, what it is called, the line, and why.

    `lacking` counts rows that stand only in the file, or otherwise than in the database; with none, nothing is lost.
    `kinds` counts them by the label of their model.
    """

    file: str
    examination: str
    line: int
    why: str
    lacking: int
    kinds: dict[str, int] = field(default_factory=dict)


@dataclass
class Replayed:
    """What became of the rows of a copy, counted by the label of their model; `pictures` came back to the store.

    `taken_off` are those that the backup still had and the copy has not; `missing` are pictures that neither has;
    `held` are examinations of which nothing was brought back.
    """

    lines: int = 0
    added: Counter[str] = field(default_factory=Counter)
    moved_on: Counter[str] = field(default_factory=Counter)
    taken_off: Counter[str] = field(default_factory=Counter)
    known: int = 0
    pictures: int = 0
    missing: list[MissingPhoto] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    def add(self, other: "Replayed") -> None:
        """Count in what became of the rows of a further file."""
        self.added += other.added
        self.moved_on += other.moved_on
        self.taken_off += other.taken_off
        self.known += other.known
        self.pictures += other.pictures
        self.missing += other.missing


@dataclass
class Copied:
    """One file, read and opened: of each row the last that was copied, and in which line it stands.

    `gone` are the keys of rows that were taken away after they were copied. `mark` says how far the audit trail was at
    the last look, and `head` is the hash of the last line. `is_older`: the database is known to be later than the copy.
    """

    path: Path
    rows: dict[type[Model], dict[int, tuple[Values, int]]] = field(default_factory=dict)
    gone: dict[type[Model], set[int]] = field(default_factory=dict)
    lines: int = 0
    mark: Values | None = None
    head: str = ""
    is_older: bool = False

    def of(self, model: type[Model]) -> dict[int, tuple[Values, int]]:
        """Return the rows of one kind, by their keys."""
        return self.rows.get(model, {})

    @property
    def is_room(self) -> bool:
        """Return whether it is that of a sitting; else it is that of a practical examination."""
        return Sitting in self.rows


def read_copy(path: Path) -> Copied:
    """Read a whole file.

    :raises UnusableCopy: it was altered, cannot be read or opened, or there is no examination in it.
    """
    copy = Copied(path)
    by_name = {**named_kinds(), **{model._meta.label_lower: model for model in OWN}}
    try:
        for line in lines_of(path):
            copy.lines, copy.head = line.number, line.hash
            if line.kind == MARK:
                copy.mark = opened(line)
                continue
            model = by_name.get(line.kind)
            if model is None:
                raise BrokenCopy(line.number)
            _keep(copy, model, opened(line))
    except BrokenCopy as error:
        raise unusable(path, error.line, _("it was altered")) from error
    except (OSError, ValueError) as error:
        words = _("it cannot be read, or was sealed under keys that this installation does not have")
        raise unusable(path, copy.lines, words) from error
    # Earlier versions wrote nothing but photographs of a practical examination.
    is_of_photos = bool(copy.rows) and set(copy.rows) <= set(PHOTO_KINDS)
    if not (copy.of(Sitting) or copy.of(PracticalExamination) or is_of_photos):
        raise unusable(path, copy.lines, _("there is no examination in it"))
    return copy


def _keep(copy: Copied, model: type[Model], values: Values) -> None:
    rows, gone = copy.rows.setdefault(model, {}), copy.gone.setdefault(model, set())
    if values["fields"] is None:
        rows.pop(values["pk"], None)
        gone.add(values["pk"])
    else:
        rows[values["pk"]] = values, copy.lines
        gone.discard(values["pk"])


def unusable(path: Path, line: int, why: str) -> UnusableCopy:
    """Return the refusal of a file, with the line that it is about."""
    return UnusableCopy(_refusal(path, line, why), field="file")


def other_history(path: Path, line: int, why: str) -> OtherHistory:
    """Return why one examination stays as the database has it, with the line that it is about."""
    return OtherHistory(_refusal(path, line, why), line=line, why=why)


def _refusal(path: Path, line: int, why: str) -> str:
    text = _("%(file)s, line %(line)s: %(why)s. Nothing was changed.")
    return text % {"file": path.name, "line": line, "why": why}


def put_named(copy: Copied, replayed: Replayed) -> None:
    """Write what the room names and the backup lacks: people, enrolments, papers. What is there stays as it is.

    :raises OtherHistory: the database has other rows in their place.
    """
    for model in (model for model in copy.rows if model not in OWN):
        rows = copy.of(model)
        here = {row["pk"]: row for row in as_values(model._base_manager.filter(pk__in=rows), model)}
        for key, (values, line) in sorted(rows.items()):
            if key not in here:
                _write(copy, model, rows[key], replayed)
            elif model in ONE_WAY and order_of(model, here[key], values) is Order.COPY_LATER:
                _write(copy, model, rows[key], replayed, here=here[key])
            elif _identity(here[key]) != _identity(values):
                raise other_history(copy.path, line, _("the database has another row in its place"))
            else:
                replayed.known += 1


def _identity(values: Values) -> str:
    """Return by what a row is known to be the same as another, which may look otherwise meanwhile."""
    return str(values["fields"].get("uuid") or sha256_of(values))


def put_rows(copy: Copied, kinds: Collection[type[Model]], replayed: Replayed, *, lacking: str) -> None:
    """Write the rows of these kinds that the database has not, or not as they are in the copy, and count them.

    A row of the database that is newer than the copied one stays.

    :raises OtherHistory: the database has other rows in their place, or is `lacking` what they name.
    """
    for model in kinds:
        for values, line, here in _unlike(copy, model, replayed):
            if here is not None and model in CHANGING and order_of(model, here, values) is Order.APART:
                raise other_history(copy.path, line, _("the database has another row in its place"))
            if stays(copy, model, here, values):
                replayed.known += 1
            else:
                _write(copy, model, (values, line), replayed, here=here)
    _settle(copy, lacking)


def stays(copy: Copied, model: type[Model], here: Values | None, copied: Values) -> bool:
    """Return whether the database is left as it is: its row is later than the copied one, or was taken away since.

    Where the row itself does not tell which is later, the copy is taken for it, unless its mark tells otherwise.
    """
    if here is None:
        return copy.is_older and model in TAKEN_AWAY
    if model not in CHANGING:
        return False
    return copy.is_older or order_of(model, here, copied) is Order.HERE_LATER


def refuse_newer(copy: Copied, kinds: Mapping[type[Model], str], roots: Sequence[int]) -> None:
    """Refuse when the room has a row in the database of which the copy does not know: it went on without the copy.

    :raises OtherHistory: so it is.
    """
    # A copy of an earlier version has none of these.
    left_out = (
        (() if copy.of(SittingPaper) else SINCE_PLANNING)
        + (() if copy.of(Marker) else BY_HAND)
        + (() if copy.of(Result) or not copy.is_room else TOLD)
        + (() if copy.of(Appeal) or copy.is_room else APPEALED)
    )
    for model, way in kinds.items():
        if model in left_out:
            continue
        here = model._default_manager.filter(**{f"{way}__in": roots})
        unknown = set(here.order_by().values_list("pk", flat=True)) - set(copy.of(model))
        if unknown:
            words = _("the database knows more of this room than the copy (%(what)s)")
            raise other_history(copy.path, copy.lines, words % {"what": model._meta.verbose_name})


def _unlike(
    copy: Copied, model: type[Model], replayed: Replayed
) -> Iterator[tuple[Values, int, Values | None]]:
    """Yield the rows of the copy that are not in the database as they are in the copy, and how they are there."""
    rows = copy.of(model)
    keys = sorted(rows)
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        here = {row["pk"]: row for row in as_values(model._default_manager.filter(pk__in=part), model)}
        same = {key for key, values in here.items() if sha256_of(values) == sha256_of(rows[key][0])}
        replayed.known += len(same)
        yield from ((*rows[key], here.get(key)) for key in part if key not in same)


def _write(
    copy: Copied,
    model: type[Model],
    row: tuple[Values, int],
    replayed: Replayed,
    *,
    here: Values | None = None,
) -> None:
    """Insert a row with its line, or write of the one that is `here` what differs: other columns are under guard."""
    values, line = row
    if here is not None and model not in CHANGING and model not in ONE_WAY:
        raise other_history(copy.path, line, _("the database has another row in its place"))
    how: dict[str, Any] = {"force_insert": True}
    try:
        (found,) = serializers.deserialize("python", [values])
        if here is not None:
            lead_up_to(model, here, values)
            fields, now = values["fields"], here["fields"]
            names = [name for name in fields if not is_same(fields[name], now.get(name))]
            how = {"force_update": True, "update_fields": names}
        found.object.save_base(raw=True, **how)
    except (DeserializationError, ValidationError) as error:
        raise unusable(copy.path, line, _("it was altered")) from error
    except (IntegrityError, DataError) as error:
        raise other_history(copy.path, line, _("the database has another row in its place")) from error
    (replayed.added if here is None else replayed.moved_on)[model._meta.label_lower] += 1


def _settle(copy: Copied, lacking: str) -> None:
    """See that everything that the rows name is there, and let the database count on from the highest key."""
    try:
        connection.check_constraints([model._meta.db_table for model in copy.rows])
    except IntegrityError as error:
        raise other_history(copy.path, copy.lines, lacking) from error
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(copy.rows)):
            cursor.execute(statement)
