"""The intermediate form between files and the bank: what a reader understood, and what it did not. No Django.

Every reader gives a `Reading`, every writer takes `DraftItem`s. Texts are plain: a reader cleans what it reads, so no
markup of a file ever reaches a page. A picture or a formula stands in the text as a mark, `[[1]]`, which names the
attachment of this number.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from lms.exams.interchange.beginnings import first_words


class Kind(StrEnum):
    """The kinds of items (`exam-protocol.md` section 8)."""

    TRUE_FALSE = "true_false"
    SINGLE = "single"
    MULTIPLE = "multiple"
    ORDERING = "ordering"
    MATCHING = "matching"
    NUMERIC = "numeric"
    HOTSPOT = "hotspot"
    FILL_IN = "fill_in"
    SHORT_ANSWER = "short_answer"
    PRACTICAL_TASK = "practical_task"


class Status(StrEnum):
    """What became of one thing in a file."""

    IMPORTED = "imported"
    WARNED = "warned"
    REFUSED = "refused"


class Language(StrEnum):
    """The language of a text; a file that does not say is read in the one that the caller names."""

    ZH = "zh"
    EN = "en"


Text = Mapping[str, str]  # by language: {"zh": ..., "en": ...}; one of them may be missing


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a mark in a text stands for: a picture of the file (raw bytes, not yet cleaned) or a formula in TeX.

    Only the bank has circuits, in words of its own, with the drawing as data: files get the drawing as a picture.
    """

    kind: str  # "picture" or "formula"; "circuit" in the bank
    name: str  # the file's own name for it
    data: bytes = b""
    tex: str = ""  # of a circuit: the words that describe it
    alternative: str = ""  # what the picture shows, in words
    english: str = ""  # the same in English, where that is not the only language of the item

    @property
    def told(self) -> str:
        """Return what it shows, for formats that say it once."""
        return self.alternative or self.english


@dataclass(frozen=True, slots=True)
class Option:
    """A text that can be chosen, put in order or matched. `name` is stable inside its item: "a", "b", ..."""

    name: str
    text: Text


@dataclass(frozen=True, slots=True)
class Gap:
    """Accepted answers of one gap, each with its share of the gap's mark (1 = all of it)."""

    accepted: Mapping[str, Decimal]
    is_case_sensitive: bool = False
    choices: tuple[str, ...] = ()  # given when the gap is filled from a list
    weight: Decimal = Decimal(1)  # its part of the item's marks, compared with the other gaps


@dataclass(frozen=True, slots=True)
class Number:
    """A value with an inclusive tolerance; `is_relative`: the tolerance is a share of the value."""

    value: Decimal
    tolerance: Decimal = Decimal(0)
    unit: str = ""
    is_relative: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """A part of a picture, in shares of its width and height (0 to 1).

    `shape` and `coords`: "rect" (left, top, right, bottom), "circle" (x, y, radius as a share of the width), "poly"
    (x1, y1, x2, y2, ...).
    """

    name: str
    shape: str
    coords: tuple[Decimal, ...]
    label: Text = field(default_factory=dict)


class Scoring(StrEnum):
    """How a response earns marks."""

    EXACT = "exact"  # all right or nothing
    # each right pair or gap earns its share; each right pick, if none is wrong; each two neighbours of an order
    PER_PART = "per_part"
    MAPPED = "mapped"  # each choice has its own weight, see `weights`
    BY_HAND = "by_hand"  # somebody marks it
    UNSCORED = "unscored"  # the file's rule was not understood; never a guess


@dataclass(frozen=True, slots=True)
class DraftItem:
    """One item as it was read.

    `key` by kind: TRUE_FALSE a bool; SINGLE the option's name; MULTIPLE a tuple of names; ORDERING the names in their
    right order; MATCHING {option's name: match's name}; NUMERIC a tuple of `Number` (one of them is enough); HOTSPOT a
    tuple of names of regions; FILL_IN a tuple of `Gap`, one for each `____` of the stem; SHORT_ANSWER key phrases (may
    be none); PRACTICAL_TASK None. None for any kind: the file gives no key, `scoring` then is UNSCORED or BY_HAND.
    """

    kind: Kind
    stem: Text
    key: Any
    options: tuple[Option, ...] = ()
    matches: tuple[Option, ...] = ()
    regions: tuple[Region, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    scoring: Scoring = Scoring.EXACT
    weights: Mapping[str, Decimal] = field(
        default_factory=dict
    )  # of options, regions or gaps ("1", "2"), for MAPPED
    marks: Decimal = Decimal(1)
    is_shuffled: bool = True
    rationale: Text = field(default_factory=dict)
    code: str = ""  # the file's own name of the item; the bank makes a usable code of it
    topic: str = ""
    depth: str = ""
    difficulty: str = ""
    source: str = ""
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to say of an entry: a stable code (`reasons.py`), and what of the file it is about."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a file at its place, and what became of it.

    `place` is for people: "row 12", "line 40", "items/q1.xml". `named_type` is what the file calls it. A refused entry
    has no item and at least one remark; a warned one has both. `words` are the first ones of a refused entry, as far as
    they were read.
    """

    place: str
    item: DraftItem | None = None
    remarks: tuple[Remark, ...] = ()
    named_type: str = ""
    words: str = ""

    @property
    def begins(self) -> str:
        """Return the first words of the entry, whatever became of it."""
        stem = self.item.stem if self.item else {}
        return first_words(stem.get("zh") or stem.get("en") or self.words)

    @property
    def status(self) -> Status:
        """Return what became of it."""
        if self.item is None:
            return Status.REFUSED
        return Status.WARNED if self.remarks else Status.IMPORTED


@dataclass(frozen=True, slots=True)
class Aside:
    """A line of a file that is no question: its place, a stable code (`reasons.OF_ASIDES`), its first words."""

    place: str
    code: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader found in a file: its format, its encoding if it is text, its entries in order.

    `asides` are lines that a person may take for questions and that are none.
    """

    format: str
    entries: Sequence[Entry]
    encoding: str = ""
    asides: Sequence[Aside] = ()

    def counted(self) -> dict[str, Counter[str]]:
        """Return how many entries there are by status, and how many items by kind."""
        by_status = Counter(str(entry.status) for entry in self.entries)
        by_kind = Counter(str(entry.item.kind) for entry in self.entries if entry.item)
        return {"status": by_status, "type": by_kind}
