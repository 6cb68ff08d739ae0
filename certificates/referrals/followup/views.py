"""A person at the terminal says whether somebody may call after release: yes with the own PIN, no with one button."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from certificates.referrals.consent import texts
from certificates.referrals.consent.forms import PinForm
from certificates.referrals.consent.presentation import paragraphs_of
from certificates.referrals.followup import queries
from certificates.referrals.followup.agreeing import OwnAnswer, answer_follow_up
from lms.accounts.api import actor_of, knows_own_secret
from lms.core import clock
from lms.core.access import Roles, access
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form

Trainees = Roles(Role.TRAINEE)


@access(Trainees)
@require_http_methods(["GET", "HEAD", "POST"])
def own_answer(request: HttpRequest) -> HttpResponse:
    """Show what is asked and what one said, and take the yes with the own PIN."""
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _says_yes(request, form):
        messages.success(request, _("You said yes. You can take it back at any time."))
        return redirect("certificates:follow_up_answer")
    status = 422 if form.is_bound else 200
    return render(request, "certificates/followup/own.html", _page(request) | {"form": form}, status=status)


@access(Trainees)
@require_http_methods(["GET", "HEAD", "POST"])
def own_no(request: HttpRequest) -> HttpResponse:
    """Say no, or take one's yes back, after a question: at once."""
    if request.method != "POST":
        return render(request, "certificates/followup/own_no.html", _page(request))
    answer_follow_up(said=OwnAnswer(agrees=False), **_who(request))
    messages.success(request, _("You said no. Nobody calls or visits you."))
    return redirect("certificates:follow_up_answer")


def _page(request: HttpRequest) -> dict[str, Any]:
    answer = queries.answer_of(request.user.person_id)  # type: ignore[union-attr]
    text = answer.text if answer and answer.agrees else texts.newest(texts.FOLLOW_UP)
    return {"answer": answer, "text": paragraphs_of(text)}


def _says_yes(request: HttpRequest, form: PinForm) -> bool:
    said = form.cleaned_data
    with domain_errors_to_form(form):
        if not knows_own_secret(request, said["secret"]):
            form.add_error("secret", _("This is not your PIN."))
            return False
        answer_follow_up(said=OwnAnswer(True, said["secret"], said["was_read_aloud"]), **_who(request))
    return form.is_valid()


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "actor": actor_of(request), "now": clock.now()}
