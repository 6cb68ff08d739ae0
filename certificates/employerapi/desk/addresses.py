"""Addresses of employers' keys in Wagtail's interface."""

from django.urls import path

from certificates.employerapi.desk.views import EmployerKeys, RevokeKey

ADDRESSES = [
    path("", EmployerKeys.as_view(), name="index"),
    path("<uuid:employer_key_uuid>/revoke/", RevokeKey.as_view(), name="revoke"),
]
