"""Routes with what each needs: no address is answered without a right that is written beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Final, Literal

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import URLPattern, path

from bukti.office.caller import caller_of
from bukti.office.people.rights import Right

Need = Right | Literal["public", "signed-in", "own"]
"""A right; or anybody; or who has given a password, also before the second factor; or who has given both."""
View = Callable[..., HttpResponse]
READS: Final = ("GET", "HEAD")


@dataclass(frozen=True)
class Route:
    """One address: its name, its path, the view, what reading needs and what writing needs; None where it is not."""

    name: str
    path: str
    view: View
    read: Need | None
    write: Need | None = None

    def needs(self, method: str) -> Need | None:
        """What a method needs; None where the address does not know it."""
        return self.read if method in READS else self.write if method == "POST" else None

    @property
    def pattern(self) -> URLPattern:
        return path(self.path, guarded(self), name=self.name)


def guarded(route: Route) -> View:
    """The view, answered only where the person may."""

    @wraps(route.view)
    def view(request: HttpRequest, **named: Any) -> HttpResponse:
        need = route.needs(request.method or "")
        if need is None:
            return HttpResponseNotAllowed([m for m in ("GET", "POST") if route.needs(m)])
        if need == "public":
            return route.view(request, **named)
        if not request.user.is_authenticated:
            return redirect(f"{path_of('account_login')}?next={request.get_full_path()}")
        if need == "signed-in":
            return route.view(request, **named)
        caller = caller_of(request)
        if not caller.has_second_factor:
            return redirect("mfa_activate_totp")
        if need != "own" and not caller.has(need):
            raise PermissionDenied
        return route.view(request, **named)

    return view


def path_of(name: str) -> str:
    """The address of a route, in the language of the request."""
    from django.urls import reverse

    return reverse(name)
