"""Dropping a file on the public page: `drop(client, content)`, `shown(client, content)`; `verdict(page)`."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

NOW = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)  # the day on which files are dropped
ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]+ [a-z]+")


def drop(client: Client, content: bytes, **extra: Any) -> HttpResponse:
    file = SimpleUploadedFile("张三的证书.pdf", content)
    return client.post(reverse("certificates:verify_file"), {"file": file}, **extra)


def shown(client: Client, content: bytes, **extra: Any) -> str:
    response = drop(client, content, **extra)
    assert response.status_code == 200
    return response.content.decode()


def verdict(page: str) -> str:
    """Return the box of the answer, without the rest of the page: its head has a link to the check, too."""
    return page[page.index('class="verdict ') :].split("</section>", maxsplit=1)[0]


def changed(signed: bytes, change: dict[str, Any]) -> bytes:
    return json.dumps({**json.loads(signed), **change}).encode()
