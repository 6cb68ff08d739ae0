"""An item that somebody is still writing, shown as a candidate will see it: whatever of it is there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.core.files.storage import default_storage

from lms.exams.bank import rules
from lms.exams.bank.models import Attached, AttachmentKind
from lms.exams.bank.showing import ShownItem, Source, shown_source
from lms.exams.bank.texts import Addresses
from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Number, Option, Region
from lms.exams.interchange.qti.pictures import size_of

# Lines are shown in an order that does not change while somebody writes.
SEED = "preview"


def shown_draft(item: DraftItem, *, attached: Sequence[Attached], address_of: Addresses) -> ShownItem:
    """Return an unsaved item for its form; `attached` are rows, saved or not, of what its marks stand for."""
    regions = [_region(region, _ratio(attached)) for region in item.regions]
    key = rules.ItemKey(str(item.kind), _key(item), regions=regions)
    source = Source(
        code=item.code or "preview",
        kind=str(item.kind),
        stem=item.stem,
        key=key,
        options=[_named(option) for option in item.options],
        matches=[_named(match) for match in item.matches],
        attached=attached,
        is_shuffled=item.is_shuffled,
        seed=SEED,
    )
    return shown_source(source, address_of)


def _named(option: Option) -> dict[str, str]:
    return {"id": option.name, **_text(option.text)}


def _text(text: Mapping[str, str]) -> dict[str, str]:
    return {language: text.get(language, "") for language in ("zh", "en")}


def _region(region: Region, ratio: str) -> dict[str, Any]:
    coords = [f"{number:f}" for number in region.coords]
    return {"id": region.name, "shape": region.shape, "coords": coords, "ratio": ratio, **_text(region.label)}


def _ratio(attached: Iterable[Attached]) -> str:
    rows = [row for row in attached if row.kind != AttachmentKind.FORMULA and row.file]
    if not rows:
        return "1"
    try:
        with default_storage.open(min(rows, key=lambda row: row.number).file) as file:
            size = size_of(file.read())
    except OSError:
        size = None
    return str(size[1] / size[0]) if size else "1"


def _key(item: DraftItem) -> Any:
    """Return what of the key the form needs: gaps and units, the number of places, and an order not to show."""
    return _KEYS[item.kind](item.key) if item.kind in _KEYS and item.key else item.key or []


def _order(names: Iterable[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names, start=1)}


def _number(number: Number) -> dict[str, Any]:
    return {"value": f"{number.value:f}", "unit": number.unit}


def _gap(gap: Gap) -> dict[str, Any]:
    return {"accepted": list(gap.accepted), "choices": list(gap.choices)}


_KEYS: dict[Kind, Callable[[Any], Any]] = {
    Kind.ORDERING: _order,
    Kind.NUMERIC: lambda key: [_number(number) for number in key],
    Kind.FILL_IN: lambda key: [_gap(gap) for gap in key],
    Kind.HOTSPOT: list,
}
