"""The composition root of addresses: wiring only."""

from django.conf import settings
from django.urls import include, path
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.core.error_pages import closed
from lms.core.health import healthz
from lms.core.media import serve_media
from lms.core.preferences import preferences
from lms.rest_api import employers
from lms.rest_api.api import api

handler400 = "lms.core.error_pages.bad_request"
handler403 = "lms.core.error_pages.forbidden"
handler404 = "lms.core.error_pages.not_found"
handler500 = "lms.core.error_pages.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("language/", set_language, name="set_language"),
    path("preferences/", preferences, name="preferences"),
    path("api/v1/certificates/openapi.json", employers.description, name="employer_api_description"),
    path("api/v1/certificates/", employers.api.urls),
    path("api/v1/", api.urls),
    path("", include("lms.accounts.urls")),
    path("", include("lms.portal.urls")),
    path("", include("courses.pages.urls")),
    path("", include("lms.exams.urls")),
    path("", include("lms.exams.practice.urls")),
    path("", include("certificates.urls")),
    # Wagtail's ways to see its own error pages.
    path("authoring/failwhale/", closed, name="authoring_failwhale"),
    path("authoring/test404/", closed, name="authoring_test404"),
    path("authoring/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", serve_media, name="media"),
    path("courses/", include(wagtail_urls)),
]

if settings.DEMONSTRATION:
    urlpatterns.insert(0, path("demonstration/", include("lms.demonstration.urls")))
if getattr(settings, "STYLEGUIDE", False):
    urlpatterns.insert(0, path("styleguide/", include("lms.core.styleguide.urls")))
