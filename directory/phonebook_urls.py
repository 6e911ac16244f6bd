"""The addresses at which phones and address books read the directory, and the page on which they are made."""

from __future__ import annotations

from django.urls import path

from directory import carddav_views, phonebook_views

urlpatterns = [
    path("phonebooks/", phonebook_views.books, name="phonebooks"),
    path("phonebooks/<int:pk>/revoke/", phonebook_views.revoke, name="phonebook_revoke"),
    path("phonebooks/<str:secret>/<str:file>", phonebook_views.book, name="phonebook"),
    path(".well-known/carddav", carddav_views.well_known, name="well_known_carddav"),
    path("carddav/", carddav_views.carddav, {"kind": "root"}, name="carddav"),
    path("carddav/principals/<int:pk>/", carddav_views.carddav, {"kind": "principal"}, name="carddav_principal"),
    path("carddav/books/<int:pk>/", carddav_views.carddav, {"kind": "home"}, name="carddav_home"),
    path("carddav/books/<int:pk>/contacts/", carddav_views.carddav, {"kind": "book"}, name="carddav_book"),
    path("carddav/books/<int:pk>/contacts/<str:file>", carddav_views.carddav, {"kind": "card"}, name="carddav_card"),
]
