"""The settings of the office of one workspace: safe as they come, strict where it is reached through TLS."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import django
from django.conf import settings

from bukti.evidence import durable
from bukti.evidence.workspace import Workspace
from bukti.office.apps import MODULES
from bukti.vocabulary.problems import Place, refuse

FOLDER: Final = "office"
DATABASE: Final = "BUKTI_DATABASE"
ADDRESS: Final = "BUKTI_OFFICE_ADDRESS"
YEAR: Final = 365 * 24 * 3600
QUIET: Final = {
    "version": 1,
    "disable_existing_loggers": False,
    "loggers": {name: {"level": "ERROR"} for name in ("django.request", "django.security", "waitress.queue")},
}
"""Who asked for what they may not see is no fault of the program, and nothing of a request is logged."""
LARGEST: Final = 25_000_000
"""Bytes of a document at most."""


@dataclass(frozen=True)
class Office:
    """Where the office of a workspace keeps its own: below `private/`, which is never published."""

    workspace: Workspace
    demo: bool = False
    database: str = ""
    """`postgresql://user:password@host:port/name`; a file of the workspace where empty."""
    address: str = ""
    """The https:// address that people reach it by, where that is not this machine alone."""

    @property
    def folder(self) -> Path:
        return self.workspace.private / FOLDER

    @property
    def documents(self) -> Path:
        return self.folder / "documents"


def office_of(workspace: Workspace, demo: bool = False) -> Office:
    """The office of a workspace, with what the environment says of its database and address."""
    return Office(workspace, demo, os.environ.get(DATABASE, ""), os.environ.get(ADDRESS, ""))


def database(office: Office) -> dict[str, Any]:
    """How Django reaches the database. Raises Refusal where the setting names none that is known."""
    if not office.database:
        options = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON",
        }
        return {
            "ENGINE": "django.db.backends.sqlite3", "NAME": str(office.folder / "office.sqlite3"), "OPTIONS": options,
        }  # fmt: skip
    try:
        parts = urlsplit(office.database)
        port = parts.port or ""
    except ValueError:
        raise refuse("OFFICE-DATABASE", Place(DATABASE)) from None
    if parts.scheme != "postgresql" or not parts.path.strip("/"):
        raise refuse("OFFICE-DATABASE", Place(DATABASE), parts.scheme)
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""), "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""), "PORT": str(port),
    }  # fmt: skip


def key(office: Office) -> str:
    """What sessions are signed with: made once, readable by its owner alone."""
    path = office.folder / "key"
    if not path.is_file():
        durable.write(path, secrets.token_urlsafe(64).encode(), 0o600)
    return path.read_text(encoding="ascii")


def hosts(office: Office) -> list[str]:
    """The names that requests may ask for."""
    named = urlsplit(office.address).hostname if office.address else None
    return ["127.0.0.1", "localhost", *([named] if named else [])]


def settings_of(office: Office) -> dict[str, Any]:
    """Every setting. Raises Refusal where the address is none that is reached through TLS."""
    through_tls = bool(office.address)
    if through_tls and (urlsplit(office.address).scheme != "https" or not urlsplit(office.address).hostname):
        raise refuse("OFFICE-ADDRESS", Place(ADDRESS), office.address)
    host_only = "__Host-" if through_tls else ""
    return {
        "OFFICE": office,
        "DEBUG": False,
        "SECRET_KEY": key(office),
        "ALLOWED_HOSTS": hosts(office),
        "CSRF_TRUSTED_ORIGINS": [office.address.rstrip("/")] if through_tls else [],
        "DATABASES": {"default": database(office)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "office_cache"}},
        "INSTALLED_APPS": [
            "django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages",
            "allauth", "allauth.account", "allauth.mfa", *MODULES,
        ],
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "bukti.office.middleware.policy",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "bukti.office.middleware.sessions_end",
            "bukti.office.desk.tables.tables_are_opened_once",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
            "bukti.office.middleware.acts_are_whole",
            "allauth.account.middleware.AccountMiddleware",
        ],
        "ROOT_URLCONF": "bukti.office.addresses",
        "TEMPLATES": [{"BACKEND": "bukti.office.templates.Pages", "NAME": "pages", "DIRS": [], "APP_DIRS": False}],
        "LANGUAGE_CODE": "id",
        "LANGUAGES": [("id", "Bahasa Indonesia"), ("en", "English")],
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 1_000_000,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": LARGEST,
        "LOGGING": QUIET,
        **_people(),
        **_cookies(through_tls, host_only),
    }  # fmt: skip


def _people() -> dict[str, Any]:
    """Accounts, passwords, second factors."""
    named = "django.contrib.auth.password_validation"
    return {
        "AUTH_USER_MODEL": "people.Person",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.Argon2PasswordHasher"],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{named}.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
            {"NAME": f"{named}.CommonPasswordValidator"},
            {"NAME": "bukti.office.people.passwords.NoOfficeWords"},
        ],
        "LOGIN_URL": "account_login",
        "LOGIN_REDIRECT_URL": "home",
        "ACCOUNT_ADAPTER": "bukti.office.people.adapters.Accounts",
        "ACCOUNT_LOGIN_METHODS": {"username"},
        "ACCOUNT_SIGNUP_FIELDS": ["username*", "password1*", "password2*"],
        "ACCOUNT_USER_MODEL_EMAIL_FIELD": None,
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE": True,
        "ACCOUNT_LOGOUT_REDIRECT_URL": "account_login",
        "ACCOUNT_SESSION_REMEMBER": False,
        "ACCOUNT_REAUTHENTICATION_TIMEOUT": 300,
        "ACCOUNT_RATE_LIMITS": {"login": "30/m/ip", "login_failed": "10/m/ip,5/15m/key", "reauthenticate": "10/m/user"},
        "MFA_ADAPTER": "bukti.office.people.adapters.SecondFactors",
        "MFA_SUPPORTED_TYPES": ["totp", "recovery_codes"],
        "MFA_TOTP_ISSUER": "Bukti",
        "MFA_RECOVERY_CODE_COUNT": 10,
        "MFA_RECOVERY_CODE_DIGITS": 10,
    }


def _cookies(through_tls: bool, host_only: str) -> dict[str, Any]:
    """Sessions and what goes with TLS; a browser on this machine alone speaks plainly."""
    return {
        "SESSION_COOKIE_NAME": f"{host_only}office",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": through_tls,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_AGE": 12 * 3600,
        "CSRF_COOKIE_NAME": f"{host_only}office-form",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": through_tls,
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "SECURE_SSL_REDIRECT": through_tls,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if through_tls else None,
        "SECURE_HSTS_SECONDS": YEAR if through_tls else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": through_tls,
        "SECURE_HSTS_PRELOAD": through_tls,
        "X_FRAME_OPTIONS": "DENY",
    }


def begin(office: Office) -> None:
    """Django of this process is that office's: once, before anything of it is imported."""
    settings.configure(**settings_of(office))
    django.setup()


def here() -> Office:
    """The office that this process is."""
    found: Office = settings.OFFICE
    return found
