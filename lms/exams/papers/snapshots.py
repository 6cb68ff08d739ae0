"""What a paper holds of an item: what candidates may see, and apart from it what marking needs."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from lms.exams.bank.models import ItemVersion


def shown_of(version: ItemVersion, *, uuid: UUID, marks: Decimal) -> dict[str, Any]:
    """Return what candidates may see: named fields only, so that a new column of the bank cannot slip in."""
    return {
        "uuid": str(uuid),
        "kind": version.item.kind,
        "stem": {"zh": version.stem_zh, "en": version.stem_en},
        "options": [{name: option[name] for name in ("id", "zh", "en")} for option in version.options],
        "marks": str(marks),
    }


def key_of_item(version: ItemVersion, *, marks: Decimal) -> dict[str, Any]:
    """Return what marking needs of an item: it stays what it was when the paper was drawn."""
    return {"kind": version.item.kind, "key": version.key, "marks": str(marks)}
