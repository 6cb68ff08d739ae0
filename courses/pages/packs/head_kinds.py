"""What kind of value stands where in pack.yaml, asked before anything is made of it.

A fault names the line, the value and what belongs there. What is missing, and what a value may be beyond its kind, is
asked where the plan, the schemes and the rules are read.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.pages.packs.errors import PackError
from courses.pages.packs.faults import noted
from courses.pages.packs.shapes import NAMES_OF_KINDS
from courses.pages.packs.yaml_files import Files, line_of, line_of_name
from courses.pages.packs.yaml_words import as_written

HEAD = "pack.yaml"
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6})?")
Path = tuple[str | int, ...]
Wrong = tuple[Path, Any, str | Promise | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """Types that a value may have and what people call it; with `is_numeral`, a text that reads as a number too."""

    types: tuple[type, ...]
    words: str | Promise
    is_numeral: bool = False

    def admits(self, value: Any) -> bool:
        """Return whether the value is of the kind; true and false are no numbers."""
        if self.is_numeral and isinstance(value, str):
            return _NUMBER.fullmatch(value) is not None
        return type(value) in self.types


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of one kind or shape."""

    each: Any


@dataclass(frozen=True, slots=True)
class Named:
    """Values under any names, all of one kind."""

    each: Any


@dataclass(frozen=True, slots=True)
class Either:
    """A list of one shape, or named values of another."""

    rows: Rows
    named: Mapping[str, Any]


TEXT = Kind((str,), NAMES_OF_KINDS[str])
WHOLE = Kind((int,), NAMES_OF_KINDS[int])
BOOL = Kind((bool,), NAMES_OF_KINDS[bool])
DAY = Kind((date,), gettext_lazy("a day, as 2026-12-01"))
NUMBER = Kind((int, float), gettext_lazy("a number"), is_numeral=True)
LIST = Kind((list,), gettext_lazy("a list"))
NAMES = Kind((dict,), gettext_lazy("values with names"))
WORDS = {"zh": TEXT, "en": TEXT}
CELL = {"topic": TEXT, "type": TEXT, "count": WHOLE, "marks": NUMBER, "depth": TEXT, "difficulty": TEXT}
# Rows, or named values with rows among them: how wide the choice of items is stands beside them then.
BLUEPRINT = Either(Rows(CELL), {"rows": Rows(CELL)})
MAY_BE_EMPTY = {"occupation", "level"}
TIMES = {"theory_minutes": WHOLE, "practice_minutes": WHOLE}
UNIT = {"code": TEXT, "title": WORDS, "lessons": Rows(TEXT), **TIMES}
SHAPE: Mapping[str, Any] = {
    "schema": WHOLE,
    "code": TEXT,
    "occupation": {"code": TEXT, "title": WORDS},
    "programme": {"code": TEXT, "kind": TEXT, "level": WHOLE, "title": WORDS, "summary": WORDS},
    "version": {"number": WHOLE, "valid_from": DAY, "standard": TEXT, "basis": WORDS},
    "topics": Rows({"code": TEXT, "title": WORDS}),
    "lent_topics": Rows({"code": TEXT, "title": WORDS}),
    "units": Rows(UNIT),
    "courses": Rows(
        {
            "code": TEXT,
            "title": WORDS,
            "block": TEXT,
            "credits": WHOLE,
            "is_elective": BOOL,
            "requires": Rows(TEXT),
            "units": Rows(UNIT),
            **TIMES,
        }
    ),
    "borrows": Rows(TEXT),
    "requirements": Rows(
        {
            "code": TEXT,
            "kind": TEXT,
            "title": WORDS,
            "scheme": TEXT,
            "rubric": TEXT,
            "block": TEXT,
            "kinds": Rows(TEXT),
            "share_percent": WHOLE,
            "minimum": WHOLE,
            **TIMES,
        }
    ),
    "recognition": Rows(
        {
            "valid_from": DAY,
            "cap_percent": WHOLE,
            "cap_blocks": Rows(TEXT),
            "credits": Named(WHOLE),
            "basis": WORDS,
        }
    ),
    "equipment": Rows(
        {
            "kind": TEXT,
            "title": WORDS,
            "course": TEXT,
            "unit": TEXT,
            "teaching": TEXT,
            "count": WHOLE,
            "per_people": WHOLE,
        }
    ),
    "examination_schemes": Rows(
        {
            "code": TEXT,
            "title": WORDS,
            "duration_minutes": WHOLE,
            "pass_percent": NUMBER,
            "release": TEXT,
            "blueprint": BLUEPRINT,
            "basis": WORDS,
        }
    ),
    "practical_schemes": Rows(
        {
            "code": TEXT,
            "title": WORDS,
            "basis": WORDS,
            "minutes": WHOLE,
            "pass_percent": NUMBER,
            "least_assessors": WHOLE,
            "aggregation": TEXT,
            "spread_limit": NUMBER,
            "veto": TEXT,
            "tries": WHOLE,
            "groups": Rows(
                {"code": TEXT, "title": WORDS, "count": WHOLE, "weight": NUMBER, "tasks": Rows(TEXT)}
            ),
        }
    ),
    "admission_rules": Rows({"code": TEXT, "after": TEXT, "basis": WORDS}),
    "planned": Rows({}),
}


def check_kinds(files: Files, head: Mapping[str, Any]) -> None:
    """Look at every value of pack.yaml that has a kind of its own.

    :raises PackError: naming the line, the value and what belongs there, for each of them where faults are gathered.
    """
    for path, value, words in _wrong(head, SHAPE, ()):
        with noted():
            raise PackError(
                _said_of_name(files, path, value) if words is None else _said(files, path, value, words)
            )


def _said(files: Files, path: Path, value: Any, words: str | Promise) -> str:
    place = {
        "name": HEAD,
        "line": line_of(files, HEAD, *path),
        "what": ".".join(step for step in path if isinstance(step, str)),
    }
    said = _("%(place)s: %(value)s stands where there must be %(kinds)s.")
    where = _("%(name)s line %(line)s, %(what)s") % place
    return said % {"place": where, "value": as_written(value), "kinds": words}


def _said_of_name(files: Files, path: Path, name: Any) -> str:
    said = _(
        "%(name)s line %(line)s: the name %(key)s is no text. Write a word there, or put it in quotation marks."
    )
    line = line_of_name(files, HEAD, path, name)
    return said % {"name": HEAD, "line": line, "key": as_written(name)}


def _wrong(value: Any, shape: Any, path: Path) -> Iterator[Wrong]:
    """Yield where a value is of a wrong kind, the value, and what belongs there.

    Of a name that is no text: where the named values are, the name, and None.
    """
    if isinstance(shape, Either):
        shape = shape.named if isinstance(value, dict) else shape.rows
    if isinstance(shape, Kind):
        if not shape.admits(value):
            yield path, value, shape.words
    elif isinstance(shape, Rows):
        if LIST.admits(value):
            for number, row in enumerate(value):
                yield from _wrong(row, shape.each, (*path, number))
        else:
            yield path, value, LIST.words
    elif NAMES.admits(value):
        yield from _wrong_inside(value, shape, path)
    else:
        yield path, value, NAMES_OF_KINDS[dict] if shape is WORDS else NAMES.words


def _wrong_inside(value: dict, shape: Any, path: Path) -> Iterator[Wrong]:
    for name, inner in value.items():
        if not TEXT.admits(name):
            yield path, name, None
            continue
        wanted = shape.each if isinstance(shape, Named) else shape.get(name)
        if wanted is not None and not (inner is None and name in MAY_BE_EMPTY):
            yield from _wrong(inner, wanted, (*path, name))
