"""Addresses of the marker's pages."""

from django.urls import path

from lms.exams.handmarking import views

_QUESTION = "exams/answers/<uuid:sitting_uuid>/<uuid:item_uuid>/"

urlpatterns = [
    path("exams/answers/", views.my_answers, name="my_answers"),
    path(_QUESTION, views.answers, name="answers"),
    path(f"{_QUESTION}take/", views.take, name="take_answers"),
]
