"""Addresses of the register in Wagtail's interface."""

from django.urls import path

from certificates.issuing.register.desk.views import NewestCheckpoint, RegisterPage

ADDRESSES = [
    path("", RegisterPage.as_view(), name="index"),
    path("checkpoint.pdf", NewestCheckpoint.as_view(), name="checkpoint"),
]
