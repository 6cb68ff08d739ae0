"""What no certificate may say, whoever writes on it: the names of training sites."""

from certificates.issuing.rules import comparable_name
from lms.organisations.api import Site


def site_names() -> frozenset[str]:
    """Return the names of all training sites, in both languages."""
    pairs = Site.objects.values_list("name_zh", "name_en")
    return frozenset(name for names in pairs for name in names if name)


def names_one_of(text: str, names: frozenset[str]) -> bool:
    """Return whether a text holds one of these names, however it is spaced and cased."""
    plain = comparable_name(text)
    return any(comparable_name(name) in plain for name in names if name.strip())
