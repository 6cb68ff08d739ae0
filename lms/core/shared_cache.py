"""The cache of what all web processes have to say alike: it fails rather than answer for one process alone.

Whoever uses it goes on without it, and says what is not known meanwhile.
"""

from django.core.cache import caches
from django.utils.connection import ConnectionProxy

shared_cache = ConnectionProxy(caches, "shared")
