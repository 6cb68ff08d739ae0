"""Drawings that stand in a text as tags: each becomes a picture, which is cleaned like any other. No Django.

A parser of HTML would write their names small, and no browser draws `viewbox`: they are taken out before it.
"""

import re
from base64 import b64encode
from html import escape, unescape

_OPENING = re.compile(r"<svg(?=[\s>/])[^<>]*>", re.IGNORECASE)
_CLOSING = re.compile(r"</svg\s*>", re.IGNORECASE)
_WORDS = re.compile(
    r"""\saria-label\s*=\s*(?:"([^"]*)"|'([^']*)')|<title[^<>]*>([^<]*)</title>""", re.IGNORECASE
)
_SPACES = {"xmlns": "http://www.w3.org/2000/svg", "xmlns:xlink": "http://www.w3.org/1999/xlink"}


def drawings_as_pictures(html: str) -> str:
    """Return a fragment of HTML in which each `<svg>` is an `<img>` that carries it."""
    pieces, done = [], 0
    while opening := _OPENING.search(html, done):
        closing = _CLOSING.search(html, opening.end())
        if opening[0].endswith("/>") or not closing or _is_in_tag(html, done, opening.start()):
            pieces.append(html[done : opening.end()])
            done = opening.end()
            if not closing:
                break
            continue
        pieces += [html[done : opening.start()], _picture(opening[0], html[opening.end() : closing.start()])]
        done = closing.end()
    return "".join([*pieces, html[done:]]) if pieces else html


def _is_in_tag(html: str, begin: int, place: int) -> bool:
    """Return whether a place is inside a tag: a source may be `data:image/svg+xml,<svg …>`."""
    return html.rfind("<", begin, place) > html.rfind(">", begin, place)


def _picture(opening: str, inside: str) -> str:
    """Return a drawing as a picture; what HTML lets a drawing leave out of its first tag is added."""
    missing = (f' {name}="{space}"' for name, space in _SPACES.items() if f"{name}=" not in opening)
    drawing = f"<svg{''.join(missing)}{opening[4:]}{inside}</svg>"
    data = b64encode(drawing.encode("utf-8", "replace")).decode()
    found = _WORDS.search(f"{opening}{inside}")
    words = " ".join(unescape(next((one for one in found.groups() if one), "")).split()) if found else ""
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(words)}">'
