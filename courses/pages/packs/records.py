"""Which words change in what has a code: items, rubrics, examination schemes, captions of recordings."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from courses.pages.packs.reader import Pack
from courses.pages.packs.wording import ChangedLine, Comparer, lines_of
from lms.core.standing import Standing
from lms.exams.api import (
    item_source,
    newest_versions,
    normal_item,
    normal_rubric,
    practical_sources,
    rubric_sources,
    scheme_sources,
)


@dataclass(frozen=True, slots=True)
class ChangedRecord:
    """What changes in the words of an item, a rubric, an examination scheme or the captions of a recording."""

    kind: str
    code: str
    words: tuple[ChangedLine, ...]


def changed_records(
    pack: Pack, standings: Mapping[str, Standing], attached: Mapping[str, Any], comparer: Comparer
) -> tuple[ChangedRecord, ...]:
    """Return the changed words of what has a code: one question for each kind."""
    found = []
    for kind, standing in standings.items():
        if standing.changed:
            old, new = _SIDES[kind](pack, standing.changed, attached)
            for code in standing.changed:
                lines = [list(lines_of(side.get(code) or {})) for side in (old, new)]
                found.append(ChangedRecord(kind, code, comparer.changes(*lines)))
    return tuple(found)


Sides = tuple[Mapping[str, Any], Mapping[str, Any]]


def _items(pack: Pack, codes: tuple[str, ...], _attached: Any) -> Sides:
    versions = newest_versions(codes)
    prefetch_related_objects(versions, "attachments")
    old = {version.item.code: item_source(version) for version in versions}
    return old, {item["code"]: normal_item(item) for item in pack.items if item["code"] in codes}


def _rubrics(pack: Pack, codes: tuple[str, ...], _attached: Any) -> Sides:
    old = {code: normal_rubric(source) for code, source in rubric_sources(codes).items()}
    return old, {rubric["code"]: normal_rubric(rubric) for rubric in pack.rubrics if rubric["code"] in codes}


def _schemes(pack: Pack, codes: tuple[str, ...], _attached: Any) -> Sides:
    return scheme_sources(codes), {scheme["code"]: scheme for scheme in pack.schemes}


def _practicals(pack: Pack, codes: tuple[str, ...], _attached: Any) -> Sides:
    return practical_sources(codes), {scheme.code: asdict(scheme) for scheme in pack.practicals}


def _captions(pack: Pack, names: tuple[str, ...], attached: Mapping[str, Any]) -> Sides:
    old = {name: attached[name].captions for name in names}
    new = {name: pack.attachments.captions_of(name) for name in names}
    return (
        {
            name: {language: old[name].get(language, "").splitlines() for language in new[name]}
            for name in names
        },
        {name: {language: text.splitlines() for language, text in new[name].items()} for name in names},
    )


_SIDES: Mapping[str, Callable[[Pack, tuple[str, ...], Any], Sides]] = {
    "items": _items,
    "rubrics": _rubrics,
    "schemes": _schemes,
    "practicals": _practicals,
    "recordings": _captions,
}
