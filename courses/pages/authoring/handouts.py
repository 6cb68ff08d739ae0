"""Handouts as instructors upload them, and who may have them."""

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.documents.forms import BaseDocumentForm

from courses.pages.errors import SheetsBusy
from courses.pages.handouts import SheetFault, read_sheet
from courses.pages.recordings.views import AUDIENCE
from lms.core.access import require

FAULTS = {
    "no_pdf": gettext_noop(
        "This is no PDF, whatever its name says. Save or print the sheet as PDF and upload that."
    ),
    "damaged": gettext_noop("The PDF is cut off or damaged. Save it again and upload it again."),
    "locked": gettext_noop("The PDF is locked with a password. Save it without one and upload it again."),
    "active": gettext_noop(
        "The PDF holds something that acts by itself (%(name)s). Print it to a new PDF and upload that."
    ),
}


class HandoutForm(BaseDocumentForm):
    """The form of a document, wherever one is uploaded. A file that is kept stays: a reviewer has seen it.

    What is PDF by its bytes is named so; what else its name says is not believed.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields.pop("file", None)
        elif "file" in self.fields:
            self.fields["file"].help_text = _(
                "PDF, at most 10 MB. What programs have noted in it of author, place and software is taken out; "
                "photographs in it keep their own notes."
            )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        file.seek(0)
        try:
            sheet = read_sheet(file.read())
        except SheetsBusy as error:
            raise ValidationError(error.message, code=error.code) from error
        if sheet.fault is not None:
            raise ValidationError(sentence_of_sheet(sheet.fault), code=sheet.fault.code)
        return SimpleUploadedFile(
            f"{PurePosixPath(str(file.name)).stem}.pdf", sheet.content, "application/pdf"
        )


def sentence_of_sheet(fault: SheetFault) -> str:
    """Return what is wrong with a sheet and what to do."""
    return _(FAULTS[fault.code]) % {"name": fault.name}


def refuse_strangers(_document: Any, request: HttpRequest) -> HttpResponse | None:
    """Ask for a sign-in before a handout is sent: as for lessons."""
    return require(AUDIENCE, request)
