"""Writes of pages: the drawings of circuits.

A drawing is worked out from a lesson and can be again; so it is no record, and keeping one writes no audit row.
"""

from collections.abc import Iterable

from courses.pages.models import CircuitDrawing
from courses.pages.queries import find_circuit_spec, find_circuit_svg
from lms.core.circuits import digest_of, draw_circuits


def keep_circuits(specs: Iterable[str]) -> None:
    """Draw the circuits that are not drawn yet. Not for the inside of a transaction: drawing takes a while.

    :raises CircuitError: a line is wrong; nothing was kept.
    :raises DrawingFailed: the drawing program did not answer; nothing was kept.
    """
    wanted = {digest_of(spec): spec for spec in specs}
    known = set(CircuitDrawing.objects.filter(sha256__in=wanted).values_list("sha256", flat=True))
    missing = {digest: spec for digest, spec in wanted.items() if digest not in known}
    drawn = draw_circuits(list(missing.values()))
    rows = [CircuitDrawing(sha256=digest, svg=svg) for digest, svg in zip(missing, drawn, strict=True)]
    CircuitDrawing.objects.bulk_create(rows, ignore_conflicts=True)  # two may draw the same at once


def circuit_svg(digest: str) -> str | None:
    """Return the drawing of this name, drawn now when a lesson asks for it and none is kept."""
    svg = find_circuit_svg(digest)
    if svg is not None:
        return svg
    spec = find_circuit_spec(digest)
    if spec is None:
        return None
    keep_circuits([spec])
    return find_circuit_svg(digest)
