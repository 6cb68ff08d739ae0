"""Reads a content pack from its files and says, by file and place, what is wrong with it. Writes nothing."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammePlan
from courses.pages.packs.archive import MANIFEST
from courses.pages.packs.attachments import ENDINGS as ATTACHED
from courses.pages.packs.attachments import Attachments, attachments_in
from courses.pages.packs.bank import items_in, refuse_twice, reviews_in, schemes_in, topics_in
from courses.pages.packs.errors import PackError
from courses.pages.packs.lessons import languages_of, page_of
from courses.pages.packs.pictures import ENDINGS, checked_picture
from courses.pages.packs.plans import MINUTES, check_code, plan_of_pack, planned_in
from courses.pages.packs.shapes import LANGUAGES, Context
from courses.pages.packs.yaml_files import Files, mapping, rows
from lms.exams.api import NewReview

SCHEMA = 1
HEAD = "pack.yaml"
REVIEWS = "reviews.yaml"
# Which files a pack consists of; others are refused, so that nothing is carried along unread.
YAML = (".yaml",)
PLACES = {"": YAML, "lessons": YAML, "items": YAML, "rubrics": YAML, "drawings": ENDINGS, **ATTACHED}


@dataclass(frozen=True, slots=True)
class Pack:
    """One content pack as read: plan for the catalogue, lessons, items, schemes, and the hash of all its bytes.

    `planned` are lessons of the plan that nobody has written yet.
    """

    code: str
    plan: ProgrammePlan
    lessons: tuple[dict, ...]
    planned: tuple[dict, ...]
    topics: tuple[dict, ...]
    items: tuple[dict, ...]
    rubrics: tuple[dict, ...]
    schemes: tuple[dict, ...]
    drawings: dict[str, bytes]
    attachments: Attachments
    reviews: tuple[NewReview, ...]
    sha256: str


def files_in(folder: Path) -> dict[str, bytes]:
    """Return the files of a pack that lies in a folder, by their names in the pack.

    An unpacked file brings its manifest along; the next file gets one of its own.
    """
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path != folder / MANIFEST
    }


def read_pack(files: Files) -> Pack:
    """Read and check a pack, given its files by name.

    :raises PackError: a file is missing or unreadable, a value or language is missing, a reference leads nowhere.
    """
    try:
        return _read_pack(files)
    except KeyError as error:
        raise PackError(_("A value named %(name)s is missing.") % {"name": error}) from error
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        # What a file of another shape than expected runs into; whoever wrote it needs the words, not a trace.
        words = _("A value is of another kind than a pack has there: %(error)s")
        raise PackError(words % {"error": error}) from error


def _read_pack(files: Files) -> Pack:
    _check_names(files)
    head = mapping(files, HEAD)
    if head.get("schema") != SCHEMA:
        words = _("%(place)s: schema %(found)s is not %(known)s.")
        raise PackError(words % {"place": HEAD, "found": repr(head.get("schema")), "known": SCHEMA})
    lessons = tuple(mapping(files, name) for name in _below(files, "lessons"))
    rubrics = tuple(mapping(files, name) for name in _below(files, "rubrics"))
    _check_words(head, lessons, rubrics)
    for kind, written in (("lesson", lessons), ("rubric", rubrics), ("scheme", head["examination_schemes"])):
        refuse_twice(kind, written)
    bank, topics = head["programme"]["code"], topics_in(head["programme"]["code"], head)
    items = items_in(bank, (item for name in _below(files, "items") for item in rows(files, name)), topics)
    pack = Pack(
        code=head["code"],
        plan=plan_of_pack(head, lessons),
        lessons=lessons,
        planned=tuple(planned_in(head)),
        topics=topics,
        items=items,
        rubrics=rubrics,
        schemes=schemes_in(bank, head),
        drawings={name: checked_picture(name, files[name]) for name in _below(files, "drawings")},
        attachments=attachments_in(files),
        reviews=reviews_in(rows(files, REVIEWS) if REVIEWS in files else (), items),
        sha256=_hash(files),
    )
    for lesson in lessons:
        check_lesson(lesson, {*pack.drawings, *pack.attachments.names}, _known(pack))
    return pack


def _known(pack: Pack) -> dict[str, set[str]]:
    """Return the codes that the blocks of the pack's lessons may name."""
    return {
        "practice item": {item["code"] for item in pack.items if item["use"] == "practice"},
        "rubric": {rubric["code"] for rubric in pack.rubrics},
        "examination scheme": {scheme["code"] for scheme in pack.schemes},
    }


def _check_names(files: Files) -> None:
    for name in files:
        path = PurePosixPath(name)
        folder = "" if len(path.parts) == 1 else path.parts[0]
        if (
            len(path.parts) > 2
            or path.suffix not in PLACES.get(folder, ())
            or (not folder and name not in _TOP)
        ):
            raise PackError(_("%(name)s: a pack holds no such file.") % {"name": name})


_TOP = {HEAD, REVIEWS}


def _below(files: Files, folder: str) -> list[str]:
    return sorted(name for name in files if name.startswith(f"{folder}/"))


def _check_words(head: dict, lessons: Iterable[dict], rubrics: Iterable[dict]) -> None:
    _check_languages(HEAD, head)
    for lesson in lessons:
        _check_languages(f"lessons/{lesson['code']}.title", lesson["title"])
    for rubric in rubrics:
        _check_languages(f"rubrics/{rubric.get('code')}", rubric)


def _check_languages(place: str, value: Any) -> None:
    """Walk all values: wherever one language stands, the other must stand too."""
    if isinstance(value, dict):
        if set(value) & set(LANGUAGES):
            missing = [
                language for language in LANGUAGES if not value.get(language) and value.get(language) != ""
            ]
            if missing:
                words = _("%(place)s: the language %(language)s is missing.")
                raise PackError(words % {"place": place, "language": ", ".join(missing)})
            return
        for key, inner in value.items():
            _check_languages(f"{place}.{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            _check_languages(f"{place}[{number}]", inner)


def check_lesson(lesson: dict, files: Iterable[str], known: dict[str, set[str]]) -> None:
    """Read a lesson in each of its languages for what is wrong in it.

    :raises PackError: naming the block and the value.
    """
    check_code(lesson["code"], "lessons")
    place = f"lessons/{lesson['code']}"
    MINUTES.read(lesson["minutes"], Context(), f"{place}.minutes")
    for language in languages_of(lesson):
        page_of(lesson, Context(language, files=dict.fromkeys(files, 0), known=known), place)


def _hash(files: Files) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(name.encode() + b"\x00" + content + b"\x00")
    return digest.hexdigest()
