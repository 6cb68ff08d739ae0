"""Whom to call, changed; and the page that is taken along where there is no network."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from certificates.issuing.officers import names_of
from certificates.referrals.followup import handing, queries
from certificates.referrals.followup.desk.views import BUCKETS, FollowUpDesk, RunningDeed, about_queue
from certificates.referrals.followup.forms import ChangeForm, ContactFormFields
from certificates.referrals.followup.models import FollowUp
from lms.core.clock import local_date, now


class ChangeContact(RunningDeed):
    """Write down another number; earlier ones are shown here, and nowhere else."""

    template_name = "certificates/followup/numbers.html"
    page_title = button = gettext_lazy("Change whom to call")
    done = gettext_lazy("The number is changed.")
    what_happens = gettext_lazy(
        "What stood before stays to be read on this page until the person wants no more contact."
    )

    def form(self, data: Any = None) -> forms.Form:
        row = self.follow_up()
        initial = {
            "phone": row.phone,
            "others": row.others,
            "district": str(row.district.uuid),
            "wants_legal_aid": row.wants_legal_aid,
            "seen": row.revision,
        }
        return ChangeForm(data, districts=queries.districts_for(row.person), initial=initial)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        earlier = list(self.follow_up().earlier_numbers.select_related("district"))
        names = names_of({row.by for row in earlier})
        rows = [{"row": row, "by": names.get(row.by, "–")} for row in earlier]
        return super().get_context_data(earlier=rows, **kwargs)

    def do(self, form: forms.Form) -> None:
        row = self.follow_up()
        handing.change_contact(
            user=self.request.user,  # type: ignore[arg-type]
            follow_up_uuid=row.uuid,
            form=form.contact_form(released_date=row.released_date, agrees=True),  # type: ignore[attr-defined]
            seen=form.cleaned_data["seen"],
            **self.who(),
        )


class TakeAlong(FollowUpDesk):
    """All forms of today on one page: opened with the network, it works without it (ADR 0140)."""

    template_name = "certificates/followup/along.html"
    page_title = gettext_lazy("Take along")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = local_date(now())
        due = queries.to_take_along(self.request.user, today=today)  # type: ignore[arg-type]
        tries = queries.tries_of([row.pk for row, _stands in due])
        rows = [
            {
                "row": row,
                "stands": stands,
                "bucket": BUCKETS[stands.bucket],
                "tries": tries.get((row.pk, stands.step or 0), 0),
                "form": _form_of(row, today),
            }
            for row, stands in due
        ]
        return super().get_context_data(
            rows=rows, queue=about_queue(self.request.user), today=today, **kwargs
        )


def _form_of(row: FollowUp, today: Any) -> ContactFormFields:
    """Return the form of one of many on a page; whoever is visited is far from the network."""
    initial = {"seen": row.revision, "contact_date": today, "mode": "visit"}
    return ContactFormFields(initial=initial, auto_id=f"{row.uuid}_%s")
