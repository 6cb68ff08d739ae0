"""What every profile shares. A deployment differs by environment variables only (docs/settings.md)."""

import gc
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONCE
from django.utils.translation import gettext_lazy as _

from lms.settings.sign_in import *
from lms.settings.sign_in import LOGIN_URL

# Here, as every process comes by before it imports the rest: by default Python looks for garbage after each 700 new
# objects, and finds none among two thousand modules; that takes a fifth of the start. A web process keeps 6 MB more.
# A page leaves some thousand objects in circles: those of five long pages are gone in 35 ms, those of twenty in 140.
gc.set_threshold(50_000, 5, 80)

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var")))

DEMONSTRATION = False
DEBUG = False
SECRET_KEY = env.str("SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
# By release a diploma, or at least so many certificates, different in this way: from:minimum:way, several by commas.
TARGET_RULES = env.str("TARGET_RULES", default="2021-06-28:2:occupation_or_kind")
# Learning accepted as class hours: from:most percent of a unit's planned theory:percent that a minute counts.
LEARNING_HOURS_RULES = env.str("LEARNING_HOURS_RULES", default="2020-01-01:50:50")
# Who may be enrolled: from:kind or code:ages:least schooling:fit, several by commas, - for nothing.
ENTRY_RULES = env.str(
    "ENTRY_RULES",
    default="2021-06-28:special_operation_preparation:18-:junior:fit,"
    "2021-06-28:skill_level:16-:-:-,2021-06-28:diploma:-:junior:-",
)
# Parts of the day for lessons, labour left out, and weekdays: what the planner reckons with.
LESSON_BANDS = env.str("LESSON_BANDS", default="morning=08:30-11:30@1-5,afternoon=14:00-17:00@1-5")
# Days from the last lesson to an examination, days to its certificate, and how often (weeks) one can be arranged.
EXAMINATION_PLANNING = env.str("EXAMINATION_PLANNING", default="5:15:4")
# The planner opens no class for fewer people: from:people, several by commas.
SMALLEST_CLASS = env.str("SMALLEST_CLASS", default="2021-06-28:5")
PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL", default="")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "lms.core",
    "lms.organisations",
    "lms.accounts",
    "courses.catalog",
    "lms.enrolments",
    "lms.delivery",
    "lms.exams",
    "courses.pages",
    "certificates",
    "lms.auditing",
    "lms.portal",
    "lms.rest_api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "lms.accounts.employers.sessions.SessionListConfig",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MESSAGE_STORAGE = "lms.core.notices.TellOnce"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.core.middleware.CompressedPages",
    "certificates.verification.prepared.code_on_paper",
    "lms.core.middleware.security_headers",
    "lms.core.middleware.ContentPolicy",
    "lms.core.middleware.no_cookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lms.core.language.middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "lms.accounts.middleware.terminal",
    "lms.accounts.middleware.session_guard",
    "lms.core.middleware.DomainErrors",
]

# Where programs ask with a key (ADR 0188).
COOKIE_FREE_PREFIX = "/api/v1/certificates/"
ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "lms.core.context.page",
                "lms.accounts.context.organisation",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- database ---------------------------------------------------------------
# A blank value means "not set"; production then says which one is missing.
_database_url = env.str("DATABASE_URL", default="").strip() or f"sqlite:///{DATA_DIR / 'platform.sqlite3'}"
DATABASES = {"default": env.db_url_config(_database_url)}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # FULL: in WAL, NORMAL may lose the last acknowledged commits when the power fails.
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON",
    }
