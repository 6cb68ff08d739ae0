"""Collects a programme version with everything that belongs to it into the files of a pack: the loader backwards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.db.models import prefetch_related_objects
from django.utils.text import slugify
from django.utils.translation import gettext as _

from courses.catalog.api import Lesson, ProgrammePlan, ProgrammeVersion, lessons_of_version, plan_of
from courses.pages.errors import PackIncomplete
from courses.pages.lesson_words import codes_of
from courses.pages.models import LessonPage, PackRelease, Picture
from courses.pages.packs.attachments import collect_attachments, content_of, name_from
from courses.pages.packs.bank import HASH_CHARACTERS, LENT_TOPICS, short_blueprint, short_names
from courses.pages.packs.examinations import ADMISSION, PRACTICALS
from courses.pages.packs.heads import head_of
from courses.pages.packs.item_pictures import files_of_pictures
from courses.pages.packs.page_values import LOCALES
from courses.pages.packs.picture_words import name_in_pack
from courses.pages.packs.reader import HEAD, REVIEWS, SCHEMA
from courses.pages.packs.shapes import Context
from courses.pages.packs.streams import source_of
from lms.core.language import pick
from lms.exams.api import (
    ItemVersion,
    admission_sources,
    bank_of,
    find_scheme,
    item_source,
    newest_practice_versions,
    newest_wordings,
    practical_sources,
    reviews_of,
    rubric_source,
    scheme_source,
    topics_of_bank,
    without_bank,
)


@dataclass
class Collected:
    """The pages of the version's own lessons by lesson code and language, and the names that their files get.

    `borrowed` are codes of lessons whose pages are another programme's, `planned` lessons that nobody has written,
    `lent` the practice items of other banks that the lessons ask.
    """

    pages: dict[str, dict[str, LessonPage]] = field(default_factory=dict)
    borrowed: list[str] = field(default_factory=list)
    planned: list[Lesson] = field(default_factory=list)
    lent: list[ItemVersion] = field(default_factory=list)
    names: dict[tuple[str, int], str] = field(default_factory=dict)
    drawings: dict[str, bytes] = field(default_factory=dict)
    attachments: dict[str, bytes] = field(default_factory=dict)


def collect_pack(version: ProgrammeVersion) -> dict[str, bytes]:
    """Return the files of a pack with this version, its lessons in all languages, pictures, items and rubrics.

    Lessons that no published page shows stand in the plan only.

    :raises PackIncomplete: lessons with an English page and no Chinese one, questions of no bank, or a file that is
        gone, which are named.
    """
    plan = plan_of(version)
    lessons = list(lessons_of_version(version.pk))
    collected = _collect_pages(version, lessons)
    _collect_files(collected)
    collected.lent = _lent_items(plan.code, collected)
    files = {
        f"lessons/{lesson.code}.yaml": _lesson(lesson, collected)
        for lesson in lessons
        if lesson.code in collected.pages
    }
    files |= _bank_files(plan, collected)
    files[HEAD] = written(_head(version, plan, collected))
    return {name: files[name] for name in sorted(files)} | collected.drawings | collected.attachments


def written(value: Any) -> bytes:
    """Return a value as the YAML that packs are written in: in the given order, Chinese as it is."""
    return yaml.dump(
        value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120, default_flow_style=False
    ).encode()


class _Dumper(yaml.SafeDumper):
    """Writes every value out where it stands, and long texts with their line breaks."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _string(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _string)


# --- pages ----------------


