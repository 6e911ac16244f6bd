"""Addresses of the calls. That of the events is told to the PBX and must stay."""

from __future__ import annotations

from django.urls import path

from clicktocall.calls import call_views, phone_views, views, webhooks

app_name = "calls"
urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/live/", views.live, name="live"),
    path("calls/phones/", phone_views.phones, name="phones"),
    path("calls/forewarning/", views.forewarning, name="forewarning"),
    path("calls/<uuid:call_id>/hang-up/", views.hang_up, name="hang_up"),
    path("calls/<uuid:call_id>/", call_views.call, name="call"),
    path("calls/<uuid:call_id>/hold/", call_views.hold, name="hold"),
    path("calls/<uuid:call_id>/resume/", call_views.resume, name="resume"),
    path("calls/<uuid:call_id>/transfer/", call_views.transfer, name="transfer"),
    path("call/", views.link, name="link"),
    path("pbx/<slug:name>/events/<str:secret>/", webhooks.events, name="events"),
    path("pbx/<slug:name>/events/<str:secret>", webhooks.events),  # no PBX follows a redirect with its event
]
