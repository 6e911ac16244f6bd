"""Settings of the processes that a test starts: the product's own, without a manifest of static files."""

from __future__ import annotations

from clicktocall.settings import *  # noqa: F403 -- all of them

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