def _collect_pages(version: ProgrammeVersion, lessons: list[Lesson]) -> Collected:
    languages = {locale: language for language, locale in LOCALES.items()}
    rows = LessonPage.objects.showing([row.code for row in lessons]).select_related("locale", "lesson")
    own = set(version.programme.pages.values_list("path", flat=True))
    collected, elsewhere = Collected(), set()
    for page in rows:
        if any(page.path.startswith(path) for path in own):
            by_language = collected.pages.setdefault(page.lesson.code, {})
            by_language.setdefault(languages[page.locale.language_code], page)
        else:
            elsewhere.add(page.lesson.code)
    _refuse_without_chinese(pages for pages in collected.pages.values() if "zh" not in pages)
    for lesson in lessons:
        if lesson.code in collected.pages:
            continue
        if lesson.code in elsewhere or lesson.owner_id not in (None, version.programme_id):
            collected.borrowed.append(lesson.code)
        else:
            collected.planned.append(lesson)
    return collected


def _refuse_without_chinese(lessons: Iterable[Mapping[str, LessonPage]]) -> None:
    if homeless := sorted(pick(page.lesson, "title") for pages in lessons for page in pages.values()):
        message = _("These lessons have no published Chinese page yet: %(lessons)s.")
        raise PackIncomplete(message % {"lessons": _("; ").join(homeless)})


def _collect_files(collected: Collected) -> None:
    bodies = [page.body for pages in collected.pages.values() for page in pages.values()]
    blocks = [block for body in bodies for block in body.raw_data]
    wanted = {block["value"]["image"] for block in blocks if block["type"] == "drawing"}
    wanted |= {block["value"].get("poster") for block in blocks if block["type"] == "recording"} - {None}
    pictures = Picture.objects.filter(pk__in=wanted)
    for picture in sorted(pictures, key=lambda row: (name_in_pack(row), row.file_hash)):
        ending = Path(picture.file.name).suffix.lower()
        name = f"drawings/{name_from(name_in_pack(picture), 'picture')}{ending}"
        if name in collected.drawings:
            name = name.removesuffix(ending) + f"-{picture.file_hash[:8]}{ending}"
        collected.drawings[name] = content_of(picture)
        collected.names["drawings", picture.pk] = name
    names, files = collect_attachments(bodies)
    collected.names |= names
    collected.attachments = files


def _lesson(lesson: Lesson, collected: Collected) -> bytes:
    pages = {
        language: collected.pages[lesson.code][language]
        for language in LOCALES
        if language in collected.pages[lesson.code]
    }
    context = Context(names=collected.names)
    source: dict[str, Any] = _planned(lesson)
    if set(pages) != set(LOCALES):
        source["languages"] = list(pages)
    source["summary"] = {language: page.summary for language, page in pages.items()}
    source["objectives"] = _objectives(pages)
    source["blocks"] = source_of(
        {language: list(page.body.raw_data) for language, page in pages.items()}, context
    )
    return written(source)


def _planned(lesson: Lesson) -> dict[str, Any]:
    """Return what the plan knows of a lesson."""
    title = {"zh": lesson.title_zh, "en": lesson.title_en}
    return {"code": lesson.code, "title": title, "minutes": lesson.minutes}


def _objectives(pages: Mapping[str, LessonPage]) -> Any:
    lists = {language: list(page.objectives) for language, page in pages.items()}
    if len({len(lines) for lines in lists.values()}) == 1:
        return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]
    return lists


# --- bank and head ----------------


def _bank_files(plan: ProgrammePlan, collected: Collected) -> dict[str, bytes]:
    versions = [*newest_wordings(plan.code), *collected.lent]
    prefetch_related_objects(versions, "attachments")
    files = files_of_pictures(versions)
    by_topic: dict[str, list[dict]] = {}
    for item in short_names(plan.code, [item_source(version) for version in versions]):
        by_topic.setdefault(item["topic"], []).append(item)
    for topic, items in by_topic.items():
        files[f"items/{topic.replace('/', '.')}.yaml"] = written(items)
    for code in sorted(_rubrics(plan, collected)):
        files[f"rubrics/{code}.yaml"] = written(rubric_source(code))
    reviews = [
        {
            "item": row.version.item.code,
            "wording": row.version.content_hash[:HASH_CHARACTERS],
            "reader": row.reader,
            "read_on": row.read_on,
            **({"note": row.note} if row.note else {}),
        }
        for row in reviews_of(versions)
    ]
    if reviews:
        files[REVIEWS] = written(reviews)
    return files


