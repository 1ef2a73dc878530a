"""The one settings module, driven by the environment.

An absent variable always means the production choice: no debug, HTTPS only, no demonstration. A
variable without a safe default (SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL, REDIS_URL, EMAIL_URL,
AMI_STOCKAGE) stops the start with its name.
"""

from pathlib import Path
from urllib.parse import urlsplit

import dsfr
import environ
from csp.constants import NONE, SELF

from ami.commun.ports import lire_ports
from ami.fichiers.adresses import lire_stockage
from ami.journalisation import configurer_journaux

RACINE = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- Identity of the running site -------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY")
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
HTTPS = env.bool("AMI_HTTPS", True)
AMI_URL = env.str("AMI_URL", f"https://{next(iter(ALLOWED_HOSTS), '')}")
PORTS_ADMIS = lire_ports(env.str("AMI_PORTS", ""), AMI_URL)
AMI_DEMO = env.bool("AMI_DEMO", False)
AMI_SITE_OFFICIEL = env.bool("AMI_SITE_OFFICIEL", False)
AMI_PREFIXE = env.str("AMI_PREFIXE", "ami")

# --- Applications -----------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "django_structlog",
    "ami.commun",
    "ami.comptes",
    "ami.notifications",
    "ami.journal",
    "ami.registre",
    "ami.territoires",
    "ami.fichiers",
    "vagues",
    "candidatures",
    "evaluation",
    "evaluation.selection",
    "ami.pilotage",
]
if AMI_DEMO:
    INSTALLED_APPS.append(
        "ami.demonstration"
    )  # not in the image of production, which refuses to start with it
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "ami.commun.middleware.ComprimerLesPages",
    "ami.commun.middleware.ne_rien_garder_en_cache",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "ami.commun.middleware.refuser_un_port_inattendu",
    "ami.commun.middleware.noter_la_reception",  # before anything slow, after what dresses a refusal
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "ami.comptes.sessions.ReconnaitreLeCompte",
    "ami.commun.middleware.dire_l_envoi_refuse",
    "ami.commun.session.ConnexionExigee",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ami.commun.middleware.UneLigneParRequete",
    "ami.commun.middleware.montrer_le_405",
]
ROOT_URLCONF = "ami.urls"
WSGI_APPLICATION = "ami.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [RACINE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ami.commun.contexte.site",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("crispy_dsfr",)
CRISPY_TEMPLATE_PACK = "crispy_dsfr"
CRISPY_FAIL_SILENTLY = False

