"""One's own wish of work at the terminal: what counts now, and saying it in plain steps."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.referrals.wishes import operations, queries, steps
from certificates.referrals.wishes.errors import WishChangedMeanwhile
from certificates.referrals.wishes.forms import PlainWishForm, as_written
from certificates.referrals.wishes.words import lines_of, occupation_titles
from lms.accounts.api import actor_of
from lms.core import clock
from lms.core.access import Roles, access
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form

Trainees = Roles(Role.TRAINEE)


@access(Trainees)
@require_safe
def own_wish(request: HttpRequest) -> HttpResponse:
    """Show what one wishes now."""
    row = queries.history_of(request.user.person_id).first()
    lines = lines_of(queries.wish_of_row(row), occupation_titles()) if row else []
    return render(request, "certificates/wishes/own.html", {"row": row, "lines": lines})


@access(Trainees)
@require_http_methods(["GET", "HEAD", "POST"])
def say_wish(request: HttpRequest) -> HttpResponse:
    """Say it, one question on a page; nothing is kept before the last."""
    row = queries.history_of(request.user.person_id).first()
    begin = as_written(queries.wish_of_row(row) if row else None, seen=row.number if row else 0)
    if request.method != "POST":
        return _page(request, PlainWishForm(initial=begin), steps.FIRST)
    form = PlainWishForm(request.POST, initial=begin)
    step = steps.step_named(request.POST.get("step", ""))
    is_back, is_last = "back" in request.POST, step is steps.LAST
    form.is_valid()
    wrong = steps.first_with_error(form)
    if not is_back and (any(name in form.errors for name in step.fields) or (is_last and wrong)):
        return _page(request, form, wrong if is_last and wrong else step, status=422)
    if is_last and not is_back:
        return _kept(request, form)
    following = steps.step_after(step, back=is_back, mind=form.cleaned_data.get("mind", ""))
    return _page(request, PlainWishForm(initial=begin | form.cleaned_data), following)


def _kept(request: HttpRequest, form: PlainWishForm) -> HttpResponse:
    with domain_errors_to_form(form):
        try:
            operations.tell_wish(
                person_id=request.user.person_id,
                said=form.said(),
                actor=actor_of(request),
                now=clock.now(),
            )
        except WishChangedMeanwhile as error:
            messages.error(request, error.message)
            return redirect("certificates:own_wish")
    if form.is_valid():
        messages.success(request, _("Your wish is kept. You can change it whenever you like."))
        return redirect("certificates:own_wish")
    return _page(request, form, steps.first_with_error(form) or steps.FIRST, status=422)


def _page(request: HttpRequest, form: PlainWishForm, step: steps.Step, *, status: int = 200) -> HttpResponse:
    context = {"form": form} | steps.shown(form, step)
    if step is steps.LAST:
        # Bound for its words only: what comes here was looked at page by page.
        said = PlainWishForm(_as_data(form), initial=form.initial)
        if not said.is_valid():
            wrong = steps.first_with_error(said) or steps.FIRST
            return _page(request, said, wrong, status=422)
        context["lines"] = lines_of(said.wish(), occupation_titles())
    return render(request, "certificates/wishes/say.html", context, status=status)


def _as_data(form: PlainWishForm) -> dict[str, object]:
    """Return what a form shows, as it would be sent."""
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in shown.items() if value not in (None, "")}
