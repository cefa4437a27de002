"""The addresses."""

from django.contrib.auth.views import LoginView
from django.urls import path

from . import views

urlpatterns = [
    path("accounts/login/", LoginView.as_view()),
    path("open", views.open_incident, name="open"),
    path("<str:number>/", views.show, name="show"),
    path("<str:number>/<str:verb>", views.use, name="use"),
]
