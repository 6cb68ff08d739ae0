"""The rest_api app."""

from django.apps import AppConfig


class RestApiConfig(AppConfig):
    name = "lms.rest_api"
    label = "rest_api"
