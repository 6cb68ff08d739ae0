"""What lesson blocks need in Wagtail's interface: icons, previews, films, sound, handouts; then what authors need."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import register_permission_policy

from courses.pages.authoring import comparison as _comparison  # noqa: F401 - registers how moments are compared
from courses.pages.authoring import hooks as _authoring  # noqa: F401 - registers what authors work with
from courses.pages.authoring import removal as _removal  # noqa: F401 - registers what keeps lessons in use
from courses.pages.authoring.handouts import refuse_strangers
from courses.pages.circuit_views import preview_circuit
from courses.pages.recordings.models import Recording
from courses.pages.recordings.policies import RecordingPolicy
from courses.pages.recordings.viewset import CHOOSER, LIBRARY
from courses.pages.transfers import hooks as _transfers  # noqa: F401 - registers the pages for content packs

ICONS = ("circuit", "formula", "handout", "recipe", "recording")
register_permission_policy(Recording, RecordingPolicy(Recording))
hooks.register("before_serve_document", refuse_strangers)


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, *(f"pages/icons/{name}.svg" for name in ICONS)]


@hooks.register("register_admin_viewset")
def recordings() -> list[ViewSet]:
    return [LIBRARY, CHOOSER]


@hooks.register("register_admin_urls")
def circuit_urls() -> list[URLPattern]:
    return [path("circuits/preview/", preview_circuit, name="circuit_preview")]
