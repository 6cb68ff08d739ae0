"""What the pages say of columns, values, open questions and faults of a mapping, in words that an office knows."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

Words = str | Promise

FORMATS: Mapping[str, Words] = {
    "xlsx": gettext_lazy("Excel (.xlsx)"),
    "xls": gettext_lazy("Excel 97–2003 (.xls)"),
    "ods": gettext_lazy("OpenDocument (.ods)"),
    "csv": gettext_lazy("Table as text, commas (.csv)"),
    "tsv": gettext_lazy("Table as text, tabs (.tsv)"),
    "gift": gettext_lazy("GIFT (Moodle's text format)"),
    "aiken": gettext_lazy("Aiken (plain text)"),
    "moodle-xml": gettext_lazy("Moodle XML"),
    "qti": gettext_lazy("QTI, any version"),
    "qti2": gettext_lazy("QTI 2.0, 2.1, 2.2"),
    "qti3": gettext_lazy("QTI 3.0"),
}
LANGUAGES: Mapping[str, Words] = {"zh": gettext_lazy("Chinese"), "en": gettext_lazy("English")}
KINDS: Mapping[str, Words] = {
    "single": gettext_lazy("One answer"),
    "multiple": gettext_lazy("Several answers"),
    "true_false": gettext_lazy("True or false"),
    "choice": gettext_lazy("One or several answers, by the key"),
    "fill_in": gettext_lazy("Fill the gaps"),
    "numeric": gettext_lazy("A number"),
    "ordering": gettext_lazy("Put in order"),
    "matching": gettext_lazy("Match"),
    "short_answer": gettext_lazy("Short answer"),
    "practical_task": gettext_lazy("Practical task"),
    "hotspot": gettext_lazy("Spot in a picture"),
}
STATUSES: Mapping[str, Words] = {
    "imported": pgettext_lazy("question", "Imported"),
    "warned": pgettext_lazy("question", "Imported, look at it"),
    "refused": pgettext_lazy("question", "Left out"),
}
ROLES: Mapping[str, Words] = {
    "ignored": gettext_lazy("Not read"),
    "stem": gettext_lazy("Question"),
    "answer": gettext_lazy("Right answer"),
    "options": gettext_lazy("All options in one cell"),
    "option": gettext_lazy("Option"),
    "type": gettext_lazy("Type of question"),
    "rationale": gettext_lazy("Explanation"),
    "rubric": gettext_lazy("How answers in words are marked"),
    "topic": gettext_lazy("Topic or chapter"),
    "difficulty": gettext_lazy("Difficulty"),
    "depth": gettext_lazy("Depth (know, understand, apply)"),
    "marks": gettext_lazy("Marks"),
    "source": gettext_lazy("Source"),
    "year": gettext_lazy("Year"),
    "code": gettext_lazy("Code of the question"),
    "number": gettext_lazy("Counts the rows"),
    "match": gettext_lazy("Matched with"),
    "tolerance": gettext_lazy("Tolerance of a number"),
    "unit": gettext_lazy("Unit of a number"),
    "scoring": gettext_lazy("Way of marking"),
    "weights": gettext_lazy("Weights of the options"),
    "shuffled": gettext_lazy("Options may be shuffled"),
}
# What a person has to say or confirm, by code.
DECISIONS: Mapping[str, Words] = {
    "no_header": gettext_lazy("No row of headings was found. Check what each column is."),
    "column_unknown": gettext_lazy("Say what this column is."),
    "column_likely": gettext_lazy("Check what this column is: its heading does not say it clearly."),
    "two_columns": gettext_lazy("Two columns seem to be the same thing. Only one of them is read."),
    "no_stem_column": gettext_lazy("Say which column holds the question."),
    "no_answer_column": gettext_lazy("Say which column holds the right answer."),
    "type": gettext_lazy("Some rows do not say their type of question. Say what they are."),
    "type_word": gettext_lazy("Say which type of question this word means."),
    "truth_words": gettext_lazy("Say which of these answers means right and which wrong."),
    "answer_figures": gettext_lazy("Say whether figures in the answers count options from 1 or from 0."),
    "option_separator": gettext_lazy("Say which sign stands between the options in a cell."),
    "gap_answers": gettext_lazy(
        "Say what the sign between these answers means: the next gap, or another right answer."
    ),
    "key_in_stem": gettext_lazy("The right answer stands in brackets in the question. Check this."),
    "key_list": gettext_lazy(
        "The answers come from a list of keys apart from the questions, by their numbers. Check some of them."
    ),
    "key_list_differs": gettext_lazy(
        "A list of keys has other numbers than the questions (keys / questions): nobody can say which key belongs to "
        "which. Correct the file."
    ),
    "options_in_stem": gettext_lazy("The options stand behind the question in the same cell. Check this."),
    "hidden_sheet": gettext_lazy("This sheet is hidden. Say whether it is read."),
    "sheet_left_out": gettext_lazy("This sheet seems to hold no questions. Say whether it is read."),
}
# What does not fit, by code.
PROBLEMS: Mapping[str, Words] = {
    "mapping_version": gettext_lazy("This mapping is of another version of the platform."),
    "mapping_form": gettext_lazy("Something in this mapping cannot be understood."),
    "sheet_missing": gettext_lazy("The file has no such sheet."),
    "sheet_not_mapped": gettext_lazy("Nothing is said of this sheet."),
    "no_rows": gettext_lazy("There are no rows where the questions should begin."),
    "column_empty": gettext_lazy("This column is empty."),
    "header_differs": gettext_lazy("Another heading stands above this column than in the mapping."),
    "letter_missing": gettext_lazy("Say which option this column is."),
    "no_stem_column": gettext_lazy("No column is the question. Choose “Question” above one."),
    "no_answer_column": gettext_lazy("No column is the right answer. Choose “Right answer” above one."),
    "column_twice": gettext_lazy("Two columns are said to be the same thing."),
    "damaged": gettext_lazy("The kept file is not the one that was sent. Send it again."),
}
_PLACES: Mapping[str, Words] = {
    "row": gettext_lazy("row %(which)s"),
    "line": gettext_lazy("line %(which)s"),
    "column": gettext_lazy("column %(which)s"),
}


def place_in_words(place: str) -> str:
    """Return a place of a file in the reader's language; names of sheets and files stay as they are."""
    found = re.fullmatch(r"(?:sheet (?P<sheet>.*), )?(?P<rest>(?:row|line|column) .*)", place, re.DOTALL)
    if found is None:
        return place
    word, _space, which = found["rest"].partition(" ")
    at = str(_PLACES[word]) % {"which": which}
    return _("sheet “%(sheet)s”, %(at)s") % {"sheet": found["sheet"], "at": at} if found["sheet"] else at


def said_of(each: Mapping[str, Any], words: Mapping[str, Words]) -> str:
    """Return a fault or an open question in words, with where it is and what it is about."""
    text = str(words.get(each["code"], each["code"]))
    place = place_in_words(each.get("place", ""))
    about = ", ".join(part for part in (place, each.get("detail", "")) if part)
    return _("%(about)s: %(text)s") % {"about": about, "text": text} if about else text
