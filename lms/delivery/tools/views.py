"""Pages of counted tools: what a site has and what is out, and the tools of one session."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts.api import actor_of
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.core.tables import MOST_EXPORTED, table_response
from lms.delivery.classdesk.policies import REGISTRARS, TEACHING, sites_run_by
from lms.delivery.classdesk.views.base import Crumb, DeskPage, FormPage
from lms.delivery.tools.forms import CountForm, NewToolForm, ToolForm
from lms.delivery.tools.models import Tool
from lms.delivery.tools.operations import Counted, NewTool, add_tool, change_tool, count_tools
from lms.delivery.tools.queries import (
    get_session_with_tools,
    get_tool,
    is_signed,
    lines_of,
    list_out,
    list_tools,
)
from lms.delivery.tools.words import out_rows, tool_rows, why_nothing_is_counted

MOST_SHOWN = 200


class Tools(DeskPage):
    """What is out and not back, and what the user's sites have."""

    access = TEACHING
    header_icon = "clipboard-list"
    page_title = gettext_lazy("Tools")
    template_name = "delivery/tools/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(
            out=list_out(user)[:MOST_SHOWN],
            tools=list_tools(user)[:MOST_SHOWN],
            may_change=REGISTRARS.admits(user),
            **kwargs,
        )


class Export(DeskPage):
    """What is counted, or with `list=out` what is not back, as a table to keep."""

    access = TEACHING

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.GET.get("list") == "out":
            head, table = out_rows(list_out(request.user)[:MOST_EXPORTED])
            return table_response(request, "tools-out", head=head, rows=table)
        head, table = tool_rows(list_tools(request.user)[:MOST_EXPORTED])
        return table_response(request, "tools", head=head, rows=table)


class ToolDeed(FormPage):
    """A form about one tool; it leads back to the list."""

    header_icon = "clipboard-list"
    button = gettext_lazy("Keep it")
    told = gettext_lazy("It is kept.")

    def crumbs(self) -> list[Crumb]:
        return [Crumb(reverse("tools:index"), _("Tools"))]

    def back(self, done: Any = None) -> str:
        return reverse("tools:index")


class Add(ToolDeed):
    """Counts a further tool."""

    page_title = gettext_lazy("Add a tool")

    def form(self, *args: Any, **kwargs: Any) -> NewToolForm:
        return NewToolForm(*args, sites=sites_run_by(self.request.user), **kwargs)

    def act(self, said: dict[str, Any]) -> Tool:
        return add_tool(tool=NewTool(**said), actor=actor_of(self.request), now=now())


class Change(ToolDeed):
    """Says how a tool is called and how many there are."""

    page_title = gettext_lazy("Change a tool")
    form_class = ToolForm

    def tool(self) -> Tool:
        if not hasattr(self, "_tool"):
            self._tool = get_tool(self.request.user, self.kwargs["tool_uuid"])
        return self._tool

    def get_page_subtitle(self) -> str:
        return self.tool().name

    def initial(self) -> dict[str, Any]:
        return {"name": self.tool().name, "quantity": self.tool().quantity}

    def act(self, said: dict[str, Any]) -> Tool:
        return change_tool(tool_uuid=self.tool().uuid, **said, actor=actor_of(self.request), now=now())


class SessionTools(DeskPage):
    """The tools of one session: counted out at its beginning, counted back before the register is signed."""

    access = TEACHING
    header_icon = "clipboard-list"
    page_title = gettext_lazy("Tools of the session")
    template_name = "delivery/tools/session.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.refusal: DomainError | None = None

    def session(self) -> Any:
        if not hasattr(self, "_session"):
            self._session = get_session_with_tools(self.request.user, self.kwargs["session_uuid"])
        return self._session

    def crumbs(self) -> list[Crumb]:
        return [Crumb(reverse("tools:index"), _("Tools"))]

    def get_page_subtitle(self) -> str:
        return self.session().cohort.code

    def forms(self, data: Any = None) -> list[CountForm]:
        signed, sent = is_signed(self.session()), data or {}
        # After the signature only what went out is counted; who had an older page before them is still answered.
        lines = [
            line
            for line in lines_of(self.session())
            if not signed or line.loan or f"{line.tool.uuid.hex}-issued" in sent
        ]
        return [CountForm(data, line=line, is_signed=signed) for line in lines]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        why = why_nothing_is_counted(self.session(), now())
        forms = kwargs.pop("forms", None) or ([] if why else self.forms())
        loans = [form.line.loan for form in forms if form.line.loan]
        is_taught = self.session().instructor_id == self.request.user.pk
        return super().get_context_data(
            session=self.session(),
            forms=forms,
            seen=kwargs.pop("seen", None) or sum(row.revision for row in loans),
            missing=[row for row in loans if row.missing],
            refusal=self.refusal,
            why=why,
            signed=is_signed(self.session()),
            register_url=reverse("teaching:register", args=[self.session().uuid]) if is_taught else "",
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Keep the counts together; what is wrong is shown with what was typed."""
        session, forms = self.session(), self.forms(request.POST)
        seen = request.POST.get("seen", "")
        wrong = [form for form in forms if not form.is_valid()]
        if not wrong and seen.isascii() and seen.isdigit() and len(seen) < 10:
            counts = {form.line.tool.uuid: form.count for form in forms}
            try:
                rows = count_tools(
                    counted=Counted(session.uuid, counts, int(seen)), actor=actor_of(request), now=now()
                )
            except DomainError as error:
                self.refusal = error
            else:
                messages.success(request, _("The count is kept.") if rows else _("Nothing has changed."))
                return redirect("tools:session", session.uuid)
        status = self.refusal.status if self.refusal else 422
        return self.render_to_response(self.get_context_data(forms=forms, seen=seen), status=status)
