"""Django's settings. What an operator may set stands in the environment (`config.environment`)."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from clientela.config import environment, logs

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = environment.data_dir()

SECRET_KEY = environment.secret_key()
SECRET_KEY_FALLBACKS = environment.words("CLIENTELA_SECRET_KEY_FALLBACKS")
DEBUG = False
ALLOWED_HOSTS = environment.words("CLIENTELA_HOSTS", "localhost,127.0.0.1,[::1]")
# Where staff come in, if it is another name than the store's: cookies of the one never reach the other.
ADMIN_HOST = environment.text("CLIENTELA_ADMIN_HOST")
if ADMIN_HOST:
    ALLOWED_HOSTS.append(ADMIN_HOST.rpartition(":")[0] or ADMIN_HOST)
TLS = environment.flag("CLIENTELA_TLS")
# How many proxies of ours stand in front: only so many entries of X-Forwarded-For are believed.
TRUSTED_PROXIES = int(environment.text("CLIENTELA_TRUSTED_PROXIES", "0"))
# Machines behind our own walls that may be asked all the same, such as a provider of identity; by name.
PRIVATE_HOSTS = environment.words("CLIENTELA_PRIVATE_HOSTS")

INSTALLED_APPS = [
    "clientela.config",
    "clientela.demo",
    "clientela.storefront",
    "clientela.admin",
    "clientela.insight",
    "clientela.bulk",
    "clientela.privacy",
    "clientela.exchange",
    "clientela.segments",
    "clientela.checkout",
    "clientela.invitations",
    "clientela.orders",
    "clientela.payments",
    "clientela.accounts",
    "clientela.messaging",
    "clientela.catalog",
    "clientela.customers",
    "clientela.jobs",
    "clientela.staff",
    "clientela.post",
    "clientela.gate",
    "clientela.store",
    "clientela.journal",
    "clientela.ui",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "lucide",
    "csp",
]

MIDDLEWARE = [
    "clientela.config.middleware.request_log",
    "clientela.config.middleware.headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clientela.config.middleware.plain_failures",
    "clientela.config.middleware.crowd",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clientela.config.middleware.health",
    "clientela.config.middleware.client_address",
    "django.middleware.common.CommonMiddleware",
    "clientela.config.middleware.same_site",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "clientela.config.middleware.realm",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "clientela.config.urls"
WSGI_APPLICATION = "clientela.config.wsgi.application"

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                ("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _LOADERS)])
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "clientela.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """Django's database settings for a `postgresql://` address."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    host = query.pop("host", "") or unquote(parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": environment.flag("CLIENTELA_POOLED_DATABASE"),
        "OPTIONS": {
            "connect_timeout": 5,
            "tcp_user_timeout": 10000,
            "application_name": "clientela",
            **query,
        },
    }


def _database_url() -> str:
    from clientela.config.embedded import Cluster

    return environment.text("DATABASE_URL") or Cluster(DATA_DIR).url(
        "owner" if environment.flag("CLIENTELA_AS_OWNER") else "app"
    )


DATABASES = {"default": database(_database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"

AUTH_USER_MODEL = "staff.User"
PASSWORD_HASHERS = [
    "clientela.core.hashing.Argon2idHasher",
    # Checks passwords from other shops until their first sign-in; hashes nothing new.
    "clientela.accounts.foreign.hashers.WrappedForeign",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "clientela.core.passwords.NotCommon"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("nb", _("Norwegian")),
    ("sv", _("Swedish")),
    ("da", _("Danish")),
    ("it", _("Italian")),
]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "__Host-language" if TLS else "language"
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(environment.text("CLIENTELA_STATIC") or DATA_DIR / "static")
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "clientela.ui.assets.HashedFiles"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"
PROCRASTINATE_ON_APP_READY = "clientela.config.schedule.register"

MESSAGE_STORAGE = "clientela.config.notes.Notes"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = TLS
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if TLS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "clientela.ui.failures.csrf_failure"
SECURE_SSL_REDIRECT = TLS
# Programs on this machine ask past the proxy.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_HSTS_PRELOAD = TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The admin's addresses begin with a slash behind `/admin`, which itself has none: both are stable.
SILENCED_SYSTEM_CHECKS = ["urls.W002"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
FILE_UPLOAD_HANDLERS = [
    "clientela.ui.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "report-uri": ["/csp-report"],
    }
}

LOGGING_CONFIG = None
logs.configure(environment.text("CLIENTELA_LOG", "info"))
