"""From an opened paper to the bytes of a PDF: the paper, its key, its answer sheet. Nothing here opens a paper."""

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from lms.core.numbers import plain
from lms.core.printing import fonts
from lms.core.printing.errors import NotPrintable
from lms.core.printing.sheet import Sheet
from lms.exams.papers.opening import OpenedPaper
from lms.exams.papers.printing.answers import answer_of, boxes, bubbles, figure_of, is_short
from lms.exams.papers.printing.characters import named
from lms.exams.papers.printing.labels import RESERVE_RULES, RULES, WORDS, Edition, say
from lms.exams.papers.printing.layout import PrintedItem, Section, sections_of
from lms.exams.papers.printing.pictures import Pictures

if TYPE_CHECKING:
    from lms.core.printing.press import Press

FOLDER = Path(settings.BASE_DIR) / "templates" / "print"
NUMBER_BOXES = range(10)
LONG_TITLE = 15  # in em: beyond it a title is smaller, so that it takes a line less
IN_A_ROW = 10  # answers of a key's grid
CODE_OF = {Edition.ZH: "zh-hans", Edition.EN: "en", Edition.BOTH: "zh-hans"}


@dataclass(frozen=True, slots=True)
class Printing:
    """How a paper is printed: in which language, and in whose order.

    Without a seed it is the order of the paper itself; a candidate's seed gives the candidate's own order.
    `is_reserve`: it lies sealed in a room, and what counts is the answer sheet beside it.
    `minutes`: what this candidate has, where more was arranged; empty for the time of the examination.
    `is_larger_type`: half as large again, for whom that was arranged.
    """

    edition: Edition = Edition.ZH
    seed: str = ""
    candidate: str = ""
    is_reserve: bool = False
    minutes: int | None = None
    is_larger_type: bool = False


PLAIN = Printing()


def print_paper(opened: OpenedPaper, *, printing: Printing = PLAIN) -> bytes:
    """Return the PDF of a paper: A4, numbered sections, room for the answers, page numbers, code and hash.

    :raises NotPrintable: a text has a character that the documents' typeface lacks.
    """
    pictures = Pictures()
    sections = _sections(opened, printing, pictures)
    context = _head(opened, printing, sections) | {
        "title": _title(opened, "paper", printing.edition),
        "rules": [
            [rule[language] for language in printing.edition.languages]
            for rule in (RESERVE_RULES if printing.is_reserve else RULES)
        ],
        "answer": say("answer", printing.edition),
        "strip": " ".join(WORDS["strip"][language] for language in printing.edition.languages).split(" "),
        "numbered": say("numbered", printing.edition),
    }
    return _print("exam_paper.html", context, opened, printing, pictures)


def print_key(opened: OpenedPaper, *, printing: Printing = PLAIN) -> bytes:
    """Return the PDF of a key for the paper printed in the same way: answers by number, hash, version of the key.

    :raises ValueError: the paper was opened without its key.
    :raises NotPrintable: a text has a character that the documents' typeface lacks.
    """
    if opened.key is None:
        raise ValueError("A key is printed of a paper that was opened with its key.")
    pictures = Pictures()
    sections = _sections(opened, printing, pictures)
    correction = getattr(opened.key, "correction", None)
    context = _head(opened, printing, sections) | {
        "title": _title(opened, "key", printing.edition),
        "parts": [_key_part(section, opened.key.key, printing.edition, pictures) for section in sections],
        "version": say("version", printing.edition, opened.key.version),
        "confidential": say("confidential", printing.edition),
        "reason": correction.reason if correction else "",
        "why": say("why", printing.edition),
        "numbered": say("numbered", printing.edition),
    }
    return _print("exam_key.html", context, opened, printing, pictures)


def print_answer_sheet(opened: OpenedPaper, *, printing: Printing = PLAIN) -> bytes:
    """Return the PDF of an answer sheet: boxes to fill for choices, lines for what is written. No question is on it.

    :raises NotPrintable: a text has a character that the documents' typeface lacks.
    """
    sections = _sections(opened, printing, Pictures())
    context = _head(opened, printing, sections) | {
        "title": _title(opened, "sheet", printing.edition),
        "parts": [_sheet_part(section) for section in sections],
        "fill": [
            WORDS[name][language]
            for name in (("reserve_sheet",) if printing.is_reserve else ("fill",))
            for language in printing.edition.languages
        ],
        "digits": range(10),
    }
    return _print("exam_answer_sheet.html", context, opened, printing, Pictures())


def _sections(opened: OpenedPaper, printing: Printing, pictures: Pictures) -> list[Section]:
    seed = printing.seed or opened.paper.sha256
    sections = sections_of(opened.items, seed=seed, edition=printing.edition, pictures=pictures)
    return [_for_larger_type(section) for section in sections] if printing.is_larger_type else sections


