"""Which items ask the same: those that somebody marked as twins, and those of the same words, whatever their keys."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lms.exams.bank.models import ItemAttachment, ItemVersion
from lms.exams.bank.rules.attached import MARK
from lms.exams.interchange.alike import Asked, asked


def asked_by(version: ItemVersion) -> Asked:
    """Return what a wording asks, without its pictures."""
    stem = {"zh": version.stem_zh, "en": version.stem_en}
    return asked(version.item.kind, stem, options=version.options, matches=version.matches)


def twin_groups(versions: Sequence[ItemVersion]) -> dict[int, str]:
    """Return the group of each of these wordings (with their items) that has twins, by its id.

    A twin of a twin is a twin. Names of groups depend on the wordings alone, not on their order.
    """
    words = _of_same_words(versions)
    leads: dict[str, str] = {}
    for version in versions:
        marked, same = version.item.twin_group, words.get(version.pk, "")
        if marked and same:
            first, last = sorted((_lead(leads, marked), _lead(leads, same)))
            leads |= {last: first} if first != last else {}
    named = {version.pk: version.item.twin_group or words.get(version.pk, "") for version in versions}
    return {key: _lead(leads, name) for key, name in named.items() if name}


def _lead(leads: Mapping[str, str], name: str) -> str:
    while name in leads:
        name = leads[name]
    return name


def _of_same_words(versions: Iterable[ItemVersion]) -> dict[int, str]:
    """Return the groups of wordings that show the same, named by their first codes."""
    alike: dict[Asked, list[ItemVersion]] = {}
    for version in versions:
        alike.setdefault(asked_by(version), []).append(version)
    several = [group for group in alike.values() if len({version.item_id for version in group}) > 1]
    pictured = [version for group in several for version in group if _has_marks(version)]
    shown = attached_to(pictured)
    found: dict[int, str] = {}
    for group in several:
        names: dict[Any, str] = {}
        for version in sorted(group, key=lambda version: version.item.code):
            found[version.pk] = names.setdefault(shown.get(version.pk), f"={version.item.code}")
    return found


def _has_marks(version: ItemVersion) -> bool:
    texts = [version.stem_zh, version.stem_en]
    texts += [words for one in (*version.options, *version.matches) for words in one.values() if words]
    return any(MARK.search(words) for words in texts)


def attached_to(versions: Sequence[ItemVersion]) -> dict[int, tuple[str, ...]]:
    """Return what the marks of wordings stand for, by their ids: names of pictures, words of formulas and circuits."""
    found: dict[int, tuple[str, ...]] = {}
    rows = ItemAttachment.objects.filter(version__in=versions) if versions else ItemAttachment.objects.none()
    for row in rows.order_by("version", "number"):
        found[row.version_id] = (*found.get(row.version_id, ()), row.source or row.file.rpartition("/")[2])
    return found
