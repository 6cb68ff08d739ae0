"""The embedded profile while the demonstration is loaded for tests: the same, with cheap password hashes.

Web server and worker under test run the profile itself.
"""

from lms.settings.dev import *  # noqa: F403
from lms.settings.dev import PASSWORD_HASHERS

PASSWORD_HASHERS = ["tests.support.hashing.QuickArgon2", *PASSWORD_HASHERS[1:]]