else:
    # Values beside the statement, and what is sent again is planned once (ADR 0124). None is compiled to machine code,
    # which took two seconds where the statement takes a third of one (ADR 0236).
    _own = DATABASES["default"].get("OPTIONS", {})
    DATABASES["default"]["OPTIONS"] = {
        "server_side_binding": True,
        "prepare_threshold": 2,
        **_own,
        "options": f"-c jit=off {_own.get('options', '')}".strip(),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- cache, queue, files ----------------------------------------------------
CACHES = {"default": env.cache_url_config(env.str("CACHE_URL", default="").strip() or "locmemcache://")}
if CACHES["default"]["BACKEND"].endswith("LocMemCache"):
    # Counts of wrong sign-ins live here; with Django's 300 entries a run of made-up names would push them out.
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 50_000}
# What all web processes have to know alike. It never answers for one process alone: in production it fails when Redis
# does, while the default one goes on (ADR 0169). Here it is the same cache under two names.
CACHES["shared"] = CACHES["default"]
# Lessons as they stand on the screen, without anything of a person; each process keeps its own (ADR 0070).
CACHES["screens"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "screens",
    "TIMEOUT": 60,
    "OPTIONS": {"MAX_ENTRIES": 400},
}

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "re-ring-due-jobs": {"task": "lms.core.tasks.ring_due_jobs", "schedule": 15.0},
    "keep-examination-time": {"task": "lms.exams.tasks.keep_time", "schedule": 10.0},
    "close-overdue-attempts": {"task": "lms.exams.tasks.close_overdue_attempts", "schedule": 20.0},
    "sweep-completions": {"task": "certificates.tasks.sweep_completions", "schedule": 60.0},
    "keep-status-lists": {"task": "certificates.tasks.keep_status_lists", "schedule": crontab(minute=47)},
    # Asked often, made once a day at the hour that is due: a worker that was away then makes it late.
    "checkpoint-register": {"task": "certificates.tasks.checkpoint_register", "schedule": 240.0},
    "sign-a-second-time": {"task": "certificates.tasks.sign_a_second_time", "schedule": 240.0},
    "keep-published": {"task": "certificates.tasks.keep_published", "schedule": 60.0},
    "anchor-register": {"task": "certificates.tasks.anchor_register", "schedule": crontab(minute=23)},
    "monitor-register": {
        "task": "certificates.tasks.monitor_register",
        "schedule": crontab(hour=17, minute=40),
    },
    "count-follow-ups": {"task": "certificates.tasks.count_follow_ups", "schedule": crontab(minute=7)},
    "publish-scheduled": {"task": "courses.pages.tasks.publish_scheduled", "schedule": 60.0},
    "tidy-packs": {"task": "courses.pages.tasks.tidy_packs", "schedule": 240.0},
    "tidy-question-files": {"task": "lms.exams.tasks.tidy_question_files", "schedule": 240.0},
    "tidy-reserve-files": {"task": "lms.exams.tasks.tidy_reserve_files", "schedule": 240.0},
    "tidy-admission-files": {"task": "lms.enrolments.tasks.tidy_admission_files", "schedule": 240.0},
    "weekly-risk-lists": {
        "task": "lms.enrolments.tasks.make_weekly_risk_lists",
        "schedule": crontab(minute=37),
    },
    "lock-registers": {"task": "lms.delivery.tasks.lock_registers", "schedule": crontab(minute=17)},
    "tidy-sign-ups": {"task": "lms.accounts.tasks.tidy_sign_ups", "schedule": crontab(minute=53)},
    # Asked each hour, made once a day, after midnight in China.
    "check-audit-chain": {
        "task": "lms.auditing.tasks.ask_for_nightly_check",
        "schedule": crontab(minute=27),
    },
    "tidy-up": {"task": "lms.core.tasks.tidy_up", "schedule": crontab(hour=19, minute=30)},  # 03:30 in China
}
for _entry in CELERY_BEAT_SCHEDULE.values():
    # Without this a worker that was away finds thousands of sweeps; long enough to wait behind a batch of documents.
    _entry["options"] = {"expires": 300.0}
if CELERY_BROKER_URL.startswith("filesystem://"):
    CELERY_BROKER_TRANSPORT = "lms.core.file_broker:Transport"
    # One folder for sending and receiving: worker and web share it on one machine.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "broker"),
        "data_folder_out": str(DATA_DIR / "broker"),
        "control_folder": str(DATA_DIR / "broker-control"),
        # While the one task it holds is done a worker asks in vain, and then sleeps so long: with the whole second that
        # is the library's own value it does one task a second, however short they are.
        "polling_interval": 0.2,
    }

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
# Set where nginx stands in front and sends recordings itself (docs/production.md).
MEDIA_ACCEL_PREFIX = env.str("MEDIA_ACCEL_PREFIX", default="")
STORAGE_URL = env.str("STORAGE_URL", default="")
STORAGES = {
    "default": {"BACKEND": "lms.core.local_storage.LocalStorage"},
    # Issued documents and packs: never below MEDIA_ROOT, only ever sent by a view that asks who may read.
    "documents": {
        "BACKEND": "lms.core.local_storage.LocalStorage",
        "OPTIONS": {
            "location": str(DATA_DIR / "documents"),
            "base_url": None,
            "file_permissions_mode": 0o600,
        },
    },
    "staticfiles": {"BACKEND": "lms.core.static_files.StaticFiles"},
}

# --- language, time ---------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
# The second holds Chinese for texts of libraries; `scripts/messages` collects into the first (docs/decisions/0076).
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "lms.settings.formats"
TIME_ZONE = "Asia/Shanghai"

