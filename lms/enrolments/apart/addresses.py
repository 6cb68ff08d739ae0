"""Addresses of the pages about a site's separate groups."""

from django.urls import URLPattern, path

from lms.enrolments.apart import views

ADDRESSES: list[URLPattern] = [
    path("", views.Groups.as_view(), name="index"),
    path("table/", views.Export.as_view(), name="export"),
    path("<uuid:separate_group_uuid>/", views.Group.as_view(), name="group"),
    path("<uuid:separate_group_uuid>/close/", views.Close.as_view(), name="close"),
]
