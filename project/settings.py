"""All settings, read from the environment; the defaults run one process on SQLite. The README's table lists each variable."""
import os
import secrets
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from project.network import lan_address

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("DATA_DIR", BASE_DIR / "var")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)


def env_flag(name):
    return os.environ.get(name, "0") == "1"


def env_number(name, default):
    try:
        return int(os.environ.get(name, default))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {os.environ[name]!r}") from None


def kept_secret(name):
    """A secret made at the first start and kept beside the data, readable by its owner alone."""
    path = DATA_DIR / name
    if not path.exists():
        path.touch(0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = os.environ.get("SECRET_KEY") or kept_secret("secret_key")
DEBUG = env_flag("DEBUG")

# Where people reach the site. Without BASE_URL, links and QR codes name this machine on its network, never localhost.
PORT = env_number("PORT", 8000)
BASE_URL = os.environ.get("BASE_URL", "").rstrip("/")
LAN_URL = f"http://{lan_address()}:{PORT}"
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{lan_address()}").split(",")
if BASE_URL:
    ALLOWED_HOSTS.append(BASE_URL.split("://")[-1].split(":")[0].split("/")[0])
    CSRF_TRUSTED_ORIGINS = [BASE_URL]

SUBJECTS = [
    "project.spaces", "project.sealing",
    "journeys.maps", "journeys.logs", "journeys.silences",
    "observations.traces", "observations.hypotheses", "observations.grids",
    "workshops.decisions", "workshops.backlog", "workshops.trackers", "workshops.rituals", "workshops.room",
    "workshops.readback", "workshops.demo",
]  # fmt: skip
INSTALLED_APPS = [
    "project",
    *SUBJECTS,
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "project.uploads.UploadsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "project.outage.OutageMiddleware",
    "project.spaces.language.LanguageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "project.headers.HeadersMiddleware",
    "project.headers.NoNulMiddleware",
    "project.spaces.closing.ClosedMiddleware",
]
ROOT_URLCONF = "project.urls"
ASGI_APPLICATION = "project.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["project.templatetags.dates"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "project.spaces.context.here",
                "project.spaces.context.mail_leaves",
            ]
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Databases. SQLite keeps what it acknowledged through a power cut (synchronous=FULL); tests alone may lower that.
if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.config(conn_health_checks=True)}  # a restarted server costs nobody an error
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 0, "max_size": env_number("DATABASE_POOL", 12), "timeout": 5}
    }
else:
    SQLITE_SYNCHRONOUS = os.environ.get("SQLITE_SYNCHRONOUS", "FULL")
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "CONN_MAX_AGE": None,  # a few threads keep theirs, see project/pages.py
            "NAME": DATA_DIR / "db.sqlite3",
            "TEST": {"NAME": str(DATA_DIR / "test.sqlite3")},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,  # seconds for the lock of the one writer; the 503 that follows makes a room's browsers try again
                "init_command": f"PRAGMA journal_mode=WAL;PRAGMA synchronous={SQLITE_SYNCHRONOUS};"
                "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-20000;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One process needs no other service; several need Redis, and `serve` refuses to start without it.
REDIS_URL = os.environ.get("REDIS_URL", "")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
    }
    CACHES = {
        "default": {
            "BACKEND": "project.cache.HintCache", "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    }  # fmt: skip
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 5000}}}
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LIVE_PACE = float(os.environ.get("LIVE_PACE", "1"))  # of a room's heartbeats; fault tests make them quicker
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DAILY = ["observations.traces.actions.purge"]  # called once a day with today's date (project/daily.py)
AFTER_IMPORT = {"readings": "journeys.silences.detector.ask_again"}  # called with each ready log (journeys/logs/sequel.py)

# People
AUTH_USER_MODEL = "spaces.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "project.spaces.accounts.Accounts"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
EMAIL_BACKEND = os.environ.get(
    "EMAIL_BACKEND", f"django.core.mail.backends.{'smtp' if os.environ.get('EMAIL_HOST') else 'console'}.EmailBackend"
)
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = env_number("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10  # seconds that a mail server may keep a page waiting before it is said to be away
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "silences@localhost")
DEMO = env_flag("DEMO")  # demo accounts can sign in; `make run` switches it on

