"""Keys of employers before staff: whose programs may ask, and revoking one."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from certificates.employerapi import operations, queries
from certificates.employerapi.presentation import key_row
from certificates.issuing.deskpages import DeedPage, DeskPage
from lms.core.access import Roles
from lms.core.clock import now
from lms.core.enums import Role

ON_A_PAGE = 50
LOOKERS = Roles(Role.PLACEMENT_OFFICER, Role.ADMINISTRATOR)


class KeyDesk(DeskPage):
    """What the pages of this desk share."""

    access = LOOKERS
    list_name = "employer_keys:index"
    list_title = gettext_lazy("Keys of employers")


class EmployerKeys(KeyDesk):
    """Every key: what is in force comes first."""

    template_name = "certificates/employer_keys/desk.html"
    page_title = KeyDesk.list_title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = Paginator(queries.all_keys(), ON_A_PAGE).get_page(self.request.GET.get("p"))
        rows = [key_row(key, now=now()) for key in page]
        return super().get_context_data(page=page, rows=rows, **kwargs)


class Deed(KeyDesk, DeedPage):
    """One deed with a reason, then back to the list."""

    template_name = "accounts/employers/desk/deed.html"
    what_happens: Any

    def back(self) -> str:
        return reverse(self.list_name)

    def about(self) -> str:
        """Return what the deed is about."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=self.about(), what_happens=self.what_happens, **kwargs)


class RevokeKey(Deed):
    """Revoke one key."""

    page_title = gettext_lazy("Revoke the key")
    button = gettext_lazy("Revoke the key")
    done = gettext_lazy("The key is revoked. It is refused from now on.")
    what_happens = gettext_lazy("Programs with this key are refused at once. A revoked key never comes back.")

    def about(self) -> str:
        key = queries.any_key(key_uuid=self.kwargs["employer_key_uuid"])
        return f"{key.employer.name} · {key.name}"

    def do(self, form: forms.Form) -> None:
        reason, key_uuid = form.cleaned_data["reason"], self.kwargs["employer_key_uuid"]
        operations.revoke_any_key(key_uuid=key_uuid, reason=reason, **self.who())
