"""Addresses of the calls. That of the events is told to the PBX and must stay."""

from __future__ import annotations

from django.urls import path

from clicktocall.calls import views, webhooks

app_name = "calls"
urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/live/", views.live, name="live"),
    path("calls/<uuid:call_id>/hang-up/", views.hang_up, name="hang_up"),
    path("call/", views.link, name="link"),
    path("pbx/<slug:name>/events/<str:secret>/", webhooks.events, name="events"),
]
