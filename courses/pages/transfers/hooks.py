"""Where packs stand in Wagtail's interface: their addresses, and the menu item of who may move them."""

from django.urls import URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from courses.pages.transfers import views
from courses.pages.transfers.policies import MOVE
from lms.core.menu import RuledMenuItem

ADDRESSES = [
    path("", views.PacksIndex.as_view(), name="index"),
    path("upload/", views.UploadPack.as_view(), name="send"),
    path("uploads/<uuid:upload_uuid>/", views.UploadPage.as_view(), name="upload"),
    path("uploads/<uuid:upload_uuid>/load/", views.LoadUpload.as_view(), name="load"),
    path("uploads/<uuid:upload_uuid>/discard/", views.DiscardUpload.as_view(), name="discard"),
    path("uploads/<uuid:upload_uuid>/again/", views.RetryUpload.as_view(), name="check_or_load_again"),
    path("export/<uuid:version_uuid>/", views.ExportPack.as_view(), name="ask"),
    path("exports/<uuid:export_uuid>/", views.ExportPage.as_view(), name="export"),
    path("exports/<uuid:export_uuid>/again/", views.RetryExport.as_view(), name="make_again"),
    path("exports/<uuid:export_uuid>/discard/", views.DiscardExport.as_view(), name="discard_export"),
    path("exports/<uuid:export_uuid>/file/", views.FetchExport.as_view(), name="fetch"),
]


@hooks.register("register_admin_urls")
def addresses() -> list[URLResolver]:
    return [path("packs/", include((ADDRESSES, "packs")))]


@hooks.register("register_admin_menu_item")
def packs_item() -> MenuItem:
    return RuledMenuItem(
        MOVE,
        gettext_lazy("Content packs"),
        reverse("packs:index"),
        name="packs",
        icon_name="upload",
        order=145,
    )
