"""The product's settings with two more pages: Django's own admin, and rows by their keys. References of the search."""

from __future__ import annotations

from clicktocall.settings import *  # noqa: F403 -- all but the pages

ROOT_URLCONF = "tests.bench.plain_urls"
