"""Addresses of the demonstration; mounted where it runs only."""

from django.urls import path

from lms.demonstration import views

app_name = "demonstration"
urlpatterns = [path("letters/", views.letters, name="letters")]
