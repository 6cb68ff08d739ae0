"""Addresses of the completion audit, below Wagtail's."""

from django.urls import path

from lms.enrolments.completion import views

ADDRESSES = [
    path("", views.AuditIndex.as_view(), name="index"),
    path("<uuid:enrolment_uuid>/", views.AuditOfEnrolment.as_view(), name="enrolment"),
    path("<uuid:enrolment_uuid>/course/", views.GiveCourseCredits.as_view(), name="course"),
    path("<uuid:enrolment_uuid>/recognise/", views.RecogniseCertificate.as_view(), name="recognise"),
    path(
        "<uuid:enrolment_uuid>/credits/<uuid:credit_uuid>/back/",
        views.TakeBackCredits.as_view(),
        name="take_back",
    ),
]