def _for_larger_type(section: Section) -> Section:
    """Let half as many options stand beside each other: else each would break after two characters."""
    items = (replace(item, columns=item.columns // 2 or 1) for item in section.items)
    return replace(section, items=tuple(items))


def _title(opened: OpenedPaper, name: str, edition: Edition) -> list[dict[str, Any]]:
    """Return the names of examination and document in each language; an examination's only name stands once."""
    scheme = opened.paper.scheme
    titles = {"zh": scheme.title_zh, "en": scheme.title_en}
    if edition == Edition.EN:
        titles["en"] = scheme.title_en or scheme.title_zh
    return [
        {
            "language": language,
            "examination": titles[language],
            "document": WORDS[name][language],
            "is_long": fonts.width_in_em(titles[language]) > LONG_TITLE,
        }
        for language in edition.languages
    ]


def _head(opened: OpenedPaper, printing: Printing, sections: list[Section]) -> dict[str, Any]:
    """Return what every document of a paper begins with."""
    paper, edition = opened.paper, printing.edition
    total = plain(sum((item.marks for section in sections for item in section.items), Decimal(0)))
    values = {
        "minutes": printing.minutes or paper.scheme.duration_minutes,
        "marks": total,
        "pass": plain(paper.scheme.pass_percent),
    }
    facts = [
        " · ".join(WORDS[name][language] % value for language in edition.languages)
        for name, value in values.items()
    ]
    return {
        "language": CODE_OF[edition],
        "languages": edition.languages,
        "edition": edition.value,
        "paper": paper,
        "form": say("form", edition, paper.form_name) if paper.form_name else "",
        "facts": facts,
        "sections": sections,
        "full": total,
        "words": {name: say(name, edition) for name in FIELDS},
        "number_boxes": NUMBER_BOXES,
        "candidate": printing.candidate,
        "hash": short_hash(paper.sha256),
        "date": localtime(paper.created_at).date().isoformat(),
    }


FIELDS = ("name", "number", "class", "section", "full", "total", "earned", "marker", "checker")


def short_hash(sha256: str) -> str:
    """Return the beginning of a hash in groups that can be read aloud."""
    return " ".join(sha256[at : at + 4] for at in range(0, 12, 4))


def _key_part(section: Section, key: dict[str, Any], edition: Edition, pictures: Pictures) -> dict[str, Any]:
    answers = [(item, answer_of(item, key.get(item.uuid), edition)) for item in section.items]
    are_short = all(is_short(item) and len(answer) <= 6 for item, answer in answers)
    rows = [answers[at : at + IN_A_ROW] for at in range(0, len(answers), IN_A_ROW)] if are_short else []
    filled = [row + [None] * (IN_A_ROW - len(row)) for row in rows]  # type: ignore[list-item]
    listed = [] if are_short else answers
    return {
        "headings": section.headings,
        "grid": filled,
        "list": [(item, right, figure_of(item, key.get(item.uuid), pictures)) for item, right in listed],
    }


def _sheet_part(section: Section) -> dict[str, Any]:
    choices = [(item, bubbles(item)) for item in section.items if bubbles(item)]
    return {
        "headings": section.headings,
        "choices": choices,
        "is_narrow": all(len(names) <= 2 for _item, names in choices),
        "written": [(item, _room(item)) for item in section.items if not bubbles(item)],
    }


def _room(item: PrintedItem) -> dict[str, Any]:
    """Return what an answer is written into: a box for each line, a line for each gap, or lines for words."""
    gaps = max(stem.count('class="gap"') for stem in item.stems)
    return {"boxes": range(len(boxes(item))), "gaps": range(gaps), "lines": range(item.lines)}


@lru_cache(maxsize=1)
def press() -> "Press":
    """Return this process's press for papers; WeasyPrint is loaded only where something is printed."""
    from lms.core.printing.press import Press

    return Press(style=(FOLDER / "exam.css").read_text(encoding="utf-8"))


def _print(
    template: str, context: dict[str, Any], opened: OpenedPaper, printing: Printing, pictures: Pictures
) -> bytes:
    with translation.override(CODE_OF[printing.edition]):
        html = get_template(f"print/{template}").render(context)
    _refuse_missing(html)
    style = _pages(opened, printing) + (_larger() if printing.is_larger_type else "")
    return press().print(Sheet(html=html, style=style, own=pictures.content))


@lru_cache(maxsize=1)
def _larger() -> str:
    return (FOLDER / "exam_larger.css").read_text(encoding="utf-8")


def _refuse_missing(html: str) -> None:
    missing = fonts.missing_characters(html.replace("\n", ""))
    if missing:
        words = _("The typeface of papers lacks: %(characters)s")
        raise NotPrintable(words % {"characters": named(missing)})


def _pages(opened: OpenedPaper, printing: Printing) -> str:
    """Return the margins of the pages: whose paper it is, which page of how many, the code and hash of the paper."""
    edition, paper = printing.edition, opened.paper
    form = say("form", edition, paper.form_name) if paper.form_name else ""
    whose = f"{say('name', edition)} {'＿' * 7}　{say('number', edition)} {printing.candidate or '＿' * 10}"
    counters = ' " · " '.join(WORDS["page"][language] for language in edition.languages)
    right = "  ".join(part for part in (form, printing.candidate) if part)
    return (
        "@page {"
        f'@bottom-left {{ content: "{paper.code}  {short_hash(paper.sha256)}" }}'
        f"@bottom-center {{ content: {counters} }}"
        f'@bottom-right {{ content: "{right}" }}'
        "}"
        f'@page sheet {{ @top-right {{ content: "{whose}"; font: 9pt "Noto Serif CJK SC" }} }}'
        "@page sheet:first { @top-right { content: none } }"
    )
