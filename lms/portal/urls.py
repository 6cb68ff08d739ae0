"""Addresses of the home pages."""

from django.urls import path

from lms.portal.views import home, landing, timetable

app_name = "portal"

urlpatterns = [
    path("", landing, name="landing"),
    path("home/", home, name="home"),
    path("home/timetable/", timetable, name="timetable"),
]
