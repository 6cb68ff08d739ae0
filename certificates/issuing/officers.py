"""What the desks of officers share: who somebody is, the own password again, and a reason."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from lms.accounts.api import User


def names_of(uuids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Return the names of users; one query."""
    wanted = {uuid for uuid in uuids if uuid}
    return dict(User.objects.filter(uuid__in=wanted).values_list("uuid", "display_name"))


class SecretForm(forms.Form):
    """The own password once more."""

    secret = forms.CharField(
        label=_("Your own password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        max_length=128,
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
