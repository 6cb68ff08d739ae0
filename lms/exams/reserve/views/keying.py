"""Pages of who keys: which sheets wait, and one sheet with a field for each question. Numbers, never names."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from lms.accounts.api import User, actor_of
from lms.core import clock
from lms.core.access import access
from lms.core.errors import DomainError, NotFound
from lms.core.faces import wants_json
from lms.exams.reserve import operations
from lms.exams.reserve.models import Keying
from lms.exams.reserve.operations.keying import problems_in
from lms.exams.reserve.policies import KEY, sheets_for_keyer
from lms.exams.reserve.queries import fields_of, get_own_keying, not_found, sheets_to_key


@access(KEY)
@require_safe
def sheets(request: HttpRequest) -> HttpResponse:
    """List the sheets that the caller keys or may key."""
    return render(request, "exams/reserve/sheets.html", {"lines": sheets_to_key(_user(request))})


@access(KEY)
@require_POST
def begin(request: HttpRequest, sheet_uuid: UUID) -> HttpResponse:
    """Give the caller a turn at a sheet."""
    user = _user(request)
    if not sheets_for_keyer(user).filter(uuid=sheet_uuid).exists():
        raise not_found()
    try:
        operations.begin_keying(sheet_uuid=sheet_uuid, user=user, actor=actor_of(request), now=clock.now())
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("exams:sheets")
    return redirect("exams:key_sheet", sheet_uuid)


@access(KEY)
def key_sheet(request: HttpRequest, sheet_uuid: UUID) -> HttpResponse:
    """Show a sheet to be keyed; keep what is typed, question by question or all of it; finish."""
    user = _user(request)
    row = get_own_keying(user, sheet_uuid)
    if request.method != "POST" and row.done_at is not None:
        messages.info(request, _("You have finished this sheet: what you keyed stays."))
        return redirect("exams:sheets")
    if request.method != "POST":
        return _page(request, row)
    try:
        row = operations.save_keying(
            sheet_uuid=sheet_uuid, user=user, answers=_sent(request, row), now=clock.now()
        )
        if "finish" in request.POST:
            operations.finish_keying(
                sheet_uuid=sheet_uuid, user=user, actor=actor_of(request), now=clock.now()
            )
            messages.success(request, _("Finished. What you keyed stays; the next sheet, please."))
            return redirect("exams:sheets")
    except NotFound:
        raise
    except DomainError as error:
        return _refused(request, get_own_keying(user, sheet_uuid), error)
    if wants_json(request):
        return JsonResponse(_saved(request, get_own_keying(user, sheet_uuid)))
    messages.success(request, _("Saved."))
    return redirect("exams:key_sheet", sheet_uuid)


@access(KEY)
@require_POST
def give_back(request: HttpRequest, sheet_uuid: UUID) -> HttpResponse:
    """Let somebody else key the sheet that the caller has begun."""
    user = _user(request)
    get_own_keying(user, sheet_uuid)
    try:
        operations.give_back_keying(
            sheet_uuid=sheet_uuid, keyer_uuid=user.uuid, actor=actor_of(request), now=clock.now()
        )
    except NotFound:
        raise
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Given back: somebody else can key this sheet."))
    return redirect("exams:sheets")


def _user(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]


def _sent(request: HttpRequest, row: Keying) -> dict[str, list[str]]:
    """Return what was sent, by question; questions that were not sent stay as they are."""
    named = {field.line.item: f"q-{field.line.item}" for field in fields_of(row)}
    return {item: request.POST.getlist(name) for item, name in named.items() if name in request.POST}


def _saved(request: HttpRequest, row: Keying) -> dict[str, object]:
    """Return what the page may say now: all of it is committed."""
    sent = _sent(request, row)
    lines = [field.line for field in fields_of(row)]
    problems = problems_in(lines, row.answers)
    own = [problems[line.number] for line in lines if line.item in sent and line.number in problems]
    return {"saved": _standing(row, problems), "typed": len(row.answers), "problem": "".join(own)}


def _standing(row: Keying, problems: Mapping[int, str]) -> str:
    """Return when it was saved, and how many questions have something that cannot count as it was typed."""
    if row.saved_at is None:
        return ""
    saved = _("Saved at %(time)s") % {"time": date_format(localtime(row.saved_at), "H:i:s")}
    lacking = ngettext(
        "%(count)d question is not keyed yet: what stands in the red field is no answer to it.",
        "%(count)d questions are not keyed yet: what stands in the red fields is no answer to them.",
        len(problems),
    )
    return f"{saved} · {lacking % {'count': len(problems)}}" if problems else saved


def _refused(request: HttpRequest, row: Keying, error: DomainError) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"errors": [error.message, *error.reasons]}, status=422)
    return _page(request, row, refusal=error)


def _page(request: HttpRequest, row: Keying, *, refusal: DomainError | None = None) -> HttpResponse:
    fields = fields_of(row)
    problems = problems_in([field.line for field in fields], row.answers)
    context = {
        "keying": row,
        "sheet": row.sheet,
        "fields": fields,
        "refusal": refusal,
        "problems": problems,
        "standing": _standing(row, problems),
    }
    return render(request, "exams/reserve/key.html", context, status=422 if refusal else 200)