# --- examinations -----------------------------------------------------------
# A folder on another disk or machine, to which what happens in rooms is copied; empty: there is no second copy.
SECOND_COPY_DIR = env.str("SECOND_COPY_DIR", default="").strip()
# What must stay free there, in megabytes, before a photograph is copied: the rest is kept for answers and marks.
SECOND_COPY_FREE_MB = env.int("SECOND_COPY_FREE_MB", default=500)

# --- the register of certificates -------------------------------------------
# Where its files are published, and the hour (UTC) of its daily checkpoint: 16 is midnight in China.
REGISTER_DIR = env.str("REGISTER_DIR", default="").strip() or str(DATA_DIR / "register")
REGISTER_HOUR_UTC = 16
# Who says when a checkpoint was there (RFC 3161), and the file (PEM) with the certificates that lead to it.
TIME_STAMP_URL = env.str("TIME_STAMP_URL", default="").strip()
TIME_STAMP_ROOTS = env.str("TIME_STAMP_ROOTS", default="").strip()
# Whether it also stamps the seal of each document: that tells the second of sealing (decision 0187).
TIME_STAMP_DOCUMENTS = env.bool("TIME_STAMP_DOCUMENTS", default=False)
# Who answers the public page: tables here, files in lms.settings.public (ADR 0186), which issuing writes with a key.
PUBLIC_STATE = "certificates.published.tables.TableState"
PUBLISHED_DIR = env.str("PUBLISHED_DIR", default="").strip() or str(DATA_DIR / "published")
PUBLISHED_KEY = env.str("PUBLISHED_KEY", default="").strip()

# --- keys, one purpose each -------------------------------------------------
FIELD_KEYS = env.list("FIELD_KEYS", default=[])
LOOKUP_KEY = env.str("LOOKUP_KEY", default="")
SIGNING_KEY = env.str("SIGNING_KEY", default="")
# The keys of credentials, each where its row says: files in this folder, a security module, a command.
SIGNING_KEYS_DIR = env.str("SIGNING_KEYS_DIR", default=str(DATA_DIR / "keys"))
SIGNING_PKCS11_MODULE = env.str("SIGNING_PKCS11_MODULE", default="")
SIGNING_PKCS11_PIN = env.str("SIGNING_PKCS11_PIN", default="")
SIGNING_COMMAND = env.str("SIGNING_COMMAND", default="")
# Who makes second signatures (SM2/SM3) over the JSON of credentials; empty: none are made (ADR 0228).
SECOND_SIGNING_COMMAND = env.str("SECOND_SIGNING_COMMAND", default="").strip()

# --- wagtail ----------------------------------------------------------------
WAGTAIL_SITE_NAME = _("Skills Training and Certification")
WAGTAIL_I18N_ENABLED = True
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL or "http://127.0.0.1"
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAIL_FRONTEND_LOGIN_URL = LOGIN_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
EMAIL_TIMEOUT = 20  # seconds; shorter than the lease of the job that waits
WAGTAILEMBEDS_FINDERS: list[dict] = []
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Handouts are sheets to print, PDF by their bytes (HandoutForm), and never opened inside a page of ours.
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
WAGTAILDOCS_DOCUMENT_FORM_BASE = "courses.pages.authoring.handouts.HandoutForm"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "lms.core.searching"}}
TASKS = {"default": {"BACKEND": "courses.pages.indexing.IndexingTogether"}}
WAGTAILIMAGES_IMAGE_MODEL = "pages.Picture"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "svg"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
# A picture of 2000 by 1500 points has 3 million; what is refused here would fill memory when it is decoded.
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "courses.pages.authoring.pictures.PictureForm"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long lesson's form in the editor has more than Django's 1000

# --- headers ----------------------------------------------------------------
SECURE_CONTENT_TYPE_NOSNIFF = True
# Not no-referrer: browsers then send "Origin: null" with every form, which the CSRF check refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_NONE, _SELF = "'none'", "'self'"
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ["/authoring/"],  # Wagtail's interface gets its own policy in lms.core.middleware
    "DIRECTIVES": {
        "default-src": [_NONE],
        "script-src": [_SELF, NONCE],
        "style-src": [_SELF],
        "img-src": [_SELF, "data:"],
        "media-src": [_SELF],
        "font-src": [_SELF],
        "connect-src": [_SELF],
        "manifest-src": [_SELF],
        "form-action": [_SELF],
        "base-uri": [_NONE],
        "frame-ancestors": [_NONE],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_personal_data": {"()": "lms.core.logs.NoPersonalData"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_personal_data"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "weasyprint.progress": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
    },
}
