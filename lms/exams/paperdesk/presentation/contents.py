"""What is on an opened paper, for the page that shows it; the key only when the key was opened.

Numbers and letters are those of the printed paper, so that what is read here and there is the same.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from lms.exams.paperdesk.presentation.blueprint import plain
from lms.exams.paperdesk.words import kind_text
from lms.exams.papers.models import PaperVersion
from lms.exams.papers.opening import OpenedPaper
from lms.exams.papers.printing import Edition
from lms.exams.papers.printing.answers import answer_of
from lms.exams.papers.printing.layout import sections_of
from lms.exams.papers.printing.pictures import Pictures
from lms.exams.papers.rules import order_for

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Shown = dict[str, Any]


def in_print_order(paper: PaperVersion) -> list[Shown]:
    """Return the questions as they are printed, each with its number, each option with its letter."""
    ordered = order_for(paper.content["items"], seed=paper.sha256)
    return [
        {
            **item,
            "number": number,
            "options": [
                {**option, "letter": letter} for letter, option in zip(LETTERS, item["options"], strict=False)
            ],
        }
        for number, item in enumerate(ordered, start=1)
    ]


def contents_context(opened: OpenedPaper) -> dict[str, Any]:
    """Return the questions, with the right answers where the key was opened."""
    answers = answers_of(opened.paper, opened.key.key) if opened.key else {}
    return {
        "items": [_item(item, answers) for item in in_print_order(opened.paper)],
        "has_key": opened.key is not None,
        "key_version": opened.key.version if opened.key else None,
    }


def _item(item: Shown, answers: Mapping[str, str]) -> Shown:
    return {
        "number": item["number"],
        "kind": kind_text(item["kind"]),
        "marks": plain(float(item["marks"])),
        "stem": item["stem"],
        "options": item["options"],
        "matches": item.get("matches", ()),
        "answer": answers.get(item["uuid"]),
    }


def answers_of(paper: PaperVersion, key: Mapping[str, Any]) -> dict[str, str]:
    """Return what a key says is right of each question, as the printed key says it, in the reader's language."""
    edition = Edition.EN if (get_language() or "").startswith("en") else Edition.ZH
    sections = sections_of(paper.content["items"], seed=paper.sha256, edition=edition, pictures=Pictures())
    return {
        item.uuid: answer_of(item, key.get(item.uuid), edition)
        for section in sections
        for item in section.items
    }
