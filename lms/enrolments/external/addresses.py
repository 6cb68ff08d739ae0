"""Addresses of outside certificates, below Wagtail's."""

from django.urls import path

from lms.accounts.api import register_listing
from lms.enrolments.external import views

register_listing(views.SEARCHED)

ADDRESSES = [
    path("", views.AlertList.as_view(), name="index"),
    path("people/<uuid:person_uuid>/", views.PersonCertificates.as_view(), name="person"),
    path("people/<uuid:person_uuid>/record/", views.RecordCertificate.as_view(), name="record"),
    path("scans/<uuid:scan_uuid>/", views.ShowScan.as_view(), name="scan"),
    path("<uuid:certificate_uuid>/", views.CertificateDetail.as_view(), name="certificate"),
    path("<uuid:certificate_uuid>/verify/", views.Verify.as_view(), name="verify"),
    path("<uuid:certificate_uuid>/review/", views.Review.as_view(), name="review"),
    path("<uuid:certificate_uuid>/scan/", views.AddScan.as_view(), name="add_scan"),
    path("<uuid:certificate_uuid>/strike/", views.Strike.as_view(), name="strike"),
]
