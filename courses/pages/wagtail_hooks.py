"""What lesson blocks need in Wagtail's interface: their icons, and the preview of circuits; then what authors need."""

from django.urls import URLPattern, path
from wagtail import hooks

from courses.pages.authoring import hooks as _authoring  # noqa: F401 - registers what authors work with
from courses.pages.circuits.views import preview_circuit
from courses.pages.transfers import hooks as _transfers  # noqa: F401 - registers the pages for content packs

ICONS = ("circuit", "formula", "recipe")


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, *(f"pages/icons/{name}.svg" for name in ICONS)]


@hooks.register("register_admin_urls")
def circuit_urls() -> list[URLPattern]:
    return [path("circuits/preview/", preview_circuit, name="circuit_preview")]
