"""What the web server runs."""

from __future__ import annotations

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clicktocall.settings")

application = get_wsgi_application()

# Whatever has been loaded by now stays. To look through it for garbage, in the middle of an answer, takes a tenth
# of a second; what comes and goes with requests is looked through as before.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
