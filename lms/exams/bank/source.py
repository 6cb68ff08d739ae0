"""Items as content packs write them: the opposite of `load_items`."""

from typing import Any

from lms.exams.bank import rules
from lms.exams.bank.models import ItemVersion


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
        "rationale": {"zh": version.rationale_zh, "en": version.rationale_en},
        "source": version.source,
        "year": version.source_year,
    }
    return rules.normal_item(source)
