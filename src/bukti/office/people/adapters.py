"""Accounts and second factors as this office wants them: no signing up, own words, secrets sealed in the database."""

from __future__ import annotations

import base64
import hashlib
import time
from io import BytesIO
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest

from bukti.office.settings import here
from bukti.office.words import later


class Accounts(DefaultAccountAdapter):
    """Accounts are made by the office, not by who comes along."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": later("office.sign-in.wrong"),
        "username_password_mismatch": later("office.sign-in.wrong"),
        "invalid_login": later("office.sign-in.wrong"),
        "too_many_login_attempts": later("office.sign-in.too-often"),
        "rate_limited": later("office.sign-in.too-often"),
        "incorrect_password": later("office.sign-in.wrong-password"),
        "enter_current_password": later("office.sign-in.wrong-password"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:  # noqa: ARG002
        """Whether the password or a code was given longer ago than five minutes; made-up people have neither."""
        request = context.request
        given = get_authentication_records(request, request.user)
        recent = any(time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in given)
        return not (recent or here().demo)

    def add_message(self, *_: Any, **__: Any) -> None:
        """What happened is on the page that follows."""


class SecondFactors(DefaultMFAAdapter):
    """The secrets of one-time codes lie sealed under the office's key."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": later("office.sign-in.wrong-code")}

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """The picture that a telephone reads, without a style of its own: the page's policy forbids those."""
        drawn = BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", xmldecl=False, scale=5, border=2, light="#fff")
        return drawn.getvalue().decode()

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        from allauth.mfa.models import Authenticator

        found = Authenticator.objects.filter(user_id=user.pk)
        wanted = types or [Authenticator.Type.TOTP]
        return bool(found.filter(type__in=wanted).exists())


def _seal() -> Fernet:
    digest = hashlib.sha256(b"second factors\n" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
