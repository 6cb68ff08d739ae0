"""Addresses of the style guide; mounted in development only."""

from django.urls import path

from lms.core.styleguide import views

app_name = "styleguide"
urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:name>/", views.layout, name="layout"),
]
