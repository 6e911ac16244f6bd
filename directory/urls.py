"""The addresses of the directory."""

from __future__ import annotations

from django.urls import include, path

from directory import contact_views, merging_views, photo_views, views

app_name = "directory"
urlpatterns = [
    path("", views.index, name="index"),
    path("", include("directory.exchange_urls")),
    path("", include("directory.phonebook_urls")),
    path("contacts/add/", contact_views.add, name="add"),
    path("contacts/bin/", merging_views.the_bin, name="bin"),
    path("contacts/photos/<str:key>/", photo_views.photo, name="photo"),
    path("contacts/number/", contact_views.number, name="number"),
    path("contacts/<int:pk>/", contact_views.contact, name="contact"),
    path("contacts/<int:pk>/edit/", contact_views.edit, name="edit"),
    path("contacts/<int:pk>/delete/", contact_views.delete, name="delete"),
    path("contacts/<int:pk>/favourite/", contact_views.favourite, name="favourite"),
    path("contacts/<int:pk>/merge/", merging_views.choose, name="merge"),
    path("contacts/<int:pk>/merge/<int:other_pk>/", merging_views.merge, name="merge_with"),
    path("contacts/<int:pk>/take-apart/", merging_views.take_apart, name="take_apart"),
    path("contacts/<int:pk>/restore/", contact_views.restore, name="restore"),
]
