"""A cheap form of the platform's password hash, for loading many demonstration people before a test.

The platform under test uses the real one: it accepts these hashes and replaces each at the first sign-in.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """The same algorithm with the least work."""

    time_cost = 1
    memory_cost = 1024
    parallelism = 1
