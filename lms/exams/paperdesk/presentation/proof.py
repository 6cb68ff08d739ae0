"""The proof of a drawing as a page shows it: per paper, between papers, and how often questions are used."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from lms.core.numbers import plain
from lms.exams.paperdesk.words import cell_text

# A matrix of more papers is no help on a page; the largest overlap says it in one number.
MOST_IN_MATRIX = 12
# How many papers a page lists one by one.
MOST_LISTED = 40


def proof_context(
    proof: Mapping[str, Any], titles: Mapping[str, str], names: Sequence[str] = ()
) -> dict[str, Any]:
    """Return what a page shows of a proof as it is kept with an order; papers without names are numbered."""
    named = names or [str(number) for number in range(1, len(proof["papers"]) + 1)]
    papers = [_paper(name, row) for name, row in zip(named, proof["papers"], strict=True)]
    band = proof["band"]
    return {
        "holds": proof["holds"],
        "papers": papers[:MOST_LISTED],
        "not_listed": max(0, len(papers) - MOST_LISTED),
        "cells": [_cell(cell, titles) for cell in proof["cells"]],
        "must_include": proof["must_include"],
        "band": band
        and {"lowest": plain(band[0]), "highest": plain(band[1]), "width": plain(band[1] - band[0])},
        "spread": plain(proof["spread"]),
        "exposure": _exposure(proof["exposure"]),
        "exposure_limit": proof["exposure_limit"],
        "shared": proof["shared"],
    }


def _paper(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "items": row["items"],
        "marks": plain(float(row["marks"])),
        "expected": plain(row["expected"]),
        "measured": row["measured"],
        "unstated": row["unstated"],
        "holds": row["holds"],
        "complaints": _complaints(row),
    }


def _complaints(row: Mapping[str, Any]) -> list[str]:
    found = []
    for codes, words in (
        (row["missing"], _("missing: %(codes)s")),
        (row["forbidden"], _("must not be there: %(codes)s")),
        (row["twins"], _("twins: %(codes)s")),
    ):
        if codes:
            found.append(words % {"codes": _(", ").join(codes)})
    if not row["is_in_band"]:
        found.append(_("outside the difficulty wanted"))
    return found


def _cell(cell: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    fewest, most = cell["fewest"], cell["most"]
    return {
        "text": cell_text(cell, titles),
        "wanted": cell["wanted"],
        "marks": plain(float(cell["marks"])),
        "drawn": str(fewest) if fewest == most else f"{fewest}–{most}",
        "holds": fewest == most == cell["wanted"],
    }


def _exposure(counted: Mapping[str, int]) -> list[dict[str, Any]]:
    most = max(counted.values(), default=0)
    return [
        {"papers": int(papers), "items": items, "bar": plain(round(100 * items / most, 1))}
        for papers, items in sorted(counted.items(), key=lambda row: int(row[0]))
    ]


def overlap_matrix(papers: Sequence[set[str]], names: Sequence[str]) -> list[dict[str, Any]]:
    """Return how many questions each two papers share, nothing for one paper or for very many."""
    if not 1 < len(papers) <= MOST_IN_MATRIX:
        return []
    shared = {(a, b): len(papers[a] & papers[b]) for a, b in combinations(range(len(papers)), 2)}
    return [
        {
            "name": names[row],
            "cells": [None if row == at else shared[min(row, at), max(row, at)] for at in range(len(papers))],
        }
        for row in range(len(papers))
    ]
