"""The way of a file to its entries, for the command and the pages: what it is, what its columns mean, what it says."""

from dataclasses import dataclass, replace
from typing import Any

from lms.core.workbooks.cells import Seen
from lms.exams.interchange import formats, tables
from lms.exams.interchange.drafts import Reading


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody says of a file; "" leaves it to the platform to find out."""

    format: str = ""
    encoding: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds. `look`: how its tables were found; `question`: somebody has to say what the columns mean."""

    reading: Reading
    mapping: dict[str, Any] | None = None
    look: tables.Look | None = None

    @property
    def needs_mapping(self) -> bool:
        """Return whether nothing was read because nobody said what the columns mean."""
        return self.look is not None and self.mapping is None


def read_file(
    data: bytes, name: str, wishes: Wishes, mapping: tables.Mapping | None = None, *, seen: Seen | None = None
) -> ReadFile:
    """Return what a file holds; a table is read by the mapping, or by its own layout, never by a guess.

    `seen` hears how many rows or questions of how many were read.

    :raises UnreadableFile: the file is refused as a whole.
    :raises tables.UnusableMapping: the mapping does not fit the file.
    """
    kind = wishes.format or formats.recognise(data, name, encoding=wishes.encoding)
    if kind not in formats.TABLES:
        said = {"language": wishes.language, "encoding": wishes.encoding}
        return ReadFile(formats.read(data, kind, **said, seen=seen))
    look = tables.look(
        data,
        encoding=wishes.encoding,
        delimiter="\t" if kind == "tsv" else "",
        language=wishes.language,
        seen=seen,
    )
    tables.expect_questions(look)
    if mapping is None:
        if look.needs_mapping:
            return ReadFile(Reading(look.format, (), look.encoding), look=look)
        mapping = look.proposal
    else:
        problems = tables.check_file(mapping, look.book)
        if problems:
            raise tables.UnusableMapping([_named(sheet, problem) for sheet, problem in problems])
    return ReadFile(tables.apply_mapping(mapping, look.book, seen), tables.to_json(mapping), look)


def _named(sheet: str, problem: tables.Problem) -> tables.Problem:
    """Return a problem of a sheet with the sheet's name in its place."""
    place = ", ".join(part for part in (f"sheet {sheet}" if sheet else "", problem.place) if part)
    return replace(problem, place=place)
