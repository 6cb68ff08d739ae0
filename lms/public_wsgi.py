"""WSGI entry point of the public part where it stands alone: it loads no app of the platform."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.public")
application = get_wsgi_application()
