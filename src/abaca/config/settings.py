"""All settings, from the environment only; reading them starts nothing.

docs/configuration.md lists every variable; a test holds the two against each other.
"""

import os
from pathlib import Path

from abaca.config.database import database

REPOSITORY = Path(__file__).resolve().parents[3]


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _text(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def _number(name: str, default: int) -> int:
    return int(os.environ.get(name) or default)


# --- the place ---------------------------------------------------------------------------------------------------
DATA_FOLDER = Path(_text("ABACA_DATA", str(REPOSITORY / "var")))
PUBLIC_URL = _text("ABACA_PUBLIC_URL", "http://localhost:8000").rstrip("/")

WEB_ADDRESS = _text("ABACA_WEB_ADDRESS", "127.0.0.1")
WEB_PORT = _number("ABACA_WEB_PORT", 8000)
WEB_PROCESSES = _number("ABACA_WEB_PROCESSES", 1)
WEB_THREADS = _number("ABACA_WEB_THREADS", 4)

# --- rehearsal: the demo, the tests and the simulation; no real money can move while it is on ----------------------
REHEARSAL = _flag("ABACA_REHEARSAL", default=False)
REHEARSAL_PROVIDER_FILE = DATA_FOLDER / "rehearsal" / "provider.sqlite3"
REHEARSAL_MAILBOX = DATA_FOLDER / "rehearsal" / "mailbox"


def _secret(name: str) -> str:
    """Return a secret from the file that `name`_FILE points to; in rehearsal it falls back to a published word."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    if REHEARSAL:
        return f"rehearsal-only-{name.lower()}-0000000000000000000000000000"
    return ""  # `abaca doctor` and the system check say which file is missing


SECRET_KEY = _secret("ABACA_SECRET_KEY") or "not-configured"
# the one before: links in letters, above all those that stop a newsletter, have to work for years after it
SECRET_KEY_FALLBACKS = [_secret("ABACA_OLD_SECRET_KEY")] if os.environ.get("ABACA_OLD_SECRET_KEY_FILE") else []
STORE_MASTER_SECRET = _secret("ABACA_STORE_MASTER_KEY")
LICENSING_MASTER_SECRET = _secret("ABACA_LICENSING_MASTER_KEY")
# the one before, while rows are sealed afresh; there is none to fall back to
LICENSING_OLD_MASTER_SECRET = (
    _secret("ABACA_LICENSING_OLD_MASTER_KEY") if os.environ.get("ABACA_LICENSING_OLD_MASTER_KEY_FILE") else ""
)
MESSAGING_MASTER_SECRET = _secret("ABACA_MESSAGING_MASTER_KEY")

# --- the vendor ------------------------------------------------------------------------------------------------------
VENDOR_NAME = _text("ABACA_VENDOR_NAME", "Musa Software")
VENDOR_LEGAL_NAME = _text("ABACA_VENDOR_LEGAL_NAME", "Musa Software AG")
VENDOR_ADDRESS = _text("ABACA_VENDOR_ADDRESS", "Via delle Palme 7, 6900 Lugano, Switzerland")
VENDOR_STREET = _text("ABACA_VENDOR_STREET", "Via delle Palme 7")
VENDOR_POSTCODE = _text("ABACA_VENDOR_POSTCODE", "6900")
VENDOR_CITY = _text("ABACA_VENDOR_CITY", "Lugano")
VENDOR_COUNTRY = _text("ABACA_VENDOR_COUNTRY", "CH")
VENDOR_VAT_NUMBER = _text("ABACA_VENDOR_VAT_NUMBER", "CHE-123.456.788 MWST")
VENDOR_EU_VAT_ID = _text("ABACA_VENDOR_EU_VAT_ID")  # of a member state; without it VIES gives no consultation numbers
VENDOR_HOME_RATE = _flag("ABACA_VENDOR_HOME_RATE", default=False)  # a choice of vendors in the EU below the threshold
VENDOR_SUPPORT_EMAIL = _text("ABACA_VENDOR_SUPPORT_EMAIL", "support@musa.example")
VENDOR_REGISTRATION = _text("ABACA_VENDOR_REGISTRATION", "CHE-123.456.788, Registro di commercio Lugano")
VENDOR_OSS_NUMBER = _text("ABACA_VENDOR_OSS_NUMBER", "EU372012345")
VENDOR_IBAN = _text("ABACA_VENDOR_IBAN", "CH93 0076 2011 6238 5295 7")
VENDOR_BIC = _text("ABACA_VENDOR_BIC", "")
VENDOR_PHONE = _text("ABACA_VENDOR_PHONE", "+41 91 000 00 00")
VENDOR_LOGO = _text("ABACA_VENDOR_LOGO")  # a file; empty: papers carry the name as a word mark
VENDOR_TIME_ZONE = _text("ABACA_VENDOR_TIME_ZONE", "Europe/Zurich")
NOTICE_CALENDAR = _text("ABACA_NOTICE_CALENDAR")  # a file that adds to the calendar of notices; empty: as shipped
TRANSFER_TOLERANCE = _number("ABACA_TRANSFER_TOLERANCE", 0)  # minor units that a transfer may be short
WITHDRAWAL_DAYS = _number("ABACA_WITHDRAWAL_DAYS", 14)  # the vendor's terms may give more; less than 14 counts as 14

# --- signs of where a buyer is --------------------------------------------------------------------------------------
COUNTRY_HEADER = _text("ABACA_COUNTRY_HEADER")  # only behind a server that writes it, such as CF-IPCountry

# --- Django ----------------------------------------------------------------------------------------------------------
DEBUG = _flag("ABACA_DEBUG", default=False)
TRUSTED_PROXIES = [host for host in _text("ABACA_TRUSTED_PROXIES").split(",") if host]
ALLOWED_HOSTS = _text("ABACA_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "abaca.config.urls"
WSGI_APPLICATION = "abaca.config.wsgi.application"
DATABASES = {"default": database(DATA_FOLDER)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "csp",
    "abaca.journal",
    "abaca.dispatch",
    "abaca.messaging",
    "abaca.inbox",
    "abaca.webhooks",
    "abaca.access",
    "abaca.design",
    "abaca.store.journal",
    "abaca.store.catalogue",
    "abaca.store.customers",
    "abaca.store.tax",
    "abaca.store.ledger",
    "abaca.store.orders",
    "abaca.store.payments",
    "abaca.store.invoices",
    "abaca.store.subscriptions",
    "abaca.store.product_keys",
    "abaca.store.notices",
    "abaca.store.newsletters",
    "abaca.store.correspondence",
    "abaca.store.feed",
    "abaca.store.workflows",
    "abaca.licensing.journal",
    "abaca.licensing.secrets",
    "abaca.licensing.accounts",
    "abaca.licensing.keyring",
    "abaca.licensing.answers",
    "abaca.licensing.licences",
    "abaca.licensing.product_keys",
    "abaca.licensing.devices",
    "abaca.licensing.feed_import",
    "abaca.licensing.workflows",
    "abaca.licensing.facades",
    "abaca.support.journal",
    "abaca.support.tickets",
    "abaca.storefront",
    "abaca.portal",
    "abaca.console",
    "abaca.api",
    "abaca.rehearsal",
    "abaca.operations",
    # after our rooms, so that our templates for its pages are found first
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "abaca.config.middleware.DoorOfPrograms",  # programs meet none of what follows
    "abaca.config.middleware.Doors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "abaca.config.middleware.RefusalsInWords",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "abaca.config.context.brand_and_rehearsal",
            ],
        },
    },
]

# --- languages and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("it", "Italiano"),
    ("es", "Español"),
    ("pt", "Português"),
    ("nl", "Nederlands"),
]
LOCALE_PATHS = [REPOSITORY / "src" / "abaca" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = VENDOR_TIME_ZONE

# --- pages -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": _text("ABACA_STATIC_STORAGE", "whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "abaca.config.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024

# --- log-in ----------------------------------------------------------------------------------------------------------
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "abaca.portal.doors.AccountDoor"
ACCOUNT_FORMS = {
    "login": "abaca.portal.forms.log_in.LogIn",
    "request_login_code": "abaca.portal.forms.log_in.AskForCode",
    "confirm_login_code": "abaca.portal.forms.log_in.ConfirmCode",
    "change_password": "abaca.portal.forms.log_in.ChangePassword",
    "set_password": "abaca.portal.forms.log_in.SetPassword",
    "reset_password": "abaca.portal.forms.log_in.AskForReset",
    "reset_password_from_key": "abaca.portal.forms.log_in.Reset",
    "reauthenticate": "abaca.portal.forms.log_in.Reauthenticate",
}
MFA_FORMS = {
    "authenticate": "abaca.portal.forms.log_in.SecondStep",
    "reauthenticate": "abaca.portal.forms.log_in.SecondStepAgain",
    "activate_totp": "abaca.portal.forms.log_in.TurnOn",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True  # nobody's log-in is changed behind his back
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the address is proven by the code or by the letter with the product key
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "abaca.portal.doors.SecondStepDoor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = VENDOR_NAME
MFA_TOTP_TOLERANCE = 1  # half a minute early or late; each code counts once, which forms/log_in.py sees to
# used codes and failed tries count for all processes together
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_sharednote",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# --- staff -----------------------------------------------------------------------------------------------------------
AUDIT_DAYS = _number("ABACA_AUDIT_DAYS", 730)  # for how long is kept who looked at what
EMAIL_PAUSE_DAYS = _number("ABACA_EMAIL_PAUSE_DAYS", 3)  # after staff changed an e-mail: no copy, no typed account

# --- for how long things are kept ------------------------------------------------------------------------------------
LETTERS_KEPT_DAYS = _number("ABACA_LETTERS_KEPT_DAYS", 1095)  # what letters said; that they went stays
MAILS_KEPT_DAYS = _number("ABACA_MAILS_KEPT_DAYS", 1095)  # what mails said; that they came stays
DECLARATIONS_KEPT_DAYS = _number("ABACA_DECLARATIONS_KEPT_DAYS", 1095)  # who cancelled without a log-in, in which words
PAPERS_KEPT_YEARS = _number("ABACA_PAPERS_KEPT_YEARS", 10)  # invoices and books, after the end of their year
PAPERS_KEPT_ELSEWHERE = {  # "AT:7,FR:10": by the country in which the tax is due
    pair.split(":")[0].strip().upper(): int(pair.split(":")[1])
    for pair in _text("ABACA_PAPERS_KEPT_ELSEWHERE").split(",")
    if ":" in pair
}
DATA_REQUESTS = "abaca.config.data_requests"  # who gathers, or erases, what all rooms know of a person
RETENTION = "abaca.config.retention"  # who knows what will be destroyed next

# --- mail ------------------------------------------------------------------------------------------------------------
WORKERS = _flag("ABACA_WORKERS", default=True)  # false where nothing listens: tests, simulation
SMTP_HOST = _text("ABACA_SMTP_HOST", "127.0.0.1")
SMTP_PORT = _number("ABACA_SMTP_PORT", 1025)
SMTP_USER = _text("ABACA_SMTP_USER")
SMTP_PASSWORD = _secret("ABACA_SMTP_PASSWORD") if os.environ.get("ABACA_SMTP_PASSWORD_FILE") else ""
SMTP_TLS = _text("ABACA_SMTP_TLS", "none")  # none, starttls or implicit
MAIL_FROM = _text("ABACA_MAIL_FROM", f"{VENDOR_NAME} <shop@musa.example>")
NEWSLETTER_FROM = _text("ABACA_NEWSLETTER_FROM")  # a stream of its own, so that its complaints harm no notice
BOUNCE_ADDRESS = _text("ABACA_BOUNCE_ADDRESS")  # bounces@…: where letters come back to that cannot be delivered
DKIM_DOMAIN = _text("ABACA_DKIM_DOMAIN")  # the domain of the sender, unless another one is named
DKIM_SELECTOR = _text("ABACA_DKIM_SELECTOR")
DKIM_KEY = _secret("ABACA_DKIM_KEY") if os.environ.get("ABACA_DKIM_KEY_FILE") else ""
MAIL_PROVIDER = _text("ABACA_MAIL_PROVIDER", "smtp")  # or one of abaca.messaging.gateways.provider.PROVIDERS
MAIL_PROVIDER_KEY = _secret("ABACA_MAIL_PROVIDER_KEY") if os.environ.get("ABACA_MAIL_PROVIDER_KEY_FILE") else ""
MAIL_PROVIDER_DOMAIN = _text("ABACA_MAIL_PROVIDER_DOMAIN")  # Mailgun's sender domain
MAIL_PROVIDER_URL = _text(
    "ABACA_MAIL_PROVIDER_URL"
)  # the provider's address, where it has several: Europe, a rehearsal
MAIL_PROVIDER_SECRET = (
    _secret("ABACA_MAIL_PROVIDER_SECRET") if os.environ.get("ABACA_MAIL_PROVIDER_SECRET_FILE") else ""
)  # user:password with which the provider tells us of bounces
MAIL_PROVIDER_SIGNING_KEY = (
    _secret("ABACA_MAIL_PROVIDER_SIGNING_KEY") if os.environ.get("ABACA_MAIL_PROVIDER_SIGNING_KEY_FILE") else ""
)  # with which Mailgun and MailerSend sign what they tell us

# --- the desk --------------------------------------------------------------------------------------------------------
DESK_DAYS = _text("ABACA_DESK_DAYS", "1-5")  # of the week; Monday is 1
DESK_OPENS = _number("ABACA_DESK_OPENS", 9)  # full hours of the vendor's clock
DESK_CLOSES = _number("ABACA_DESK_CLOSES", 17)
DESK_ANSWER_HOURS = _number("ABACA_DESK_ANSWER_HOURS", 8)  # hours of work within which a mail is answered
DESK_RECEIPTS = _flag("ABACA_DESK_RECEIPTS", default=True)  # tell who is proven that his mail has arrived
# --- mail that comes in ----------------------------------------------------------------------------------------------
MAIL_IN_ADDRESS = _text("ABACA_MAIL_IN_ADDRESS", "127.0.0.1")
MAIL_IN_PORT = _number("ABACA_MAIL_IN_PORT", 2525)
MAIL_IN_RECIPIENTS = [address.strip() for address in _text("ABACA_MAIL_IN_RECIPIENTS").split(",") if address.strip()]
MAIL_IN_LARGEST = _number("ABACA_MAIL_IN_LARGEST_MB", 25) * 1024 * 1024
MAIL_IN_CONNECTIONS = _number("ABACA_MAIL_IN_CONNECTIONS", 50)
MAIL_IN_PER_MINUTE = _number("ABACA_MAIL_IN_PER_MINUTE", 300)  # of one network address
MAIL_IN_CERTIFICATE = _text("ABACA_MAIL_IN_CERTIFICATE")  # with it STARTTLS is offered
MAIL_IN_CERTIFICATE_KEY = _text("ABACA_MAIL_IN_CERTIFICATE_KEY_FILE")
MAIL_IN_TRUSTED_SERVER = _text("ABACA_MAIL_IN_TRUSTED_SERVER")  # the name in its Authentication-Results
MAIL_IN_TRUSTED_PEERS = tuple(net.strip() for net in _text("ABACA_MAIL_IN_TRUSTED_PEERS").split(",") if net.strip())
IMAP_HOST = _text("ABACA_IMAP_HOST")  # empty: no mailbox is read
IMAP_PORT = _number("ABACA_IMAP_PORT", 993)
IMAP_USER = _text("ABACA_IMAP_USER")
IMAP_PASSWORD = _secret("ABACA_IMAP_PASSWORD") if os.environ.get("ABACA_IMAP_PASSWORD_FILE") else ""
IMAP_TLS = _text("ABACA_IMAP_TLS", "implicit")  # implicit, starttls or none
IMAP_FOLDER = _text("ABACA_IMAP_FOLDER", "INBOX")
IMAP_DONE_FOLDER = _text("ABACA_IMAP_DONE_FOLDER")  # empty: what was fetched is marked as seen and stays
PUBLIC_SUFFIX_LIST = _text("ABACA_PUBLIC_SUFFIX_LIST")  # a file; empty: the list of an installed package
REHEARSAL_DOMAINS = DATA_FOLDER / "rehearsal" / "domains"

# --- newsletters -----------------------------------------------------------------------------------------------------
NEWSLETTER_TO_CUSTOMERS = _flag("ABACA_NEWSLETTER_TO_CUSTOMERS", default=False)  # where the law allows it; else consent
NEWSLETTERS_PER_MINUTE = _number("ABACA_NEWSLETTERS_PER_MINUTE", 200)
# the way of newsletters, where it is not that of all other letters
NEWSLETTER_SMTP_HOST = _text("ABACA_NEWSLETTER_SMTP_HOST")
NEWSLETTER_SMTP_PORT = _number("ABACA_NEWSLETTER_SMTP_PORT", 25)
NEWSLETTER_SMTP_USER = _text("ABACA_NEWSLETTER_SMTP_USER")
NEWSLETTER_SMTP_PASSWORD = (
    _secret("ABACA_NEWSLETTER_SMTP_PASSWORD") if os.environ.get("ABACA_NEWSLETTER_SMTP_PASSWORD_FILE") else ""
)
NEWSLETTER_SMTP_TLS = _text("ABACA_NEWSLETTER_SMTP_TLS", "none")  # none, starttls or implicit
NEWSLETTER_BOUNCE_ADDRESS = _text("ABACA_NEWSLETTER_BOUNCE_ADDRESS")
NEWSLETTER_DKIM_DOMAIN = _text("ABACA_NEWSLETTER_DKIM_DOMAIN")  # the domain of NEWSLETTER_FROM, unless named
NEWSLETTER_DKIM_SELECTOR = _text("ABACA_NEWSLETTER_DKIM_SELECTOR")
NEWSLETTER_DKIM_KEY = _secret("ABACA_NEWSLETTER_DKIM_KEY") if os.environ.get("ABACA_NEWSLETTER_DKIM_KEY_FILE") else ""
NEWSLETTER_PROVIDER_KEY = (
    _secret("ABACA_NEWSLETTER_PROVIDER_KEY") if os.environ.get("ABACA_NEWSLETTER_PROVIDER_KEY_FILE") else ""
)
NEWSLETTER_PROVIDER_DOMAIN = _text("ABACA_NEWSLETTER_PROVIDER_DOMAIN")  # Mailgun's sender domain
NEWSLETTER_PROVIDER_STREAM = _text("ABACA_NEWSLETTER_PROVIDER_STREAM")  # Postmark's message stream
UNSUBSCRIBE_BY_MAIL = _flag("ABACA_UNSUBSCRIBE_BY_MAIL", default=True)  # unsubscribe+…@, the domain of MAIL_FROM

# --- programs --------------------------------------------------------------------------------------------------------
LICENSING_PUBLIC_HOST = _text("ABACA_LICENSING_PUBLIC_HOST")  # as programs write it; only behind a proxy that rewrites

# --- generators of product keys --------------------------------------------------------------------------------------
GENERATORS_FOLDER = _text("ABACA_GENERATORS_FOLDER")  # empty: no program of the vendor's is ever started
GENERATOR_SECONDS = min(_number("ABACA_GENERATOR_SECONDS", 20), 120)  # less than patience.IN_HAND
GENERATOR_MEMORY_MB = _number("ABACA_GENERATOR_MEMORY_MB", 512)

# --- the feed --------------------------------------------------------------------------------------------------------
ATTACHMENTS = "abaca.config.attachments.files_named"  # who makes what letters carry along
FEED_SOURCE = _text("ABACA_FEED_SOURCE", "abaca.config.feed_link.documents_after")

# --- what an error report may tell ------------------------------------------------------------------------------------
DEFAULT_EXCEPTION_REPORTER_FILTER = "abaca.config.reports.WithoutSecrets"

# --- words of the log ------------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"keys_stay_out": {"()": "abaca.config.log.KeysStayOut"}},
    "loggers": {
        "django.request": {"filters": ["keys_stay_out"]},
        "mail.log": {"level": "WARNING"},  # aiosmtpd tells every sender and recipient otherwise
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["keys_stay_out"]}},
    "root": {"handlers": ["console"], "level": _text("ABACA_LOG_LEVEL", "WARNING")},
}
