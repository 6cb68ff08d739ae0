"""Pure decisions of verification: whose failures count together, and how long a slowed caller waits, how old news
may be. No Django.
"""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

WINDOW_SECONDS = 600
# Failures in one window, by network and by number. A match never counts, however often it is asked for.
NETWORK_FAILURES = 30
NUMBER_FAILURES = 10
NETWORK_FILES = 30
# For one employer: certificates that are asked for, and those without a match.
EMPLOYER_ROWS, EMPLOYER_MISSES = 2_000, 100
# For one key of an employer: requests of any kind. For one network: requests with a key that is none.
KEY_REQUESTS, WRONG_KEYS = 600, 30
IPV4_PREFIX, IPV6_PREFIX = 24, 64
# Where files answer: a revocation arrives within a minute; after so long without any news something is broken.
STALE_AFTER = timedelta(hours=6)


def client_address(*, remote: str, forwarded: str, trusted_proxies: int) -> str:
    """Return the address that the outermost trusted proxy saw; what a caller writes into the header is ignored."""
    chain = [part.strip() for part in forwarded.split(",") if part.strip()]
    if trusted_proxies < 1 or len(chain) < trusted_proxies:
        return remote
    return chain[-trusted_proxies]


def network_of(address: str) -> str:
    """Return the /24 or /64 of an address; what is no address counts as one network."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    prefix = IPV6_PREFIX if parsed.version == 6 else IPV4_PREFIX
    return str(ip_network(f"{parsed}/{prefix}", strict=False))


def window_of(seconds: float) -> int:
    """Return the number of the window that an instant falls into."""
    return int(seconds) // WINDOW_SECONDS


def seconds_left(seconds: float) -> int:
    """Return how long the window of an instant still lasts, at least one second."""
    return max(1, WINDOW_SECONDS - int(seconds) % WINDOW_SECONDS)


def is_stale(age: timedelta) -> bool:
    """Return whether news from issuing are too old for a yes."""
    return age > STALE_AFTER


def hours_of(age: timedelta) -> int:
    """Return an age in whole hours, rounded down."""
    return int(age.total_seconds()) // 3600
