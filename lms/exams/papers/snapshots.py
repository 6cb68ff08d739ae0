"""What a paper holds of an item: what candidates may see, and apart from it what marking needs."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from lms.exams.bank import rules
from lms.exams.bank.models import AttachmentKind, ItemAttachment, ItemVersion
from lms.exams.bank.showing import key_of, shape_of

TEXT = ("zh", "en")
NAMED = ("id", *TEXT)


def shown_of(version: ItemVersion, *, uuid: UUID, marks: Decimal) -> dict[str, Any]:
    """Return what candidates may see: named fields only, so that a new column of the bank cannot slip in."""
    shown = {
        "uuid": str(uuid),
        "kind": version.item.kind,
        "stem": {"zh": version.stem_zh, "en": version.stem_en},
        "options": [{name: option[name] for name in NAMED} for option in version.options],
        "marks": str(marks),
    }
    return shown | {name: value for name, value in _more(version).items() if value}


def _more(version: ItemVersion) -> dict[str, Any]:
    """Return what only some kinds show."""
    shape, key = shape_of(version), key_of(version)
    offered = [region for region in version.regions if region["id"] in shape.regions]
    is_by_hand = version.scoring == rules.BY_HAND
    return {
        "matches": [{name: match[name] for name in NAMED} for match in version.matches],
        "gaps": [list(choices) for choices in shape.gaps],
        "unit": _unit(key),
        "regions": [{name: region[name] for name in (*NAMED, "shape", "coords")} for region in offered],
        "picks": shape.picks,
        "fixed": not version.is_shuffled,
        "by_hand": is_by_hand,
        "attachments": [_attachment(row) for row in version.attachments.all()],
    }


def _unit(key: rules.ItemKey) -> str:
    """Return the unit that stands beside the field; where there are several, candidates write it."""
    units = rules.units_of(key.key) if key.kind == rules.NUMERIC else []
    return units[0] if len(units) == 1 else ""


def _attachment(row: ItemAttachment) -> dict[str, Any]:
    shown: dict[str, Any] = {"number": row.number, "kind": row.kind, "file": row.file}
    shown |= {"source": row.source} if row.kind == AttachmentKind.FORMULA else {}
    return shown | {"alternative": {"zh": row.alternative_zh, "en": row.alternative_en}}


def key_of_item(version: ItemVersion, *, marks: Decimal) -> dict[str, Any]:
    """Return what marking needs of an item: it stays what it was when the paper was drawn."""
    return rules.snapshot_of(key_of(version)) | {"marks": str(marks)}


def shape_in(shown: Mapping[str, Any]) -> rules.Shape:
    """Return what a response to an item of a paper is judged by."""
    names = {
        name: tuple(one["id"] for one in shown.get(name, ())) for name in ("options", "matches", "regions")
    }
    gaps = tuple(tuple(choices) for choices in shown.get("gaps", ()))
    return rules.Shape(shown["kind"], gaps=gaps, picks=shown.get("picks", 0), **names)
