"""What tests of the pages about results share: signed-in clients that read English, pages as text, texts of PDFs."""

import subprocess

from django.test import Client
from django.urls import reverse

from tests.factories.accounts import (
    sign_in,
)


def text_of(pdf):
    """Return what is printed in a PDF."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def english(user):
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return client


def text(answer):
    return answer.content.decode()


def page(client, name, *args, status=200):
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == status, (name, answer.status_code)
    return text(answer)
