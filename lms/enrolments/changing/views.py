"""Pages of one enrolment for registrars: what it rests on, what happened to it, and the forms that change it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from lms.accounts.api import actor_of
from lms.core.access import AccessMixin, Roles
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid
from lms.enrolments.changing import operations
from lms.enrolments.changing.classes import classes_of
from lms.enrolments.changing.examinations import planned_for
from lms.enrolments.changing.forms import (
    InterruptForm,
    ReturnForm,
    SchoolChangeForm,
    TakeUpForm,
    WithdrawForm,
)
from lms.enrolments.changing.kept import kept_by
from lms.enrolments.changing.queries import (
    goes_on_since,
    list_interruptions,
    list_transfers,
    list_withdrawals,
    open_interruption,
    reason_against_taking_up,
    schools_beside,
    stay_of,
    stay_that_ended,
)
from lms.enrolments.changing.words import take_up_text
from lms.enrolments.completion.choosing import get_audited
from lms.enrolments.entry.queries import applicants_of
from lms.enrolments.entry.rules import still_unsettled
from lms.enrolments.entry.words import unsettled_texts
from lms.enrolments.models import EligibilityBasis, Enrolment, EnrolmentState
from lms.enrolments.operations import withdraw_enrolment

REGISTRARS = Roles(Role.REGISTRAR)


class EnrolmentPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """One enrolment: what it rests on, where it was taught, when it rested."""

    access = REGISTRARS
    header_icon = "group"
    page_title = gettext_lazy("Enrolment")
    template_name = "enrolments/changing/enrolment.html"
    request: HttpRequest
    enrolment: Enrolment

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if self.access.admits(request.user):
            self.enrolment = get_audited(request.user, kwargs["enrolment_uuid"])  # type: ignore[arg-type]
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.enrolment.person.full_name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("admissions:index"), "label": _("Admission")}
        return [*self.breadcrumbs_items, index, *self.crumbs(), {"url": "", "label": str(self.page_title)}]

    def crumbs(self) -> list[dict[str, str]]:
        """Return what stands between the list and this page."""
        return []

    def unsettled(self, basis: EligibilityBasis | None) -> list[str]:
        """Return what is to be cleared up still; what has been since is said by the stay."""
        if basis is None or self.enrolment.state != EnrolmentState.ACTIVE:
            return []
        person = self.enrolment.person
        today = local_date(now())
        known = applicants_of([person], day=today)[person.pk]
        return unsettled_texts(still_unsettled(basis.unsettled, known, exam=basis.exam_date, today=today))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, basis = self.enrolment, self.enrolment.bases.last()
        withdrawals = list_withdrawals(row)
        return super().get_context_data(
            enrolment=row,
            stay=stay_of(row),
            basis=basis,
            unsettled=self.unsettled(basis),
            is_active=row.state == EnrolmentState.ACTIVE,
            has_other_school=schools_beside(row, day=local_date(now())).exists(),
            rests=open_interruption(row),
            classes=classes_of(row),
            today=local_date(now()),
            interruptions=list_interruptions(row),
            transfers=list_transfers([row]),
            withdrawals=withdrawals,
            standing=withdrawals[-1] if withdrawals and row.state == EnrolmentState.WITHDRAWN else None,
            can_take_up=not reason_against_taking_up(row, day=local_date(now())),
            goes_on_since=goes_on_since(row),
            **kwargs,
        )


class Deed(EnrolmentPage):
    """One deed at one enrolment: GET asks, POST does it."""

    template_name = "enrolments/changing/deed.html"
    lead: Any = ""
    button: Any
    told: Any
    state = EnrolmentState.ACTIVE

    def crumbs(self) -> list[dict[str, str]]:
        url = reverse("enrolled:enrolment", args=[self.enrolment.uuid])
        return [{"url": url, "label": self.enrolment.version.programme.title}]

    def form(self, data: Any = None) -> forms.Form:
        """Return the form."""
        raise NotImplementedError

    def act(self, said: dict[str, Any], who: dict[str, Any]) -> None:
        """Do what the form says; `who` is who acts and when, as operations take it."""
        raise NotImplementedError

    def lead_text(self) -> str:
        """Return what is said before it is done."""
        return str(self.lead)

    def told_after(self) -> str:
        """Return what is said once it is done."""
        return str(self.told)

    def lacking(self, form: forms.Form) -> str:
        """Return why nobody can do this as things stand, so that no form is filled in for nothing; or nothing."""
        return ""

    def lacking_state(self) -> str:
        """Return what is said where the enrolment is in another state than this asks for."""
        return _("This enrolment has ended.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.setdefault("form", self.form())
        is_over = self.enrolment.state != self.state
        lacking = self.lacking_state() if is_over else self.lacking(form)
        back = reverse("enrolled:enrolment", args=[self.enrolment.uuid])
        return super().get_context_data(
            lead=self.lead_text(), button=self.button, lacking=lacking, back=back, **kwargs
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid():
            with domain_errors_to_form(form):
                self.act(form.cleaned_data, {"actor": actor_of(request), "now": now()})
        if form.is_valid():
            messages.success(request, self.told_after())
            return redirect("enrolled:enrolment", self.enrolment.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class Interrupt(Deed):
    """Lets training rest."""

    page_title = gettext_lazy("Interrupt training")
    button = gettext_lazy("Interrupt")
    told = gettext_lazy("Training rests.")
    told_of_class = gettext_lazy("Training rests. The place in the class is kept.")
    lead = gettext_lazy(
        "Registers do not name the person until the return. Hours, results and credits stay as they are."
    )

    def form(self, data: Any = None) -> forms.Form:
        return InterruptForm(data, initial={"key": new_uuid(), "began_on": local_date(now())})

    def lacking(self, form: forms.Form) -> str:
        rests = open_interruption(self.enrolment)
        return _("Training rests already. Record the return first.") if rests else ""

    def act(self, said: dict[str, Any], who: dict[str, Any]) -> None:
        new = operations.NewInterruption(
            said["began_on"], said["reason"], said["key"], said["expected_on"], said["note"]
        )
        operations.interrupt_enrolment(enrolment_uuid=self.enrolment.uuid, new=new, **who)

    def told_after(self) -> str:
        is_in_class = any(
            not row.until or row.until > local_date(now()) for row in classes_of(self.enrolment)
        )
        return str(self.told_of_class if is_in_class else self.told)


class Return(Deed):
    """Says that somebody is back."""

    page_title = gettext_lazy("Record the return")
    button = gettext_lazy("Record the return")
    told = gettext_lazy("The return is recorded.")

    def form(self, data: Any = None) -> forms.Form:
        return ReturnForm(data, initial={"on": local_date(now())})

    def lacking(self, form: forms.Form) -> str:
        if open_interruption(self.enrolment):
            return ""
        return _("Training does not rest. Somebody may have recorded the return already.")

    def act(self, said: dict[str, Any], who: dict[str, Any]) -> None:
        operations.record_return(enrolment_uuid=self.enrolment.uuid, on=said["on"], **who)


class Withdraw(Deed):
    """Ends training before its goal."""

    page_title = gettext_lazy("Withdraw from the programme")
    button = gettext_lazy("Withdraw from the programme")
    told = gettext_lazy("The person is withdrawn from the programme. All records stay.")
    lead = gettext_lazy(
        "Hours, results, credits and lessons stay. Whoever is enrolled again goes on with all of it, and a withdrawal "
        "by mistake can be taken back on the page of the enrolment. Places at planned examinations are free at once, "
        "the one in a class from today on, or from tomorrow on if a lesson there has begun today. They are not given "
        "back by that."
    )

    def form(self, data: Any = None) -> forms.Form:
        return WithdrawForm(data)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(leaves=planned_for([self.enrolment]), **kwargs)

    def act(self, said: dict[str, Any], who: dict[str, Any]) -> None:
        withdraw_enrolment(enrolment_uuid=self.enrolment.uuid, reason=said["note"], code=said["code"], **who)

    def told_after(self) -> str:
        today = local_date(now())
        later = [row for row in classes_of(self.enrolment) if row.until and row.since <= today < row.until]
        words = _("The place in class %(code)s is free from %(day)s on, as a lesson there has begun today.")
        named = [words % {"code": row.code, "day": row.until} for row in later]
        return " ".join([str(self.told), *named])


class TakeUpAgain(Deed):
    """Lets a withdrawn enrolment go on."""

    page_title = gettext_lazy("Take up again")
    button = gettext_lazy("Take up again")
    lead = gettext_lazy(
        "The enrolment goes on: the same hours, results, tries, credits and lessons. The withdrawal stays in its "
        "history. If training rested before, it rests on until you record the return. "
        "Certificates that were issued since stay as they are: they say what had been learnt by their day."
    )
    here = gettext_lazy(
        "Places in classes and at planned examinations were freed by the withdrawal: add the person there again."
    )
    gone = gettext_lazy(
        "The person has left the site: training goes on after the release, in no class here. Places at planned "
        "examinations were freed by the withdrawal. If the person is back, record the new admission first."
    )
    state = EnrolmentState.WITHDRAWN

    def form(self, data: Any = None) -> forms.Form:
        return TakeUpForm(data, initial={"key": new_uuid()})

    def lacking(self, form: forms.Form) -> str:
        return take_up_text(reason_against_taking_up(self.enrolment, day=local_date(now())))

    def lacking_state(self) -> str:
        return self.lacking(self.form())

    def lead_text(self) -> str:
        return f"{self.lead} {self.gone if stay_that_ended(self.enrolment) else self.here}"

    def told_after(self) -> str:
        if stay_that_ended(self.enrolment):
            return _("The enrolment goes on after the release, with everything that was done.")
        today = local_date(now())
        days = [row.until for row in classes_of(self.enrolment) if row.until and row.until > today]
        if days:
            words = _(
                "The enrolment goes on with everything that was done. A class can be joined from %(day)s on."
            )
            return words % {"day": max(days)}
        return _("The enrolment goes on with everything that was done. The person can join a class again.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        is_withdrawn = self.enrolment.state == self.state
        kept = kept_by([self.enrolment], today=local_date(now())) if is_withdrawn else []
        return super().get_context_data(kept=kept, **kwargs)

    def act(self, said: dict[str, Any], who: dict[str, Any]) -> None:
        order = operations.TakeUp(said["code"], said["key"], said["note"])
        operations.take_up_again(enrolment_uuid=self.enrolment.uuid, order=order, **who)


class ChangeSchool(Deed):
    """Lets another school of the site go on."""

    page_title = gettext_lazy("Transfer to another school")
    button = gettext_lazy("Transfer")
    told = gettext_lazy("The person is transferred. Hours, results and credits went along.")
    lead = gettext_lazy(
        "The person leaves the class on this day; hours, results and credits stay and count on. "
        "The present school can print what it taught at any time."
    )

    def form(self, data: Any = None) -> forms.Form:
        row = self.enrolment
        usual = {"key": new_uuid(), "shown": row.school.uuid, "on": local_date(now())}
        offers = {"schools": schools_beside(row, day=local_date(now())), "planned": planned_for([row])}
        return SchoolChangeForm(data, initial=usual, **offers)

    def lacking(self, form: forms.Form) -> str:
        has_schools = form.fields["to"].queryset.exists()  # type: ignore[attr-defined]
        return "" if has_schools else _("No other school teaches at this site today.")

    def act(self, said: dict[str, Any], who: dict[str, Any]) -> None:
        order = operations.SchoolOrder(
            self.enrolment.uuid,
            shown=said["shown"],
            to=said["to"],
            on=said["on"],
            reason=said["reason"],
            client_key=said["key"],
            note=said["note"],
            agreed=said["agreed"],
        )
        operations.change_school(order=order, **who)
