"""What was seen of a file as plain values: what a command prints and a page shows."""

from dataclasses import asdict
from typing import Any

from lms.exams.interchange.tables.mapping import to_json
from lms.exams.interchange.tables.seen import Look


def look_as_json(seen: Look) -> dict[str, Any]:
    """Return what was found, what is proposed (a mapping that can be saved as it is) and what must be decided."""
    return {
        "format": seen.format,
        "encoding": seen.encoding,
        "delimiter": seen.delimiter,
        "needs_mapping": seen.needs_mapping,
        "sheets": [asdict(sheet) for sheet in seen.sheets],
        "decisions": [asdict(decision) for decision in seen.decisions],
        "proposal": to_json(seen.proposal),
    }
