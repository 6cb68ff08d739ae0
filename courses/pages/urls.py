"""Addresses of the lesson player."""

from django.urls import path

from courses.pages.circuits.views import serve_circuit
from courses.pages.views import LessonCompletion, LessonPlayer, PracticeAnswer

app_name = "learning"

urlpatterns = [
    path("learn/circuits/<slug:digest>.svg", serve_circuit, name="circuit"),
    path("learn/<uuid:lesson_uuid>/", LessonPlayer.as_view(), name="lesson"),
    path("learn/<uuid:lesson_uuid>/complete/", LessonCompletion.as_view(), name="complete"),
    path("learn/<uuid:lesson_uuid>/practice/<slug:code>/", PracticeAnswer.as_view(), name="practice"),
]
