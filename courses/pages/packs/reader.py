"""Reads a content pack from its files and says, by file and place, what is wrong with it. Writes nothing."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammePlan
from courses.pages.packs.archive import MANIFEST
from courses.pages.packs.attachments import CAPTIONS, Attachments, attachments_in
from courses.pages.packs.attachments import ENDINGS as ATTACHED
from courses.pages.packs.bank import (
    items_in,
    lent_topics_in,
    refuse_lent_examination,
    refuse_twice,
    refuse_unasked,
    reviews_in,
    schemes_in,
    topics_in,
)
from courses.pages.packs.errors import PackError
from courses.pages.packs.examinations import PRACTICALS, admission_in, practicals_in
from courses.pages.packs.faults import all_faults_together, has_faults, leave, noted, unless_wrong
from courses.pages.packs.head_kinds import check_kinds
from courses.pages.packs.item_pictures import PICTURE_ENDINGS, item_pictures_in
from courses.pages.packs.lessons import languages_of, page_of
from courses.pages.packs.pictures import ENDINGS, checked_picture
from courses.pages.packs.plans import MINUTES, check_code, plan_of_pack, planned_in
from courses.pages.packs.shapes import LANGUAGES, Context
from courses.pages.packs.sources import block_lists
from courses.pages.packs.yaml_files import Files, mapping, rows
from courses.pages.packs.yaml_words import as_written
from lms.exams.api import NewPracticalScheme, NewReview, NewRule, bank_of

SCHEMA = 1
HEAD = "pack.yaml"
REVIEWS = "reviews.yaml"
# Which files a pack consists of; others are refused, so that nothing is carried along unread.
YAML = (".yaml",)
PLACES = {
    **{"": YAML, "lessons": YAML, "items": (*YAML, *PICTURE_ENDINGS), "rubrics": YAML, "drawings": ENDINGS},
    **ATTACHED,
}


@dataclass(frozen=True, slots=True)
class Pack:
    """One content pack as read: plan for the catalogue, lessons, items, schemes, and the hash of all its bytes.

    `lent_items` are practice items of other banks that the lessons ask: an installation that has none gets them.
    `planned` are lessons of the plan that nobody has written yet; `item_pictures` are cleaned and named by content.
    """

    code: str
    plan: ProgrammePlan
    lessons: tuple[dict, ...]
    planned: tuple[dict, ...]
    topics: tuple[dict, ...]
    items: tuple[dict, ...]
    lent_topics: tuple[dict, ...]
    lent_items: tuple[dict, ...]
    item_pictures: Mapping[str, bytes]
    rubrics: tuple[dict, ...]
    schemes: tuple[dict, ...]
    practicals: tuple[NewPracticalScheme, ...]
    admission: tuple[NewRule, ...]
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

    :raises PackError: a file is missing or unreadable, a value or language is missing, a reference leads nowhere; all
        of it, by file and place, as far as it can be seen before the first of it is mended.
    """
    with all_faults_together():
        return _read_pack(files)


@dataclass(frozen=True, slots=True)
class _Sources:
    """What the YAML files of a pack say; those that cannot be read are left out."""

    head: dict
    lessons: tuple[dict, ...]
    rubrics: tuple[dict, ...]
    items: tuple[dict, ...]
    reviews: tuple[dict, ...]


def _read_pack(files: Files) -> Pack:
    sources = _sources(files)
    is_readable = not has_faults()
    _check_names(files)
    _check_words(sources)
    drawings = {name: files[name] for name in _below(files, "drawings")}
    for name, content in drawings.items():
        with noted(name):
            drawings[name] = checked_picture(name, content)
    attachments = attachments_in(files)
    # Where a part could not be read, what names it would be called wrong as well.
    pack = (
        unless_wrong(lambda: _assembled(files, sources, drawings, attachments), None) if is_readable else None
    )
    known = unless_wrong(lambda: _known(sources), None) if is_readable else None
    # Captions belong to a recording; no block names them. A file with a fault is there all the same.
    nameable = [name for name in files if "/" in name and not name.endswith(CAPTIONS)]
    for lesson in sources.lessons:
        with noted():
            check_lesson(lesson, nameable, known)
    if pack is None:
        leave()
    return pack


def _sources(files: Files) -> _Sources:
    head = unless_wrong(lambda: _head(files), {})
    lessons, rubrics = _mappings(files, "lessons"), _mappings(files, "rubrics")
    named = [name for name in _below(files, "items") if name.endswith(YAML)]
    items = [unless_wrong(lambda name=name: rows(files, name), []) for name in named]
    reviews = unless_wrong(lambda: rows(files, REVIEWS), []) if REVIEWS in files else []
    return _Sources(head, lessons, rubrics, tuple(row for listed in items for row in listed), tuple(reviews))


def _head(files: Files) -> dict:
    head = mapping(files, HEAD)
    if head.get("schema") != SCHEMA:
        words = _("%(place)s: schema %(found)s is not %(known)s.")
        raise PackError(words % {"place": HEAD, "found": as_written(head.get("schema")), "known": SCHEMA})
    check_kinds(files, head)
    return head


