"""The settings of one newsroom, from the environment; whatever is missing or wrong fails here.

`FACTCHECK_ENV=workbench` (the default) serves one machine with the embedded database and queue.
`FACTCHECK_ENV=production` takes nothing for granted: see docs/operations.md.
"""

from datetime import timedelta

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from factcheck import logs, places
from factcheck.places import OWNER_ROLE, RUNTIME_ROLE, Places

env = environ.Env()
REPOSITORY = places.REPOSITORY
PLACES = Places.from_environment()


def one_of(name, *choices):
    """The variable's value, the first choice if it is not set."""
    value = env.str(name, choices[0])
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}, not one of: {', '.join(choices)}")
    return value


PRODUCTION = one_of("FACTCHECK_ENV", "workbench", "production") == "production"
# Decides about connections and time limits; wsgi.py says web.
PROCESS = one_of("FACTCHECK_PROCESS", "command", "web", "worker")
# The owner migrates and runs the tests; runtime serves and may not change history.
ROLE = one_of("FACTCHECK_ROLE", "runtime", "owner")


def needed_in_production(name, fallback):
    """The variable's value; outside production `fallback()` stands in for it."""
    value = env.str(name, "")
    if value:
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"{name} must be set when FACTCHECK_ENV=production")
    return fallback()


SECRET_KEY = needed_in_production("SECRET_KEY", lambda: PLACES.secrets["secret_key"])
# Earlier ones, which still open sessions and links while people move to the new one.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", str, [])
HOSTS = needed_in_production("ALLOWED_HOSTS", lambda: "127.0.0.1,localhost,[::1]")
ALLOWED_HOSTS = [host.strip() for host in HOSTS.split(",")]
DEBUG = env.bool("DJANGO_DEBUG", False)
if DEBUG and PRODUCTION:
    raise ImproperlyConfigured("DJANGO_DEBUG shows secrets to strangers: not in production")

# The newsroom -----------------------------------------------------------------------------------

SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
NEWSROOM = {
    "name": env.str("NEWSROOM_NAME", "The Demo Desk"),
    "url": env.str("NEWSROOM_URL", "") or SITE_URL,
    "logo": env.str("NEWSROOM_LOGO", ""),
    "email": env.str("NEWSROOM_EMAIL", "corrections@demo-desk.example"),
    "corrections_policy": env.str("NEWSROOM_CORRECTIONS_POLICY", "/corrections/"),
    "methodology": env.str("NEWSROOM_METHODOLOGY", "/methodology/"),
    "language": env.str("NEWSROOM_LANGUAGE", "en-GB"),
}
# Under which licence partners get the export: the address of one, or words. Nothing is given away
# that the newsroom has not said.
NEWSROOM_LICENCE = env.str(
    "NEWSROOM_LICENCE", "" if PRODUCTION else "https://creativecommons.org/licenses/by/4.0/"
)
# A folder of about.md, funding.md and privacy.md: what the newsroom says of itself.
NEWSROOM_TEXTS = env.str("NEWSROOM_TEXTS", "" if PRODUCTION else str(REPOSITORY / "seeds/newsroom"))
LANGUAGE_CODE = "en-gb"
# Desk and pages speak one language. Otherwise each number that a template shows asks which one the
# thread speaks, which was a seventh of the time of a verdict page.
USE_I18N = False
TIME_ZONE = env.str("NEWSROOM_TIME_ZONE", "Europe/London")
USE_TZ = True

# Django -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    # Before the admin, whose templates it extends.
    "claims",
    "factcheck.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "django_htmx",
    "factcheck",
    "ingest",
]
MIDDLEWARE = [
    # First: they tell of every answer, whoever gave it.
    "factcheck.logs.middleware",
    "factcheck.metrics.middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "factcheck.sessions.Middleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # After the two that it needs.
    "claims.admin.toasts.with_messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Last: it turns the refusal of a locked-out login into a response.
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "factcheck.urls"
WSGI_APPLICATION = "factcheck.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Database ---------------------------------------------------------------------------------------

EMBEDDED_DATABASE = not env.str("DATABASE_URL", "")
RUNTIME_URL = needed_in_production("DATABASE_URL", lambda: PLACES.database_url(RUNTIME_ROLE))
OWNER_URL = env.str("DATABASE_OWNER_URL", "") or (
    PLACES.database_url(OWNER_ROLE) if EMBEDDED_DATABASE else RUNTIME_URL
)
# Whom `manage.py grant_runtime` gives the runtime's limited rights.
DATABASE_RUNTIME_ROLE = env.str("DATABASE_RUNTIME_ROLE", env.db_url_config(RUNTIME_URL)["USER"])

SESSION_LIMITS = {
    "web": {
        "statement_timeout": "15s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "30s",
    },
    # Under task_soft_time_limit, so that a slow statement fails by its own name.
    "worker": {
        "statement_timeout": "60s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "60s",
    },
    # A migration that waits for a lock makes every later reader wait behind it: it gives up while
    # the web server's own 5 seconds are not over.
    "command": {"lock_timeout": "3s"},
}
DATABASES = {"default": env.db_url_config(OWNER_URL if ROLE == "owner" else RUNTIME_URL)}
DATABASES["default"] |= {
    # A worker keeps its session over many tasks: see CELERY_DB_REUSE_MAX.
    "CONN_MAX_AGE": 600 if PROCESS == "worker" else 0,
    "CONN_HEALTH_CHECKS": PROCESS == "worker",
    "OPTIONS": {
        **DATABASES["default"].get("OPTIONS", {}),
        "options": " ".join(f"-c {k}={v}" for k, v in SESSION_LIMITS[PROCESS].items()),
        "connect_timeout": 5,
    },
}
WEB_THREADS = env.int("WEB_THREADS", 4)
if PROCESS == "web":
    # In workers the pool opens four sessions per task; in the web it saves one per request.
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": WEB_THREADS + 1,
        "timeout": 5,
    }

