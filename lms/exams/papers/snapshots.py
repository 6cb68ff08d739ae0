"""What a paper holds of an item: what candidates may see, and apart from it what marking needs."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.utils.translation import override

from lms.exams.bank import rules
from lms.exams.bank.models import AttachmentKind, ItemAttachment, ItemVersion
from lms.exams.bank.showing import UNIT_WORDS, WIDTH, key_of, shape_of
from lms.exams.bank.texts import math_of
from lms.exams.papers.naming import as_on_papers, names_on_papers

TEXT = ("zh", "en")
NAMED = ("id", *TEXT)


def shown_of(version: ItemVersion, *, uuid: UUID, marks: Decimal) -> dict[str, Any]:
    """Return what candidates may see: named fields only, so that a new column of the bank cannot slip in."""
    version = as_on_papers(version)
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
        "units": key.kind == rules.NUMERIC and len(rules.units_of(key.key)) > 1,
        "regions": [{name: region[name] for name in (*NAMED, "shape", "coords")} for region in offered],
        "picks": shape.picks,
        "plan": _plan(version),
        "fixed": not version.is_shuffled,
        "by_hand": is_by_hand,
        "attachments": [_attachment(row) for row in version.attachments.all()],
    }


def _plan(version: ItemVersion) -> dict[str, Any] | None:
    """Return the number of the picture on which places are marked, and its height by its width."""
    if version.item.kind != rules.HOTSPOT:
        return None
    rows = [row for row in version.attachments.all() if row.kind != AttachmentKind.FORMULA and row.file]
    return {"number": min(row.number for row in rows), "ratio": str(rules.ratio_of(version.regions))}


def _unit(key: rules.ItemKey) -> str:
    """Return the unit that stands beside the field; where there are several, candidates write it."""
    units = rules.units_of(key.key) if key.kind == rules.NUMERIC else []
    return units[0] if len(units) == 1 else ""


def _attachment(row: ItemAttachment) -> dict[str, Any]:
    shown: dict[str, Any] = {"number": row.number, "kind": row.kind, "file": row.file}
    shown |= {"source": row.source} if row.kind == AttachmentKind.FORMULA else {}
    return shown | {"alternative": {"zh": row.alternative_zh, "en": row.alternative_en}}


def key_of_item(version: ItemVersion, *, marks: Decimal) -> dict[str, Any]:
    """Return what marking needs of an item: it stays what it was when the paper was drawn.

    `names` says which option of the bank a name on the paper stands for; a paper from before has the bank's own names.
    """
    kept = rules.snapshot_of(key_of(as_on_papers(version))) | {"marks": str(marks)}
    names = {on_paper: in_bank for in_bank, on_paper in names_on_papers(version).items()}
    return kept | ({"names": names} if names else {})


def shape_in(shown: Mapping[str, Any]) -> rules.Shape:
    """Return what a response to an item of a paper is judged by."""
    names = {
        name: tuple(one["id"] for one in shown.get(name, ())) for name in ("options", "matches", "regions")
    }
    gaps = tuple(tuple(choices) for choices in shown.get("gaps", ()))
    return rules.Shape(shown["kind"], gaps=gaps, picks=shown.get("picks", 0), **names)


def for_terminal(shown: Mapping[str, Any], *, address_of: Callable[[str], str]) -> dict[str, Any]:
    """Return an item of a paper as a terminal draws it: pictures by their addresses, formulas and regions drawn.

    All of it comes from the paper, which holds no key; regions are there only where wrong ones are among them.
    """
    kept = {name: value for name, value in shown.items() if name not in ("by_hand", "fixed")}
    more = {
        "attachments": [_drawn(one, address_of) for one in shown.get("attachments", ())],
        "regions": [_region(region, shown["plan"]["ratio"]) for region in shown.get("regions", ())],
        "plan": _height(shown["plan"]) if "plan" in shown else None,
        "unit": _unit_words(shown["unit"]) if "unit" in shown else None,
    }
    return kept | {name: value for name, value in more.items() if value}


def _drawn(attachment: Mapping[str, Any], address_of: Callable[[str], str]) -> dict[str, Any]:
    drawn: dict[str, Any] = {name: attachment[name] for name in ("number", "kind", "alternative")}
    if attachment["kind"] == AttachmentKind.FORMULA:
        return drawn | {"source": attachment["source"], "math": math_of(attachment["source"])}
    return drawn | {"address": address_of(picture_name(attachment))}


def picture_name(attachment: Mapping[str, Any]) -> str:
    """Return the name of a picture on a paper: it is its content's hash, and tells nothing else."""
    return str(attachment["file"]).rpartition("/")[2]


def _region(region: Mapping[str, Any], ratio: str) -> dict[str, Any]:
    drawn, at = rules.drawn_region({**region, "ratio": ratio}, WIDTH)
    return {name: region[name] for name in (*NAMED, "shape")} | {"drawn": drawn, "at": at}


def _height(plan: Mapping[str, Any]) -> dict[str, Any]:
    return {"number": plan["number"], "height": rules.drawn_number(Fraction(plan["ratio"]) * WIDTH)}


def _unit_words(unit: str) -> dict[str, str]:
    """Return a unit in both languages; most are signs, which are the same in each."""
    with override("en"):
        return {"zh": unit, "en": str(UNIT_WORDS.get(unit, unit))}
