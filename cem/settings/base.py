"""Settings shared by every environment."""

from datetime import timedelta
from urllib.parse import unquote, urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from cem import embedded, env

BASE_DIR = env.BASE_DIR
VAR_DIR = env.VAR_DIR
BASE_URL = env.BASE_URL

# --- Applications -----------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "cem.tenancy",
    "cem.accounts",
    "cem.events",
    "cem.jobs",
    "cem.audit",
    "cem.api",
    "cem.ui",
    "cem.demo",
    "surveys",
    "insights",
    "maturity",
    "journeys",
    "actions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "cem.ui.staticfiles.OwnStaticFiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cem.ui.csp.PolicyMiddleware",
    "cem.ui.middleware.RequestContextMiddleware",
    "cem.ui.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cem.shortcut.Entrance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cem.accounts.middleware.SessionActivityMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cem.shortcut.end",
    "cem.storable.StorableTextMiddleware",
    # Innermost: it opens the transaction of the tenant around the view and the rendering of its response.
    "cem.accounts.middleware.TenantMiddleware",
]

ROOT_URLCONF = "cem.urls"
WSGI_APPLICATION = "cem.wsgi.application"

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
                "cem.ui.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    },
]

# --- Storage ----------------------------------------------------------------------------------------------------------

_database_url, _owner_url, REDIS_URL = embedded.addresses(
    database_url=env.DATABASE_URL,
    owner_url=env.DATABASE_OWNER_URL,
    redis_url=env.REDIS_URL,
    var_dir=VAR_DIR,
    durable=env.ENVIRONMENT != "test",
)

_connection = {
    # Health checks make a killed and restarted database cost one query instead of one failed request.
    "CONN_MAX_AGE": 300,
    "CONN_HEALTH_CHECKS": True,
    # A pooler in transaction mode cannot keep a server-side cursor between statements.
    "DISABLE_SERVER_SIDE_CURSORS": True,
}

DATABASES = {"default": {**env.database(_database_url), **_connection}}
if _owner_url:
    # Only migrations use it. The processes that serve people are not given this address.
    DATABASES["owner"] = {**env.database(_owner_url), **_connection, "CONN_MAX_AGE": 0, "TEST": {"MIRROR": "default"}}

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cem",
        # One quick repetition survives a restart of the server; the client's own ten would hold a page for seconds.
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2, "retry": Retry(ConstantBackoff(0.05), 1)},
    },
}

MEDIA_ROOT = VAR_DIR / "media"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cem.ui.storage.ModuleManifestStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FEEDBACK_FILE_MAX_BYTES = 200 * 1024 * 1024
# Of one file that a respondent sends; a question may allow less.
SURVEY_FILE_MAX_BYTES = 20 * 1024 * 1024
# A file of coarse places by internet address, and the scanner of files: surveys/services/places.py and scanners.py.
PLACE_DATABASE = env.PLACE_DATABASE
SCANNER = env.SCANNER
# Who carries codes to telephones, and where they go as files: surveys/services/sms.py.
SMS = env.SMS
SMS_FOLDER = VAR_DIR / "sms"

# --- Languages and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Accounts ---------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_FORMS = {"signup": "cem.accounts.forms.signup.OrganizationSignupForm"}
ACCOUNT_ADAPTER = "cem.accounts.adapter.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {
    # Five wrong passwords for one address lock it for five minutes, thirty from one place lock that place.
    "login_failed": "30/10m/ip,5/5m/key",
    "login": "60/m/ip",
    "signup": "20/m/ip",
}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "CEM"
MFA_ADAPTER = "cem.accounts.adapter.MfaAdapter"
# Shows the time in the list of devices; SessionActivityMiddleware keeps it.
USERSESSIONS_TRACK_ACTIVITY = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
INVITATION_AGE = timedelta(days=7)

SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# Two installations on one host name must not overwrite each other's sign-in.
SESSION_COOKIE_NAME = f"cem_session_{env.PORT}"
CSRF_COOKIE_NAME = f"cem_csrf_{env.PORT}"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECRET_KEY = env.SECRET_KEY or embedded.secret(VAR_DIR, "secret_key")
# Encrypts personal data at rest; apart from SECRET_KEY, so that one can be changed without the other.
DATA_KEY = env.DATA_KEY or embedded.secret(VAR_DIR, "data_key")

# --- Security headers -------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
TRUSTED_PROXIES = env.TRUSTED_PROXIES

