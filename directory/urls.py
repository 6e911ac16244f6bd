"""The addresses of the directory."""

from __future__ import annotations

from django.urls import path

from directory import contact_views, views

app_name = "directory"
urlpatterns = [
    path("", views.index, name="index"),
    path("contacts/add/", contact_views.add, name="add"),
    path("contacts/number/", contact_views.number, name="number"),
    path("contacts/<int:pk>/", contact_views.contact, name="contact"),
    path("contacts/<int:pk>/edit/", contact_views.edit, name="edit"),
    path("contacts/<int:pk>/delete/", contact_views.delete, name="delete"),
    path("contacts/<int:pk>/favourite/", contact_views.favourite, name="favourite"),
    path("contacts/<int:pk>/restore/", contact_views.restore, name="restore"),
]