def _mappings(files: Files, folder: str) -> tuple[dict, ...]:
    read = []
    for name in _below(files, folder):
        with noted(name):
            found = mapping(files, name)
            if "code" not in found:
                raise KeyError("code")
            read.append(found)
    return tuple(read)


def _assembled(files: Files, sources: _Sources, drawings: dict[str, bytes], attachments: Attachments) -> Pack:
    """Return the pack, after a look at how its parts belong together.

    :raises PackError: naming what does not.
    """
    head, lessons, rubrics = sources.head, sources.lessons, sources.rubrics
    bank, topics = head["programme"]["code"], topics_in(head["programme"]["code"], head)
    schemes = [*head["examination_schemes"], *head.get(PRACTICALS, ())]
    for kind, written in (("lesson", lessons), ("rubric", rubrics), ("scheme", schemes)):
        refuse_twice(kind, written)
    pictures = item_pictures_in(files)
    lent_topics = lent_topics_in(bank, head)
    items = items_in(bank, sources.items, (*topics, *lent_topics), pictures)
    lent = tuple(item for item in items if bank_of(item["topic"]) != bank)
    refuse_lent_examination(lent)
    refuse_unasked(lent, lent_topics, _asked(lessons))
    # Else readings of items with a fault would be called wrong as well.
    are_all = len(items) == len(sources.items)
    return Pack(
        code=head["code"],
        plan=plan_of_pack(head, lessons),
        lessons=lessons,
        planned=tuple(planned_in(head)),
        topics=topics,
        items=tuple(item for item in items if bank_of(item["topic"]) == bank),
        lent_topics=lent_topics,
        lent_items=lent,
        item_pictures={picture.name: picture.content for picture in pictures.values()},
        rubrics=rubrics,
        schemes=schemes_in(bank, head),
        practicals=practicals_in(head, rubrics, files),
        admission=admission_in(head, files),
        drawings=drawings,
        attachments=attachments,
        reviews=reviews_in(sources.reviews, items) if are_all else (),
        sha256=_hash(files),
    )


def _asked(lessons: Iterable[dict]) -> set[str]:
    """Return the codes of the practice items that lessons ask; what is wrong in a block is said where it is read."""
    blocks = [block for lesson in lessons for listed in block_lists(lesson) for block in listed]
    practice = [block for block in blocks if isinstance(block, dict) and block.get("type") == "practice"]
    return {str(code) for block in practice for code in block.get("items") or ()}


def _known(sources: _Sources) -> dict[str, set[str]]:
    """Return the codes that the blocks of the pack's lessons may name."""
    return {
        "practice item": {item["code"] for item in sources.items if item["use"] == "practice"},
        "rubric": {rubric["code"] for rubric in sources.rubrics},
        "examination scheme": {scheme["code"] for scheme in sources.head["examination_schemes"]},
    }


def _check_names(files: Files) -> None:
    for name in files:
        path = PurePosixPath(name)
        folder = "" if len(path.parts) == 1 else path.parts[0]
        with noted():
            if (
                len(path.parts) > 2
                or path.suffix not in PLACES.get(folder, ())
                or (not folder and name not in _TOP)
            ):
                raise PackError(_("%(name)s: a pack holds no such file.") % {"name": name})


_TOP = {HEAD, REVIEWS}


def _below(files: Files, folder: str) -> list[str]:
    return sorted(name for name in files if name.startswith(f"{folder}/"))


def _check_words(sources: _Sources) -> None:
    _check_languages(HEAD, sources.head)
    for lesson in sources.lessons:
        place = f"lessons/{lesson.get('code')}.yaml"
        with noted(place):
            _check_languages(f"{place}.title", lesson["title"])
    for rubric in sources.rubrics:
        _check_languages(f"rubrics/{rubric.get('code')}.yaml", rubric)


def _check_languages(place: str, value: Any) -> None:
    """Walk all values: wherever one language stands, the other must stand too."""
    if isinstance(value, dict):
        if set(value) & set(LANGUAGES):
            missing = [
                language for language in LANGUAGES if not value.get(language) and value.get(language) != ""
            ]
            with noted():
                if missing:
                    words = _("%(place)s: the language %(language)s is missing.")
                    raise PackError(words % {"place": place, "language": ", ".join(missing)})
            return
        for key, inner in value.items():
            _check_languages(f"{place}.{key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            _check_languages(f"{place}[{number}]", inner)


def check_lesson(lesson: dict, files: Iterable[str], known: dict[str, set[str]] | None) -> None:
    """Read a lesson in each of its languages for what is wrong in it; `known` as in `Context`.

    :raises PackError: naming the block and the value.
    """
    check_code(lesson["code"], "lessons")
    place = f"lessons/{lesson['code']}.yaml"
    with noted(place):
        MINUTES.read(lesson["minutes"], Context(), f"{place}.minutes")
    for language in languages_of(lesson):
        with noted(place):
            page_of(lesson, Context(language, files=dict.fromkeys(files, 0), known=known), place)


def _hash(files: Files) -> str:
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(name.encode() + b"\x00" + content + b"\x00")
    return digest.hexdigest()
