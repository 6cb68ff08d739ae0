"""Pages for one part of a draft: add, change, move, remove; and what a course needs first."""

from typing import Any

from django import forms
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.catalog import operations
from courses.catalog.errors import PartNotFound
from courses.catalog.forms import PART_FORMS, PrerequisitesForm
from courses.catalog.parts import Part, PartKind
from courses.catalog.queries import find_holder, find_part
from courses.catalog.views.base import DraftMixin
from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import InvalidInput
from lms.core.faces import domain_errors_to_form

_CHOICES = {PartKind.LESSON: ("lesson",), PartKind.EQUIPMENT: ("kind", "course", "unit")}


class PartPage(DraftMixin):
    """One page about one part of a draft."""

    template_name = "catalog/part_form.html"

    def part(self) -> Part:
        """Return what the address names.

        :raises PartNotFound: there is no such kind.
        """
        kind = self.kwargs["part"]
        if kind not in PartKind.values:
            raise PartNotFound(_("There is nothing at this address."))
        return Part(self.version_uuid, PartKind(kind), self.kwargs["part_uuid"])

    def row(self) -> Any:
        """Return the part itself.

        :raises PartNotFound: it is not there any more.
        """
        found = self.find(self.part())
        if found is None:
            raise PartNotFound(_("This part is not there any more."))
        return found

    def find(self, part: Part) -> Any:
        """Return what the address is about, or None when it is not in this version."""
        return find_part(part)

    def get_page_subtitle(self) -> str:
        return str(self.part().kind.label)

    def empty_form(self) -> forms.Form:
        return self.form_of()

    def filled_form(self) -> forms.Form:
        return self.form_of(self.request.POST)

    def form_of(self, *args: Any, **kwargs: Any) -> forms.Form:
        """Return the form of this kind of part; that of equipment offers the version's own courses and units."""
        kind = self.part().kind
        if kind == PartKind.EQUIPMENT:
            kwargs["version"] = self.get_version()
        return PART_FORMS[kind](*args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.pop("form", None) or self.empty_form()
        return super().get_context_data(form=form, back=self.draft_address(), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.row()
        form = self.filled_form()
        if form.is_valid():
            with domain_errors_to_form(form):
                self.keep(form)
        if form.is_valid():
            return redirect(self.draft_address())
        return self.render_to_response(self.get_context_data(form=form), status=InvalidInput.status)

    def keep(self, form: forms.Form) -> None:
        """Call the operation of this page."""
        raise NotImplementedError


class AddPart(PartPage):
    """Adds a part at the end of what the address names."""

    page_title = gettext_lazy("Add")

    def find(self, part: Part) -> Any:
        return find_holder(part)

    def empty_form(self) -> forms.Form:
        self.row()
        return super().empty_form()

    def keep(self, form: forms.Form) -> None:
        operations.add_part(
            part=self.part(), values=form.cleaned_data, actor=actor_of(self.request), now=now()
        )


class ChangePart(PartPage):
    """Changes the values of a part."""

    page_title = gettext_lazy("Change")

    def empty_form(self) -> forms.Form:
        kind, row = self.part().kind, self.row()
        initial = model_to_dict(row, fields=PART_FORMS[kind].base_fields)
        for name in _CHOICES.get(kind, ()):
            initial[name] = getattr(row, name)  # the form chooses by code or uuid, not by key
        return self.form_of(initial=initial)

    def keep(self, form: forms.Form) -> None:
        operations.change_part(
            part=self.part(), values=form.cleaned_data, actor=actor_of(self.request), now=now()
        )


class RemovePart(PartPage):
    """Asks, then removes a part with everything in it."""

    page_title = gettext_lazy("Remove")
    template_name = "catalog/remove_part.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(row=self.row(), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        operations.remove_part(part=self.part(), actor=actor_of(request), now=now())
        return redirect(self.draft_address())


class MovePart(PartPage):
    """Moves a part one place up or down; there is nothing to ask."""

    page_title = gettext_lazy("Move")
    http_method_names = ("post",)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        operations.move_part(
            part=self.part(),
            is_up=request.POST.get("direction") != "down",
            actor=actor_of(request),
            now=now(),
        )
        return redirect(f"{self.draft_address()}#{self.kwargs['part_uuid']}")


class Prerequisites(PartPage):
    """Says which courses a course needs first."""

    page_title = gettext_lazy("Prerequisites")

    def part(self) -> Part:
        return Part(self.version_uuid, PartKind.COURSE, self.kwargs["part_uuid"])

    def empty_form(self) -> forms.Form:
        course = self.row()
        needs = [row.needs for row in course.prerequisites.select_related("needs")]
        return PrerequisitesForm(course=course, initial={"needs": needs})

    def filled_form(self) -> forms.Form:
        return PrerequisitesForm(self.request.POST, course=self.row())

    def keep(self, form: forms.Form) -> None:
        operations.set_prerequisites(
            part=self.part(),
            needs=[course.uuid for course in form.cleaned_data["needs"]],
            actor=actor_of(self.request),
            now=now(),
        )
