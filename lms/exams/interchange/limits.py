"""How much a file may hold, so that reading the largest one stays a matter of seconds."""

from collections.abc import Iterable, Iterator, Sized

from lms.core.unreadable import UnreadableFile
from lms.exams.interchange.drafts import Entry
from lms.exams.interchange.refusal import Refused

# How lxml reads a stranger's XML: no entity is resolved, nothing is loaded, and its own limits stay.
SAFE_XML = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
MOST_ENTRIES = 20_000
MOST_ANSWERS = 500
MOST_LINES = 600_000
LONGEST_QUESTION = 4_000_000  # characters, pictures inside it included
MOST_WORK = 2_400_000  # see `Work`; 20,000 questions of fifteen short texts each
MOST_MARKDOWN = 600_000  # characters of one file: its parser takes far longer than any other
_OF_A_TEXT, _OF_A_FORMULA, _BYTES_OF_A_PICTURE = 8, 4, 500


class Work:
    """How much work the texts and pictures of one file may make. A tag is one unit, about a millionth of what a
    small computer does in ten seconds."""

    def __init__(self) -> None:
        self._left, self._markdown = MOST_WORK, MOST_MARKDOWN

    def text(self, text: str) -> None:
        """Count a text that is to be read.

        :raises UnreadableFile: the file makes more work than any bank of questions.
        """
        self._count(_OF_A_TEXT + text.count("<"))

    def attachment(self, size: int) -> None:
        """Count a formula or a picture of so many bytes, each time that a text shows it.

        :raises UnreadableFile: the file makes more work than any bank of questions.
        """
        self._count(_OF_A_FORMULA + size // _BYTES_OF_A_PICTURE)

    def takes_markdown(self, text: str) -> bool:
        """Return whether a text may still be parsed as Markdown, and count it."""
        self._markdown -= len(text)
        return self._markdown >= 0

    def _count(self, units: int) -> None:
        self._left -= units
        if self._left < 0:
            raise UnreadableFile("too_big", detail="texts")


def bounded(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries.

    :raises UnreadableFile: there are more than a file may hold.
    """
    for count, entry in enumerate(entries):
        if count >= MOST_ENTRIES:
            raise UnreadableFile("too_big", place=entry.place, detail=str(MOST_ENTRIES))
        yield entry


def expect_lines(text: str) -> None:
    """Refuse a text of more lines than the largest number of questions has.

    :raises UnreadableFile: always then.
    """
    count = max(text.count("\n"), text.count("\r"))
    if count > MOST_LINES:
        raise UnreadableFile("too_big", detail=f"{count} lines")


def expect_answers(answers: Sized) -> None:
    """Refuse a question with more answers than any question has.

    :raises Refused: always then.
    """
    if len(answers) > MOST_ANSWERS:
        raise Refused("broken_entry", str(len(answers)))
