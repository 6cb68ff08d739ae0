"""Faces of moving for registrars, in Wagtail's interface: who is on what, choose, look at the differences, move."""

from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.catalog.api import difference_rows, get_version
from lms.accounts.api import actor_of
from lms.core.access import AccessMixin, Roles
from lms.core.clock import now
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid
from lms.enrolments.errors import EnrolmentNotFound
from lms.enrolments.moving.choices import find_choice, keep_choice
from lms.enrolments.moving.forms import ChooseForm, MoveForm
from lms.enrolments.moving.operations import MoveOrder, move_enrolments
from lms.enrolments.moving.presentation import outlook_rows
from lms.enrolments.moving.queries import list_groups, list_left, list_movable, list_outlooks, list_targets
from lms.enrolments.moving.rules import digest_of

REGISTRARS = Roles(Role.REGISTRAR)


class MovingPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """A page about versions that people are on."""

    access = REGISTRARS
    header_icon = "group"
    page_title = gettext_lazy("Versions in use")
    request: HttpRequest
    kwargs: dict[str, Any]


class VersionsInUse(MovingPage):
    """Which versions people are in training on; those that a newer one exists of come with the way there."""

    template_name = "enrolments/versions.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        groups = list_groups(self.request.user)
        is_movable = any(group.may_move for group in groups)
        return super().get_context_data(groups=groups, is_movable=is_movable, **kwargs)


class MoveToVersion(MovingPage):
    """Choose who moves to which version; then what that means for each; then the move."""

    page_title = gettext_lazy("Move to another version")
    template_name = "enrolments/choose.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.old = self.people = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.access.admits(request.user):
            self.old = get_version(self.kwargs["in_use_uuid"])
            if self.are_moved_already():
                messages.warning(request, _("These people, or some of them, have been moved already."))
                return redirect("moving:index")
            self.load()
        return super().dispatch(request, *args, **kwargs)

    def load(self) -> None:
        """Find the group of the address.

        :raises EnrolmentNotFound: nobody of the user's is on this version at this school.
        """
        self.people = list_movable(self.request.user, version=self.old, school=self.kwargs["school_uuid"])
        if not self.people.exists():
            raise EnrolmentNotFound(_("There is nothing at this address."))

    def are_moved_already(self) -> bool:
        """Return whether somebody who was chosen left this version meanwhile, as on a page that was open twice."""
        shown = self.request.GET.get("differences") or self.request.GET.get("choice")
        kept = find_choice(self.request.session, shown) or {"people": []}
        sent = set(self.request.POST.getlist("people") or kept["people"])
        left = list_left(self.request.user, version=self.old, school=self.kwargs["school_uuid"])
        return bool(sent) and any(str(uuid) in sent for uuid in left.values_list("uuid", flat=True))

    def get_page_subtitle(self) -> str:
        return self.old.programme.title

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("moving:index"), "label": str(MovingPage.page_title)}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.page_title)}]

    def form(self, kind: type[ChooseForm] = ChooseForm, **kwargs: Any) -> ChooseForm:
        return kind(people=self.people, versions=list_targets(self.people, self.old), **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.form()
        there = {str(row.uuid) for row in self.people}
        chosen = there.intersection(map(str, form["people"].value() or []))
        return super().get_context_data(
            **{
                "old": self.old,
                "form": form,
                "chosen": len(chosen),
                "there": len(there),
                "school": self.people[0].school,
                **kwargs,
            }
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "differences" not in request.GET:
            kept = find_choice(request.session, request.GET.get("choice")) or {}
            return self.render_to_response(self.get_context_data(form=self.form(initial=kept)))
        choice = find_choice(request.session, request.GET["differences"])
        if choice is None:
            return redirect(request.path)
        form = self.form(data=choice)
        if form.is_valid():
            return self.differences(form)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Move, or keep what was chosen and lead to the page that shows it: no page answers a form, but for faults."""
        if tick := request.POST.get("tick"):
            return self.choice_kept("choice", self.ticked(tick))
        is_agreed = "agreed" in request.POST
        form = self.form(MoveForm if is_agreed else ChooseForm, data=request.POST)
        if form.is_valid() and is_agreed:
            with domain_errors_to_form(form):
                return self.moved(form)
        if {"people", "version"} <= form.cleaned_data.keys():
            for words in chain.from_iterable(form.errors.values()):
                messages.error(request, words)
            return self.choice_kept("differences", request.POST.getlist("people"))
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def choice_kept(self, page: str, people: list[str]) -> HttpResponse:
        version = self.request.POST.get("version", "")
        key = keep_choice(self.request.session, people=people, version=version)
        return redirect(f"{self.request.path}?{urlencode({page: key})}")

    def ticked(self, tick: str) -> list[str]:
        """Return all people or nobody; for browsers without script."""
        return [str(uuid) for uuid in self.people.values_list("uuid", flat=True)] if tick == "all" else []

    def moved(self, form: ChooseForm) -> HttpResponse:
        chosen = form.cleaned_data
        order = MoveOrder(
            [row.uuid for row in chosen["people"]],
            self.old,
            chosen["version"],
            shown=chosen["shown"],
            client_key=chosen["key"],
        )
        rows = move_enrolments(order=order, actor=actor_of(self.request), now=now())
        words = ngettext(
            "%(count)s person is on version %(number)s now.",
            "%(count)s people are on version %(number)s now.",
            len(rows),
        )
        messages.success(self.request, words % {"count": len(rows), "number": chosen["version"].number})
        return redirect("moving:index")

    def differences(self, form: ChooseForm) -> HttpResponse:
        """Show what the move would mean, as it is now."""
        people, new = list(form.cleaned_data["people"]), form.cleaned_data["version"]
        outlooks = list_outlooks(people, old=self.old, new=new)
        self.template_name = "enrolments/differences.html"
        context = self.get_context_data(
            form=form,
            new=new,
            differences=difference_rows(self.old, new),
            rows=outlook_rows(people, outlooks, (self.old, new)),
            is_possible=not any(outlook.refusals for outlook in outlooks),
            shown=digest_of(outlooks),
            key=new_uuid(),
            choice=self.request.GET["differences"],
        )
        return self.render_to_response(context)
