"""All settings, read from the environment once. docs/configuration.md has the table; a test keeps it complete."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import django_stubs_ext
from celery.schedules import schedule
from django.conf.global_settings import LANGUAGES
from phonenumbers import SUPPORTED_REGIONS

from clicktocall import env

django_stubs_ext.monkeypatch()  # so that ModelAdmin[Pbx] and the like can be written

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret("SECRET_KEY", kept_in=DATA_DIR / "secret_key")
ENCRYPTION_KEYS = env.fernet_keys("ENCRYPTION_KEYS", kept_in=DATA_DIR / "encryption_keys")
"""Fernet keys for secrets at rest. The first encrypts; all of them decrypt, so that a key can be replaced."""

# Where we are
SITE_URL = env.address("SITE_URL", default="http://127.0.0.1:8000")
"""The address people type. It decides the allowed host, and secure cookies when it begins with https."""
PBX_EVENTS_URL = env.address("PBX_EVENTS_URL", default=SITE_URL)
"""The address at which a PBX reaches this server to push its events."""
SERVED_OVER_HTTPS = SITE_URL.startswith("https://")
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=" ".join(LOOPBACK) if SITE_HOST in LOOPBACK else SITE_HOST)
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# What it is made of
INSTALLED_APPS = [
    "clicktocall.accounts",
    "clicktocall.audit",
    "clicktocall.pbx",
    "directory",
    "clicktocall.policies",
    "clicktocall.calls",
    "clicktocall.demo",
    "clicktocall.accounts.sign_ins.SignIns",  # axes
    "django_htmx",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "clicktocall.pbx.middleware.EventHost",
    "django.middleware.security.SecurityMiddleware",
    "clicktocall.middleware.ContentSecurityPolicy",
    "directory.middleware.AddressBooksFromTheRoot",
    "clicktocall.calls.polling.UnchangedPolls",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "clicktocall.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "clicktocall.urls"
WSGI_APPLICATION = "clicktocall.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clicktocall.calls.context_processors.live_line",
            ],
        },
    }
]

# Where things are kept
DATABASES = {"default": env.database("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'clicktocall.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "clicktocall.cache.ForgivingRedisCache",
        "LOCATION": env.text("CACHE_URL", default="redis://127.0.0.1:6379/1"),
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    }
}
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Signing in
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "directory:index"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "clicktocall.accounts.backends.Accounts"]
AXES_FAILURE_LIMIT = env.whole("SIGN_IN_TRIES", default=6)
"""So many wrong passwords for one name from one address, and both together have to wait."""
AXES_COOLOFF_TIME = timedelta(minutes=env.whole("SIGN_IN_PAUSE_MINUTES", default=10))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # an office behind one address is never locked out as a whole
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the moment that the page names holds
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "clicktocall.accounts.lockouts.client_address"
AXES_LOCKOUT_CALLABLE = "clicktocall.accounts.lockouts.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # the audit trail is kept by ourselves
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False  # ours shows less
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 14 * 24 * 3600

# Safety
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_OVER_HTTPS
SECURE_SSL_REDIRECT = SERVED_OVER_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^pbx/", r"^healthz$", r"^readyz$"]  # a PBX and a health check speak plain http inside
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SERVED_OVER_HTTPS else 0
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # HSTS for the subdomains, too: that is for the owner of the domain to say
    "security.W021",  # and so is the browsers' preload list
]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000  # the page of a PBX's extensions has three a row
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}

# Language and numbers
LANGUAGE_CODE = env.one_of("LANGUAGE_CODE", default="en-gb", names=dict(LANGUAGES), example="en-gb or de")
TIME_ZONE = env.one_of("TIME_ZONE", default="Europe/Berlin", names=available_timezones(), example="Europe/Rome")
USE_I18N = USE_TZ = True
DEFAULT_REGION = env.one_of("DEFAULT_REGION", default="DE", names=SUPPORTED_REGIONS, example="DE or IT")
"""Country in which national numbers are read while no PBX is set up; afterwards each PBX has its own."""

# Calls, in seconds
DIAL_FRESH_SECONDS = env.seconds("DIAL_FRESH_SECONDS", default=15)
"""A click that waited longer than this is not dialled any more; the user is told so."""
DIAL_LOST_SECONDS = env.seconds("DIAL_LOST_SECONDS", default=20)
"""A dial request without an answer for so long has lost its worker; we look for the call at the PBX."""
LOOK_AGAIN_SECONDS = env.seconds("LOOK_AGAIN_SECONDS", default=3)
"""How long after a lost answer we look for the call a second time before its outcome is unknown."""
LOOK_BACK_SECONDS = env.seconds("LOOK_BACK_SECONDS", default=60)
"""How often a PBX is asked whether it has written something of calls of which we do not know how they ended."""
QUIET_RINGING_SECONDS = env.seconds("QUIET_RINGING_SECONDS", default=4)
"""A call that rings and of which we have heard nothing for so long is looked up at the PBX."""
QUIET_TALKING_SECONDS = env.seconds("QUIET_TALKING_SECONDS", default=20)
SILENT_SECONDS = env.seconds("SILENT_SECONDS", default=90)
"""A call of which nothing at all was heard or found for so long ends with the outcome unknown."""
SWEEP_SECONDS = env.seconds("SWEEP_SECONDS", default=2)
SHOW_ENDED_SECONDS = env.seconds("SHOW_ENDED_SECONDS", default=60)
"""How long the live line goes on showing a call that has ended."""
PBX_SILENT_AFTER_FAILURES = env.whole("PBX_SILENT_AFTER_FAILURES", default=3)
"""After so many requests in a row without an answer a PBX is probed only, and new calls there are refused at once."""
PBX_PROBE_SECONDS = env.seconds("PBX_PROBE_SECONDS", default=5)
PBX_REQUESTS_AT_ONCE = env.whole("PBX_REQUESTS_AT_ONCE", default=8)
"""So many requests of all our processes are on the way to one PBX at most; hang-ups come on top."""
PHONES_ASK_SECONDS = env.seconds("PHONES_ASK_SECONDS", default=5)
"""While somebody looks at a page, the PBX is asked so often at most what the phones do."""
PHONES_BELIEVED_SECONDS = env.seconds("PHONES_BELIEVED_SECONDS", default=15)
"""What a phone did so long ago is not known any more: it is not shown, and no call is refused for it."""
KEEP_EVENTS_DAYS = env.whole("KEEP_EVENTS_DAYS", default=30)
"""How long the PBX's messages are kept as it sent them."""

