"""The addresses of the directory."""

from __future__ import annotations

from django.urls import path

from directory import views

app_name = "directory"
urlpatterns = [path("", views.index, name="index")]
