"""The addresses of people: the first page, signing in with both factors, accounts and roles."""

from __future__ import annotations

from typing import Final

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes

from bukti.office.people.demo import enter
from bukti.office.people.views import home, leave, people, role, role_ends, second_factor
from bukti.office.routing import Route

ROUTES: Final = (
    Route("home", "", home, "own"),
    Route("account_login", "sign-in/", account.login, "public", "public"),
    Route("mfa_authenticate", "sign-in/code/", factors.authenticate, "public", "public"),
    Route("account_logout", "sign-out/", leave, "signed-in", "signed-in"),
    Route("account_reauthenticate", "sign-in/again/", account.reauthenticate, "signed-in", "signed-in"),
    Route("mfa_reauthenticate", "sign-in/again/code/", factors.reauthenticate, "signed-in", "signed-in"),
    Route("mfa_activate_totp", "second-factor/", second_factor, "signed-in", "signed-in"),
    Route("mfa_view_recovery_codes", "second-factor/codes/", codes.view_recovery_codes, "own"),
    Route("mfa_generate_recovery_codes", "second-factor/codes/new/", codes.generate_recovery_codes, "own", "own"),
    Route("account_change_password", "password/", account.password_change, "own", "own"),
    Route("demo", "demo/<str:key>/", enter, "public", "public"),
    Route("people", "people/", people, "people"),
    Route("role", "people/<int:number>/role/", role, "ask-roles", "ask-roles"),
    Route("role_ends", "roles/<int:number>/end/", role_ends, None, "ask-roles"),
)
