"""Addresses of an employer's people."""

from django.urls import URLPattern, path

from lms.accounts.employers import views

addresses: list[URLPattern] = [
    path("organisation/", views.organisation, name="organisation"),
    path("colleagues/", views.colleagues, name="colleagues"),
    path("colleagues/invite/", views.invite, name="invite"),
    path("colleagues/invited/<uuid:invitation_uuid>/withdraw/", views.withdraw, name="withdraw"),
    path("colleagues/<uuid:colleague_uuid>/remove/", views.remove, name="remove"),
    path("colleagues/<uuid:colleague_uuid>/owner/", views.let_own, name="let_own"),
    path("join/<str:invitation_token>/", views.join, name="join"),
]
