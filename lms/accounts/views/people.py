"""Faces of people for registrars, in Wagtail's interface: reveal a number, new PIN, new card. Each is asked first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.accounts.errors import PersonNotFound, UserNotFound
from lms.accounts.forms import RevealForm
from lms.accounts.models import Person, User
from lms.accounts.operations import issue_card, reset_pin, reveal_resident_id
from lms.accounts.policies import SIGN_IN_ROLES, may_reveal_resident_id, people_managed_by
from lms.accounts.qr import qr_data_uri
from lms.accounts.queries import actor_of
from lms.core.access import AccessMixin, Roles
from lms.core.clock import now
from lms.core.enums import Role
from lms.core.errors import NotAllowed


def get_managed_person(user: User, uuid: Any) -> Person:
    """Return the person when this user looks after them.

    :raises PersonNotFound: there is none, or it is another site's; the two look alike.
    """
    person = people_managed_by(user).filter(uuid=uuid).first()
    if person is None:
        raise PersonNotFound(_("There is nothing at this address."))
    return person


class PersonAction(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """One deed for one person: GET asks, POST does it and shows the result once."""

    access = Roles(*SIGN_IN_ROLES)
    header_icon = "user"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.access.admits(request.user):
            self.person = get_managed_person(request.user, kwargs["uuid"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.person.full_name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("people:index"), "label": _("People")}
        own = {"url": reverse("people:inspect", args=[self.person.uuid]), "label": self.person.full_name}
        return [*self.breadcrumbs_items, index, own, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(person=self.person, **kwargs)

    def trainee(self) -> User:
        """Return the person's sign-in.

        :raises UserNotFound: there is none.
        """
        user: User | None = getattr(self.person, "user", None)
        if user is None or Role.TRAINEE not in user.held_roles():
            raise UserNotFound(_("This person has no trainee number yet."))
        return user


class RevealNumber(PersonAction):
    """Shows the full identity number to a registrar who says what it is needed for."""

    access = Roles(Role.REGISTRAR)
    page_title = gettext_lazy("Show the identity number")
    template_name = "accounts/people/reveal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": RevealForm(), **kwargs})

    def post(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        if not may_reveal_resident_id(request.user, self.person):
            raise NotAllowed(_("Only registrars of the person's site may see the number."))
        form = RevealForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        reason = form.cleaned_data["reason"]
        number = reveal_resident_id(
            person_uuid=self.person.uuid, reason=reason, actor=actor_of(request), now=now()
        )
        return self.render_to_response(self.get_context_data(number=number))


class NewPin(PersonAction):
    """Gives a trainee a new PIN; the old one stops at once."""

    page_title = gettext_lazy("New PIN")
    template_name = "accounts/people/new_pin.html"

    def post(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        trainee = self.trainee()
        pin = reset_pin(user=trainee, actor=actor_of(request), now=now())
        return self.render_to_response(self.get_context_data(pin=pin, number=trainee.username))


class NewCard(PersonAction):
    """Issues a sign-in card to print; the one before stops at once."""

    page_title = gettext_lazy("New sign-in card")
    template_name = "accounts/people/new_card.html"

    def post(self, request: HttpRequest, uuid: Any) -> HttpResponse:
        trainee = self.trainee()
        payload = issue_card(user=trainee, actor=actor_of(request), now=now())
        return self.render_to_response(
            self.get_context_data(qr=qr_data_uri(payload), number=trainee.username)
        )