# --- Data -------------------------------------------------------------------------------------
_BASE = env.db_url("DATABASE_URL")
_OPTIONS = _BASE.get("OPTIONS", {})
DATABASES = {
    "default": {
        **_BASE,
        # Nobody waits for a lock, nor keeps one, longer than a web request lives. Compiling costs more than any of our
        # statements runs.
        "OPTIONS": {
            **_OPTIONS,
            "options": f"-c jit=off -c lock_timeout=15s -c idle_in_transaction_session_timeout=60s {_OPTIONS.get('options', '')}",
        },
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "ami.commun.cache.CacheTolerant",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": AMI_PREFIXE,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

# --- Celery: at least once, every task idempotent, no result ------------------------------------
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "global_keyprefix": f"{AMI_PREFIXE}:celery:",
    "visibility_timeout": 600,
    "socket_connect_timeout": 1,
    # A broker that is down is told at once to the act that wakes it; beat catches up.
    "max_retries": 1,
    "interval_start": 0,
    "interval_max": 0.2,
    # Without these two nothing came back for 26 s after a worker had been killed.
    "unacked_restore_interval": 1,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "vagues"
CELERY_TASK_ROUTES = {
    "ami.notifications.tasks.*": {"queue": "courriels"},
    "candidatures.tasks.faire_suivre_un_depot": {"queue": "courriels"},
    "ami.fichiers.tasks.*": {"queue": "fichiers"},
    "candidatures.tasks.produire_documents": {"queue": "fichiers"},
}
CELERY_TIMEZONE = "Europe/Paris"

# --- Public registers -------------------------------------------------------------------------
# Company register: without key, never required. Empty: not asked, structures stay « déclarées ».
AMI_REGISTRE_URL = env.str("AMI_REGISTRE_URL", "https://recherche-entreprises.api.gouv.fr")

# --- Mail -------------------------------------------------------------------------------------
_COURRIEL = env.email_url("EMAIL_URL")
EMAIL_BACKEND = _COURRIEL["EMAIL_BACKEND"]
EMAIL_HOST = _COURRIEL["EMAIL_HOST"]
EMAIL_PORT = _COURRIEL["EMAIL_PORT"]
EMAIL_HOST_USER = _COURRIEL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _COURRIEL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _COURRIEL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _COURRIEL.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("AMI_EXPEDITEUR", "Fabriques de territoire <ne-pas-repondre@exemple.test>")

# --- Accounts ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "comptes.Utilisateur"
AUTHENTICATION_BACKENDS = ["ami.comptes.authentification.Authentification"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{nom}", "OPTIONS": options}
    for nom, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "nom", "prenom")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "compte_accueil"
ACCOUNT_ADAPTER = "ami.comptes.adaptateur.AdaptateurComptes"
ACCOUNT_FORMS = {
    "login": "ami.comptes.forms.ConnexionForm",
    "signup": "ami.comptes.forms.InscriptionForm",
    "reset_password": "ami.comptes.forms.MotDePasseOublieForm",
    "reset_password_from_key": "ami.comptes.forms.NouveauMotDePasseForm",
    "change_password": "ami.comptes.forms.ChangementMotDePasseForm",
    "confirm_email_verification_code": "ami.comptes.forms.CodeCourrielForm",
    "confirm_password_reset_code": "ami.comptes.forms.CodeMotDePasseForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True  # a code, so that no secret stands in a URL
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60  # seconds: a mail may take its time on the last evening
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
# Someone else must not keep a porteur out on the last evening: no limit is on the account alone, and those on the
# address of the client let a whole training room in. Failures: ``ami.comptes.essais``; mails: ``ami.comptes.codes``.
ACCOUNT_RATE_LIMITS = {
    **dict.fromkeys(("login", "signup", "reset_password", "reset_password_from_key"), "120/m/ip"),
    **dict.fromkeys(("login_failed", "confirm_email"), None),
}

# --- Transport and browser security -------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_SSL_HOST = urlsplit(AMI_URL).netloc  # never an address that the request made up
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
DERRIERE_PROXY = env.bool("AMI_DERRIERE_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DERRIERE_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if DERRIERE_PROXY else 0  # rate limits count people, not the proxy
SECURE_REDIRECT_EXEMPT = [r"^sante/$"]  # probes speak HTTP inside the cluster
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_ENGINE = "ami.comptes.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_FAILURE_VIEW = "ami.commun.session.csrf_refuse"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
# Elsewhere than on the routes marked ``accepte_des_fichiers``, no file is received.
FILE_UPLOAD_HANDLERS = ["ami.commun.televersement.RefusDeFichier"]
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# --- Files --------------------------------------------------------------------------------------
FICHIER_TAILLE_MAX = env.int("AMI_FICHIER_TAILLE_MAX", 20_000_000)  # bytes
# What one account sends in 24 hours, in files and in bytes: many times a dossier and its versions.
FICHIERS_PAR_JOUR = 300
FICHIERS_OCTETS_PAR_JOUR = 1_000_000_000
AMI_CLAMD = env.str("AMI_CLAMD", "")  # without antivirus the files wait, they are never taken for clean

# --- Language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- Static files -------------------------------------------------------------------------------
# Only the files of the State design system are taken from django-dsfr: its template tags cost two
# queries a page and its form classes break ARIA on error (docs/adr/0002).
STATIC_URL = "/static/"
STATIC_ROOT = env.path("AMI_STATIC_ROOT", str(RACINE / "statiques"))
STATICFILES_DIRS = [RACINE / "static", Path(dsfr.__file__).parent / "static"]
STATIQUES_SOURCE = env.bool("AMI_STATIQUES_SOURCE", False)  # tests: no collectstatic
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = STATIQUES_SOURCE
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "fichiers": lire_stockage(env.str("AMI_STOCKAGE")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIQUES_SOURCE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Logs ---------------------------------------------------------------------------------------
LOGGING = configurer_journaux(console=env.str("AMI_JOURNAUX", "json") == "console")
DJANGO_STRUCTLOG_CELERY_ENABLED = False
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
