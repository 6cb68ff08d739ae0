"""The words for what a workbook of certificates may be refused for, and for what is wrong with a cell."""

from django.utils.translation import gettext_lazy as _

from certificates.bulkcheck.rules import Wrong
from lms.core.unreadable import WORDS

UNREADABLE = WORDS | {
    "no_workbook": _("The file is no .xlsx workbook. Use the template, and save it as .xlsx."),
    "no_heads": _("The two headings of the template are nowhere in the file."),
    "no_rows": _("There is nothing below the headings."),
    "too_many_rows": _("The file has too many rows: at most 500 are checked at once."),
}
WRONG = {
    Wrong.NO_NUMBER: _("the certificate number is missing"),
    Wrong.NO_NAME: _("the full name is missing"),
    Wrong.TOO_LONG: _("longer than any certificate number or name"),
    Wrong.DAMAGED: _("the spreadsheet has spoilt the value; type it as text"),
}
