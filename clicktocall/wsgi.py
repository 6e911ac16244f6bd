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

# What has lived for a while is looked through ten times as seldom as Python does: most of it is what pages remember of
# numbers and names, and that took 15 to 30 milliseconds of one answer in two hundred.
gc.set_threshold(700, 10, 100)
