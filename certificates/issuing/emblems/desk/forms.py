"""The form of a school's own logo or seal: it checks the shape; operations decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.issuing.batches.desk.shown import officer_schools
from certificates.issuing.emblems.models import EmblemUse
from certificates.issuing.emblems.operations import NewEmblem
from certificates.issuing.emblems.pictures import MOST_BYTES
from lms.accounts.api import User


class EmblemForm(forms.Form):
    """A picture for one school, from a day on, or the end of its own one."""

    school = forms.ModelChoiceField(label=_("School"), queryset=None, to_field_name="uuid")
    use = forms.ChoiceField(label=_("What for"), choices=EmblemUse.choices, widget=forms.RadioSelect)
    from_date = forms.DateField(
        label=_("In force from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Today or later. What was issued before keeps its logo and seal."),
    )
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png"}),
        help_text=_(
            "PNG, at least 300 pixels wide and high, at most two megabytes. A seal is square on a transparent ground. "
            "The picture names no place and gives no reason why somebody learnt."
        ),
    )
    as_usual = forms.BooleanField(
        label=_("No own picture from this day on"),
        required=False,
        help_text=_("Then there is no logo, and the seal is drawn by the platform."),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schools = officer_schools(user)
        self.fields["school"].queryset = schools  # type: ignore[attr-defined]
        if len(schools) == 1:
            self.fields["school"].initial = schools[0].uuid

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        picture = said.get("picture")
        if bool(picture) == bool(said.get("as_usual")):
            self.add_error(
                "picture", _("Choose a picture, or say that there is no own one from this day on.")
            )
        elif picture and picture.size > MOST_BYTES:
            self.add_error("picture", _("The picture is too large: at most two megabytes."))
        return said

    def new(self) -> NewEmblem:
        """Return what the valid form says."""
        said = self.cleaned_data
        content = said["picture"].read() if said["picture"] else b""
        return NewEmblem(said["school"], EmblemUse(said["use"]), said["from_date"], content)