# The audit trail
KEEP_AUDIT_DAYS = env.whole("KEEP_AUDIT_DAYS", default=365, least=30)
"""How long it is kept who did what."""
KEEP_DELETED_DAYS = env.whole("KEEP_DELETED_DAYS", default=30)
"""How long a contact that was deleted or merged can be brought back."""

# Alerts to staff by e-mail; without a host or somebody to write to they stand in the admin panel alone
EMAIL_HOST = env.text("EMAIL_HOST", default="")
EMAIL_PORT = env.whole("EMAIL_PORT", default=587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", default="Click to Call <click-to-call@localhost>")
ALERTS_TO = env.words("ALERTS_TO")

# The queue
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL", default="redis://127.0.0.1:6379/0")
# A click is kept in the database first. So a broker that is away, or hangs, holds nobody up for longer than a second;
# a worker, which has nothing else to do than wait for it, sets other options (clicktocall/celery.py).
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 1, "max_retries": 0}
if urlsplit(CELERY_BROKER_URL).scheme == "redis":  # kombu tells from its own name for a transport that TLS is wanted
    CELERY_BROKER_TRANSPORT = "clicktocall.broker:Transport"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "calls.dial": {"queue": "dial"},
    "calls.hang_up": {"queue": "dial"},
    "calls.steer": {"queue": "dial"},
}  # never waits behind anything
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Celery closes the database connection around every task, which costs more than the dial itself. PostgreSQL's pool
# makes that cheap and keeps its health check; SQLite has nothing to check.
if "sqlite" in DATABASES["default"]["ENGINE"]:
    CELERY_DB_REUSE_MAX = 1_000_000
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "calls.sweep", "schedule": schedule(SWEEP_SECONDS), "options": {"expires": SWEEP_SECONDS}},
    "keep_alive": {"task": "pbx.keep_alive", "schedule": schedule(300), "options": {"expires": 120}},
    "find_forgotten_imports": {
        "task": "directory.find_forgotten_imports",
        "schedule": schedule(60),
        "options": {"expires": 60},
    },
    "sync_ldap": {"task": "directory.sync_ldap", "schedule": schedule(60), "options": {"expires": 60}},
    "watch": {"task": "calls.watch", "schedule": schedule(60), "options": {"expires": 60}},
    "prune_uses": {"task": "policies.prune", "schedule": schedule(6 * 3600), "options": {"expires": 3600}},
    "forget_old_imports": {
        "task": "directory.forget_old_imports",
        "schedule": schedule(6 * 3600),
        "options": {"expires": 3600},
    },
    "prune_audit": {"task": "audit.prune", "schedule": schedule(6 * 3600), "options": {"expires": 3600}},
    "probe": {"task": "pbx.probe", "schedule": schedule(PBX_PROBE_SECONDS), "options": {"expires": PBX_PROBE_SECONDS}},
    "ask_phones": {"task": "pbx.ask_phones", "schedule": schedule(2), "options": {"expires": 2}},
    "empty_the_bin": {"task": "directory.empty_the_bin", "schedule": schedule(6 * 3600), "options": {"expires": 3600}},
    "prune": {"task": "pbx.prune", "schedule": schedule(6 * 3600), "options": {"expires": 3600}},
}

# The log: one line a step, on standard error
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_LEVEL = env.one_of("LOG_LEVEL", default="INFO", names=LEVELS, example="INFO or WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"event_secrets": {"()": "clicktocall.log_masks.EventSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["event_secrets"]}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # These write the address of each request at DEBUG, and ours carries the PBX's token.
        "urllib3": {"level": "INFO"},
        "requests": {"level": "INFO"},
        "axes": {"level": "WARNING"},
    },
}
