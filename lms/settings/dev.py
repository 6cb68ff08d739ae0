"""The embedded profile that `make run` starts: one machine, SQLite, demonstration people.

The keys below are public on purpose; production refuses to start with any of them.
"""

from lms.settings.base import *
from lms.settings.base import CELERY_BEAT_SCHEDULE, DATA_DIR, INSTALLED_APPS, TEMPLATES, env
from lms.settings.demonstration_keys import FIELD_KEYS, LOOKUP_KEY, SECRET_KEY, SIGNING_KEY  # noqa: F401

DEMONSTRATION = True
DATA_DIR.mkdir(
    parents=True, exist_ok=True
)  # any command may be the first: SQLite makes its file, not the folder
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
_address = DATA_DIR / "address"  # written by the start script: where the platform runs
PUBLIC_BASE_URL = env.str(
    "PUBLIC_BASE_URL", default=_address.read_text("utf-8") if _address.exists() else "http://127.0.0.1:8000"
)
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=False)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
TRAINEE_SIGN_IN_ANYWHERE = True
STYLEGUIDE = True
INSTALLED_APPS = [*INSTALLED_APPS, "lms.demonstration"]
TEMPLATES[0]["OPTIONS"]["context_processors"].append("lms.demonstration.context.sign_ins")
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
CELERY_BEAT_SCHEDULE["re-ring-due-jobs"]["schedule"] = 5.0
