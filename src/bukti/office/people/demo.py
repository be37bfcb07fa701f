"""A made-up office to try: ten accounts named by role, and one key that signs in as any of them, on this machine."""

from __future__ import annotations

import secrets
from typing import Final

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bukti.evidence import durable
from bukti.office.people.accounts import add
from bukti.office.people.models import Person
from bukti.office.settings import here
from bukti.vocabulary.problems import refuse

TEN: Final = (
    ("Petugas Entri 1", "entry"), ("Verifikator 1", "verifier"), ("Verifikator 2", "verifier"),
    ("Penyetuju 1", "approver"), ("Arsiparis 1", "archivist"), ("Logistik 1", "logistics"),
    ("Layanan Informasi 1", "information"), ("Redaktur 1", "editor"), ("Auditor 1", "auditor"),
    ("Pengelola 1", "admin"),
)  # fmt: skip
BACKEND: Final = "allauth.account.auth_backends.AuthenticationBackend"


def made() -> str:
    """The key of the made-up office, whose accounts are there. Raises Refusal where real ones are."""
    if Person.objects.filter(is_demo=False).exists():
        raise refuse("OFFICE-NOT-A-DEMO")
    with transaction.atomic():
        for title, role in TEN:
            if not Person.objects.filter(title=title).exists():
                username, _ = add(title, role, demo=True)
                person = Person.objects.get(username=username)
                TOTP.activate(person, generate_totp_secret())
                RecoveryCodes.activate(person)
    path = here().folder / "demo-key"
    if not path.is_file():
        durable.write(path, secrets.token_urlsafe(18).encode(), 0o600)
    return path.read_text(encoding="ascii")


def enter(request: HttpRequest, key: str) -> HttpResponse:
    """The made-up people to choose from; a press signs in as one. In a real office there is no such page."""
    path = here().folder / "demo-key"
    if not here().demo or not path.is_file() or not secrets.compare_digest(key, path.read_text(encoding="ascii")):
        raise Http404
    people = Person.objects.filter(is_demo=True).order_by("pk")
    if request.method != "POST":
        return render(request, "demo.html", {"people": list(people), "key": key})
    person = people.filter(username=request.POST.get("person", "")).first()
    if person is None:
        raise Http404
    login(request, person, BACKEND)
    return redirect("home")