# Queue ------------------------------------------------------------------------------------------

EMBEDDED_QUEUE = not env.str("REDIS_URL", "")
REDIS_URL = needed_in_production("REDIS_URL", PLACES.redis_url)


def broker_url(redis_url):
    """redis-py says unix://…?db=1 where kombu says redis+socket://…?virtual_host=1."""
    if not redis_url.startswith("unix://"):
        return redis_url
    return redis_url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")


CELERY_BROKER_URL = broker_url(REDIS_URL)
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Longer than any task may run; a message that was taken and not acknowledged comes back
    # after it, looked for every 5 s at once and not only after ten rounds of the event loop.
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    # kombu passes None for each of these, so redis-py's own limits never apply: without them
    # .delay() on a frozen server waits for ever. Only workers read from the queue; whoever rings
    # meets the limit three times (write, connect, connect again) before it gives up.
    "socket_timeout": 10 if PROCESS == "worker" else 2,
    "socket_connect_timeout": 3 if PROCESS == "worker" else 2,
    "socket_keepalive": True,
    "health_check_interval": 10,
}
# The default gives up for good after 100 tries.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The default waits for a free connection for ever.
CELERY_BROKER_POOL_ACQUIRE_TIMEOUT = 5
# A web request must not wait for a broken queue: the row is stored, the sweep rings again.
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.2, "interval_max": 0.5}
# No pickle from a queue, no results kept: rows in PostgreSQL say what was done.
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
# Acknowledge after the work, also when the pool's child was killed; the retry is counted, so
# that a task that kills its worker does not do so for ever.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_RETRY_ON_WORKER_LOST = True
# A worker takes only what it works on: with long tasks, the rest stays for others.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 120
# Against slow leaks in parsers; kB, well above what a child with the text engine uses, or it
# would be replaced after every task.
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000
# Sessions per child: opened anew after 50 tasks instead of after each.
CELERY_DB_REUSE_MAX = 50
CELERY_TIMEZONE = "UTC"
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    # Extraction has workers of its own: a long article never delays a sweep.
    "claims.tasks.extract*": {"queue": "extract"},
    # Threads that wait for servers, most of them for long: see docs/operations.md.
    "ingest.tasks.*": {"queue": "fetch"},
    "claims.tasks.archive": {"queue": "fetch"},
    "claims.tasks.deliver": {"queue": "fetch"},
}
CELERY_BEAT_SCHEDULE = {
    # A text that kills three workers waits three times for a lease to run out and for this.
    "sweep": {"task": "claims.tasks.sweep", "schedule": 15, "options": {"expires": 15}},
    "number changes": {
        "task": "claims.tasks.number_changes",
        "schedule": 30,
        "options": {"expires": 30},
    },
    "ring for webhooks": {
        "task": "claims.tasks.ring_webhooks",
        "schedule": 5,
        "options": {"expires": 5},
    },
    "rank": {"task": "claims.tasks.rank", "schedule": 60, "options": {"expires": 60}},
    "wake": {"task": "claims.tasks.wake", "schedule": 60, "options": {"expires": 60}},
    # At night in Europe; what one night leaves, the next takes.
    "purge": {
        "task": "factcheck.tasks.purge",
        "schedule": crontab(hour=2, minute=40),
        "options": {"expires": 3600},
    },
    "ring for polls and fetches": {
        "task": "ingest.tasks.ring_due",
        "schedule": 5,
        "options": {"expires": 5},
    },
}
for queue in ("default", "extract", "fetch"):
    CELERY_BEAT_SCHEDULE[f"pulse of {queue}"] = {
        "task": "factcheck.tasks.pulse",
        "schedule": 10,
        "options": {"expires": 20, "queue": queue},
    }
