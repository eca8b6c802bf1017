"""Django's settings, made from the environment."""

from __future__ import annotations

import importlib.util
import sqlite3
import sys
from urllib.parse import urlsplit

from shouhou.config.databases import Unknown, database
from shouhou.config.rooms import ROOMS

if sqlite3.sqlite_version_info < (3, 51, 3) and importlib.util.find_spec("pysqlite3"):
    import pysqlite3.dbapi2  # a newer library than the system's: see docs/decisions/0003

    sys.modules["sqlite3"] = sys.modules["pysqlite3"]
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

from shouhou.config import env as _env

ENV = _env.read()
DEBUG = ENV.debug
DATA_DIR = ENV.data_dir
SECRET_KEY = ENV.secret_key
PUBLIC_URL = ENV.public_url
REDIS_URL = ENV.redis_url
METRICS_TOKEN = ENV.metrics_token
BACKUP_DIR, BACKUP_KEEP, S3 = ENV.backup_dir, ENV.backup_keep, ENV.s3
OPENSEARCH = ENV.opensearch
_public = urlsplit(PUBLIC_URL)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", _public.hostname or "127.0.0.1", ENV.host]
if ENV.host in {"0.0.0.0", "::"}:  # noqa: S104 - listening everywhere is the operator's choice; names still come from PUBLIC_URL
    ALLOWED_HOSTS.remove(ENV.host)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SECURE = _public.scheme == "https"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    *ROOMS,
]
MIDDLEWARE = [
    "shouhou.config.tracing.RequestIds",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "shouhou.faces.setup.middleware.FirstSteps",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shouhou.foundation.ui.notes.Notes",
    "shouhou.foundation.accounts.middleware.SessionRules",
    "shouhou.foundation.access.middleware.Refusals",
]
ROOT_URLCONF = "shouhou.config.urls"
WSGI_APPLICATION = None
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "shouhou.foundation.ui.context.page",
            ],
            "builtins": ["shouhou.foundation.ui.templatetags.ui", "shouhou.foundation.access.templatetags.access",
                         "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]


try:
    DATABASES = {"default": database(ENV.database_url, DATA_DIR)}
except Unknown:
    sys.exit("DATABASE_URL 应当以 postgresql:// 或 sqlite:/// 开头。")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["shouhou.foundation.accounts.backend.ByUsername"]
PASSWORD_HASHERS = ["shouhou.foundation.accounts.hasher.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
PASSWORD_RESET_TIMEOUT = 3600
SESSION_ENGINE = "shouhou.foundation.accounts.session_store"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrftoken"
CSRF_FAILURE_VIEW = "shouhou.foundation.ui.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
X_FRAME_OPTIONS = "DENY"
from django.utils.csp import CSP  # noqa: E402

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [_env.ROOT / "locale", _env.ROOT / "shouhou" / "locale"]  # of a checkout, of an installed package
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
APPEND_SLASH = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 31536000

MAX_UPLOAD = 500 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["shouhou.foundation.files.incoming.Incoming"]
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

SLOW_STATEMENT_MS = ENV.slow_statement_ms
GRID_MAX_ROWS, GRID_INSERT = ENV.grid_max_rows, ENV.grid_insert
LIVE_PER_USER, LIVE_PER_ADDRESS = ENV.live_per_user, ENV.live_per_address
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"text": {"()": "shouhou.config.logs.Text"}, "json": {"()": "shouhou.config.logs.Json"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": ENV.log_format}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"shouhou": {"level": "INFO"}, "django.security": {"level": "ERROR"}, "django.request": {"level": "ERROR"},
                "shouhou.done": {"level": "INFO" if ENV.log_format == "json" else "WARNING"}},
}
SILENCED_SYSTEM_CHECKS = ["models.W042"]
