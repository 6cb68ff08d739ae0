"""Addresses of the pages about schools' credit tables."""

from django.urls import URLPattern, path

from lms.enrolments.credits.school_tables import views

ADDRESSES: list[URLPattern] = [
    path("", views.Tables.as_view(), name="index"),
    path("<uuid:credit_table_uuid>/", views.Table.as_view(), name="table"),
    path("<uuid:credit_table_uuid>/decide/", views.Decide.as_view(), name="decide"),
    path(
        "<uuid:tabled_school_uuid>/<uuid:tabled_programme_uuid>/", views.Propose.as_view(), name="programme"
    ),
    path(
        "<uuid:tabled_school_uuid>/<uuid:tabled_programme_uuid>/table/", views.Export.as_view(), name="export"
    ),
]
