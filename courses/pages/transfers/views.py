"""Pages on which packs come in and go out, in Wagtail's frame."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.pages.authoring.choosers import AUTHORS
from courses.pages.errors import UploadTooLarge
from courses.pages.transfers import operations, queries
from courses.pages.transfers.forms import MOST_BYTES, ConfirmForm, UploadForm
from courses.pages.transfers.operations import NewTransfer
from courses.pages.transfers.operations.steps import job_of
from courses.pages.transfers.policies import MOVE
from courses.pages.transfers.presentation import preview_of, progress_of, reasons_in_language
from lms.accounts.api import actor_of
from lms.core.access import AccessMixin
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.core.faces import domain_errors_to_form
from lms.core.ids import new_uuid
from lms.core.transfers.forms import MEGABYTE, KeyForm, LargeFiles


class PacksPage(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """One page about packs; crumbs lead back to the list."""

    access = MOVE
    header_icon = "upload"
    kwargs: dict[str, Any]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        index = {"url": reverse("packs:index"), "label": _("Content packs")}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.page_title)}]


class PacksAction(PacksPage):
    """Something that is done, with nothing to show at its own address."""

    http_method_names = ("post",)


class PacksIndex(PacksPage):
    """What can go out, what is on its way, and what came in."""

    page_title = gettext_lazy("Content packs")
    template_name = "pages/packs/index.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            programmes=queries.list_exportable(),
            uploads=queries.list_open_uploads(self.request.user),
            exports=queries.list_open_exports(self.request.user, now=now()),
            loads=queries.list_loads(),
            **kwargs,
        )


# The size is asked for before the body is read, so the body's token is checked in `post`, not on the way in.
@method_decorator(csrf_exempt, name="dispatch")
class UploadPack(PacksPage):
    """Send a file."""

    page_title = gettext_lazy("Upload a pack")
    template_name = "pages/packs/upload.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.large_files = LargeFiles(request, MOST_BYTES)
        request.upload_handlers.insert(0, self.large_files)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = {"form": UploadForm(initial={"key": new_uuid()}), "most": MOST_BYTES // MEGABYTE}
        return super().get_context_data(**{**form, **kwargs})

    @method_decorator(csrf_protect)
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if self.large_files.has_refused:
            form.errors.clear()
            form.add_error("pack", _too_large().message)
        if form.is_valid():
            with domain_errors_to_form(form):
                row = self.receive(form)
        if form.is_valid():
            return redirect("packs:upload", row.uuid)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def receive(self, form: UploadForm) -> Any:
        new = NewTransfer(form.cleaned_data["key"], self.request.user)
        return operations.receive_upload(
            new=new, file=form.cleaned_data["pack"], actor=actor_of(self.request), now=now()
        )


def _too_large() -> UploadTooLarge:
    words = _("This file is larger than %(size)s MB. A pack has at most that much.")
    return UploadTooLarge(words % {"size": MOST_BYTES // MEGABYTE}, field="pack")


class UploadPage(PacksPage):
    """One upload: being checked, its preview, being loaded, what came of it."""

    page_title = gettext_lazy("Uploaded pack")
    template_name = "pages/packs/transfer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = queries.get_upload(self.request.user, self.kwargs["upload_uuid"])
        preview = preview_of(row)
        release = row.release
        return super().get_context_data(
            **{
                "transfer": row,
                "upload": row,
                "facts": row.preview.get("facts"),
                "preview": preview,
                "progress": progress_of(row, job_of(row)),
                "reasons": reasons_in_language(row),
                "pages": queries.pages_of_release(release) if release else [],
                "may_open_drafts": AUTHORS.admits(self.request.user),
                "lessons": queries.pages_of_lessons(preview["touched"]) if release and preview else [],
                **kwargs,
            }
        )


class LoadUpload(PacksAction):
    """Says yes to the preview."""

    def post(self, request: HttpRequest, upload_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = queries.get_upload(request.user, upload_uuid)
        form = ConfirmForm(request.POST)
        try:
            operations.confirm_upload(
                uuid=row.uuid,
                sha256=form.cleaned_data["sha256"] if form.is_valid() else "",
                by=request.user,
                actor=actor_of(request),
                now=now(),
            )
        except DomainError as error:
            # Said on the page of the upload: this address has nothing to show when it is asked for again.
            messages.error(request, error.message)
        return redirect("packs:upload", row.uuid)


class DiscardUpload(PacksPage):
    """Asks, then puts an upload away: a large file takes long to send again."""

    page_title = gettext_lazy("Discard the file")
    header_icon = "bin"
    template_name = "pages/packs/discard_upload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = queries.get_upload(self.request.user, self.kwargs["upload_uuid"])
        return super().get_context_data(upload=row, **kwargs)

    def post(self, request: HttpRequest, upload_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = queries.get_upload(request.user, upload_uuid)
        operations.discard_upload(uuid=row.uuid, actor=actor_of(request), now=now())
        messages.success(request, _("The uploaded file was discarded."))
        return redirect("packs:index")


class RetryUpload(PacksAction):
    """Has broken work on an upload done once more."""

    def post(self, request: HttpRequest, upload_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = queries.get_upload(request.user, upload_uuid)
        operations.retry_upload(uuid=row.uuid, actor=actor_of(request), now=now())
        return redirect("packs:upload", row.uuid)


class ExportPack(PacksAction):
    """Asks for the file of a programme."""

    def post(self, request: HttpRequest, version_uuid: UUID, **kwargs: Any) -> HttpResponse:
        form = KeyForm(request.POST)
        key = form.cleaned_data["key"] if form.is_valid() else new_uuid()
        row = operations.request_export(
            new=NewTransfer(key, request.user), version_uuid=version_uuid, actor=actor_of(request), now=now()
        )
        return redirect("packs:export", row.uuid)


class ExportPage(PacksPage):
    """One export: being made, ready to be fetched, refused."""

    page_title = gettext_lazy("Exported pack")
    header_icon = "download"
    template_name = "pages/packs/transfer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = queries.get_export(self.request.user, self.kwargs["export_uuid"])
        return super().get_context_data(
            transfer=row,
            export=row,
            lenders=queries.lenders_of([row.version]).get(row.version_id, []),
            progress=progress_of(row, job_of(row)),
            reasons=reasons_in_language(row),
            **kwargs,
        )


class RetryExport(PacksAction):
    """Has broken work on an export done once more."""

    def post(self, request: HttpRequest, export_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = queries.get_export(request.user, export_uuid)
        operations.retry_export(uuid=row.uuid, actor=actor_of(request), now=now())
        return redirect("packs:export", row.uuid)


class DiscardExport(PacksPage):
    """Asks, then puts a file away before its day is over."""

    page_title = gettext_lazy("Discard the file")
    header_icon = "bin"
    template_name = "pages/packs/discard_export.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = queries.get_export(self.request.user, self.kwargs["export_uuid"])
        return super().get_context_data(export=row, **kwargs)

    def post(self, request: HttpRequest, export_uuid: UUID, **kwargs: Any) -> HttpResponse:
        row = queries.get_export(request.user, export_uuid)
        operations.discard_export(uuid=row.uuid, actor=actor_of(request), now=now())
        messages.success(request, _("The file was discarded."))
        return redirect("packs:index")


class FetchExport(PacksAction):
    """Sends the file; a form, because each fetch is written down."""

    def post(self, request: HttpRequest, export_uuid: UUID, **kwargs: Any) -> HttpResponseBase:
        row = queries.get_export(request.user, export_uuid)
        file = operations.fetch_export(uuid=row.uuid, actor=actor_of(request), now=now())
        name = f"{row.version.programme.code}-v{row.version.number}.zip"
        return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
