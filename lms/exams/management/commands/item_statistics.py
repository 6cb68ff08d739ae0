"""Reckons the figures of items from old results."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from lms.core.management.json_command import JsonCommand, read_bytes
from lms.core.unreadable import UnreadableFile
from lms.exams.interchange.encodings import decode
from lms.exams.interchange.reasons import OF_FILES
from lms.exams.statistics.rules import Choices, FormFigures, ItemFigures, form_figures, item_figures
from lms.exams.statistics.scores import Said, UnreadableScores, read_scores
from lms.exams.statistics.words import FLAGS, STANDINGS, words_for


class Command(JsonCommand):
    help = "Print facility, discrimination, distractors and reliability of a matrix of results (CSV). Exit 3: refused."
    refusals = (UnreadableScores, UnreadableFile)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--scores", type=Path, required=True, help="CSV file, candidates by items")
        parser.add_argument("--encoding", default="", help="of the file; found out when it is clear")
        parser.add_argument(
            "--first-column", choices=["candidate", "item"], default="", help="what the first column is"
        )

        parser.add_argument(
            "--heading", choices=["yes", "no"], default="", help="whether the first row names the items"
        )
        for name, words in (("ordered", "only in their order"), ("unordered", "in any order")):
            parser.add_argument(
                f"--{name}", default="", help=f"items whose answers count {words}: Q1,Q7; * for all others"
            )

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        text, encoding = decode(read_bytes(options["scores"]), options["encoding"])
        ordered, unordered = (_names(options[name]) for name in ("ordered", "unordered"))
        scores = read_scores(text, Said(options["first_column"], options["heading"], ordered, unordered))
        form = form_figures(scores.rows, scores.maxima)
        choices = {name: Choices(given, scores.keys[name]) for name, given in scores.chosen.items()}
        items = item_figures(scores.names, scores.rows, scores.maxima, choices=choices)
        return {
            "encoding": encoding,
            "maxima_are_observed": scores.maxima_are_observed,
            "ignored_columns": list(scores.ignored),
            "ignored_rows": list(scores.ignored_rows),
            "form": described(form),
            "items": [figures(item) for item in items],
        }

    def reasons_of(self, error: Exception) -> list[str]:
        if isinstance(error, UnreadableScores):
            return [words_for(error)]
        return [str(OF_FILES[error.code])] if isinstance(error, UnreadableFile) else super().reasons_of(error)


def _names(text: str) -> set[str]:
    return {name.strip() for name in text.split(",") if name.strip()}


def described(form: FormFigures) -> dict[str, Any]:
    """Return the figures of a form with how far they can be trusted."""
    return {**asdict(form), "standing": form.standing, "standing_words": str(STANDINGS[form.standing])}


def figures(item: ItemFigures) -> dict[str, Any]:
    """Return the figures of an item, its flags as codes and in words."""
    flags = [{"code": code, "words": str(FLAGS[code])} for code in item.flags]
    return {**asdict(item), "options": [asdict(option) for option in item.options], "flags": flags}
