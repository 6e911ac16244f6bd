"""Settings of the tests: ours, with made-up secrets and quick passwords, in a folder that goes when they end.

DATABASE_URL, CACHE_URL and CELERY_BROKER_URL may name real servers; then the same tests run on those. The second of
several test processes takes the two Redis databases behind those, and so on.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

FOLDER = Path(tempfile.mkdtemp(prefix="click-to-call-tests-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

os.environ.setdefault("SECRET_KEY", "for-tests-only")
os.environ.setdefault("ENCRYPTION_KEYS", "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=")
os.environ.setdefault("DATA_DIR", str(FOLDER))
# Each test begins by emptying its Redis: test processes side by side have databases of their own there. What they start
# finds theirs in the environment.
worker = os.environ.get("PYTEST_XDIST_WORKER", "")
if worker != os.environ.get("REDIS_IS_OF_WORKER", ""):
    os.environ["REDIS_IS_OF_WORKER"] = worker
    for name in ("CELERY_BROKER_URL", "CACHE_URL"):
        url = urlsplit(os.environ.get(name, ""))
        if url.scheme == "redis":
            place = int(url.path.strip("/") or 0) + 2 * int(worker.removeprefix("gw"))
            os.environ[name] = url._replace(path=f"/{place}").geturl()

from clicktocall.settings import *  # noqa: E402, F403 -- the environment comes first
from clicktocall.settings import DATABASES  # noqa: E402 -- the same

if "sqlite" in DATABASES["default"]["ENGINE"]:
    # A file, as in the product: threads of one test then meet the same locks.
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "tests.sqlite3")}
    # What a power cut would take goes anyway when the tests end: nobody waits for the disk.
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # The manifest would have to be collected first; a live server without it answers 404 for every hashed name.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if "CACHE_URL" not in os.environ:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
