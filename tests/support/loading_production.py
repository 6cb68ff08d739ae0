"""The production profile while the demonstration is loaded for a rehearsal: with the command, and cheap hashes.

Web server and workers under test run the profile itself.
"""

from lms.settings.production import *  # noqa: F403
from lms.settings.production import INSTALLED_APPS, PASSWORD_HASHERS

DEMONSTRATION = True
INSTALLED_APPS = [*INSTALLED_APPS, "lms.demonstration"]
PASSWORD_HASHERS = ["tests.support.hashing.QuickArgon2", *PASSWORD_HASHERS[1:]]
