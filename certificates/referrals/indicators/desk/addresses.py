"""Addresses of indicators in Wagtail's interface."""

from django.urls import path

from certificates.referrals.indicators.desk import views

ADDRESSES = [
    path("", views.Indicators.as_view(), name="index"),
    path("export.xlsx", views.Export.as_view(), name="export"),
    path("people/", views.People.as_view(), name="people"),
]
