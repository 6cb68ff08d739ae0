"""Addresses of employers' keys in Wagtail's interface."""

from django.urls import path

from certificates.employerapi.desk.views import EmployerKeys, RegisterAgain, RevokeKey, Suspend

ADDRESSES = [
    path("", EmployerKeys.as_view(), name="index"),
    path("<uuid:employer_key_uuid>/revoke/", RevokeKey.as_view(), name="revoke"),
    path("of/<uuid:employer_uuid>/suspend/", Suspend.as_view(), name="suspend"),
    path("of/<uuid:employer_uuid>/register/", RegisterAgain.as_view(), name="register"),
]
