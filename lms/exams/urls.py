"""Addresses of examinations: the candidate's pages and the invigilator's console."""

from django.urls import path

from lms.exams.practical.urls import urlpatterns as practical
from lms.exams.sittings import console_views, views

app_name = "exams"

urlpatterns = [
    path("exams/", views.my_sittings, name="my_sittings"),
    path("exams/sittings/<uuid:sitting_uuid>/", views.waiting_room, name="sitting"),
    path("exams/attempts/<uuid:attempt_uuid>/", views.attempt, name="attempt"),
    path("exams/attempts/<uuid:attempt_uuid>/pictures/<str:name>", views.picture, name="picture"),
    path("exams/attempts/<uuid:attempt_uuid>/receipt/", views.receipt, name="receipt"),
    path("exams/console/", console_views.console, name="console"),
    path("exams/console/<uuid:sitting_uuid>/", console_views.console_sitting, name="console_sitting"),
    path("exams/console/<uuid:sitting_uuid>/open/", console_views.open_sitting, name="open_sitting"),
    path("exams/console/<uuid:sitting_uuid>/close/", console_views.close_sitting, name="close_sitting"),
    path(
        "exams/console/<uuid:sitting_uuid>/seats/<uuid:request_uuid>/",
        console_views.decide_seat,
        name="decide_seat",
    ),
    path(
        "exams/console/<uuid:sitting_uuid>/attempts/<uuid:attempt_uuid>/extra-time/",
        console_views.extra_time,
        name="extra_time",
    ),
    *practical,
]