def _lent_items(bank: str, collected: Collected) -> list[ItemVersion]:
    """Return the practice items of other banks that the lessons ask, by code.

    :raises PackIncomplete: naming items of no bank: no installation could keep them apart from its own.
    """
    pages = (page for by_language in collected.pages.values() for page in by_language.values())
    asked = {code for page in pages for code in codes_of(page.body.raw_data, "practice", "items")}
    lent = [row for row in newest_practice_versions(asked) if bank_of(row.item.topic) != bank]
    if homeless := sorted(row.item.code for row in lent if not bank_of(row.item.topic)):
        message = _("Lessons ask practice questions that belong to no question bank: %(items)s.")
        raise PackIncomplete(message % {"items": _("; ").join(homeless)})
    return sorted(lent, key=lambda row: row.item.code)


def _lent_topics(lent: Iterable[ItemVersion]) -> list[dict[str, Any]]:
    """Return the topics of the lent items with their full names."""
    used = {row.item.topic for row in lent}
    named = {row.code: row for other in {bank_of(code) for code in used} for row in topics_of_bank(other)}
    return [
        {"code": code, "title": {"zh": named[code].title_zh, "en": named[code].title_en}}
        if code in named
        else {"code": code, "title": {"zh": code, "en": code}}
        for code in sorted(used)
    ]


def _rubrics(plan: ProgrammePlan, collected: Collected) -> set[str]:
    """Return the tasks that lessons show, requirements ask for or practical examinations draw from."""
    asked = {row.rubric_code for row in plan.requirements} - {""}
    drawn = {task for row in _practicals(plan) for group in row["groups"] for task in group["tasks"]}
    return _named(collected, "task", "rubric") | asked | drawn


def _practicals(plan: ProgrammePlan) -> list[dict[str, Any]]:
    """Return the practical examinations that the programme asks for."""
    found = practical_sources({row.examination_scheme for row in plan.requirements} - {""})
    return [found[code] for code in sorted(found)]


def _named(collected: Collected, kind: str, name: str) -> set[str]:
    """Return what the blocks of one kind name in all pages."""
    pages: Iterable[LessonPage] = (page for by in collected.pages.values() for page in by.values())
    return {block["value"][name] for page in pages for block in page.body.raw_data if block["type"] == kind}


def _head(version: ProgrammeVersion, plan: ProgrammePlan, collected: Collected) -> dict[str, Any]:
    release = PackRelease.objects.filter(version__programme=version.programme).order_by("-loaded_at").first()
    schemes = {row.examination_scheme for row in plan.requirements} | _named(
        collected, "examination", "scheme"
    )
    found = [scheme for code in sorted(schemes - {""}) if (scheme := find_scheme(code))]
    head: dict[str, Any] = {"schema": SCHEMA, "code": release.code if release else slugify(plan.code)}
    head |= head_of(plan)
    if collected.borrowed:
        head["borrows"] = collected.borrowed
    if collected.planned:
        head["planned"] = [_planned(lesson) for lesson in collected.planned]
    head["topics"] = [
        {"code": without_bank(plan.code, topic.code), "title": {"zh": topic.title_zh, "en": topic.title_en}}
        for topic in topics_of_bank(plan.code)
    ]
    if lent := _lent_topics(collected.lent):
        head[LENT_TOPICS] = lent
    head["examination_schemes"] = [
        {**source, "blueprint": short_blueprint(plan.code, source["blueprint"])}
        for source in (scheme_source(scheme) for scheme in found)
    ]
    practicals = _practicals(plan)
    if practicals:
        head[PRACTICALS] = practicals
    if rules := admission_sources([scheme.code for scheme in found] + [row["code"] for row in practicals]):
        head[ADMISSION] = rules
    return head
