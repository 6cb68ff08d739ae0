"""Addresses of follow-up in Wagtail's interface."""

from django.urls import path

from certificates.referrals.followup.desk import views

ADDRESSES = [
    path("", views.DueList.as_view(), name="index"),
    path("export.xlsx", views.Export.as_view(), name="export"),
    path("print/", views.PrintedList.as_view(), name="print"),
    path("releases/", views.Releases.as_view(), name="releases"),
    path("releases/<uuid:released_person_uuid>/", views.Release.as_view(), name="release"),
    path("<uuid:follow_up_uuid>/", views.OneFollowUp.as_view(), name="person"),
    path("<uuid:follow_up_uuid>/stop/", views.Stop.as_view(), name="stop"),
    path("<uuid:follow_up_uuid>/hand-over/", views.HandOver.as_view(), name="hand_over"),
    path("<uuid:follow_up_uuid>/facts/new/", views.NewFact.as_view(), name="new_fact"),
    path(
        "<uuid:follow_up_uuid>/facts/<uuid:outcome_uuid>/correct/",
        views.CorrectFact.as_view(),
        name="correct_fact",
    ),
]
