"""Reads a content pack from its folder and says, by file and place, what is wrong with it. Writes nothing."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from courses.catalog.api import PlannedLesson, PlannedRequirement, PlannedUnit, ProgrammePlan
from courses.pages.drawings import find_fault
from lms.core.errors import InvalidInput

SCHEMA = 1
LANGUAGES = ("zh", "en")
ENDINGS = (".yaml", ".svg")


class PackError(InvalidInput):
    """The pack cannot be loaded; the message names the file and the place."""

    code = "pages.pack.unusable"


@dataclass(frozen=True, slots=True)
class Pack:
    """One content pack as read: plan for the catalogue, lessons, items, schemes, and the hash of all its bytes."""

    code: str
    plan: ProgrammePlan
    lessons: tuple[dict, ...]
    items: tuple[dict, ...]
    rubrics: tuple[dict, ...]
    schemes: tuple[dict, ...]
    drawings: dict[str, bytes]
    sha256: str


def read_pack(folder: Path) -> Pack:
    """Read and check the pack in `folder`.

    :raises PackError: a file is missing or unreadable, a value or language is missing, a reference leads nowhere.
    """
    try:
        return _read_pack(folder)
    except KeyError as error:
        raise PackError(f"{folder.name}: a value named {error} is missing.") from error


def _read_pack(folder: Path) -> Pack:
    head = _mapping(folder / "pack.yaml")
    if head.get("schema") != SCHEMA:
        raise PackError(f"pack.yaml: schema {head.get('schema')!r} is not {SCHEMA}.")
    lessons = tuple(_mapping(path) for path in sorted((folder / "lessons").glob("*.yaml")))
    items = tuple(item for path in sorted((folder / "items").glob("*.yaml")) for item in _list(path))
    rubrics = tuple(_mapping(path) for path in sorted((folder / "rubrics").glob("*.yaml")))
    drawings = {
        f"drawings/{path.name}": _drawing(path) for path in sorted((folder / "drawings").glob("*.svg"))
    }
    _check_languages("pack.yaml", head)
    for lesson in lessons:
        _check_languages(f"lessons/{lesson.get('code')}", lesson)
    for rubric in rubrics:
        _check_languages(f"rubrics/{rubric.get('code')}", rubric)
    _check_references(
        lessons,
        {
            "drawing": set(drawings),
            "practice": {item["code"] for item in items if item["use"] == "practice"},
            "task": {rubric["code"] for rubric in rubrics},
            "examination": {scheme["code"] for scheme in head["examination_schemes"]},
        },
    )
    _check_places(head, lessons)
    return Pack(
        code=head["code"],
        plan=_plan(head, lessons),
        lessons=lessons,
        items=items,
        rubrics=rubrics,
        schemes=tuple(head["examination_schemes"]),
        drawings=drawings,
        sha256=_hash(folder),
    )


def _load(path: Path) -> Any:
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise PackError(f"{path.name} is missing.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise PackError(f"{path.name} cannot be read: {error}") from error


def _mapping(path: Path) -> dict:
    value = _load(path)
    if not isinstance(value, dict):
        raise PackError(f"{path.name} must hold named values.")
    return value


def _list(path: Path) -> list[dict]:
    value = _load(path)
    if not isinstance(value, list):
        raise PackError(f"{path.name} must hold a list of items.")
    return value


def _drawing(path: Path) -> bytes:
    """Return the bytes of an SVG that holds no script, handler, document type or outside reference."""
    content = path.read_bytes()
    fault = find_fault(content)
    if fault is not None:
        raise PackError(f"{path.name} {_DRAWING_FAULTS[fault.code].format(fault.name)}.")
    return content


_DRAWING_FAULTS = {
    "unreadable": "is not a plain SVG: {}",
    "element": "holds <{}>",
    "attribute": "holds the attribute {}",
}


def _check_languages(place: str, value: Any) -> None:
    """Walk all values: wherever one language stands, the other must stand too."""
    if isinstance(value, dict):
        if set(value) & set(LANGUAGES) and "term" not in value:  # in word lists the term is the Chinese
            missing = [
                language for language in LANGUAGES if not value.get(language) and value.get(language) != ""
            ]
            if missing:
                raise PackError(f"{place}: the language {', '.join(missing)} is missing.")
            return
        for key, inner in value.items():
            _check_languages(f"{place}.{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            _check_languages(f"{place}[{number}]", inner)


# What a block names, and the words of the refusal when it is not there.
_REFERENCES = {
    "drawing": (lambda block: [block["file"]], "there is no {}"),
    "practice": (lambda block: block["items"], "not a practice item: {}"),
    "task": (lambda block: [block["rubric"]], "there is no rubric {}"),
    "examination": (lambda block: [block["scheme"]], "there is no examination scheme {}"),
}


def _check_references(lessons: tuple[dict, ...], known: dict[str, set[str]]) -> None:
    for lesson in lessons:
        for number, block in enumerate(lesson["blocks"], start=1):
            named, words = _REFERENCES.get(block["type"], (lambda _block: [], ""))
            missing = sorted(set(named(block)) - known.get(block["type"], set()))
            if missing:
                place = f"lessons/{lesson['code']} block {number}"
                raise PackError(f"{place}: {words.format(', '.join(missing))}.")


def _check_places(head: dict, lessons: tuple[dict, ...]) -> None:
    """Every lesson stands in one unit: progress counts lessons, and a page without a place has no record to show."""
    placed = [code for unit in head["units"] for code in unit["lessons"]]
    for lesson in lessons:
        if placed.count(lesson["code"]) != 1:
            raise PackError(
                f"pack.yaml: the lesson {lesson['code']} stands in {placed.count(lesson['code'])} units, not in one."
            )


def _plan(head: dict, lessons: tuple[dict, ...]) -> ProgrammePlan:
    by_code = {lesson["code"]: lesson for lesson in lessons}
    programme, version = head["programme"], head["version"]
    return ProgrammePlan(
        code=programme["code"],
        kind=programme["kind"],
        title=programme["title"],
        summary=programme["summary"],
        occupation_code=head["occupation"]["code"],
        occupation_title=head["occupation"]["title"],
        number=version["number"],
        valid_from=version["valid_from"],
        basis=version["basis"],
        units=tuple(_unit(unit, by_code) for unit in head["units"]),
        requirements=tuple(_requirement(row) for row in head["requirements"]),
    )


def _unit(unit: dict, lessons: dict[str, dict]) -> PlannedUnit:
    missing = [code for code in unit["lessons"] if code not in lessons]
    if missing:
        raise PackError(f"pack.yaml unit {unit['code']}: there is no lesson {', '.join(missing)}.")
    return PlannedUnit(
        code=unit["code"],
        title=unit["title"],
        theory_minutes=unit["theory_minutes"],
        practice_minutes=unit["practice_minutes"],
        lessons=tuple(
            PlannedLesson(code, lessons[code]["title"], lessons[code]["minutes"]) for code in unit["lessons"]
        ),
    )


def _requirement(row: dict) -> PlannedRequirement:
    return PlannedRequirement(
        code=row["code"],
        title=row["title"],
        kind=row["kind"],
        share_percent=row.get("share_percent"),
        examination_scheme=row.get("scheme", ""),
    )


def _hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in ENDINGS:
            digest.update(
                path.relative_to(folder).as_posix().encode() + b"\x00" + path.read_bytes() + b"\x00"
            )
    return digest.hexdigest()
