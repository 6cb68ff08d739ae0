"""Addresses of the public part where it stands alone: wiring only."""

from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from certificates.verification.health import health
from lms.core.access import Public, access
from lms.core.preferences import preferences

handler400 = "lms.core.error_pages.bad_request"
handler403 = "lms.core.error_pages.forbidden"
handler404 = "lms.core.error_pages.not_found"
handler500 = "lms.core.error_pages.server_error"

urlpatterns = [
    path("", access(Public)(RedirectView.as_view(pattern_name="certificates:verify")), name="start"),
    path("healthz", health, name="healthz"),
    path("language/", set_language, name="set_language"),
    path("preferences/", preferences, name="preferences"),
    path("", include("certificates.public_urls")),
]
