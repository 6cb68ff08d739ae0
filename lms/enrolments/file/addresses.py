"""The addresses of a person's file, below Wagtail's."""

from django.urls import path

from lms.enrolments.file import views

ADDRESSES = [
    path("<uuid:person_uuid>/", views.PersonFile.as_view(), name="person"),
    path("<uuid:person_uuid>/record/", views.TrainingRecord.as_view(), name="record"),
]
