"""Addresses of follow-up in Wagtail's interface."""

from django.urls import path

from certificates.referrals.followup.desk import arranging, contacts, releases, views

ADDRESSES = [
    path("", views.DueList.as_view(), name="index"),
    path("export.xlsx", views.Export.as_view(), name="export"),
    path("print/", views.PrintedList.as_view(), name="print"),
    path("take-along/", contacts.TakeAlong.as_view(), name="take_along"),
    path("districts/", arranging.Districts.as_view(), name="districts"),
    path("districts/new/", arranging.NewDistrict.as_view(), name="new_district"),
    path("districts/<uuid:district_uuid>/", arranging.ChangeDistrict.as_view(), name="district"),
    path("plans/", arranging.Plans.as_view(), name="plans"),
    path("plans/new/", arranging.NewPlan.as_view(), name="new_plan"),
    path("hand-over/", arranging.HandAll.as_view(), name="hand_all"),
    path("hand-over/<uuid:handing_uuid>/", arranging.Handed.as_view(), name="handed"),
    path("releases/", releases.Releases.as_view(), name="releases"),
    path("releases/<uuid:released_person_uuid>/", releases.Release.as_view(), name="release"),
    path(
        "releases/<uuid:released_person_uuid>/paper/", releases.ReleasePaper.as_view(), name="release_paper"
    ),
    path("<uuid:follow_up_uuid>/", views.OneFollowUp.as_view(), name="person"),
    path("<uuid:follow_up_uuid>/stop/", views.Stop.as_view(), name="stop"),
    path("<uuid:follow_up_uuid>/hand-over/", views.HandOver.as_view(), name="hand_over"),
    path("<uuid:follow_up_uuid>/numbers/", contacts.ChangeContact.as_view(), name="change_contact"),
    path("<uuid:follow_up_uuid>/facts/new/", views.NewFact.as_view(), name="new_fact"),
    path(
        "<uuid:follow_up_uuid>/facts/<uuid:outcome_uuid>/correct/",
        views.CorrectFact.as_view(),
        name="correct_fact",
    ),
]
