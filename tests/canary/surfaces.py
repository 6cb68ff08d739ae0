"""Lists and reads every surface that the public or an employer can reach: addresses, links, documents inside out."""

import base64
import io
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pikepdf
import zxingcpp
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from PIL import Image
from weasyprint import HTML

from certificates.models import Credential
from lms.core.access import Rule
from lms.core.enums import Role
from tests.factories.second import a_second_signature, second_file_of

LIMIT = 200
LINK = re.compile(rb'(?:href|src|action)="(/[^"#]*)"')
# What differs from answer to answer.
VARYING = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"|\'nonce-[^\']+\'|\d\d:\d\d:\d\d')
PICTURE = re.compile(r'<img src="(data:image/svg[^"]+)"')
# Staff pages, files of the repository, and what ends the session of the crawl.
LEFT_OUT = (
    "/authoring/",
    "/documents/",
    "/static/",
    "/styleguide/",
    "/sign-out/",
    "/accounts/logout/",
    "/language/",
)


def routes(resolver: URLResolver | None = None, before: str = "/") -> Iterator[tuple[str, Any]]:
    """Give every route of the resolver with its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.callback


def is_open(view: Any) -> bool:
    """Return whether the public or an employer may call the view, as far as it says."""
    rule: Rule | None = getattr(view, "access", None) or getattr(
        getattr(view, "view_class", None), "access", None
    )
    return rule is None or rule.audience in {"public", "signed_in"} or Role.EMPLOYER in rule.roles


def addresses(samples: dict[str, str]) -> list[str]:
    """Return one address for each open route, its variables filled from the samples by name."""
    found = []
    for route, view in routes():
        if route.startswith(LEFT_OUT) or not is_open(view):
            continue
        plain = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: samples.get(match[1], "sample"), route)
        plain = re.sub(r"\(\?P<(\w+)>.*?\)", lambda match: samples.get(match[1], "sample"), plain)
        found.append(re.sub(r"[\^$\\]|\(.*\)", "", plain).replace("//", "/"))
    return sorted(set(found))


def whole(response: HttpResponse) -> bytes:
    """Return status line, headers and body as one."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return headers.encode("latin-1", "replace") + b"\n\n" + body


def seconds(credential: Credential) -> bytes:
    """Return the keys of second signatures as they are published, and one as its holder downloads it."""
    a_second_signature(credential)
    keys = Client().get(reverse("certificates:second_keys"))
    assert keys.status_code == 200
    return whole(keys) + whole(second_file_of(credential))


def crawl(client: Client, starts: list[str]) -> dict[str, bytes]:
    """Read the addresses and what they link to, within the open part."""
    waiting, seen = list(starts), {}
    while waiting and len(seen) < LIMIT:
        address = waiting.pop(0)
        if address in seen or address.startswith(LEFT_OUT):
            continue
        response = client.get(address)
        seen[address] = whole(response)
        if "html" in response.headers.get("Content-Type", ""):
            waiting += [link.decode() for link in LINK.findall(seen[address])]
    return seen


def codes_on(page: str) -> list[str]:
    """Return what a camera reads from the square codes on a page."""
    return [code for source in PICTURE.findall(page) for code in _read_code(source)]


def _read_code(source: str) -> list[str]:
    printed = HTML(string=f'<img src="{source}" width="400" height="400">').write_pdf()
    draw = ["pdftoppm", "-r", "110", "-singlefile", "-"]
    picture = subprocess.run(draw, input=printed, check=True, capture_output=True).stdout
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("RGB"))]


def inside_out(pdf: bytes) -> bytes:
    """Return everything a PDF holds with its streams inflated: texts, names, metadata, attachments."""
    parts = [pdf]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for entry in opened.objects:
            parts.append(repr(entry).encode("utf-8", "replace"))
            parts += [bytes(value) for value in strings_of(entry)]
            if isinstance(entry, pikepdf.Stream):
                parts.append(entry.read_bytes() if is_inflatable(entry) else entry.read_raw_bytes())
    return b"\n".join(parts)


def strings_of(entry: Any) -> Iterator[pikepdf.String]:
    """Give every string below an object, without following references."""
    if isinstance(entry, pikepdf.String):
        yield entry
    elif isinstance(entry, pikepdf.Dictionary | pikepdf.Stream):
        for key in entry.keys():  # noqa: SIM118 - no mapping
            value = entry[key]
            if not getattr(value, "is_indirect", False):
                yield from strings_of(value)
    elif isinstance(entry, pikepdf.Array):
        for value in entry:
            if not getattr(value, "is_indirect", False):
                yield from strings_of(value)


def is_inflatable(entry: pikepdf.Stream) -> bool:
    """Return whether the library can undo the stream's filters."""
    return "DCT" not in str(entry.get("/Filter", ""))


def unpadded(text: str) -> bytes:
    """Return what a part of a JWT holds."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
