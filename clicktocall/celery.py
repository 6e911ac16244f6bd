"""The Celery application. Tasks are declared with it, so that web and worker agree on one broker."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clicktocall.settings")

app = Celery("clicktocall")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
