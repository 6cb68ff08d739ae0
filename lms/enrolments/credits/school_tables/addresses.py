"""Addresses of the pages about schools' credit tables."""

from django.urls import URLPattern, path

from lms.enrolments.credits.school_tables import views

ADDRESSES: list[URLPattern] = [
    path("", views.Tables.as_view(), name="index"),
    path("<uuid:credit_table_uuid>/", views.Table.as_view(), name="table"),
    path("<uuid:credit_table_uuid>/decide/", views.Decide.as_view(), name="decide"),
    path("<uuid:school_uuid>/<uuid:programme_uuid>/", views.Propose.as_view(), name="programme"),
    path("<uuid:school_uuid>/<uuid:programme_uuid>/table/", views.Export.as_view(), name="export"),
]
