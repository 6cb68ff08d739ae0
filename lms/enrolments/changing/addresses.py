"""Addresses of one enrolment, below Wagtail's."""

from django.urls import path

from lms.enrolments.changing import views

ADDRESSES = [
    path("<uuid:enrolment_uuid>/", views.EnrolmentPage.as_view(), name="enrolment"),
    path("<uuid:enrolment_uuid>/interrupt/", views.Interrupt.as_view(), name="interrupt"),
    path("<uuid:enrolment_uuid>/return/", views.Return.as_view(), name="return"),
    path("<uuid:enrolment_uuid>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path("<uuid:enrolment_uuid>/take-up/", views.TakeUpAgain.as_view(), name="take_up"),
    path("<uuid:enrolment_uuid>/school/", views.ChangeSchool.as_view(), name="school"),
]