# Languages and time
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = sorted(path for path in (BASE_DIR / "locale").iterdir() if path.is_dir())
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["project.formats"]

# Static files: hashed names, served by this process before any middleware
def static_headers(headers, path, url):
    headers["X-Content-Type-Options"] = "nosniff"


STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "project.storage.HashedStatic"
    },
}
SERVESTATIC_KEEP_ONLY_HASHED_FILES = True
SERVESTATIC_ADD_HEADERS_FUNCTION = static_headers

# Uploads
MAP_UPLOAD_LIMIT = env_number("MAP_UPLOAD_MB", 5) * 2**20
LOG_UPLOAD_LIMIT = env_number("LOG_UPLOAD_MB", 1024) * 2**20

# What the child processes that read files and crunch logs may use
LOG_ENGINE_MEMORY_MB = env_number("LOG_ENGINE_MEMORY_MB", 1024)
LOG_ENGINE_THREADS = env_number("LOG_ENGINE_THREADS", 2)
LOG_CPU_SECONDS = env_number("LOG_CPU_SECONDS", 1800)
LOG_DISK_MB = env_number("LOG_DISK_MB", 20_000)
LOG_INFLATED_MB = env_number("LOG_INFLATED_MB", 200)  # a compressed file may grow to this, or to the factor below
LOG_INFLATED_FACTOR = env_number("LOG_INFLATED_FACTOR", 100)
READING_MEMORY_MB = env_number("READING_MEMORY_MB", 1024)
READING_THREADS = env_number("READING_THREADS", 2)
READING_CPU_SECONDS = env_number("READING_CPU_SECONDS", 1800)
UPLOADS_UNTIL_PERCENT = env_number("UPLOADS_UNTIL_PERCENT", 90)  # of the disk that holds DATA_DIR; fuller, it takes no file
WAREHOUSE_URL = os.environ.get("WAREHOUSE_URL", "")  # known to the server alone: nobody types an address
WAREHOUSE_MINUTES = env_number("WAREHOUSE_MINUTES", 30)
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20

# API
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.PageNumberPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "project.spaces.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["rest_framework.throttling.UserRateThrottle"],
    "DEFAULT_THROTTLE_RATES": {"user": "1200/min", "anon": "60/min"},
    "EXCEPTION_HANDLER": "project.spaces.api_door.api_error",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Silences",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {  # several fields of one name, each with choices of its own
        "ActionKindEnum": "workshops.backlog.models.Kind", "ActionStatusEnum": "workshops.backlog.models.Status",
        "DecisionAnswerEnum": "workshops.decisions.models.Answer", "DecisionStanceEnum": "workshops.decisions.models.Stance",
        "FragmentKindEnum": "observations.traces.models.Kind", "HypothesisStatusEnum": "observations.hypotheses.models.Status",
        "ImpactEnum": "workshops.decisions.models.IMPACTS", "LanguageEnum": [("fr", "Français"), ("en", "English")],
        "NoteAnswerEnum": "workshops.room.models.Note.Answer", "ReadingStatusEnum": "journeys.silences.models.Reading.Status",
    },
}

# What a browser may do with our pages
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE], "base-uri": [NONE], "object-src": [NONE], "frame-ancestors": [NONE],
        "script-src": [SELF], "style-src": [SELF], "font-src": [SELF], "connect-src": [SELF], "manifest-src": [SELF],
        "form-action": [SELF], "img-src": [SELF, "data:"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 86400
if HTTPS:  # plain http must work on a workshop's own network, where these would lock everyone out
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sid", "__Host-csrf"
    SECURE_HSTS_SECONDS = 31536000
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
else:
    SECURE_CROSS_ORIGIN_OPENER_POLICY = None  # browsers ignore it over plain http, with a warning

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