# --- Mail -------------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.EMAIL_FROM
EMAIL_TIMEOUT = 10
if env.EMAIL_URL:
    _mail = urlsplit(env.EMAIL_URL)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _mail.hostname or "localhost"
    EMAIL_PORT = _mail.port or {"smtps": 465, "smtp+tls": 587}.get(_mail.scheme, 25)
    EMAIL_HOST_USER = unquote(_mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
    EMAIL_USE_SSL = _mail.scheme == "smtps"
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
    ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    MFA_ALLOW_UNVERIFIED_EMAIL = False
else:
    # Without a mail server each message becomes a file that a developer can read.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
    ACCOUNT_EMAIL_VERIFICATION = "none"
    # Nobody could verify an address, and two-step sign-in must work all the same.
    MFA_ALLOW_UNVERIFIED_EMAIL = True

# --- Background work --------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = embedded.broker_url(REDIS_URL)
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_TASK_SOFT_TIME_LIMIT = 600
CELERY_TASK_TIME_LIMIT = 660
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than the time limit, or a slow task would be given to a second worker while the first still runs.
    "visibility_timeout": 900,
    "socket_connect_timeout": 2,
    "socket_timeout": 10,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "cem.heartbeat", "schedule": 10.0, "options": {"expires": 10}},
    "purge-deliveries": {
        "task": "events.purge_deliveries",
        "schedule": timedelta(hours=6),
        "options": {"expires": 3600},
    },
    "purge-idempotent-requests": {
        "task": "api.purge_all_idempotent_requests",
        "schedule": timedelta(days=1),
        "options": {"expires": 3600},
    },
    "sweep-surveys": {
        "task": "surveys.sweep_all",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 300},
    },
    # 02:40 in China, when few people answer.
    "check-rollups": {
        "task": "insights.check_all_rollups",
        "schedule": crontab(hour="18", minute="40"),
        "options": {"expires": 3600},
    },
}

SENTIMENT_ANALYSER = "snownlp"

# For so long a process shows the page of a survey as it has last seen it, without asking the database.
RESPONDENT_DOOR_SECONDS = 1.0

# --- API --------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["cem.api.authentication.ActorAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["cem.api.permissions.ActorPermission"],
    "DEFAULT_PAGINATION_CLASS": "cem.api.pagination.Cursor",
    "PAGE_SIZE": 50,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["cem.api.parsers.JsonParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "cem.api.negotiation.OnlyJson",
    "DEFAULT_SCHEMA_CLASS": "cem.api.openapi.ApiSchema",
    "DEFAULT_THROTTLE_CLASSES": ["cem.api.throttling.ActorThrottle"],
    "DEFAULT_THROTTLE_RATES": {"actor": "1200/min", "client": "600/min"},
    "EXCEPTION_HANDLER": "cem.api.errors.problem_handler",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Twin Wheels API",
    "VERSION": "1",
    "DESCRIPTION": (
        "Surveys, responses, metrics, feedback and tickets of one organisation, which the key names. Refusals are "
        "problem documents (RFC 9457); their codes are listed at [/api/v1/errors](/api/v1/errors). Lists are cursor "
        "pages: follow `next` until it is null. Times are ISO 8601 with an offset. Within version 1, fields, codes and "
        "calls are added, never taken away or changed in their meaning."
    ),
    "TAGS": [
        {"name": "surveys", "description": "From a template to a published survey, and its links."},
        {"name": "responses", "description": "What respondents have answered. Contacts are never among it."},
        {"name": "metrics", "description": "Figures, each with its n, interval and formula."},
        {"name": "feedback", "description": "Voices of every source, to send in and to read with their sentiment."},
        {"name": "tickets", "description": "What is done about it, step by step."},
        {"name": "client", "description": "Open calls of pages and SDKs: the token of a link is all they need."},
    ],
    "ENUM_NAME_OVERRIDES": {
        "Channel": "surveys.enums.Channel",
        "FeedbackKind": "insights.enums.FeedbackKind",
        "Grain": "insights.domain.trend.Grain",
        "Polarity": "insights.enums.Polarity",
        "SurveyStatus": "surveys.enums.SurveyStatus",
        "TicketCause": "actions.enums.Cause",
        "TicketEventKind": "actions.enums.TicketEventKind",
        "TicketStatus": "actions.enums.TicketStatus",
    },
    # Labels are in the language of whoever makes the document, values are not.
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "cem.api.openapi.describe_shared",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "SERVERS": [{"url": "/"}],
    "SORT_OPERATIONS": True,
}

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Logs -------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "cem.tenancy.logs.ContextFilter"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [org=%(organization)s req=%(request_id)s] %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["context"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "celery.worker.strategy": {"level": "WARNING"},
        "jieba": {"level": "WARNING"},
    },
}
