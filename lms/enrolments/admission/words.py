"""What is wrong with a cell and what would be right, in words; no words hold an identity number."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lms.enrolments.admission.columns import CHOICES, HEAD_OF, Column, Word
from lms.enrolments.admission.rules import MOST_TEXT, Problem

# What refuses a file as a whole, beside `lms.core.unreadable`.
OF_FILES = {
    "empty": _("The file holds no people: fill in at least one row below the heads."),
    "no_heads": _(
        "No sheet has the heads of the template (at least the number, the name and the identity number). "
        "Take the template."
    ),
    "head_twice": _("One head stands there twice: %(detail)s. Take the template."),
    "archive_too_big": _(
        "Unpacked, this workbook is larger than the platform reads. One file holds at most %(most)s people: keep the "
        "sheet with them alone, without pictures, or divide it."
    ),
    "too_many_people": _("The file holds more than %(detail)s people. Divide it."),
    "old_or_encrypted": _(
        "This is an old .xls file, or one with a password. Save it as .xlsx without a password."
    ),
    "no_workbook": _("This is no .xlsx workbook. Fill in the template and save it as .xlsx."),
    "damaged": _("The kept file is not the one that was sent. Send it again."),
}

# What is wrong with a cell -> what would be right.
_WORDS: dict[str, Any] = {
    "missing": _("This cell is empty. Fill it in."),
    "number_form": _("A trainee number has 4 to 17 digits and nothing else, such as 260101."),
    "name_too_long": _("The name is longer than 100 characters."),
    "name_sign": _("The name holds a sign that stands in no name. Type the name alone."),
    "name_control_character": _("The name holds a character that cannot be printed. Type the name again."),
    "identity_missing": _("Write the 18 characters, or “暂无” (none yet)."),
    "identity_wrong_form": _("An identity number has 18 characters: 17 digits and a digit or X. Count them."),
    "identity_letters": _(
        "Letters stand here for digits: write 0 (zero) for the letter O, and 1 (one) for the letters I and L."
    ),
    "identity_old_form": _(
        "This is an old number of 15 digits. Write the one of 18 characters that replaced it, or “暂无” (none yet)."
    ),
    "identity_wrong_check_character": _(
        "The last character does not fit the others: one of them is wrong. Compare with the document."
    ),
    "identity_impossible_date": _("Characters 7 to 14 are no date of birth. Compare with the document."),
    "identity_born_in_future": _("Characters 7 to 14 are a date in the future. Compare with the document."),
    "digits_lost": _(
        "The last digits were lost, because the cell held a number and not text. "
        "Set the cell to Text and type all digits again."
    ),
    "name_truth": _("The cell holds TRUE or FALSE, which is no name. Type the name."),
    "error_value": _("The cell holds an error such as #REF!. Type the value."),
    "formula_without_value": _("The cell holds a formula without a result. Type the value."),
    "too_long": _("The text is too long."),
    "text_too_long": _("The text is longer than %(most)s characters."),
    "merged": _("The cell is merged with another. Give each person a cell of their own."),
    "sex_missing": _("Without an identity number the sex must be given: 男 or 女."),
    "sex_differs": _("This is not the sex that the identity number says. One of the two is wrong."),
    "born_differs": _(
        "This is not the date of birth that the identity number holds. One of the two is wrong."
    ),
    "not_in_list": _("Choose one of: %(list)s."),
    "not_a_date": _("Write the day as 2026-11-03, the year first."),
    "release_not_a_date": _("Write the day as 2026-11-03, the year first, or “不详” (not known)."),
    "no_such_day": _("There is no such day. Write it as 2026-11-03."),
    "date_as_number": _(
        "This is the number of a day in a spreadsheet, perhaps of %(detail)s. Write the day as 2026-11-03."
    ),
    "in_future": _("This day has not come yet."),
    "too_early": _("This day is too long ago. Check the year."),
    "release_before_admission": _("This day is before the admission."),
    "far_off": _("This day is more than ten years away. Check the year."),
    "fitness_date_missing": _("Say on which day the fitness was stated."),
    "fitness_missing": _("Say yes or no, or leave the date empty as well."),
    "notice_missing": _("Nobody is asked before the notice: fill in on which day it was given."),
    "repeated": _("Row %(detail)s has the same."),
    "repeated_on_sheet": _("Row %(row)s of the sheet “%(sheet)s” has the same."),
    "number_taken": _("This number is somebody else's. Take another one."),
    "number_named_otherwise": _(
        "The records have this number under another name. Compare the name with the document; if it is somebody else, "
        "take another number."
    ),
    "number_of_namesake": _(
        "The records have this number under this name, with another identity number or none. If it is the same person, "
        "write “暂无” (none yet) for the identity number here, and add or correct it on the page of the stay; if it is "
        "somebody else, take another number."
    ),
    "has_number": _("This person has the number %(detail)s from an earlier stay. Use it."),
    "name_differs": _(
        "The records have this identity number under another name. Compare with the document; if that is right, admit "
        "under the name of the records and correct it on the page of the stay."
    ),
    "earlier_stay": _(
        "On that day an earlier stay of this person still lasted. The next one begins on %(detail)s or later."
    ),
    "staying": _("This person is admitted already, since %(detail)s."),
    "elsewhere": _("This person is registered at another site. A transfer is needed, not an admission."),
}
_DOUBTS: dict[str, Any] = {
    "name_unusual": _(
        "Names seldom hold gaps, digits, brackets or a point at the end. It is kept and printed as it stands: compare "
        "with the document."
    ),
    "name_wide": _(
        "The letters are full-width, and are kept and printed so. Type plain ones if the document has them."
    ),
    "name_long": _("The name is unusually long. Is it the name alone? Compare with the document."),
    "name_not_printed": _(
        "The typeface of documents does not have %(detail)s: cards and lists print its number instead, and no "
        "certificate can be printed with it. Compare with the document; if it is right, tell the administrator early."
    ),
    "age_unusual": _("The age at admission is unusual. Check both dates."),
    "release_passed": _("This day is over already."),
    "stay_long": _("More than three years after the admission. Check the year."),
    "hidden_row": _("This row is hidden in the file; it counts all the same."),
    "formula": _("The cell holds a formula; its last result was taken."),
    "read_as": _("The characters are full-width; they were read as %(detail)s."),
    "read_plain": _(
        "The characters are full-width; they were read as plain digits. Compare with the document."
    ),
    "namesake": _("Another row has the same name and there is no identity number: one person twice?"),
    "born_alike": _(
        "Another row has the same name and date of birth with another identity number. Compare both with the documents."
    ),
    "born_alike_here": _(
        "Somebody of this name and date of birth is admitted already, with another identity number or none: the same "
        "person?"
    ),
    "namesake_here": _("Somebody of this name is admitted already: the same person?"),
    "namesake_formerly": _("%(detail)s, formerly of this name, is admitted already: the same person?"),
    "born_alike_formerly": _(
        "%(detail)s, formerly of this name and born on the same day, is admitted already, with another identity number "
        "or none: the same person?"
    ),
    "named_formerly": _(
        "This is a former name: the records now have this person as %(detail)s. The stay begins under that name."
    ),
}


def words_of(problem: Problem) -> str:
    """Return what is wrong and what would be right."""
    code = problem.code
    row, _bar, sheet = problem.detail.partition("|") if code == "repeated" else ("", "", "")
    code = "repeated_on_sheet" if sheet else code
    words = _WORDS.get(code) or _DOUBTS[code]
    listed = _(", ").join(word_text(word) for word in CHOICES.get(problem.column, ()))
    return str(words) % {
        "detail": problem.detail,
        "list": listed,
        "most": MOST_TEXT,
        "row": row,
        "sheet": sheet,
    }


def word_text(word: Word) -> str:
    """Return a word of the workbook as a page offers it: with the English one for readers of English."""
    return word.zh if (get_language() or "").startswith("zh") else str(word)


def head_in_words(column: Column) -> str:
    """Return the head of a column in both languages, on one line."""
    head = HEAD_OF[column]
    return f"{head.zh} {head.en}"
