"""Keys of numbers become lists of accepted numbers, keys of gaps lists of gaps with shares; and back, where they fit."""

from collections.abc import Callable
from typing import Any

from django.db import migrations

BATCH = 500


def widened(kind: str, key: Any) -> Any:
    """Return a key as it is kept from now on."""
    if kind == "numeric" and isinstance(key, dict):
        return [{**key, "relative": False}]
    if kind == "fill_in":
        return [_gap(words) if isinstance(words, list) else words for words in key]
    return key


def _gap(words: list[str]) -> dict[str, Any]:
    return {"accepted": dict.fromkeys(words, "1"), "case": False, "choices": [], "weight": "1"}


def narrowed(kind: str, key: Any) -> Any:
    """Return a key as it was kept before.

    :raises ValueError: it says more than could be kept then.
    """
    if kind == "numeric":
        (number,) = key
        if number["relative"]:
            raise ValueError("relative")
        return {name: number[name] for name in ("value", "tolerance", "unit")}
    if any(widened(kind, [list(gap["accepted"])]) != [gap] for gap in key):
        raise ValueError("more than words")
    return [list(gap["accepted"]) for gap in key]


def _rewrite(apps: Any, change: Callable[[str, Any], Any]) -> None:
    versions = apps.get_model("exams", "ItemVersion").objects
    rows = versions.filter(item__kind__in=["numeric", "fill_in"]).select_related("item").order_by("pk")
    for row in rows.iterator(chunk_size=BATCH):
        try:
            key = change(row.item.kind, row.key)
        except ValueError as error:
            raise RuntimeError(f"The key of {row.item.code} cannot be kept in the older form.") from error
        if key != row.key:
            versions.filter(pk=row.pk).update(key=key)


def forwards(apps: Any, _editor: Any) -> None:
    _rewrite(apps, widened)


def backwards(apps: Any, _editor: Any) -> None:
    _rewrite(apps, narrowed)


class Migration(migrations.Migration):
    dependencies = [("exams", "0011_items_of_all_kinds_and_their_review")]

    operations = [migrations.RunPython(forwards, backwards)]
