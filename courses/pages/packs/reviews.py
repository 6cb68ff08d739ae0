"""Writes readings of items into the source of a pack. A wording that changes later counts as unread again."""

from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from courses.pages.packs.bank import HASH_CHARACTERS
from courses.pages.packs.collector import written
from courses.pages.packs.errors import PackError
from courses.pages.packs.reader import REVIEWS, files_in, read_pack
from courses.pages.packs.yaml_files import rows as read_rows
from lms.exams.api import item_hash


def record_in_source(folder: Path, *, reader: str, read_on: date, wanted: set[str]) -> dict[str, Any]:
    """Enter a reading of the wanted items, or of all, at the wording they have now; return how many are unread still.

    :raises PackError: the pack is unusable, or has no item of a wanted code.
    """
    files = files_in(folder)
    pack = read_pack({name: content for name, content in files.items() if name != REVIEWS})
    hashes = {item["code"]: item_hash(item)[:HASH_CHARACTERS] for item in pack.items}
    unknown = wanted - set(hashes)
    if unknown:
        raise PackError(_("There is no item %(codes)s.") % {"codes": ", ".join(sorted(unknown))})
    rows = read_rows(files, REVIEWS) if REVIEWS in files else []
    kept = [row for row in rows if row["item"] in hashes and str(row["wording"]) == hashes[row["item"]]]
    have = {(row["item"], row["reader"]) for row in kept}
    fresh = [
        {"item": code, "wording": hashes[code], "reader": reader, "read_on": read_on}
        for code in wanted or hashes
        if (code, reader) not in have
    ]
    rows = sorted([*kept, *fresh], key=lambda row: (row["item"], row["reader"]))
    (folder / REVIEWS).write_bytes(written(rows))
    return {
        "recorded": len(fresh),
        "unread": len(set(hashes) - {row["item"] for row in rows}),
    }
