"""Where files of questions stand in Wagtail's interface: their addresses, and the menu items of who may bring them."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from lms.core.menu import RuledMenuItem
from lms.exams.intake import columns_views, export_views, import_views, mapping_views, views
from lms.exams.intake.policies import BRING

ADDRESSES = [
    path("", import_views.Index.as_view(), name="index"),
    path("tidy/", import_views.TidyFiles.as_view(), name="tidy"),
    path("sample.xlsx", import_views.SampleSheet.as_view(), name="sample"),
    path("bring/", views.BringQuestions.as_view(), name="bring"),
    path("mappings/", mapping_views.Mappings.as_view(), name="mappings"),
    path(
        "mappings/<uuid:mapping_uuid>/rename/", mapping_views.RenameMapping.as_view(), name="rename_mapping"
    ),
    path(
        "mappings/<uuid:mapping_uuid>/delete/", mapping_views.DeleteMapping.as_view(), name="delete_mapping"
    ),
    path("files/<uuid:file_uuid>/", views.FilePage.as_view(), name="file"),
    path("files/<uuid:file_uuid>/correct/", views.CorrectFile.as_view(), name="correct"),
    path("files/<uuid:file_uuid>/columns/", columns_views.ColumnsPage.as_view(), name="columns"),
    path("files/<uuid:file_uuid>/columns/saved/", columns_views.UseSaved.as_view(), name="use_saved"),
    path("files/<uuid:file_uuid>/confirm/", views.ConfirmFile.as_view(), name="confirm"),
    path("files/<uuid:file_uuid>/cancel/", views.CancelFile.as_view(), name="cancel"),
    path("files/<uuid:file_uuid>/again/", views.RetryFile.as_view(), name="again"),
    path("files/<uuid:file_uuid>/report/", import_views.FileReport.as_view(), name="file_report"),
    path("imports/<uuid:import_uuid>/", import_views.ImportPage.as_view(), name="import"),
    path("imports/<uuid:import_uuid>/undo/", import_views.UndoImport.as_view(), name="undo"),
    path("imports/<uuid:import_uuid>/report/", import_views.ImportReport.as_view(), name="import_report"),
    path("export/", export_views.ExportQuestions.as_view(), name="export"),
    path("exports/<uuid:outgoing_uuid>/", export_views.OutgoingPage.as_view(), name="outgoing"),
    path("exports/<uuid:outgoing_uuid>/file/", export_views.FetchOutgoing.as_view(), name="fetch"),
    path("exports/<uuid:outgoing_uuid>/discard/", export_views.DiscardOutgoing.as_view(), name="discard"),
    path("exports/<uuid:outgoing_uuid>/again/", export_views.RetryOutgoing.as_view(), name="write_again"),
]


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("question-files/", include((ADDRESSES, "intake")))]


@hooks.register("register_questions_menu_item")
def bring_item() -> MenuItem:
    return RuledMenuItem(
        BRING,
        gettext_lazy("Bring questions"),
        reverse("intake:bring"),
        name="bring-questions",
        icon_name="upload",
        order=300,
    )


@hooks.register("register_questions_menu_item")
def imports_item() -> MenuItem:
    return RuledMenuItem(
        BRING,
        gettext_lazy("Question files"),
        reverse("intake:index"),
        name="question-files",
        icon_name="history",
        order=310,
    )


@hooks.register("register_questions_menu_item")
def export_item() -> MenuItem:
    return RuledMenuItem(
        BRING,
        gettext_lazy("Export questions"),
        reverse("intake:export"),
        name="export-questions",
        icon_name="download",
        order=320,
    )
