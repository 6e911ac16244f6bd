"""The Celery application. Tasks are declared with it, so that web and worker agree on one broker."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery
from celery.app.utils import Settings
from celery.signals import beat_init, celeryd_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clicktocall.settings")

app = Celery("clicktocall")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def _wait_for_the_broker(conf: Settings, **_: Any) -> None:
    """A worker waits long for its next message, and comes back to a broker that was away."""
    conf.broker_transport_options = {"socket_connect_timeout": 1}


@beat_init.connect
def _send_patiently(sender: Any, **_: Any) -> None:
    sender.app.conf.broker_transport_options = {"socket_connect_timeout": 1}
