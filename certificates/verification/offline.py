"""The public check of a pasted offline code. The text stays in memory: it is neither stored nor logged."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from certificates.verification.documents import check_document
from certificates.verification.findings import about_file
from certificates.verification.limits import files_of
from certificates.verification.traces import leaves_no_trace
from certificates.verifier.offline import LARGEST, PREFIX
from lms.core import clock
from lms.core.access import Public, access

TEMPLATE = "certificates/verify_offline.html"


class OfflineForm(forms.Form):
    code = forms.CharField(
        label=_("Text of the offline code"),
        max_length=LARGEST,
        help_text=_(
            "What a scanner reads from the large square code. It begins with OC1: and has no line breaks."
        ),
        error_messages={"required": _("Paste the text that your scanner read.")},
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Refuse what is no offline code at all: other files have a page of their own."""
        code: str = self.cleaned_data["code"]
        if not code.startswith(PREFIX):
            raise forms.ValidationError(_("An offline code begins with OC1: and this text does not."))
        return code


@access(Public)
@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def verify_offline(request: HttpRequest) -> HttpResponse:
    """Show the form, and answer for a pasted code."""
    form = OfflineForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form})
    tries = files_of(request)
    tries.refuse_when_full()
    tries.add()
    now = clock.now()
    checked = check_document(form.cleaned_data["code"].encode(), now=now)
    return render(request, TEMPLATE, {"form": OfflineForm(), "found": about_file(checked, now=now)})
