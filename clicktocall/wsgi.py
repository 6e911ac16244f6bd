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
# of a second.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()

# What comes and goes with requests is looked through seven times as seldom as Python does: that took 0.3 to 0.5
# milliseconds of each page of a search, and three of one page in twenty. What has lived for a while is looked through
# ten times as seldom: most of it is what pages remember of numbers and names, and that took 15 to 30 milliseconds of
# one page in two hundred.
gc.set_threshold(5000, 10, 15)
