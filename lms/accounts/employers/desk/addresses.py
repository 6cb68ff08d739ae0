"""Addresses of employers in Wagtail's interface."""

from django.urls import path

from lms.accounts.employers.desk import views

ADDRESSES = [
    path("", views.EmployerList.as_view(), name="index"),
    path("<uuid:employer_uuid>/", views.OneEmployer.as_view(), name="employer"),
    path(
        "people/<uuid:employers_person_uuid>/second-step/", views.EndSecondStep.as_view(), name="second_step"
    ),
    *(
        path(f"<uuid:employer_uuid>/{deed.name}/", deed.as_view(), name=deed.name)
        for deed in (views.Verify, views.Refuse, views.Suspend, views.Lift)
    ),
]
