"""Every code that a reader gives as its reason, with the words for it. Codes are stable, words may change."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lms.core import unreadable

Words = str | Promise

# What refuses a whole file.
OF_FILES = {
    **unreadable.WORDS,
    "empty": _("The file holds no question."),
    "no_questions": _("The file has headings, but no question below them."),
    "no_table": _(
        "Nothing in the file is a table of questions: it has no headings and no answers beside questions."
    ),
    "encoding_unknown": _("The file's characters could not be read. Choose its encoding."),
    "no_manifest": _(
        "The archive has no manifest (imsmanifest.xml) at its top, so it is no package of QTI. Unpack any other "
        "archive and send the files in it one by one."
    ),
    "version_unknown": _("This version of the format is not known."),
}

_TEXT = _(
    "This is a document of a word processor. Save it there as plain text (.txt), or copy its questions into a "
    "spreadsheet."
)
_PICTURE = _("This is a picture. Nothing is read from pictures: type its questions into the sample sheet.")
_PACKED = _("This is a packed file. Unpack it and send the files in it one by one.")
_WORKBOOK = _(
    "This is a workbook in a form that is not read. Open it in a spreadsheet program and save it as .xlsx."
)
_FIRST_QTI = _(
    "This is QTI of the first version (1.x), as Canvas, Blackboard and older systems write it. Have it exported there "
    "as QTI 2 or 3, or as Moodle XML."
)
# What a file is by the name that `not_this_format` or `version_unknown` has for it, and what would help.
OF_KNOWN_FILES = {
    **dict.fromkeys(("Word", "RTF"), _TEXT),
    **dict.fromkeys(("PNG", "JPEG", "GIF", "BMP", "TIFF", "WebP", "HEIC", "AVIF"), _PICTURE),
    **dict.fromkeys(("RAR", "7z", "gzip"), _PACKED),
    **dict.fromkeys(("Excel 95", "xlsb", "Workbook", "iWork"), _WORKBOOK),
    **dict.fromkeys(("QTI 1", "QTI 1 (ILIAS)"), _FIRST_QTI),
    "PDF": _(
        "This is a PDF. Find the file that it was made from and save that as plain text (.txt) or as a spreadsheet, or "
        "copy its questions into the sample sheet."
    ),
    "PowerPoint": _("This is a presentation. Copy its questions into a spreadsheet."),
    "exe": _("This is a program. Nothing is read from programs."),
    "HTML": _(
        "This is a web page, whatever it is called. Open it in a spreadsheet program and save it as .xlsx."
    ),
    "H5P": _("This is an H5P package. Copy its questions into a spreadsheet."),
    "Moodle backup": _(
        "This is a backup of a Moodle course. Export the question bank there as Moodle XML and send that."
    ),
}


def known_file(code: str, detail: str) -> Words:
    """Return what a file is that is refused as a whole, and what would help; "" where that is not known."""
    return OF_KNOWN_FILES.get(detail, "") if code in ("not_this_format", "version_unknown") else ""


# What is said of a single entry; refused or only noted, as the entry's status says.
OF_ENTRIES = {
    "type_not_supported": _("This type of question is not supported."),
    "adaptive": _("Adaptive questions are not supported."),
    "templated": _("Questions with template variables are not supported."),
    "several_interactions": _("A question with several different tasks is not supported."),
    "no_stem": _("The question has no words."),
    "no_key": _("The question has no key."),
    "key_unusable": _(
        "The answer does not fit: check it against the options, the gaps, or the words for right and wrong."
    ),
    "too_few_options": _("The question needs at least two options."),
    "scoring_not_understood": _("How this question is marked was not understood: it is kept unscored."),
    "penalties_not_held": _(
        "In the file a wrong pair or gap takes marks away that right ones earned. Here it earns nothing, no less: the "
        "rule cannot be kept, and the question is unscored until somebody chooses how it is marked."
    ),
    "formatting_lost": _("Some formatting could not be kept."),
    "picture_missing": _("A picture of the question is not in the file."),
    "picture_refused": _("A picture could not be read safely."),
    "remote_reference": _("The question points to another computer. Nothing is fetched."),
    "repeated": _("The same question came before in this file."),
    "in_bank": _("The bank has this question already."),
    "answer_differs": _("The bank has this question with another answer, or marked in another way."),
    "code_in_bank": _(
        "The bank has a question with this code: this one gets a new code when it is approved."
    ),
    "code_is_next": _("It becomes the next wording of the question with this code."),
    "code_taken": _(
        "The bank has a question with this code, of another type, retired, or with a next wording begun: this one gets "
        "a new code when it is approved."
    ),
    "code_elsewhere": _(
        "Another bank has a question with this code: this one gets a new code when it is approved."
    ),
    "code_in_drafts": _(
        "A draft of the bank has this code too: the second one to be approved gets a new code."
    ),
    "code_repeated": _("Another question of this file has the same code: the second one gets a new code."),
    "feedback_lost": _("Feedback for single answers could not be kept."),
    "hint_lost": _("A hint that candidates may ask for could not be kept."),
    "rubric_lost": _("A text that is not for candidates was not taken along."),
    "below_zero": _("In the file this question can cost marks. Here no question earns less than 0."),
    "limit_lost": _("In the file fewer options may be chosen than here."),
    "broken_entry": _("This part of the file is damaged."),
    "ambiguous": _("This can be read in two ways."),
    "options_of_no_use": _(
        "It has options, but this type of question has none. Say that its word for the type means a choice, or that "
        "the columns of options are not read."
    ),
    "value_unusable": _("A value could not be read."),
    "no_rule": _("The file names the right answer, but no rule for marking: it is marked all or nothing."),
    "marked_by_hand": _("The file compares long answers by machine. Here somebody marks them."),
    "text_missing": _("A shared text of the question is not in the file."),
    "section_text_lost": _(
        "Candidates read a text of the section before this question. It was not taken along."
    ),
    "weight_lost": _(
        "The test in the file gives this question another weight. It was not taken along: here the examination gives "
        "the marks."
    ),
    "file_missing": _("The package lists this file, but does not hold it."),
    "not_listed": _("The package does not list this file."),
    "version_unknown": _("This version of the format is not known."),
    "type_unknown": _("The type of the question is not given."),
    "keys_contradict": _("The same question stands in this file with another key."),
    "keys_do_not_fit": _(
        "The list of keys has other numbers than the questions it is for: no key is sure (keys / questions)."
    ),
    "type_assumed": _("This word means different types at different schools: check the type."),
    "one_of_several": _("A question with several right answers has only one: check the key or the type."),
    "no_model_answer": _("Nothing stands as its answer: who marks it gets no help."),
    "options_repeated": _("Two options are the same."),
    "key_in_stem": _("The text of the question shows its key."),
    "digits_lost": _("The spreadsheet has lost digits of a long number. Enter it as text."),
    "formula_without_value": _(
        "This cell holds a formula without its value: open the file in the spreadsheet program, save it and send it "
        "again."
    ),
    "too_long": _("A text is longer than a cell can hold."),
    "date_value": _("A cell holds a date: perhaps the spreadsheet made one of what was typed."),
    "picture_left_out": _("A picture lies on this row. It was not taken along."),
    "hidden_row": _("The row is hidden in the spreadsheet."),
}

# What a line of a file is that is no question.
OF_ASIDES = {
    "headings_again": _("The headings or the title again"),
    "type_line": _("A line that names the type of those below"),
    "chapter_line": _("A line that names the chapter of those below"),
    "total_line": _("A line of totals"),
    "remark_line": _("A remark"),
    "answer_list": _("A list of keys for the questions above it"),
}

# Why an item is left out when items are written into a file.
OF_WRITING = {
    "kind_not_held": _("This format has no such type of question."),
    "scoring_not_held": _("This format would mark the question in another way."),
    "key_not_held": _("This format cannot hold the key of the question."),
    "pictures_not_held": _("This format cannot hold the pictures of the question."),
}
