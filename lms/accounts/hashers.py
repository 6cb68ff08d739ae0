"""How secrets are hashed: Argon2id with the memory that a small server at a site can give to 60 people at once."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class ClassroomArgon2(Argon2PasswordHasher):
    """OWASP's second recommendation (19 MiB, 2 rounds, 1 lane): a tenth of the cost of Django's 100 MiB.

    A class that signs in together would else fill the memory and both cores of a site's server for half a minute.
    """

    memory_cost = 19456
    time_cost = 2
    parallelism = 1
