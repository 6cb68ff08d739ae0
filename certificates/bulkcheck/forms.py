"""What somebody of an employer sends: a filled workbook."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WorkbookForm(forms.Form):
    file = forms.FileField(
        label=_("Workbook with numbers and names"),
        help_text=_("The filled template (.xlsx), at most 2 MB and 500 rows."),
        error_messages={
            "required": _("Choose the filled workbook."),
            "empty": _("The file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
