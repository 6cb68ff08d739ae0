"""The page of an employer where a whole workbook is checked: answered at once, nothing is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from certificates.bulkcheck import rules
from certificates.bulkcheck.checking import Checked, check_many
from certificates.bulkcheck.forms import WorkbookForm
from certificates.bulkcheck.presentation import as_workbook, counted, row_of
from certificates.bulkcheck.words import UNREADABLE
from certificates.bulkcheck.workbooks import read_asking, template
from certificates.verification.traces import leaves_no_trace
from certificates.verification.uploads import InMemory
from lms.accounts.api import assignments_of
from lms.core import clock
from lms.core.access import Roles, access
from lms.core.enums import Role
from lms.core.unreadable import UnreadableFile

TEMPLATE = "certificates/bulk_check.html"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@csrf_exempt  # the size is asked for before the body is read; `_answer` asks for the form's token
@access(Roles(Role.EMPLOYER))
@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_check(request: HttpRequest) -> HttpResponse:
    """Show the form, and answer for a workbook: as a page, or as a workbook again."""
    if request.method != "POST":
        return render(request, TEMPLATE, {"form": WorkbookForm()})
    large_files = InMemory(request, rules.MOST_BYTES)
    request.upload_handlers = [large_files]
    return _answer(request, large_files)


@access(Roles(Role.EMPLOYER))
@require_safe
def bulk_template(request: HttpRequest) -> HttpResponse:
    """Send the empty workbook."""
    return _xlsx(template(), "certificates.xlsx")


@csrf_protect
def _answer(request: HttpRequest, large_files: InMemory) -> HttpResponse:
    form = WorkbookForm(request.POST, request.FILES)
    if large_files.has_refused:
        form.errors.clear()
        form.add_error("file", str(UNREADABLE["too_big"]))
    checked = _checked(request, form) if form.is_valid() else []
    if not form.is_valid():
        return render(request, TEMPLATE, {"form": form}, status=422)
    now = clock.now()
    rows = [row_of(one, now=now) for one in checked]
    if request.POST.get("answer") == "workbook":
        return _xlsx(as_workbook(rows, now=now), "results.xlsx")
    context = {"form": WorkbookForm(), "rows": rows, "counted": counted(rows), "checked_at": now}
    return render(request, TEMPLATE, context)


def _checked(request: HttpRequest, form: WorkbookForm) -> list[Checked]:
    employer = assignments_of(request.user, [Role.EMPLOYER]).order_by("pk").first()  # type: ignore[arg-type]
    if employer is None or employer.employer_id is None:
        form.add_error(None, _("Your account belongs to no employer any more."))
        return []
    try:
        asking = read_asking(form.cleaned_data["file"].read())
    except UnreadableFile as error:
        form.add_error("file", str(UNREADABLE.get(error.code, UNREADABLE["broken"])))
        return []
    return check_many(asking.rows, columns=asking.columns, employer=employer.employer_id)


def _xlsx(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)
