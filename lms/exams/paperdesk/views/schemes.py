"""Pages to read: a version of an examination's rules with what the bank has for it, two versions side by side."""

from typing import Any

from django.utils.translation import gettext_lazy

from lms.core.numbers import plain
from lms.exams.paperdesk.forms.reading import CompareForm, ForHowMany
from lms.exams.paperdesk.presentation.blueprint import blueprint_context
from lms.exams.paperdesk.presentation.comparison import differences
from lms.exams.paperdesk.presentation.coverage import coverage_context
from lms.exams.paperdesk.views.base import SchemePage, scheme_name
from lms.exams.papers.queries import versions_of_scheme


class SchemeVersionPage(SchemePage):
    """The rules, the blueprint, how far the bank reaches, and the ways on."""

    page_title = gettext_lazy("Examination scheme")
    template_name = "exams/papers/scheme.html"

    def crumbs(self) -> list[dict[str, str]]:
        return super().crumbs()[:1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scheme = self.get_scheme()
        versions = versions_of_scheme(scheme.code)
        form = ForHowMany(self.request.GET)
        return super().get_context_data(
            form=form,
            pass_percent=plain(scheme.pass_percent),
            blueprint=blueprint_context(scheme.blueprint),
            coverage=coverage_context(scheme.blueprint, forms=form.number()),
            versions=versions,
            newest=versions[0],
            **kwargs,
        )


class CompareSchemes(SchemePage):
    """Two versions side by side."""

    page_title = gettext_lazy("Compare versions")
    template_name = "exams/papers/compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = versions_of_scheme(self.get_scheme().code)
        before = versions[1] if len(versions) > 1 else versions[0]
        chosen = {"old": before.number, "new": versions[0].number, **self.request.GET.dict()}
        form = CompareForm(chosen, versions=versions)
        further = {}
        if form.is_valid():
            old, new = form.chosen("old"), form.chosen("new")
            further = {
                "old_name": scheme_name(old),
                "new_name": scheme_name(new),
                "differences": differences(old, new),
            }
        return super().get_context_data(form=form, **further, **kwargs)
