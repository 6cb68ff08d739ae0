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
        "stem": _text(version.stem_zh, version.stem_en),
        "options": [_text(option["zh"], option["en"]) for option in version.options],
        "matches": [_text(match["zh"], match["en"]) for match in version.matches],
        "key": rules.written_key(item.kind, version.key),
        "rationale": _text(version.rationale_zh, version.rationale_en) if version.rationale_zh else None,
        "source": version.source,
        "year": version.source_year,
    }
    return {name: value for name, value in source.items() if value not in (None, "", [])}


def _text(chinese: str, english: str) -> dict[str, str]:
    return {"zh": chinese, "en": english} if english else {"zh": chinese}
