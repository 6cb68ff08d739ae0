"""Reads a content pack from its folder and says, by file and place, what is wrong with it. Writes nothing."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import yaml
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from courses.catalog.api import PlannedLesson, PlannedRequirement, PlannedUnit, ProgrammePlan
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
    topics: tuple[dict, ...]
    items: tuple[dict, ...]
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
    drawings = {
        f"drawings/{path.name}": _drawing(path) for path in sorted((folder / "drawings").glob("*.svg"))
    }
    _check_languages("pack.yaml", head)
    for lesson in lessons:
        _check_languages(f"lessons/{lesson.get('code')}", lesson)
    _check_references(lessons, items, drawings)
    _check_places(head, lessons)
    return Pack(
        code=head["code"],
        plan=_plan(head, lessons),
        lessons=lessons,
        topics=tuple(head["topics"]),
        items=items,
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
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise PackError(f"{path.name} is not a plain SVG: {error}") from error
    for element in root.iter():
        _refuse_active(path.name, element)
    return content


def _refuse_active(name: str, element: Element) -> None:
    if element.tag.rsplit("}", 1)[-1] in {"script", "foreignObject", "iframe", "image"}:
        raise PackError(f"{name} holds <{element.tag.rsplit('}', 1)[-1]}>.")
    for key, value in element.attrib.items():
        attribute = key.rsplit("}", 1)[-1].lower()
        if attribute.startswith("on") or (attribute == "href" and not value.startswith("#")):
            raise PackError(f"{name} holds the attribute {attribute}.")


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


def _check_references(lessons: tuple[dict, ...], items: tuple[dict, ...], drawings: dict[str, bytes]) -> None:
    practice = {item["code"] for item in items if item["use"] == "practice"}
    for lesson in lessons:
        for number, block in enumerate(lesson["blocks"], start=1):
            place = f"lessons/{lesson['code']} block {number}"
            if block["type"] == "drawing" and block["file"] not in drawings:
                raise PackError(f"{place}: there is no {block['file']}.")
            unknown = set(block.get("items", [])) - practice
            if block["type"] == "practice" and unknown:
                raise PackError(f"{place}: not a practice item: {', '.join(sorted(unknown))}.")


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
