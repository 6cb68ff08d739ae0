"""Items as content packs write them: the opposite of `load_items`."""

from collections.abc import Iterable
from typing import Any

from lms.exams.bank import rules
from lms.exams.bank.models import AttachmentKind, ItemAttachment, ItemVersion


def source_of(version: ItemVersion) -> dict[str, Any]:
    """Return everything of one wording, so that loading it again gives the same content hash."""
    item = version.item
    source: dict[str, Any] = {
        "code": item.code,
        "topic": item.topic,
        "type": item.kind,
        "depth": version.depth,
        "difficulty": version.difficulty,
        "use": item.use,
        "stem": {"zh": version.stem_zh, "en": version.stem_en},
        "options": version.options,
        "matches": version.matches,
        "key": rules.written_key(item.kind, version.key),
        "scoring": version.scoring,
        "weights": rules.written_weights(item.kind, version.weights),
        "shuffled": version.is_shuffled,
        "regions": [_region(region) for region in version.regions],
        "attachments": [_attachment(row) for row in version.attachments.all()],
        "twins": item.twin_group,
        "rationale": {"zh": version.rationale_zh, "en": version.rationale_en},
        "source": version.source,
        "year": version.source_year,
    }
    return rules.normal_item(source)


def _region(kept: dict[str, Any]) -> dict[str, Any]:
    label = {language: kept[language] for language in ("zh", "en")}
    return {"shape": kept["shape"], "coords": kept["coords"], "label": label}


def _attachment(row: ItemAttachment) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "name": row.name,
        "file": row.file.rpartition("/")[2],
        "source": row.source,
        "alternative": {"zh": row.alternative_zh, "en": row.alternative_en},
    }


def pictures_of(versions: Iterable[ItemVersion]) -> dict[str, str]:
    """Return the pictures of these wordings: the names that `source_of` gives them, and where each is stored.

    Drawings of circuits are not among them: they are drawn again from their words.
    """
    rows = (row for version in versions for row in version.attachments.all())
    return {row.file.rpartition("/")[2]: row.file for row in rows if row.kind == AttachmentKind.PICTURE}
