"""The embedded profile with failpoints: a process ends itself at the step that FAILPOINT names."""

from lms.settings.dev import *  # noqa: F403

FAILPOINTS_ALLOWED = True
