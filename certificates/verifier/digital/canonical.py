"""The canonical form of a JSON-LD document (RDFC-1.0), with what the library passes over in silence refused.

The algorithm is factorial on hostile graphs: those of strangers come here in a process with limits only.
"""

from collections.abc import Callable
from typing import Any, NoReturn

from pyld import jsonld

from certificates.verifier.digital import contexts

Loader = Callable[[str, dict[str, Any]], dict[str, Any]]
# The library resolves relative addresses against example.org; against this they are found again.
NOWHERE = "urn:x-nowhere:/"


class NotCanonical(ValueError):
    """A part of the document would not be covered by its signature."""


def canonical_form(document: dict[str, Any], *, loader: Loader = contexts.load) -> str:
    """Return the document's canonical N-Quads, which its signature covers.

    :raises NotCanonical: for a term without a meaning in the contexts, a relative address, or a named blank node.
    :raises contexts.UnknownContext: for a context that is not kept here.
    """
    _refuse_blank_names(document)
    options = {"base": NOWHERE, "documentLoader": loader}
    expanded = jsonld.expand(document, options, on_property_dropped=_refuse_dropped)
    quads = jsonld.normalize(expanded, {**options, "algorithm": "URDNA2015", "format": "application/n-quads"})
    if NOWHERE in quads:
        raise NotCanonical("a relative address")
    return quads


def _refuse_dropped(name: str | None) -> NoReturn:
    raise NotCanonical(f"no context explains {name}")


def _refuse_blank_names(value: Any) -> None:
    """Refuse `_:` names at any depth: two of them can be made to mean one thing or two."""
    if isinstance(value, dict):
        for part in (*value, *value.values()):
            _refuse_blank_names(part)
    elif isinstance(value, list):
        for part in value:
            _refuse_blank_names(part)
    elif isinstance(value, str) and value.startswith("_:"):
        raise NotCanonical("a named blank node")