CELERY_BEAT_SCHEDULE_FILENAME = str(PLACES.data / "celerybeat-schedule")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Fetching ---------------------------------------------------------------------------------------

# Beside ports 80 and 443 of the public internet: a newsroom's own servers, such as 10.1.2.0/24.
FETCH_PORTS = env.list("FETCH_PORTS", int, [])
FETCH_NETWORKS = env.list("FETCH_NETWORKS", str, [])

# Accounts and security --------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Length is what counts (NIST SP 800-63B, 3.1.1): no rules about digits and capitals.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("UserAttributeSimilarityValidator", {}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
# A link to choose a password works once, and three days: a weekend and a Monday.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
# The roles that may not work without a code from their phone, such as editor,administrator.
SECOND_FACTOR_FOR = env.list("SECOND_FACTOR_FOR", str, [])
# How many proxies of our own stand before the web server: each adds an address to X-Forwarded-For.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 1 if PRODUCTION else 0)
CLIENT_ADDRESS = "factcheck.clients.address"
AXES_CLIENT_IP_CALLABLE = "factcheck.clients.network"
# Five wrong passwords lock this user name at this address, and nobody else, for an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 1
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# The page says until when; a try in between does not make it longer.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "claims.admin.signin.locked_out"
# An administrator unlocks on the page of the account; the raw tables are nobody's business.
AXES_ENABLE_ADMIN = False
AXES_SENSITIVE_PARAMETERS = ["code"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Swagger UI draws its arrows from data: URLs.
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# A pasted article that is too long must reach the form, which says so and keeps it.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "factcheck.sessions"
# A week: whoever works every day logs in on Mondays. A stolen cookie is worth no more than that.
SESSION_COOKIE_AGE = env.int("SESSION_DAYS", 7) * 24 * 3600
# Longer than a working day with its breaks, shorter than from one evening to the next.
SESSION_IDLE = timedelta(hours=env.int("SESSION_IDLE_HOURS", 12))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", 365 * 24 * 3600)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    # TLS ends at the newsroom's proxy, which must set this header itself on every request.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # The container's own health check speaks plain HTTP, and so may a Prometheus beside it.
    SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]

# Static files -----------------------------------------------------------------------------------

STATIC_URL = "static/"
# Where collectstatic puts them when an image is built.
STATIC_ROOT = env.str("STATIC_ROOT", "") or None
# Compressing every file takes a minute: the image does it once, the workbench serves sources.
WHITENOISE_USE_FINDERS = not PRODUCTION
STATIC_BACKEND = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if PRODUCTION
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_BACKEND},
}

# API --------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    # Closed unless a view opens itself.
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Fact-check export",
    "DESCRIPTION": "Published fact-checks, their claims, and every change to them.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "WEBHOOKS": [
        f"claims.api.told.{name}"
        for name in ("PUBLISHED", "CORRECTED", "RE_RATED", "RETRACTED", "REMOVED", "TEST")
    ],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "claims.api.told.with_headers",
    ],
    # Where one field name (`kind`, `code`) has several sets of values: what to call each set.
    "ENUM_NAME_OVERRIDES": {
        "VersionKind": "claims.models.PublishedVersion.Kind",
        "VerdictCode": "claims.models.Verdict",
        "ClaimType": "claims.models.Claim.Type",
    },
    # From our own server: a CDN would break the content security policy.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# Log --------------------------------------------------------------------------------------------

LOG_FORMAT = one_of("LOG_FORMAT", *(("json", "lines") if PRODUCTION else ("lines", "json")))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"event": {"()": logs.formatter, "form": LOG_FORMAT}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "event"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", "INFO")},
    "loggers": {
        # Tells at every start which version it is.
        "axes.apps": {"level": "WARNING"},
        # They bring handlers of their own, and so would speak twice or in another form.
        "gunicorn.error": {"handlers": ["stderr"], "propagate": False},
        "django.server": {"handlers": ["stderr"], "propagate": False},
    },
}

# Watching ---------------------------------------------------------------------------------------

# Whoever sends it may read /metrics; without one there is no such page.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
# Minutes that an article may wait to be read before /health/ turns red.
QUEUE_AGE_LIMIT = env.int("QUEUE_AGE_LIMIT", 15)

# Retention --------------------------------------------------------------------------------------

# Days that are kept of what no record needs: see factcheck/retention.py.
KEEP_LOGINS = env.int("KEEP_LOGINS", 90)
KEEP_REQUEST_COUNTS = env.int("KEEP_REQUEST_COUNTS", 400)
KEEP_IDEMPOTENCY_KEYS = env.int("KEEP_IDEMPOTENCY_KEYS", 30)
