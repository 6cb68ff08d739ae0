"""Addresses of practice; the lesson block "examination" leads to `practice:mock` by the scheme's code."""

from django.urls import path

from lms.exams.practice import views

app_name = "practice"

urlpatterns = [
    path("practice/pictures/<int:attachment>/<str:name>", views.picture, name="picture"),
    path("practice/", views.mistakes, name="mistakes"),
    path("practice/mock/<slug:scheme_code>/", views.mock, name="mock"),
    path("practice/papers/<uuid:mock_uuid>/", views.paper, name="paper"),
    path("practice/papers/<uuid:mock_uuid>/<int:number>/", views.question, name="question"),
    path("practice/papers/<uuid:mock_uuid>/hand-in/", views.hand_in, name="hand_in"),
    path("practice/papers/<uuid:mock_uuid>/result/", views.result, name="result"),
]
